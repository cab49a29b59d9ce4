import { randomUUID } from "node:crypto";
import { couponError } from "./example-coupon.ts";
import { browserEvent, burst, frame, message, pick, plain, python, rising, steady } from "./example-parts.ts";

/** One kind of error of a made-up shop, and how often it happened over the last day and month. */
export type Kind = {
  /** Events an hour, from 23 hours ago until now. */
  readonly hourly: readonly number[];
  /** Events of the days before that. */
  readonly daily?: readonly number[];
  /** How many different people met it. */
  readonly users: number;
  readonly event: (n: number) => object;
};

/** The errors of a shop on an ordinary day, the newest trouble first. */
export const KINDS: readonly Kind[] = [
  { hourly: rising(64), daily: [3, 0, 2, 5, 4, 8, 2], users: 311, event: couponError },
  {
    hourly: steady(9),
    daily: [60, 72, 81, 64, 70, 77, 90, 85, 61, 58],
    users: 84,
    event: python(
      "KeyError",
      "'shipping_address'",
      "shop/orders/checkout.py",
      "place_order",
      127,
      "    address = order['shipping_address']",
    ),
  },
  {
    hourly: burst(17, 92),
    users: 40,
    event: python(
      "OperationalError",
      'connection to server at "db-1" failed: timeout expired',
      "shop/db/session.py",
      "connect",
      58,
      "    return engine.connect()",
    ),
  },
  {
    hourly: steady(4),
    daily: [20, 31, 28, 22, 30],
    users: 57,
    event: (n) =>
      browserEvent(n, {
        level: "error",
        transaction: "/products/:slug",
        exception: {
          values: [
            {
              type: "ChunkLoadError",
              value: "Loading chunk 418 failed (https://cdn.shop.example/assets/product-418.9f2c7a51.js)",
              mechanism: { type: "onunhandledrejection", handled: false },
              stacktrace: { frames: [frame("src/routes/Product.tsx", "loadProduct", 19)] },
            },
          ],
        },
      }),
  },
  {
    hourly: burst(22, 14),
    users: 9,
    event: plain(
      "go",
      "*payment.DeclinedError",
      "card declined: insufficient funds (provider answered 402)",
      "internal/payment/charge.go",
      "Charge",
      "error",
    ),
  },
  {
    hourly: steady(2),
    daily: [12, 14, 9],
    users: 0,
    event: message("Carrier webhook took longer than 30 s", "warning", "webhooks"),
  },
  {
    hourly: burst(20, 3),
    users: 3,
    event: plain(
      "java",
      "IllegalStateException",
      "Invoice 2024-118833 is closed already",
      "com/shop/billing/InvoiceService.java",
      "close",
      "fatal",
      true,
    ),
  },
  {
    hourly: steady(1.2),
    daily: [3, 4, 2, 5],
    users: 12,
    event: plain(
      "ruby",
      "NoMethodError",
      "undefined method 'rate' for nil",
      "app/services/tax_calculator.rb",
      "vat_for",
      "error",
      true,
    ),
  },
  {
    hourly: burst(9, 21),
    users: 21,
    event: (n) =>
      browserEvent(n, {
        level: "error",
        transaction: "/account/orders",
        exception: {
          values: [
            {
              type: "SyntaxError",
              value: "Unexpected token '<', \"<!doctype \"... is not valid JSON",
              stacktrace: { frames: [frame("src/api/client.ts", "parseAnswer", 54)] },
            },
          ],
        },
      }),
  },
  { hourly: burst(13, 6), users: 0, event: message("Inventory sync for Århus finished with 14 conflicts", "info", "sync") },
  {
    hourly: burst(4, 8),
    users: 5,
    event: plain(
      "rust",
      "PriceError",
      "no price for article 8841 in SEK",
      "src/pricing/list.rs",
      "pricing::list::lookup",
      "error",
    ),
  },
  {
    hourly: burst(15, 2),
    users: 2,
    event: plain(
      "php",
      "PDOException",
      "SQLSTATE[40001]: Serialization failure: deadlock detected",
      "src/Repository/StockRepository.php",
      "reserve",
      "error",
      true,
    ),
  },
  {
    hourly: burst(3, 30),
    users: 18,
    event: python(
      "TimeoutError",
      "payment provider did not answer within 10 s",
      "shop/payment/client.py",
      "authorise",
      74,
      "    raise TimeoutError(WORDS)",
    ),
  },
  {
    hourly: burst(11, 5),
    users: 5,
    event: plain("node", "RangeError", "Invalid time value", "src/reports/daily.ts", "formatDay"),
  },
  {
    hourly: burst(7, 4),
    users: 1,
    event: plain(
      "java",
      "NullPointerException",
      'Cannot invoke "Stock.count()" because "stock" is null',
      "com/shop/stock/StockCheck.java",
      "run",
      "error",
      true,
    ),
  },
  {
    hourly: burst(1, 2),
    users: 2,
    event: plain(
      "go",
      "*fs.PathError",
      "open /var/lib/shop/export.csv: permission denied",
      "cmd/export/main.go",
      "writeExport",
    ),
  },
  { hourly: burst(2, 11), users: 0, event: message("Fell back to the cached exchange rates", "warning", "rates") },
  {
    hourly: burst(6, 3),
    users: 3,
    event: plain(
      "ruby",
      "ActiveRecord::RecordNotUnique",
      'duplicate key value violates unique constraint "orders_number"',
      "app/models/order.rb",
      "save_with_number",
    ),
  },
];

/** Events of a kind, each with its own time. `breadcrumbs` may depend on it. */
export function eventsOf(kind: Kind, nowMs: number, moreAtMs: readonly number[] = []): object[] {
  const hour = 3_600_000;
  const times: number[] = [...moreAtMs];
  kind.hourly.forEach((many, index) => {
    const isNow = index === 23;
    const from = isNow ? Math.floor(nowMs / hour) * hour : (Math.floor(nowMs / hour) - 23 + index) * hour;
    const length = isNow ? nowMs - from : hour;
    for (let n = 0; n < many; n += 1) times.push(from + (length * (n + 1)) / (many + 1));
  });
  (kind.daily ?? []).forEach((many, index) => {
    for (let n = 0; n < many; n += 1) times.push(nowMs - (2 + index) * 24 * hour + n * 60_000);
  });
  return times.map((atMs, n) => {
    const seconds = atMs / 1_000;
    const { breadcrumbs, ...event } = kind.event(n) as { breadcrumbs?: (seconds: number) => object };
    const user = kind.users === 0 ? {} : { user: userOf(n % kind.users) };
    return {
      event_id: randomUUID().replaceAll("-", ""),
      timestamp: seconds,
      ...event,
      ...user,
      ...(breadcrumbs && { breadcrumbs: breadcrumbs(seconds) }),
    };
  });
}

const NAMES = ["ada", "grace", "linus", "margaret", "edsger", "barbara", "tony", "radia"];
const userOf = (n: number): object => ({
  id: String(8_000 + n),
  username: `${pick(NAMES, n)}.${n}`,
  email: `${pick(NAMES, n)}.${n}@example.org`,
});
