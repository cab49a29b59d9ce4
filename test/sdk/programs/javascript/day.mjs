import { placeOrder } from "./shop/checkout.mjs";
import { reserve } from "./shop/stock.mjs";

const ADA = { id: "1", email: "ada@example.org" };
const BOB = { id: "2", email: "bob@example.org" };

/** A bad day at the shop, told with any JavaScript SDK: a handled error of two people, a message, and a crash. */
export function runDay(Sentry) {
  Sentry.setTag("region", "eu");
  buy(Sentry, ADA, "tea");
  // Between the two, so that an SDK that drops an error like the one before sends both.
  Sentry.captureMessage("the price list is 3 days old", "warning");
  buy(Sentry, BOB, "tea");

  Sentry.setUser(ADA);
  setTimeout(() => placeOrder(["coffee", "cake"]), 10);
}

function buy(Sentry, user, article) {
  Sentry.setUser(user);
  Sentry.addBreadcrumb({ category: "cart", message: `2 ${article} into the cart` });
  try {
    reserve(article, 2);
  } catch (error) {
    Sentry.captureException(error);
  }
}
