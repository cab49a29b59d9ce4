type Coupon = { readonly percent: number };
type Cart = { readonly items: readonly number[]; readonly coupon: Coupon };

/** A cart without a coupon is what breaks. */
export function payWithCoupon(cart: Cart): number {
  const total = cart.items.reduce((sum, price) => sum + price, 0);
  return total * (1 - rateOf(cart));
}

function rateOf(cart: Cart): number {
  const { percent } = cart.coupon;
  return percent / 100;
}
