# A bad day at the shop: a handled error of two people, a message, and a crash.
require "sentry-ruby"

require_relative "lib/shop/checkout"
require_relative "lib/shop/stock"

ADA = { id: "1", email: "ada@example.org" }.freeze
BOB = { id: "2", email: "bob@example.org" }.freeze

def buy(user, article)
  Sentry.set_user(user)
  Sentry.add_breadcrumb(Sentry::Breadcrumb.new(category: "cart", message: "2 #{article} into the cart"))
  Shop::Stock.reserve(article, 2)
rescue StandardError => error
  Sentry.capture_exception(error)
end

def run_day
  Sentry.set_tags(region: "eu")
  buy(ADA, "tea")
  Sentry.capture_message("the price list is 3 days old", level: :warning)
  buy(BOB, "tea")

  Sentry.set_user(ADA)
  Shop::Checkout.place_order(%w[coffee cake])
end

Sentry.init do |config|
  config.dsn = ENV.fetch("SENTRY_DSN")
  config.release = "shop@1.4.2"
  config.environment = "production"
  config.debug = true
end

begin
  Sentry.with_session_tracking { run_day }
rescue StandardError => error
  # The SDK sends what a framework hands to it; a bare program does it by hand, and crashes all the same.
  Sentry.capture_exception(error, level: :fatal)
  Sentry.session_flusher.flush
  raise
end
