import { priceOf } from "./pricing.mjs";

export class OrderFailed extends Error {
  name = "OrderFailed";
}

export function placeOrder(articles) {
  try {
    return articles.map((article) => priceOf(article));
  } catch (error) {
    throw new OrderFailed("cannot place the order", { cause: error });
  }
}
