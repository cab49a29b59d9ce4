export class SoldOut extends Error {
  name = "SoldOut";
}

const shelves = { coffee: { left: 12 } };

export function reserve(article, quantity) {
  try {
    shelves[article].left -= quantity;
  } catch (error) {
    throw new SoldOut(`no ${article} left`, { cause: error });
  }
}
