module Shop
  class SoldOut < StandardError; end

  module Stock
    SHELVES = { "coffee" => 12 }

    def self.reserve(article, quantity)
      SHELVES[article] = SHELVES.fetch(article) - quantity
    rescue KeyError
      raise SoldOut, "no #{article} left"
    end
  end
end
