module Shop
  module Pricing
    CENTS = { "coffee" => 450 }.freeze

    # Nobody thought of an article without a price.
    def self.price_of(article)
      CENTS.fetch(article)
    end
  end
end
