import { javascript, node, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const DEV = "http://localhost:5173";
const onError = (event: SdkEvent): SdkEvent =>
  withMechanism(event, { type: "auto.browser.global_handlers.onerror", handled: false });
const component = (url: string): SdkEvent =>
  javascript(`TypeError: Cannot read properties of undefined (reading 'rows')
  setup @ ${url}:20:18
  loadTable @ ${url}:44:9`);

/** Spellings of engines, development servers and other people's scripts. */
/** One mistake as Chrome, Safari and Firefox tell of it. */
const ENGINES_SAY: readonly (readonly string[])[] = [
  [
    "a property of nothing",
    "TypeError: Cannot read properties of undefined (reading 'total')",
    "TypeError: undefined is not an object (evaluating 'this.cart.total')",
    `TypeError: can't access property "total", this.cart is undefined`,
    "TypeError: Cannot read property 'total' of undefined",
  ],
  ["a name that is not there", "ReferenceError: gtag is not defined", "ReferenceError: Can't find variable: gtag"],
  [
    "no function",
    "TypeError: cart.pay is not a function",
    "TypeError: cart.pay is not a function. (In 'cart.pay(1)', 'cart.pay' is undefined)",
  ],
  [
    "a request that failed",
    "TypeError: Failed to fetch",
    "TypeError: Load failed",
    "TypeError: NetworkError when attempting to fetch resource.",
  ],
  [
    "a page in place of JSON",
    `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
    "SyntaxError: JSON.parse: unexpected character at line 1 column 1 of the JSON data",
    "SyntaxError: JSON Parse error: Unrecognized token '<'",
    "SyntaxError: Unexpected token < in JSON at position 0",
  ],
];
const weak = (error: string): SdkEvent => javascript(`${error}\nrun @ https://shop.example/static/app.js:1:2`);

export const javascriptEngineCases: readonly Case[] = [
  same(
    "Vite's development server with another time in the query",
    component(`${DEV}/src/Table.vue?t=1761900000123`),
    component(`${DEV}/src/Table.vue?t=1762800000456`),
  ),
  same("development servers on two ports", component(`${DEV}/src/Table.vue`), component("http://127.0.0.1:3000/src/Table.vue")),
  same(
    "optimised dependencies of Vite with another hash",
    javascript(
      `Error: no table\nrenderList @ ${DEV}/node_modules/.vite/deps/chunk-3F2A7B1C.js?v=8f1c2a3b:1200:11\nTable @ ${DEV}/src/Table.jsx:9:20`,
    ),
    javascript(
      `Error: no table\nrenderList @ ${DEV}/node_modules/.vite/deps/chunk-QX9Z81KD.js?v=d04e9f77:1244:11\nTable @ ${DEV}/src/Table.jsx:9:20`,
    ),
  ),
  same(
    "the scheme in front of webpack's development sources",
    javascript("Error: no table\nTable @ webpack-internal:///./src/Table.jsx:9:20"),
    javascript("Error: no table\nTable @ webpack-internal:///(app-pages-browser)/./src/Table.jsx:31:20"),
  ),
  same(
    "Chrome's alias of a method",
    javascript("Error: no\nButton.handleClick [as onClick] @ https://shop.example/button.js:9:11"),
    javascript("Error: no\nButton.handleClick @ https://shop.example/button.js:9:11"),
  ),
  same(
    "an object's method in Chrome and in Safari",
    javascript("Error: no\nObject.openMenu @ https://shop.example/menu.js:9:11"),
    javascript("Error: no\nopenMenu @ https://shop.example/menu.js:9:15"),
  ),
  same(
    "a getter in Firefox and in Chrome",
    javascript("Error: no\nget total @ https://shop.example/cart.js:9:11\nsumOf @ https://shop.example/cart.js:20:3"),
    javascript(
      "Error: no\nCart.get total [as total] @ https://shop.example/cart.js:9:11\nsumOf @ https://shop.example/cart.js:20:3",
    ),
  ),
  same(
    "Safari's pseudo frames between one's own",
    javascript("Error: no\nstart @ https://shop.example/app.js:3:9\nopenMenu @ https://shop.example/menu.js:9:11"),
    javascript(
      "Error: no\nstart @ https://shop.example/app.js:3:9\n@ [native code]\nopenMenu @ https://shop.example/menu.js:9:11",
    ),
  ),
  same(
    "Safari's async prefix and Firefox's mark",
    javascript("Error: no\nasync loadMenu @ https://shop.example/menu.js:9:11\nreadMenu @ https://shop.example/menu.js:30:4"),
    javascript("Error: no\nasync*loadMenu @ https://shop.example/menu.js:9:11\nreadMenu @ https://shop.example/menu.js:30:4"),
  ),
  same(
    "a Chrome extension's frames around one's own",
    javascript("Error: no\nopenMenu @ https://shop.example/menu.js:9:11"),
    javascript(
      "Error: no\ndispatch @ chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn/inpage.js:1:4000\nopenMenu @ https://shop.example/menu.js:9:11",
    ),
  ),
  same(
    "a script from two nodes of a network of mirrors",
    javascript("Error: no\nopenMenu @ https://d3k81ch9hvuctc.cloudfront.example/js/menu.js:9:11"),
    javascript("Error: no\nopenMenu @ https://cdn-eu-2.shop.example/js/menu.js:9:11"),
  ),
  same(
    "a script from another origin, which says nothing",
    onError(javascript("Error: Script error.")),
    onError({ ...javascript("Error: Script error."), request: { url: "https://shop.example/cart" } }),
  ),
  same(
    "a fetch that was aborted, in two browsers",
    javascript("AbortError: The user aborted a request.\nloadHits @ https://shop.example/search.js:9:11"),
    javascript("AbortError: The operation was aborted.\nloadHits @ https://shop.example/search.js:9:11"),
  ),
  same(
    "a server's page of Next.js in development, built again",
    node("Error: no\nTablePage @ webpack-internal:///(rsc)/./src/app/table/page.tsx:12:11"),
    node("Error: no\nTablePage @ webpack-internal:///(rsc)/./src/app/table/page.tsx:47:11"),
  ),
  same(
    "modules that webpack numbered anew, in a bundle without maps",
    javascript("Error: no\nn.exports.4821.openMenu @ https://shop.example/js/main.8f3a2b1c.js:1:900"),
    javascript("Error: no\nn.exports.517.openMenu @ https://shop.example/js/main.0d9e8f7a.js:1:1200"),
  ),

  different("two sources of Vite's development server", component(`${DEV}/src/Table.vue`), component(`${DEV}/src/Chart.vue`)),
  different(
    "two sources that webpack evaluates in development",
    javascript("Error: no\nrender @ webpack-internal:///./src/Table.jsx:9:20"),
    javascript("Error: no\nrender @ webpack-internal:///./src/Chart.jsx:9:20"),
  ),
  different(
    "a method and a setter",
    javascript("Error: no\nCart.total @ https://shop.example/cart.js:9:11"),
    javascript("Error: no\nset voucher [as voucher] @ https://shop.example/cart.js:40:11"),
  ),
  different(
    "pages that are HTML files and fail in two globals",
    onError(javascript("ReferenceError: gtag is not defined\n @ https://shop.example/cart:14:3")),
    onError(javascript("ReferenceError: Stripe is not defined\n @ https://shop.example/cart:90:3")),
  ),
  different(
    "two warnings of the browser without a stack",
    onError(javascript("Error: ResizeObserver loop limit exceeded")),
    onError(javascript("Error: Script error.")),
  ),
  different(
    "functions that are none, in one minified script of a vendor",
    javascript("TypeError: a.track is not a function\nr @ https://shop.example/js/vendor.min.js:1:40"),
    javascript("TypeError: a.scroll is not a function\nr @ https://shop.example/js/vendor.min.js:1:40"),
  ),
  different(
    "two selectors that are not valid, caught in one minified function",
    javascript(
      "SyntaxError: Failed to execute 'querySelector' on 'Document': '#1' is not a valid selector.\nt @ https://shop.example/js/app.min.js:1:40",
    ),
    javascript(
      "SyntaxError: Failed to execute 'setAttribute' on 'Element': '0' is not a valid attribute name.\nt @ https://shop.example/js/app.min.js:1:40",
    ),
  ),
  different(
    "pages of Next.js of two routes in development",
    node("Error: no\nPage @ webpack-internal:///(rsc)/./src/app/table/page.tsx:12:11"),
    node("Error: no\nPage @ webpack-internal:///(rsc)/./src/app/chart/page.tsx:12:11"),
  ),
  different(
    "API routes whose handlers are all called POST",
    node("Error: no\nPOST @ .next/server/app/api/orders/route.js:12:11"),
    node("Error: no\nPOST @ .next/server/app/api/refunds/route.js:12:11"),
  ),
  different(
    "WebAssembly's traps of two kinds",
    javascript("RuntimeError: unreachable\nwasm-function[142] @ https://shop.example/engine.wasm:0:9000"),
    javascript("RuntimeError: memory access out of bounds\nwasm-function[142] @ https://shop.example/engine.wasm:0:9000"),
  ),
  ...ENGINES_SAY.flatMap(([name, ...texts]) =>
    texts.slice(1).map((text, index) => same(`weak stacks: ${name}, engine ${index + 2}`, weak(texts[0] ?? ""), weak(text))),
  ),
  different(
    "weak stacks: two properties that two engines miss",
    weak("TypeError: Cannot read properties of undefined (reading 'total')"),
    weak("TypeError: undefined is not an object (evaluating 'cart.coupon')"),
  ),
  different(
    "weak stacks: JSON that ends too early and a page in its place",
    weak("SyntaxError: Unexpected end of JSON input"),
    weak(`SyntaxError: JSON Parse error: Unrecognized token '<'`),
  ),
];
