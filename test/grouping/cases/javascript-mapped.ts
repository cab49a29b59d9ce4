import { mapped } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const react = (version: string, head: string, own: string): string => `${head}
  - performWorkUntilDeadline @ webpack://shop/./node_modules/${version}/scheduler/cjs/scheduler.development.js:44 | hasMoreWork = scheduledHostCallback(hasTimeRemaining, currentTime);
  - renderWithHooks @ webpack://shop/./node_modules/${version}/react-dom/cjs/react-dom.development.js:1548 | var children = Component(props, secondArg);
  ${own}`;
const productPage =
  "ProductPage @ webpack://shop/./src/pages/ProductPage.tsx:21:17 | const price = product.prices[currency].amount;";

/** Frames that source maps brought back to the sources. */
export const javascriptMappedCases: readonly Case[] = [
  same(
    "lines and columns moved",
    mapped(`TypeError: Cannot read properties of undefined (reading 'amount')
      ProductPage @ webpack://shop/./src/pages/ProductPage.tsx:21:17 | const price = product.prices[currency].amount;`),
    mapped(`TypeError: Cannot read properties of undefined (reading 'amount')
      ProductPage @ webpack://shop/./src/pages/ProductPage.tsx:88:23 | const price = product.prices[currency].amount;`),
  ),
  same(
    "an upgrade of React",
    mapped(react("react-17", "TypeError: product.prices is undefined", productPage)),
    mapped(`TypeError: product.prices is undefined
      - workLoopSync @ webpack://shop/./node_modules/react-dom/cjs/react-dom-client.development.js:12560 | performUnitOfWork(workInProgress);
      - beginWork @ webpack://shop/./node_modules/react-dom/cjs/react-dom-client.development.js:9701 | return updateFunctionComponent(current, workInProgress);
      ${productPage}`),
  ),
  same(
    "the text of two browsers for one statement",
    mapped(`TypeError: Cannot read properties of undefined (reading 'amount')\n${productPage}`),
    mapped(`TypeError: undefined is not an object (evaluating 'product.prices[currency].amount')\n${productPage}`),
  ),
  same(
    "the name of the bundle in front of the source path",
    mapped(`Error: no stock
      addToCart @ webpack://shop/./src/cart.ts:9:11 | throw new Error("no stock");`),
    mapped(`Error: no stock
      addToCart @ webpack://shop-frontend/./src/cart.ts:9:11 | throw new Error("no stock");`),
  ),
  same(
    "a helper for async functions that only the old target has",
    mapped(`Error: no stock
      - asyncGeneratorStep @ webpack://shop/./node_modules/@babel/runtime/helpers/asyncToGenerator.js:3 | var i = n[a](c), u = i.value;
      - tryCatch @ webpack://shop/./node_modules/regenerator-runtime/runtime.js:64 | return { type: "normal", arg: fn.call(obj, arg) };
      reserve @ webpack://shop/./src/stock.ts:14:9 | throw new Error("no stock");`),
    mapped(`Error: no stock
      reserve @ webpack://shop/./src/stock.ts:14:9 | throw new Error("no stock");`),
  ),
  same(
    "the dependency folder of pnpm instead of npm",
    mapped(`Error: bad date
      showDate @ webpack://shop/./src/dates.ts:5:10 | return format(day, "yyyy-MM-dd");
      - format @ webpack://shop/./node_modules/date-fns/format/index.js:350 | throw new RangeError('Invalid time value');`),
    mapped(`Error: bad date
      showDate @ webpack://shop/./src/dates.ts:5:10 | return format(day, "yyyy-MM-dd");
      - format @ webpack://shop/./node_modules/.pnpm/date-fns@2.30.0/node_modules/date-fns/format/index.js:352 | throw new RangeError('Invalid time value');`),
  ),
  same(
    "a handler whose name in the map is the minifier's",
    mapped(`TypeError: Cannot read properties of null (reading 'focus')
      onClick @ webpack://shop/./src/Search.vue:31:5 | this.$refs.field.focus();`),
    mapped(`TypeError: Cannot read properties of null (reading 'focus')
      t.onClick @ webpack://shop/./src/Search.vue:33:5 | this.$refs.field.focus();`),
  ),
  same(
    "frames of an analytics script around the own ones",
    mapped(`Error: no stock
      addToCart @ webpack://shop/./src/cart.ts:9:11 | throw new Error("no stock");`),
    mapped(`Error: no stock
      - HTMLButtonElement.nrWrapper @ https://js-agent.newrelic.example/nr-spa.1216.min.js:1:9042
      addToCart @ webpack://shop/./src/cart.ts:9:11 | throw new Error("no stock");`),
  ),
  same(
    "the id in the text of an own error class",
    mapped(`OrderMissing: order 17 is gone
      loadOrder @ webpack://shop/./src/orders.ts:9:11 | throw new OrderMissing(id);`),
    mapped(`OrderMissing: order 90210 is gone
      loadOrder @ webpack://shop/./src/orders.ts:9:11 | throw new OrderMissing(id);`),
  ),
  same(
    "a source line indented anew by the formatter",
    mapped(`Error: no stock
      addToCart @ webpack://shop/./src/cart.ts:9:11 | throw new Error("no stock");`),
    mapped(`Error: no stock
      addToCart @ webpack://shop/./src/cart.ts:14:15 |         throw  new Error("no stock");`),
  ),
  same(
    "zone.js frames of another Angular",
    mapped(`Error: basket is locked
      - invokeTask @ webpack://shop/./node_modules/zone.js/fesm2015/zone.js:402 | return this._invokeTaskZS.onInvokeTask(task);
      BasketComponent.add @ webpack://shop/./src/app/basket.component.ts:19:13 | throw new Error('basket is locked');`),
    mapped(`Error: basket is locked
      - onInvokeTask @ webpack://shop/./node_modules/@angular/core/fesm2022/core.mjs:10877 | return delegate.invokeTask(target, task);
      - runTask @ webpack://shop/./node_modules/zone.js/fesm2015/zone.js:173 | return this._zoneDelegate.invokeTask(this, task);
      BasketComponent.add @ webpack://shop/./src/app/basket.component.ts:20:13 | throw new Error('basket is locked');`),
  ),

  different(
    "two statements of one component",
    mapped(`TypeError: Cannot read properties of undefined (reading 'amount')
      ProductPage @ webpack://shop/./src/pages/ProductPage.tsx:21:17 | const price = product.prices[currency].amount;`),
    mapped(`TypeError: Cannot read properties of undefined (reading 'url')
      ProductPage @ webpack://shop/./src/pages/ProductPage.tsx:24:17 | const image = product.images[0].url;`),
  ),
  different(
    "render functions of two components, behind the same frames of React",
    mapped(
      react(
        "react-17",
        "TypeError: x is undefined",
        "render @ webpack://shop/./src/Cart.jsx:12:9 | return <b>{this.props.cart.total}</b>;",
      ),
    ),
    mapped(
      react(
        "react-17",
        "TypeError: x is undefined",
        "render @ webpack://shop/./src/Menu.jsx:12:9 | return <b>{this.props.user.name}</b>;",
      ),
    ),
  ),
  different(
    "index files of two folders",
    mapped(`TypeError: items is null
      load @ webpack://shop/./src/users/index.ts:8:11 | return items.map(toUser);`),
    mapped(`TypeError: items is null
      load @ webpack://shop/./src/orders/index.ts:8:11 | return items.map(toOrder);`),
  ),
  different(
    "two anonymous callbacks in one file",
    mapped(`TypeError: Cannot read properties of undefined (reading 'id')
       @ webpack://shop/./src/list.ts:8:30 | const ids = rows.map((row) => row.owner.id);`),
    mapped(`TypeError: Cannot read properties of undefined (reading 'id')
       @ webpack://shop/./src/list.ts:19:30 | return tags.filter((tag) => tag.parent.id === root);`),
  ),
  different(
    "one library call made from two components",
    mapped(`RangeError: Invalid time value
      InvoiceRow @ webpack://shop/./src/InvoiceRow.tsx:12:22 | <td>{format(invoice.due, "P")}</td>
      - format @ webpack://shop/./node_modules/date-fns/format/index.js:350 | throw new RangeError('Invalid time value');`),
    mapped(`RangeError: Invalid time value
      StockChart @ webpack://shop/./src/StockChart.tsx:40:17 | const label = format(point.at, "MMM");
      - format @ webpack://shop/./node_modules/date-fns/format/index.js:350 | throw new RangeError('Invalid time value');`),
  ),
  different(
    "another type in the same handler",
    mapped(`TypeError: refused
      pay @ webpack://shop/./src/pay.ts:9:11 | await gateway.charge(cart);`),
    mapped(`NetworkError: refused
      pay @ webpack://shop/./src/pay.ts:9:11 | await gateway.charge(cart);`),
  ),
  different(
    "two stores with an action of one name",
    mapped(`Error: not loaded
      Store.fetch @ webpack://shop/./src/stores/cartStore.ts:10:13 | throw new Error("not loaded");`),
    mapped(`Error: not loaded
      Store.fetch @ webpack://shop/./src/stores/userStore.ts:10:13 | throw new Error("not loaded");`),
  ),
  different(
    "hooks of two components that are both called useEffect callbacks",
    mapped(`TypeError: map is null
       @ webpack://shop/./src/StoreMap.tsx:15:5 | map.current.fitBounds(bounds);`),
    mapped(`TypeError: map is null
       @ webpack://shop/./src/RouteMap.tsx:15:5 | map.current.addLayer(route);`),
  ),
  different(
    "numbers of two errors of React, library frames alone",
    mapped(`Error: Minified React error #31; visit https://reactjs.org/docs/error-decoder.html?invariant=31 for the full message
      - Error @ webpack://shop/./node_modules/react-dom/cjs/react-dom.production.min.js:98 | throw Error(formatProdErrorMessage(code));`),
    mapped(`Error: Minified React error #185; visit https://reactjs.org/docs/error-decoder.html?invariant=185 for the full message
      - Error @ webpack://shop/./node_modules/react-dom/cjs/react-dom.production.min.js:98 | throw Error(formatProdErrorMessage(code));`),
  ),
];
