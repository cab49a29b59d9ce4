export class SoldOut extends Error {
  name = "SoldOut";
}

const stock = new Map([["coffee", 12]]);

export function reserve(article, quantity) {
  const left = stock.get(article) ?? 0;
  if (left < quantity) throw new SoldOut(`no ${article} left`);
  stock.set(article, left - quantity);
}
