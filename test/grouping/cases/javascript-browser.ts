import { javascript, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const SITE = "https://shop.example/static";
const DROPPED = "UnhandledRejection: Non-Error promise rejection captured with value:";

/** A minified bundle: names of one letter that change with every build. */
const minified = (head: string, names: readonly string[], file: string): SdkEvent =>
  javascript(`${head}\n${names.map((name, index) => `${name} @ ${file}:1:${20_000 + index * 317}`).join("\n")}`);

const syntax = (head: string, file: string): SdkEvent =>
  withMechanism(javascript(`${head}\n @ ${file}:2:1`), { type: "auto.browser.global_handlers.onerror", handled: false });

export const javascriptBrowserCases: readonly Case[] = [
  same(
    "Chrome and Firefox spell the frames of a method and a closure differently",
    javascript(`TypeError: Cannot read properties of null (reading 'qty')
      Checkout.total @ ${SITE}/checkout.js:7:23
      Array.map @ <anonymous>
       @ ${SITE}/checkout.js:7:40
      lineTotal @ ${SITE}/checkout.js:15:43`),
    javascript(`TypeError: can't access property "qty", line is null
      total @ ${SITE}/checkout.js:7:23
      total/< @ ${SITE}/checkout.js:7:40
      lineTotal @ ${SITE}/checkout.js:15:43`),
  ),
  same(
    "Chrome and Safari spell a method differently",
    javascript(`TypeError: Cannot read properties of undefined (reading 'rate')
      Pricing.convert @ ${SITE}/pricing.js:11:45
      Pricing.rateOf @ ${SITE}/pricing.js:30:12`),
    javascript(`TypeError: undefined is not an object (evaluating 'this.table[code].rate')
      convert @ ${SITE}/pricing.js:11:45
      rateOf @ ${SITE}/pricing.js:30:17`),
  ),
  same(
    "an async function with Chrome's prefix and without",
    javascript(`RangeError: page 0
      async loadPage @ ${SITE}/list.js:12:9
      openPage @ ${SITE}/list.js:40:11`),
    javascript(`RangeError: page 0
      loadPage @ ${SITE}/list.js:12:9
      openPage @ ${SITE}/list.js:40:11`),
  ),
  same(
    "a constructor with Chrome's prefix and without",
    javascript(`Error: no canvas
      startChart @ ${SITE}/chart.js:4:9
      new Chart @ ${SITE}/chart.js:20:11`),
    javascript(`Error: no canvas
      startChart @ ${SITE}/chart.js:4:9
      Chart @ ${SITE}/chart.js:20:11`),
  ),
  same(
    "the file's hash changes with the deploy",
    javascript(`Error: voucher expired
      applyVoucher @ https://shop.example/assets/index-4f3c2a1b.js:1:20311
      checkVoucher @ https://shop.example/assets/index-4f3c2a1b.js:1:33910`),
    javascript(`Error: voucher expired
      applyVoucher @ https://shop.example/assets/index-Bx9_kQ2z.js:1:20518
      checkVoucher @ https://shop.example/assets/index-Bx9_kQ2z.js:1:34120`),
  ),
  same(
    "a chunk of webpack with another number and hash",
    javascript(`Error: voucher expired
      applyVoucher @ ${SITE}/js/417.8f3a2b1c.chunk.js:1:20311`),
    javascript(`Error: voucher expired
      applyVoucher @ ${SITE}/js/912.0d9e8f7a.chunk.js:1:1022`),
  ),
  same(
    "a page of Next.js in two builds",
    javascript(`Error: no stock
      AddToCart @ https://shop.example/_next/static/chunks/pages/product-9a1b2c3d4e5f6071.js:1:4022`),
    javascript(`Error: no stock
      AddToCart @ https://shop.example/_next/static/chunks/pages/product-0f1e2d3c4b5a6978.js:1:5130`),
  ),
  same(
    "the domain of a customer and a preview",
    javascript(`Error: no stock
      addToCart @ https://brand-a.example/js/cart.js:9:11`),
    javascript(`Error: no stock
      addToCart @ https://preview-812.shop.example/js/cart.js:9:11`),
  ),
  same(
    "a query that busts caches",
    javascript(`Error: no stock
      addToCart @ ${SITE}/cart.js?v=1761900000:9:11`),
    javascript(`Error: no stock
      addToCart @ ${SITE}/cart.js?v=1762800000:9:11`),
  ),
  same(
    "a minified bundle without maps, built again: the names are other letters",
    minified("TypeError: Cannot read properties of undefined (reading 'slots')", ["n", "r.render", "o"], `${SITE}/app.min.js`),
    minified("TypeError: Cannot read properties of undefined (reading 'slots')", ["e", "i.render", "a"], `${SITE}/app.min.js`),
  ),
  same(
    "frames of the SDK's own wrappers around a timer",
    javascript(`Error: tick
      r @ ${SITE}/sdk.min.js:488:2288
      refreshClock @ ${SITE}/clock.js:3:9`),
    javascript(`Error: tick
      n @ ${SITE}/sdk.min.js:14:7881
      refreshClock @ ${SITE}/clock.js:3:9`),
  ),
  same(
    "a rejection with a text that has an id",
    javascript(`${DROPPED} order 17 is gone`),
    javascript(`${DROPPED} order 90210 is gone`),
  ),
  same(
    "a request that failed in three browsers",
    javascript("TypeError: Failed to fetch\nloadPrices @ https://shop.example/prices.js:5:20"),
    javascript("TypeError: NetworkError when attempting to fetch resource.\nloadPrices @ https://shop.example/prices.js:5:20"),
  ),
  same(
    "a lazy chunk that is gone after a deploy",
    javascript("ChunkLoadError: Loading chunk 417 failed.\\n(error: https://shop.example/js/417.8f3a2b1c.js)"),
    javascript("ChunkLoadError: Loading chunk 93 failed.\\n(error: https://shop.example/js/93.11aa22bb.js)"),
  ),
  same(
    "a dynamic import that is gone after a deploy",
    javascript("TypeError: Failed to fetch dynamically imported module: https://shop.example/assets/Cart-4f3c2a1b.js"),
    javascript("TypeError: Failed to fetch dynamically imported module: https://shop.example/assets/Cart-Bx9_kQ2z.js"),
  ),
  same(
    "a constraint of the DOM with another selector value",
    javascript(`NotFoundError: Failed to execute 'removeChild' on 'Node': The node to be removed is not a child of this node.
      closeDialog @ ${SITE}/dialog.js:20:8`),
    javascript(`NotFoundError: Node.removeChild: The node to be removed is not a child of this node
      closeDialog @ ${SITE}/dialog.js:22:8`),
  ),
  same(
    "stack overflow of a watcher at another depth",
    javascript(`RangeError: Maximum call stack size exceeded
      ${`notify @ ${SITE}/store.js:9:3\n update @ ${SITE}/store.js:21:5\n`.repeat(12)}`),
    javascript(`RangeError: Maximum call stack size exceeded
      update @ ${SITE}/store.js:21:5
      ${`notify @ ${SITE}/store.js:9:3\n update @ ${SITE}/store.js:21:5\n`.repeat(24)}`),
  ),

  different(
    "minified bundles without maps: another property is missing",
    minified("TypeError: Cannot read properties of undefined (reading 'slots')", ["n", "r", "o"], `${SITE}/app.min.js`),
    minified("TypeError: Cannot read properties of undefined (reading 'price')", ["n", "r", "o"], `${SITE}/app.min.js`),
  ),
  different(
    "minified bundles without maps: another type",
    minified("TypeError: e is undefined", ["n", "r", "o"], `${SITE}/app.min.js`),
    minified("RangeError: e is undefined", ["n", "r", "o"], `${SITE}/app.min.js`),
  ),
  different(
    "another function of one script",
    javascript(`Error: no stock
      addToCart @ ${SITE}/cart.js:9:11`),
    javascript(`Error: no stock
      moveToWishlist @ ${SITE}/cart.js:30:11`),
  ),
  different(
    "functions of one name in two scripts",
    javascript(`TypeError: Cannot read properties of null (reading 'value')
      init @ ${SITE}/search.js:4:9`),
    javascript(`TypeError: Cannot read properties of null (reading 'value')
      init @ ${SITE}/newsletter.js:4:9`),
  ),
  different(
    "rejections with other texts and no stack",
    javascript(`${DROPPED} payment window was closed`),
    javascript(`${DROPPED} address could not be checked`),
  ),
  different(
    "rejections with objects of other keys",
    javascript("UnhandledRejection: Object captured as promise rejection with keys: code, reason"),
    javascript("UnhandledRejection: Object captured as promise rejection with keys: items, total"),
  ),
  different(
    "syntax errors of two scripts",
    syntax("SyntaxError: Unexpected end of input", `${SITE}/broken.js`),
    syntax("SyntaxError: Unexpected token '<'", `${SITE}/other.js`),
  ),
  different(
    "globals that are not defined, on a page without functions",
    javascript("ReferenceError: dataLayer is not defined\n @ https://shop.example/:14:3"),
    javascript("ReferenceError: jQuery is not defined\n @ https://shop.example/:20:3"),
  ),
  different(
    "strings thrown through one synthetic stack",
    withMechanism(javascript(`Error: quota is used up\nr @ ${SITE}/sdk.min.js:488:2322`), { type: "generic", synthetic: true }),
    withMechanism(javascript(`Error: printer is offline\nr @ ${SITE}/sdk.min.js:488:2322`), {
      type: "generic",
      synthetic: true,
    }),
  ),
  different(
    "two causes of one error",
    javascript(
      `TypeError: Cannot read properties of undefined (reading 'toFixed')
        convert @ ${SITE}/pricing.js:11:45`,
      `Error: cannot place order
        Checkout.place @ ${SITE}/checkout.js:14:13`,
    ),
    javascript(
      `RangeError: Invalid time value
        shipDate @ ${SITE}/dates.js:6:20`,
      `Error: cannot place order
        Checkout.place @ ${SITE}/checkout.js:14:13`,
    ),
  ),
  different(
    "requests through one client that fail with other statuses",
    javascript("HttpError: Request failed with status code 404\nt @ https://shop.example/app.min.js:1:900"),
    javascript("HttpError: Request failed with status code 503\nt @ https://shop.example/app.min.js:1:900"),
  ),
  different(
    "DOM exceptions of two names",
    javascript(`QuotaExceededError: The quota has been exceeded.\nsaveDraft @ ${SITE}/draft.js:3:9`),
    javascript(`SecurityError: The operation is insecure.\nsaveDraft @ ${SITE}/draft.js:3:9`),
  ),
];
