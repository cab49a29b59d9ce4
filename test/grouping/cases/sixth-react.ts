import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

const SHOP = "https://shop.example.com";

/** As the browser's SDK sends it: an address, everything in-app. */
function at(fn: string, url: string, lineno = 1, colno = 40_123): SdkFrame {
  return { filename: url, function: fn, in_app: true, lineno, colno };
}

/** After source maps. */
function mapped(fn: string | undefined, path: string, lineno: number, context: string, inApp = true): SdkFrame {
  const place = {
    filename: `./${path}`,
    abs_path: `webpack://shop/./${path}`,
    module: path.replace(/\.\w+$/, ""),
    lineno,
    colno: 9,
  };
  return { ...place, ...(fn !== undefined && { function: fn }), context_line: context, in_app: inApp };
}

function js(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("javascript", thrown(type, value, frames), { request: { url: `${SHOP}/cart` } });
}

const UNDEFINED_PRICE = "Cannot read properties of undefined (reading 'price')";

const react: readonly Case[] = [
  same(
    "browser: one numbered React error with other arguments",
    js(
      "Error",
      "Minified React error #418; visit https://react.dev/errors/418?args[]=HTML&args[]= for the full message",
      at("li", `${SHOP}/_next/static/chunks/fd9d1056-1a2b3c4d5e6f7a8b.js`),
    ),
    js(
      "Error",
      "Minified React error #418; visit https://react.dev/errors/418?args[]=text&args[]=Total for the full message",
      at("ui", `${SHOP}/_next/static/chunks/4bd1b696-cc3978021143c5b2.js`),
    ),
  ),
  different(
    "browser: two numbered React errors",
    js(
      "Error",
      "Minified React error #418; visit https://react.dev/errors/418 for the full message",
      at("li", `${SHOP}/_next/static/chunks/fd9d1056-1a2b3c4d5e6f7a8b.js`),
    ),
    js(
      "Error",
      "Minified React error #310; visit https://react.dev/errors/310 for the full message",
      at("ii", `${SHOP}/_next/static/chunks/fd9d1056-1a2b3c4d5e6f7a8b.js`),
    ),
  ),
  same(
    "browser: an error boundary's component stack of two bundles beside one mapped error",
    error("javascript", [
      thrown("React ErrorBoundary TypeError", UNDEFINED_PRICE, [
        at("App", `${SHOP}/assets/index-4f3c2a1b.js`, 9, 1),
        at("CartRow", `${SHOP}/assets/index-4f3c2a1b.js`, 9, 177),
      ]),
      thrown("TypeError", UNDEFINED_PRICE, [
        mapped("renderWithHooks", "node_modules/react-dom/cjs/react-dom.production.min.js", 3, "  a = b(c);", false),
        mapped("CartRow", "src/cart/CartRow.tsx", 18, "  const sum = item.price * count;"),
      ]),
    ]),
    error("javascript", [
      thrown("React ErrorBoundary TypeError", UNDEFINED_PRICE, [
        at("App", `${SHOP}/assets/index-99aa88bb.js`, 12, 4),
        at("CartRow", `${SHOP}/assets/index-99aa88bb.js`, 12, 901),
      ]),
      thrown("TypeError", UNDEFINED_PRICE, [
        mapped("renderWithHooks", "node_modules/react-dom/cjs/react-dom-client.production.js", 5, "  d = e(f);", false),
        mapped("CartRow", "src/cart/CartRow.tsx", 24, "  const sum = item.price * count;"),
      ]),
    ]),
  ),
];

const sourceMapped: readonly Case[] = [
  different(
    "browser: handlers of one name in two components",
    js(
      "TypeError",
      "form is null",
      mapped("handleSubmit", "src/checkout/AddressForm.tsx", 30, "    const data = new FormData(form);"),
    ),
    js(
      "TypeError",
      "form is null",
      mapped("handleSubmit", "src/account/LoginForm.tsx", 22, "    const data = new FormData(form);"),
    ),
  ),
  same(
    "browser: an anonymous callback that moved",
    js(
      "TypeError",
      "x.map is not a function",
      mapped(undefined, "src/search/results.ts", 12, "  return x.map((hit) => hit.title);"),
    ),
    js(
      "TypeError",
      "x.map is not a function",
      mapped("<anonymous>", "src/search/results.ts", 55, "    return x.map((hit) => hit.title);"),
    ),
  ),
  different(
    "browser: two anonymous callbacks of one file",
    js(
      "TypeError",
      "x.map is not a function",
      mapped(undefined, "src/search/results.ts", 12, "  return x.map((hit) => hit.title);"),
    ),
    js(
      "TypeError",
      "x.map is not a function",
      mapped(undefined, "src/search/results.ts", 90, "  const facets = x.map(toFacet);"),
    ),
  ),
  same(
    "browser: the same sources by two bundlers' addresses",
    js("Error", "no locale", {
      ...mapped("pickLocale", "src/i18n/locale.ts", 8, "  throw new Error('no locale');"),
      abs_path: "webpack://shop/./src/i18n/locale.ts",
    }),
    js("Error", "no locale", {
      filename: "../../src/i18n/locale.ts",
      abs_path: `${SHOP}/assets/../../src/i18n/locale.ts`,
      function: "pickLocale",
      lineno: 9,
      colno: 9,
      context_line: "  throw new Error('no locale');",
      in_app: true,
    }),
  ),
  different(
    "browser: two kinds of error in one function",
    js("TypeError", "item is null", mapped("addItem", "src/cart/store.ts", 40, "  state.items.push(item.id);")),
    js("RangeError", "Invalid array length", mapped("addItem", "src/cart/store.ts", 44, "  state.items.length = count;")),
  ),
];

const native = { type: "generic", handled: true };

/** React Native's frames lie in `app:///`. */
function hermes(fn: string, file: string, colno: number): SdkFrame {
  return { function: fn, filename: `app:///${file}`, abs_path: `app:///${file}`, lineno: 1, colno, in_app: true };
}

const reactNative: readonly Case[] = [
  same(
    "React Native: one named function on iOS and Android",
    js(
      "TypeError",
      "undefined is not an object (evaluating 'cart.total')",
      hermes("onPress", "main.jsbundle", 812_111),
      hermes("checkoutTotal", "main.jsbundle", 410_002),
    ),
    js(
      "TypeError",
      "Cannot read property 'total' of undefined",
      hermes("onPress", "index.android.bundle", 822_190),
      hermes("checkoutTotal", "index.android.bundle", 411_734),
    ),
  ),
  same(
    "React Native: the bundle of an update over the air",
    js("Error", "no session", hermes("restoreSession", "index.android.bundle", 99)),
    js("Error", "no session", hermes("restoreSession", "CodePush/index.android.bundle", 120)),
  ),
  different(
    "React Native: anonymous functions and two texts",
    js(
      "Error",
      "Network request failed",
      hermes("anonymous", "index.android.bundle", 99),
      hermes("?anon_0_", "index.android.bundle", 900),
    ),
    js(
      "Error",
      "Invariant Violation: View config not found for component `Lottie`",
      hermes("anonymous", "index.android.bundle", 99),
      hermes("anonymous", "index.android.bundle", 77_812),
    ),
  ),
  same(
    "React Native: machinery of generators that two compilers wrote",
    error(
      "javascript",
      thrown(
        "Error",
        "no token",
        [
          hermes("asyncGeneratorStep", "main.jsbundle", 5),
          hermes("_next", "main.jsbundle", 9),
          hermes("?anon_0_", "main.jsbundle", 30),
          hermes("refreshToken", "main.jsbundle", 31),
        ],
        { mechanism: native },
      ),
    ),
    error(
      "javascript",
      thrown(
        "Error",
        "no token",
        [
          hermes("tryCatch", "main.jsbundle", 2),
          hermes("anonymous", "main.jsbundle", 30),
          hermes("refreshToken", "main.jsbundle", 44),
        ],
        { mechanism: native },
      ),
    ),
  ),
];

export const sixthReactCases: readonly Case[] = [...react, ...sourceMapped, ...reactNative];
