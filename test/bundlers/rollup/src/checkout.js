/** A cart without a coupon is what breaks. */
export function payWithCoupon(cart) {
  const total = cart.items.reduce((sum, price) => sum + price, 0);
  return total * (1 - rateOf(cart));
}

function rateOf(cart) {
  const { percent } = cart.coupon;
  return percent / 100;
}
