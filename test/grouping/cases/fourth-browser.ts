import { javascript, mapped, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A fourth set for browsers, written from what programs do, without a look at version 1. */

const unhandled = (event: SdkEvent): SdkEvent =>
  withMechanism(event, { type: "auto.browser.global_handlers.onunhandledrejection", handled: false });

export const fourthBrowserCases: readonly Case[] = [
  same(
    "browser: Vite's preload of a chunk that a deploy took away",
    unhandled(
      javascript("TypeError: Failed to fetch dynamically imported module: https://shop.example/assets/Checkout-BcX1x09a.js"),
    ),
    unhandled(
      javascript("TypeError: Failed to fetch dynamically imported module: https://shop.example/assets/Checkout-D2kk01Qz.js"),
    ),
  ),
  same(
    "browser: webpack's chunk of a number that did not load",
    javascript(
      "ChunkLoadError: Loading chunk 4821 failed.\\n(error: https://shop.example/static/js/4821.3fa9c21b.chunk.js)\n__webpack_require__.f.j @ https://shop.example/static/js/main.81aa2c4d.js:2:11820",
    ),
    javascript(
      "ChunkLoadError: Loading chunk 377 failed.\\n(missing: https://shop.example/static/js/377.b81c44aa.chunk.js)\n__webpack_require__.f.j @ https://shop.example/static/js/main.c0ffee12.js:2:12004",
    ),
  ),
  same(
    "browser: a class and its bound arrow, the same function by two engines",
    javascript(
      "TypeError: Cannot read properties of undefined (reading 'price')\nHTMLButtonElement.<anonymous> @ https://shop.example/js/app.js:3:10\nBasket.addLine @ https://shop.example/js/app.js:120:22",
    ),
    javascript(
      "TypeError: line.product is undefined\n@ https://shop.example/js/app.js:3:10\naddLine @ https://shop.example/js/app.js:131:18",
    ),
  ),
  different(
    "browser: two hooks of one page",
    mapped(
      "TypeError: Cannot read properties of undefined (reading 'map')\n- renderWithHooks @ webpack://shop/node_modules/react-dom/cjs/react-dom.development.js:15486:18\nuseCart @ webpack://shop/src/hooks/useCart.ts:14:20 | return data.lines.map(toLine)",
    ),
    mapped(
      "TypeError: Cannot read properties of undefined (reading 'map')\n- renderWithHooks @ webpack://shop/node_modules/react-dom/cjs/react-dom.development.js:15486:18\nuseMenu @ webpack://shop/src/hooks/useMenu.ts:14:20 | return data.items.map(toItem)",
    ),
  ),
  same(
    "browser: React of two versions around one component",
    mapped(
      "Error: Minified React error\n- renderWithHooks @ webpack://shop/node_modules/react-dom/cjs/react-dom.production.min.js:157:137\n- beginWork @ webpack://shop/node_modules/react-dom/cjs/react-dom.production.min.js:290:337\nPriceTag @ webpack://shop/src/PriceTag.tsx:9:11 | const text = format(price.amount)",
    ),
    mapped(
      "Error: Minified React error\n- renderWithHooks @ webpack://shop/node_modules/react-dom/cjs/react-dom-client.production.js:5529:18\n- updateFunctionComponent @ webpack://shop/node_modules/react-dom/cjs/react-dom-client.production.js:8897:19\n- beginWork @ webpack://shop/node_modules/react-dom/cjs/react-dom-client.production.js:10522:18\nPriceTag @ webpack://shop/src/PriceTag.tsx:12:11 | const text = format(price.amount)",
    ),
  ),
  different(
    "browser: two requests that one wrapper sends and that fail",
    mapped(
      "HttpError: 404 Not Found\nloadCart @ webpack://shop/src/api/cart.ts:9:3 | return await request('/cart')\nrequest @ webpack://shop/src/api/request.ts:22:11 | throw new HttpError(response)",
    ),
    mapped(
      "HttpError: 404 Not Found\nloadMenu @ webpack://shop/src/api/menu.ts:9:3 | return await request('/menu')\nrequest @ webpack://shop/src/api/request.ts:22:11 | throw new HttpError(response)",
    ),
  ),
  same(
    "browser: an extension's frames above the program's",
    javascript(
      "RangeError: Invalid time value\nwrap @ chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn/inpage.js:1:22114\ntoIso @ https://shop.example/static/dates.js:8:22",
    ),
    javascript("RangeError: Invalid time value\ntoIso @ https://shop.example/static/dates.js:9:22"),
  ),
  different(
    "browser: non-errors that were thrown, of two shapes",
    unhandled({
      platform: "javascript",
      exception: {
        values: [{ type: "UnhandledRejection", value: "Object captured as promise rejection with keys: code, message" }],
      },
    }),
    unhandled({
      platform: "javascript",
      exception: {
        values: [{ type: "UnhandledRejection", value: "Object captured as promise rejection with keys: isTrusted" }],
      },
    }),
  ),
  same(
    "browser: a page without scripts of its own, in two languages of the path",
    javascript("ReferenceError: gtag is not defined\n? @ https://shop.example/de/kasse:310:3"),
    javascript("ReferenceError: gtag is not defined\n? @ https://shop.example/fr/caisse:288:3"),
  ),
  different(
    "browser: two things that an inline script does not know",
    javascript("ReferenceError: gtag is not defined\n? @ https://shop.example/de/kasse:310:3"),
    javascript("ReferenceError: fbq is not defined\n? @ https://shop.example/de/kasse:330:3"),
  ),
];
