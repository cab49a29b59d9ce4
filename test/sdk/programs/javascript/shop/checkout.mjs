import { priceOf } from "./pricing.mjs";

export class OrderFailed extends Error {
  name = "OrderFailed";
}

export function placeOrder(articles) {
  let total = 0;
  try {
    for (const article of articles) total += priceOf(article);
  } catch (error) {
    throw new OrderFailed("cannot place the order", { cause: error });
  }
  return total;
}
