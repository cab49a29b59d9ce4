import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

const SHOP = "https://shop.example.com";

/** As the browser's SDK sends it: an address, everything in-app. */
function at(fn: string, url: string, lineno = 1, colno = 40_123): SdkFrame {
  return { filename: url, function: fn, in_app: true, lineno, colno };
}

function js(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("javascript", thrown(type, value, frames), { request: { url: `${SHOP}/cart` } });
}

const UNDEFINED_PRICE = "Cannot read properties of undefined (reading 'price')";

const bundles: readonly Case[] = [
  same(
    "browser: minified bundle of two deploys without maps, other letters and another hash",
    js(
      "TypeError",
      UNDEFINED_PRICE,
      at("r", `${SHOP}/assets/index-4f3c2a1b.js`, 2, 88_123),
      at("t.qe", `${SHOP}/assets/index-4f3c2a1b.js`, 2, 9123),
    ),
    js(
      "TypeError",
      UNDEFINED_PRICE,
      at("i", `${SHOP}/assets/index-Bx92kQ0d.js`, 2, 91_877),
      at("n.Xa", `${SHOP}/assets/index-Bx92kQ0d.js`, 2, 9544),
    ),
  ),
  different(
    "browser: minified bundle without maps, two properties of undefined",
    js(
      "TypeError",
      UNDEFINED_PRICE,
      at("r", `${SHOP}/static/js/main.8f3a2b1c.js`),
      at("n", `${SHOP}/static/js/main.8f3a2b1c.js`, 2, 912),
    ),
    js(
      "TypeError",
      "Cannot read properties of undefined (reading 'postcode')",
      at("r", `${SHOP}/static/js/main.8f3a2b1c.js`),
      at("o", `${SHOP}/static/js/main.8f3a2b1c.js`, 2, 81_002),
    ),
  ),
  same(
    "browser: three engines' words for reading from undefined in one named function",
    js(
      "TypeError",
      UNDEFINED_PRICE,
      at("HTMLButtonElement.onCheckout", `${SHOP}/js/cart.js`, 88, 3),
      at("sumPrices", `${SHOP}/js/cart.js`, 41, 17),
    ),
    js(
      "TypeError",
      'can\'t access property "price", item is undefined',
      at("onCheckout", `${SHOP}/js/cart.js`, 88, 3),
      at("sumPrices", `${SHOP}/js/cart.js`, 41, 17),
    ),
  ),
  same(
    "browser: scripts with a cache-busting query, moved down by a comment",
    js(
      "RangeError",
      "Invalid time value",
      at("initCalendar", `${SHOP}/js/app.js?v=123`, 10),
      at("formatSlot", `${SHOP}/js/calendar.js?v=123`, 55),
    ),
    js(
      "RangeError",
      "Invalid time value",
      at("initCalendar", `${SHOP}/js/app.js?v=124`, 14),
      at("formatSlot", `${SHOP}/js/calendar.js?v=124`, 71),
    ),
  ),
  same(
    "browser: inline script in two products' pages",
    js("ReferenceError", "dataLayer is not defined", at("?", `${SHOP}/products/blue-chair-4711`, 212, 5)),
    js("ReferenceError", "dataLayer is not defined", at("?", `${SHOP}/products/oak-table-12?ref=mail`, 208, 5)),
  ),
  different(
    "browser: inline scripts that lack two globals",
    js("ReferenceError", "dataLayer is not defined", at("?", `${SHOP}/products/blue-chair-4711`, 212, 5)),
    js("ReferenceError", "grecaptcha is not defined", at("?", `${SHOP}/products/blue-chair-4711`, 240, 5)),
  ),
  same(
    "browser: native code between the application's frames in Safari only",
    js(
      "Error",
      "bad row",
      at("render", `${SHOP}/js/table.js`, 7),
      at("forEach", "[native code]", 0, 0),
      at("addRow", `${SHOP}/js/table.js`, 30),
    ),
    js(
      "Error",
      "bad row",
      at("render", `${SHOP}/js/table.js`, 7),
      at("Array.forEach", "<anonymous>", 0, 0),
      at("addRow", `${SHOP}/js/table.js`, 30),
    ),
  ),
  same(
    "browser: module from two blob addresses",
    js("Error", "decode failed", at("decodeTile", "blob:https://shop.example.com/6f9619ff-8b86-d011-b42d-00cf4fc964ff", 14)),
    js("Error", "decode failed", at("decodeTile", "blob:https://shop.example.com/0a1b2c3d-1111-4222-8333-444455556666", 14)),
  ),
];

const chunks: readonly Case[] = [
  same(
    "browser: webpack chunks of two numbers that did not load",
    js(
      "ChunkLoadError",
      `Loading chunk 42 failed.\n(error: ${SHOP}/static/js/42.9f2b3c4d.chunk.js)`,
      at("o.f.j", `${SHOP}/static/js/runtime.11aa22bb.js`),
    ),
    js(
      "ChunkLoadError",
      `Loading chunk 917 failed.\n(timeout: ${SHOP}/static/js/917.0a1b2c3d.chunk.js)`,
      at("a.f.j", `${SHOP}/static/js/runtime.33cc44dd.js`),
    ),
  ),
  same(
    "browser: one lazy module of two deploys that did not load",
    js("TypeError", `Failed to fetch dynamically imported module: ${SHOP}/assets/Cart-Bx12kd9Q.js`),
    js("TypeError", `Failed to fetch dynamically imported module: ${SHOP}/assets/Cart-CkL09sWz.js`),
  ),
];

const extensions: readonly Case[] = [
  same(
    "browser: a Firefox extension's script, whose address every profile has anew",
    js(
      "TypeError",
      "e.tabs is undefined",
      at("onMessage", "moz-extension://6a1c8b3e-1d2f-4a5b-9c8d-7e6f5a4b3c2d/content.js", 12),
    ),
    js(
      "TypeError",
      "e.tabs is undefined",
      at("onMessage", "moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/content.js", 12),
    ),
  ),
  same(
    "browser: an extension that wraps fetch around the application's own calls",
    js("TypeError", "Failed to fetch", at("loadCart", `${SHOP}/js/cart.js`, 9), at("request", `${SHOP}/js/api.js`, 30)),
    js(
      "TypeError",
      "Failed to fetch",
      at("loadCart", `${SHOP}/js/cart.js`, 9),
      at("request", `${SHOP}/js/api.js`, 30),
      at("window.fetch", "chrome-extension://hoklmmgfnpapgjgcpechhaamimifchmp/frame_ant/frame_ant.js", 2, 8905),
    ),
  ),
  different(
    "browser: one API wrapper that fails under two callers",
    js("TypeError", "Failed to fetch", at("loadCart", `${SHOP}/js/cart.js`, 9), at("request", `${SHOP}/js/api.js`, 30)),
    js("TypeError", "Failed to fetch", at("loadWishlist", `${SHOP}/js/wishlist.js`, 9), at("request", `${SHOP}/js/api.js`, 30)),
  ),
];

const rejections: readonly Case[] = [
  same(
    "browser: rejected with a text that holds an id",
    error(
      "javascript",
      thrown("UnhandledRejection", "Non-Error promise rejection captured with value: upload 8f14e45fceea167a timed out", [], {
        mechanism: { type: "auto.browser.global_handlers.onunhandledrejection", handled: false },
      }),
    ),
    error(
      "javascript",
      thrown("UnhandledRejection", "Non-Error promise rejection captured with value: upload c9f0f895fb98ab91 timed out", [], {
        mechanism: { type: "auto.browser.global_handlers.onunhandledrejection", handled: false },
      }),
    ),
  ),
  different(
    "browser: rejected with two texts",
    js("UnhandledRejection", "Non-Error promise rejection captured with value: NotAllowed"),
    js("UnhandledRejection", "Non-Error promise rejection captured with value: AbortedByUser"),
  ),
  different(
    "browser: rejected with objects of other keys",
    js("UnhandledRejection", "Object captured as promise rejection with keys: code, message"),
    js("UnhandledRejection", "Object captured as promise rejection with keys: headers, status, url"),
  ),
  same(
    "browser: script error of another origin, nothing known",
    js("Error", "Script error."),
    error("javascript", thrown("Error", "Script error."), { request: { url: `${SHOP}/help` } }),
  ),
];

const shells: readonly Case[] = [
  same(
    "Electron: installed on Windows and on a Mac",
    js(
      "Error",
      "no such window",
      at("openSettings", "file:///C:/Users/bob/AppData/Local/Programs/shop/resources/app.asar/dist/main.js", 30),
    ),
    js(
      "Error",
      "no such window",
      at("openSettings", "file:///Applications/Shop.app/Contents/Resources/app.asar/dist/main.js", 31),
    ),
  ),
  same(
    "browser: WebAssembly of two builds",
    js(
      "RuntimeError",
      "unreachable",
      at("startGame", `${SHOP}/game.js`, 3),
      at("game.wasm.update_world", "wasm://wasm/game.wasm-00a1b2c3:wasm-function[4711]:0x1a2b3c"),
    ),
    js(
      "RuntimeError",
      "unreachable",
      at("startGame", `${SHOP}/game.js`, 3),
      at("game.wasm.update_world", "wasm://wasm/game.wasm-77ffe012:wasm-function[4790]:0x1c0011"),
    ),
  ),
  different(
    "browser: two functions of one WebAssembly module",
    js(
      "RuntimeError",
      "unreachable",
      at("game.wasm.update_world", "wasm://wasm/game.wasm-00a1b2c3:wasm-function[4711]:0x1a2b3c"),
    ),
    js("RuntimeError", "unreachable", at("game.wasm.load_level", "wasm://wasm/game.wasm-00a1b2c3:wasm-function[812]:0x2b11")),
  ),
];

export const sixthBrowserCases: readonly Case[] = [...bundles, ...chunks, ...extensions, ...rejections, ...shells];
