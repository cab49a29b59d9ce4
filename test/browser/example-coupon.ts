import { browserEvent, frame, library, react } from "./example-parts.ts";

/** The one that is shown in full: a basket with a coupon that is gone. */
export function couponError(n: number): object {
  return browserEvent(n, {
    level: "error",
    transaction: "/checkout",
    exception: EXCEPTION,
    breadcrumbs,
    request: {
      url: "https://shop.example/checkout",
      headers: {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
        Referer: "https://shop.example/basket",
        Authorization: "Bearer 1f9ac0d7e4b54f7fb1",
      },
      query_string: [["step", "pay"]],
    },
    extra: { basketAge: "14 min", experiment: { name: "one-page-checkout", arm: "b" }, session_token: "8c1f29d0aa" },
  });
}

const EXCEPTION = {
  values: [
    {
      type: "CouponGone",
      value: "Coupon WINTER24 was not found",
      mechanism: { type: "generic", handled: true },
      stacktrace: {
        frames: [
          library("node_modules/@shop/api-client/dist/index.js", "request", 118),
          frame("src/api/coupons.ts", "findCoupon", 23, {
            pre_context: [
              "export async function findCoupon(code: string): Promise<Coupon> {",
              "  const answer = await api.get(`/coupons/${code}`);",
            ],
            context_line: "  if (answer.status === 404) throw new CouponGone(code);",
            post_context: ["  return answer.json();", "}"],
          }),
        ],
      },
    },
    {
      type: "TypeError",
      value: "Cannot read properties of undefined (reading 'id')",
      mechanism: { type: "onerror", handled: false },
      stacktrace: {
        frames: [
          ...react,
          frame("src/checkout/Checkout.tsx", "onSubmit", 88, {
            colno: 11,
            pre_context: ["  async function onSubmit(event: FormEvent) {", "    event.preventDefault();"],
            context_line: "    const total = applyCoupon(basket, code);",
            post_context: ["    await pay(total);", "  }"],
          }),
          library("node_modules/immer/dist/immer.mjs", "produce", 602),
          frame("src/checkout/Basket.tsx", "applyCoupon", 42, {
            colno: 17,
            pre_context: [
              "export function applyCoupon(basket: Basket, code: string): Money {",
              "  const coupons = basket.coupons ?? [];",
              "  const coupon = coupons.find((one) => one.code === code);",
            ],
            context_line: "  return discount(basket.total, coupon.id, basket.currency);",
            post_context: ["}", "", "/** Rounded to the smallest coin of the currency. */"],
            vars: { code: "WINTER24", coupons: [], basket: { id: "b-20931", total: 5_490, currency: "EUR", items: 3 } },
          }),
        ],
      },
    },
  ],
};

const breadcrumbs = (seconds: number) => ({
  values: [
    {
      timestamp: seconds - 64,
      type: "navigation",
      category: "navigation",
      data: { from: "/products/wool-jumper", to: "/basket" },
    },
    { timestamp: seconds - 41, type: "user", category: "ui.click", message: "button#apply-coupon" },
    {
      timestamp: seconds - 40.6,
      type: "http",
      category: "fetch",
      level: "warning",
      data: { method: "GET", url: "https://api.shop.example/coupons/WINTER24", status_code: 404 },
    },
    { timestamp: seconds - 12, type: "navigation", category: "navigation", data: { from: "/basket", to: "/checkout" } },
    {
      timestamp: seconds - 3.2,
      category: "console",
      level: "warning",
      message: "Coupon list is empty, falling back to code",
    },
    { timestamp: seconds - 0.14, type: "user", category: "ui.click", message: "button.pay-now" },
  ],
});
