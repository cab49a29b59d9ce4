/** What the made-up events of `example-events.ts` are put together from. */

const BROWSERS = ["Chrome 131", "Chrome 131", "Chrome 131", "Safari 18.1", "Firefox 133", "Edge 131"];
const SYSTEMS = ["Windows 11", "macOS 15.1", "Windows 11", "iOS 18.1", "Android 15"];
/** One of a list, in a fixed order that looks like chance. */
export const pick = (list: readonly string[], n: number): string => list[(n * 7 + Math.floor(n / 3)) % list.length] ?? "";

/** A curve of 24 hours: quiet at night, with a peak at its end where something broke. */
export const steady = (base: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => Math.round(base * (1 + Math.sin((hour - 6) / 3.8) * 0.7)));
export const rising = (top: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => Math.round(top * Math.max(0, (hour - 15) / 8) ** 2));
export const burst = (at: number, size: number): number[] =>
  Array.from({ length: 24 }, (_, hour) => (hour === at ? size : hour === at + 1 ? Math.round(size / 4) : 0));

export const frame = (filename: string, name: string, lineno: number, rest: object = {}) => ({
  filename,
  function: name,
  lineno,
  in_app: true,
  ...rest,
});
export const library = (filename: string, name: string, lineno: number) => ({
  filename,
  abs_path: `/app/${filename}`,
  function: name,
  lineno,
  in_app: false,
});

/** An event of the shop's page or server; `n` counts the events of a kind. */
export function browserEvent(n: number, rest: object): object {
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

export function serverEvent(n: number, rest: object): object {
  return {
    environment: n % 9 === 0 ? "staging" : "production",
    release: "shop-api@5.2.0",
    server_name: `api-${(n % 3) + 1}`,
    ...rest,
  };
}

export const react = [
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "dispatchEvent", 12_458),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "batchedUpdates", 1_498),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "processDispatchQueue", 12_100),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "executeDispatch", 12_051),
  library("node_modules/react-dom/cjs/react-dom-client.production.js", "invokeGuardedCallback", 11_990),
];

export const python = (type: string, value: string, file: string, name: string, lineno: number, line: string) => (n: number) =>
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

export const plain =
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

export const message = (text: string, level: string, logger: string) => (n: number) =>
  serverEvent(n, { platform: "php", level, logger, message: text, transaction: "POST /webhooks/carrier" });
