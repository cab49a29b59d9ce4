import { randomUUID } from "node:crypto";

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

const BROWSERS = ["Chrome 131", "Chrome 131", "Chrome 131", "Safari 18.1", "Firefox 133", "Edge 131"];
const SYSTEMS = ["Windows 11", "macOS 15.1", "Windows 11", "iOS 18.1", "Android 15"];
const pick = <T>(list: readonly [T, ...T[]] | readonly T[], n: number): T =>
  list[(n * 7 + Math.floor(n / 3)) % list.length] as T;

/** A curve of 24 hours: quiet at night, with a peak at its end where something broke. */
export const steady = (base: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => Math.round(base * (1 + Math.sin((hour - 6) / 3.8) * 0.7)));
export const rising = (top: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => Math.round(top * Math.max(0, (hour - 15) / 8) ** 2));
export const burst = (at: number, size: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => (hour === at ? size : hour === at + 1 ? Math.round(size / 4) : 0));

const frame = (filename: string, name: string, lineno: number, rest: object = {}) => ({
  filename,
  function: name,
  lineno,
  in_app: true,
  ...rest,
});
const library = (filename: string, name: string, lineno: number) => ({
  filename,
  abs_path: `/app/${filename}`,
  function: name,
  lineno,
  in_app: false,
});

function browserEvent(n: number, rest: object): object {
  const [browser = "", version = ""] = pick(BROWSERS, n).split(" ");
  const [os = "", osVersion = ""] = pick(SYSTEMS, n).split(" ");
  return {
    platform: "javascript",
    environment: "production",
    release: n % 3 === 0 ? "shop-web@2.13.1" : "shop-web@2.14.0",
    sdk: { name: "sentry.javascript.react", version: "10.78.0" },
    contexts: { browser: { name: browser, version }, os: { name: os, version: osVersion }, device: { family: "Desktop" } },
    tags: { locale: pick(["de-DE", "en-GB", "en-US", "fr-FR"], n), "feature.checkout": n % 4 === 0 ? "v1" : "v2" },
    ...rest,
  };
}

function serverEvent(n: number, rest: object): object {
  return {
    environment: n % 9 === 0 ? "staging" : "production",
    release: "shop-api@5.2.0",
    server_name: `api-${(n % 3) + 1}`,
    ...rest,
  };
}

const react = [
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "dispatchEvent", 12_458),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "batchedUpdates", 1_498),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "processDispatchQueue", 12_100),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "executeDispatch", 12_051),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "invokeGuardedCallback", 11_990),
];

/** The one that is shown in full: a basket with a coupon that is gone. */
function couponError(n: number): object {
  return browserEvent(n, {
    level: "error",
    transaction: "/checkout",
    exception: {
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
    },
    breadcrumbs: (seconds: number) => ({
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
    }),
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

const python = (type: string, value: string, file: string, name: string, lineno: number, line: string) => (n: number) =>
  serverEvent(n, {
    platform: "python",
    contexts: { runtime: { name: "CPython", version: "3.13.1" } },
    sdk: { name: "sentry.python.fastapi", version: "2.68.0" },
    exception: {
      values: [
        {
          type,
          value,
          mechanism: { type: "fastapi", handled: false },
          stacktrace: {
            frames: [
              library("/usr/lib/python3.13/site-packages/starlette/routing.py", "app", 76),
              library("/usr/lib/python3.13/site-packages/fastapi/routing.py", "run_endpoint_function", 214),
              frame(file, name, lineno, {
                pre_context: ["", `def ${name}(order):`],
                context_line: line,
                post_context: ["    return order"],
              }),
            ],
          },
        },
      ],
    },
    request: { url: "https://api.shop.example/orders", method: "POST" },
  });

const plain =
  (platform: string, type: string, value: string, file: string, name: string, level = "error", isUnhandled = false) =>
  (n: number) =>
    serverEvent(n, {
      platform,
      level,
      exception: {
        values: [
          {
            type,
            value,
            mechanism: { type: "generic", handled: !isUnhandled },
            stacktrace: { frames: [frame(file, name, 31)] },
          },
        ],
      },
    });

const message = (text: string, level: string, logger: string) => (n: number) =>
  serverEvent(n, { platform: "php", level, logger, message: text, transaction: "POST /webhooks/carrier" });

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
export function eventsOf(kind: Kind, nowMs: number): object[] {
  const hour = 3_600_000;
  const times: number[] = [];
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
