import { javascript, mapped, withMechanism } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const CDN = "https://cdn.depot.example";
const REJECTED = { type: "auto.browser.global_handlers.onunhandledrejection", handled: false };

export const secondBrowserCases: readonly Case[] = [
  same(
    "Vue of two versions around one component's method",
    mapped(`TypeError: Cannot read properties of undefined (reading 'street')
      - callWithErrorHandling @ webpack:///./node_modules/@vue/runtime-core/dist/runtime-core.esm-bundler.js:158:18 | res = args ? fn(...args) : fn();
      - emit @ webpack:///./node_modules/@vue/runtime-core/dist/runtime-core.esm-bundler.js:669:5 | callWithAsyncErrorHandling(
      submitAddress @ webpack:///./src/views/Delivery.vue:61:30 | const street = form.address.street;`),
    mapped(`TypeError: Cannot read properties of undefined (reading 'street')
      - callWithAsyncErrorHandling @ webpack:///./node_modules/@vue/runtime-core/dist/runtime-core.esm-bundler.js:206:17 | const res = callWithErrorHandling(fn, instance, type, args);
      submitAddress @ webpack:///./src/views/Delivery.vue:66:30 | const street = form.address.street;`),
  ),
  same(
    "a single-file component whose loader adds a hash to the source's name",
    mapped(`Error: no seats left
      reserve @ webpack:///./src/components/SeatMap.vue?5c1a:40:11 | throw new Error("no seats left");`),
    mapped(`Error: no seats left
      reserve @ webpack:///./src/components/SeatMap.vue?e0b2:44:11 | throw new Error("no seats left");`),
  ),
  same(
    "one source bundled by webpack and by Turbopack",
    mapped(`RangeError: Invalid time value
      formatSlot @ webpack://_N_E/./src/lib/slots.ts:18:21 | return date.toISOString().slice(11, 16);
      SlotPicker @ webpack://_N_E/./src/components/SlotPicker.tsx:32:14 | {slots.map((slot) => formatSlot(slot))}`),
    mapped(`RangeError: Invalid time value
      formatSlot @ turbopack:///[project]/src/lib/slots.ts:18:21 | return date.toISOString().slice(11, 16);
      SlotPicker @ turbopack:///[project]/src/components/SlotPicker.tsx:32:14 | {slots.map((slot) => formatSlot(slot))}`),
  ),
  same(
    "Angular's listener function numbered anew above one method",
    javascript(`TypeError: Cannot read properties of null (reading 'value')
      HTMLButtonElement.wrapListenerIn_markDirtyAndPreventDefault @ ${CDN}/main.js:15210:16
      BookingComponent_Template_button_click_14_listener @ ${CDN}/main.js:8810:20
      BookingComponent.confirm @ ${CDN}/main.js:8702:31`),
    javascript(`TypeError: Cannot read properties of null (reading 'value')
      HTMLButtonElement.wrapListenerIn_markDirtyAndPreventDefault @ ${CDN}/main.js:15466:16
      BookingComponent_Template_button_click_17_listener @ ${CDN}/main.js:8914:20
      BookingComponent.confirm @ ${CDN}/main.js:8799:31`),
  ),
  same(
    "jQuery of two versions from its own network",
    javascript(`TypeError: $(...).datepicker is not a function
      HTMLDocument.<anonymous> @ https://code.jquery.com/jquery-3.6.0.min.js:2:31500
      l @ https://code.jquery.com/jquery-3.6.0.min.js:2:29375
      initCalendar @ https://www.depot.example/js/calendar.js:12:20`),
    javascript(`TypeError: $(...).datepicker is not a function
      HTMLDocument.<anonymous> @ https://code.jquery.com/jquery-3.7.1.min.js:2:27965
      c @ https://code.jquery.com/jquery-3.7.1.min.js:2:25304
      initCalendar @ https://www.depot.example/js/calendar.js:12:20`),
  ),
  same(
    "text that is no JSON, as Chrome and Firefox say it",
    javascript(`SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
      refreshBasket @ https://www.depot.example/js/basket.js:30:9
      readAnswer @ https://www.depot.example/js/http.js:11:15
      JSON.parse @ <anonymous>`),
    javascript(`SyntaxError: JSON.parse: unexpected character at line 1 column 1 of the JSON data
      refreshBasket @ https://www.depot.example/js/basket.js:30:9
      readAnswer @ https://www.depot.example/js/http.js:11:20`),
  ),
  same(
    "a worker that was started from a blob",
    javascript(`RangeError: Array buffer allocation failed
      decodeTile @ blob:https://www.depot.example/2f1c0a4e-9d7b-4c1e-8a55-0c9be1f3a001:41:22`),
    javascript(`RangeError: Array buffer allocation failed
      decodeTile @ blob:https://www.depot.example/7be3d1aa-0f34-4b0e-b6a1-5d2c8e9f4477:41:22`),
  ),
  same(
    "one web view on an iPhone and on Android",
    javascript(`Error: scanner is busy
      startScan @ capacitor://localhost/assets/scan.js:9:11
      acquireCamera @ capacitor://localhost/assets/scan.js:31:11`),
    javascript(`Error: scanner is busy
      startScan @ https://localhost/assets/scan.js:9:11
      acquireCamera @ https://localhost/assets/scan.js:31:11`),
  ),
  same(
    "a full storage, with another key and no frame of one's own",
    javascript(
      "QuotaExceededError: Failed to execute 'setItem' on 'Storage': Setting the value of 'draft_10023' exceeded the quota.",
    ),
    javascript(
      "QuotaExceededError: Failed to execute 'setItem' on 'Storage': Setting the value of 'draft_88' exceeded the quota.",
    ),
  ),
  same(
    "Workbox's runtime with another hash below one's own service worker",
    javascript(`Error: no-response
      handle @ https://www.depot.example/workbox-3e722498.js:1:9012
      offlineFallback @ https://www.depot.example/sw.js:40:13`),
    javascript(`Error: no-response
      handle @ https://www.depot.example/workbox-7cfec069.js:1:8840
      offlineFallback @ https://www.depot.example/sw.js:44:13`),
  ),
  same(
    "a Svelte source of the development server with another time stamp",
    javascript(`Error: no such lane
      openLane @ http://localhost:5173/src/lib/Lanes.svelte?t=1761900000123:20:9`),
    javascript(`Error: no such lane
      openLane @ http://localhost:5173/src/lib/Lanes.svelte?t=1762800456789:22:9`),
  ),
  same(
    "a rejection that was handled in one release and not in the next",
    mapped("HttpError: 502\nloadInvoices @ webpack:///./src/api/invoices.ts:12:9 | throw new HttpError(answer.status);"),
    withMechanism(
      mapped("HttpError: 502\nloadInvoices @ webpack:///./src/api/invoices.ts:14:9 | throw new HttpError(answer.status);"),
      REJECTED,
    ),
  ),
  same(
    "a script that the visitor's network serves through its own proxy",
    javascript(`Error: no price list
      showPrices @ https://www.depot.example/js/prices.js:8:9`),
    javascript(`Error: no price list
      showPrices @ https://www-depot-example.translate.goog/js/prices.js:8:9`),
  ),
  different(
    "pages of SvelteKit of two routes",
    mapped(`TypeError: data.items is not iterable
      instance @ webpack:///src/routes/invoices/+page.svelte:12:18 | for (const item of data.items) sum += item.cents;`),
    mapped(`TypeError: data.items is not iterable
      instance @ webpack:///src/routes/parcels/+page.svelte:7:22 | for (const item of data.items) weights.push(item.grams);`),
  ),
  different(
    "index pages of Nuxt in two folders",
    mapped(
      "TypeError: Cannot read properties of null (reading 'name')\nsetup @ webpack:///./pages/clients/index.vue:14:28 | title.value = client.value.name;",
    ),
    mapped(
      "TypeError: Cannot read properties of null (reading 'name')\nsetup @ webpack:///./pages/trucks/index.vue:9:26 | heading.value = truck.value.name;",
    ),
  ),
  different(
    "templates of two Angular components behind the same core",
    javascript(`TypeError: Cannot read properties of undefined (reading 'total')
      executeTemplate @ ${CDN}/main.js:10820:9
      InvoiceComponent_Template @ ${CDN}/main.js:4120:35`),
    javascript(`TypeError: Cannot read properties of undefined (reading 'total')
      executeTemplate @ ${CDN}/main.js:10820:9
      ReceiptComponent_Template @ ${CDN}/main.js:5230:35`),
  ),
  different(
    "pages of two routes in one group of Next.js",
    mapped(
      'Error: no session\nPage @ webpack://_N_E/./src/app/(account)/invoices/page.tsx:11:9 | throw new Error("no session");',
    ),
    mapped(
      'Error: no session\nPage @ webpack://_N_E/./src/app/(account)/settings/page.tsx:20:9 | throw new Error("no session");',
    ),
  ),
  different(
    "an own invariant that two screens break",
    mapped(`Invariant: value expected
      Timeline @ webpack:///./src/screens/Timeline.tsx:30:20 | const first = expectValue(steps[0]);
      expectValue @ webpack:///./src/lib/expect.ts:4:9 | throw new Invariant("value expected");`),
    mapped(`Invariant: value expected
      PriceTable @ webpack:///./src/screens/PriceTable.tsx:18:18 | const rate = expectValue(rates.get(code));
      expectValue @ webpack:///./src/lib/expect.ts:4:9 | throw new Invariant("value expected");`),
  ),
  different(
    "a sound that may not play, and one that was stopped while it loaded",
    javascript("NotAllowedError: play() failed because the user didn't interact with the document first."),
    javascript("AbortError: The play() request was interrupted by a call to pause()."),
  ),
  different(
    "a storage that is blocked and a frame of another origin",
    javascript("SecurityError: Failed to read the 'localStorage' property from 'Window': Access is denied for this document."),
    javascript(
      "SecurityError: Failed to read a named property 'document' from 'Window': Blocked a frame with origin \"https://www.depot.example\" from accessing a cross-origin frame.",
    ),
  ),
  different(
    "globals that two browsers' own scripts miss",
    javascript("ReferenceError: Can't find variable: _AutofillCallbackHandler"),
    javascript("ReferenceError: Can't find variable: PaymentAutofillConfig"),
  ),
  different(
    "one letter of two vendors' scripts",
    javascript(
      "TypeError: Cannot read properties of null (reading 'contentWindow')\nt @ https://widget.chatter.example/loader.js:1:2041",
    ),
    javascript(
      "TypeError: Cannot read properties of null (reading 'contentWindow')\nt @ https://static.adnetwork.example/tag.js:1:911",
    ),
  ),
  different(
    "callbacks of two custom elements in one bundle",
    javascript(`TypeError: Cannot set properties of null (setting 'textContent')
      ParcelBadge.connectedCallback @ ${CDN}/elements.js:40:22`),
    javascript(`TypeError: Cannot set properties of null (setting 'textContent')
      PriceTag.connectedCallback @ ${CDN}/elements.js:88:22`),
  ),
  different(
    "two refusals of Firebase's sign-in, library frames alone",
    mapped(
      "FirebaseError: Firebase: Error (auth/network-request-failed).\n- _performFetchWithErrorHandling @ webpack:///./node_modules/@firebase/auth/dist/esm2017/index.js:700:15 | throw _errorWithCustomMessage(auth, authError);",
    ),
    mapped(
      "FirebaseError: Firebase: Error (auth/invalid-api-key).\n- _performFetchWithErrorHandling @ webpack:///./node_modules/@firebase/auth/dist/esm2017/index.js:700:15 | throw _errorWithCustomMessage(auth, authError);",
    ),
  ),
  different(
    "message handlers of two workers",
    javascript(`Error: unknown command
      self.onmessage @ ${CDN}/workers/tiles.js:3:9`),
    javascript(`Error: unknown command
      self.onmessage @ ${CDN}/workers/search.js:5:9`),
  ),
  different(
    "a database of the browser that closes, and a store that it lacks",
    javascript("InvalidStateError: Failed to execute 'transaction' on 'IDBDatabase': The database connection is closing."),
    javascript(
      "NotFoundError: Failed to execute 'transaction' on 'IDBDatabase': One of the specified object stores was not found.",
    ),
  ),
  different(
    "codes with which a socket was closed",
    javascript("SocketClosed: live feed closed with code 1006"),
    javascript("SocketClosed: live feed closed with code 1013"),
  ),
  different(
    "loaders of two routes of a router, of one name",
    mapped("HttpError: 404\nloader @ webpack:///./app/routes/parcels.$id.tsx:9:26 | if (!parcel) throw new HttpError(404);"),
    mapped("HttpError: 404\nloader @ webpack:///./app/routes/clients.$id.tsx:15:26 | if (!client) throw new HttpError(404);"),
  ),
  different(
    "thunks of one slice that are both anonymous",
    mapped(
      "TypeError: Cannot read properties of undefined (reading 'id')\n @ webpack:///./src/store/parcels.ts:22:44 | async ({ depot }) => api.listParcels(depot.id),",
    ),
    mapped(
      "TypeError: Cannot read properties of undefined (reading 'id')\n @ webpack:///./src/store/parcels.ts:31:50 | async ({ parcel }) => api.cancelParcel(parcel.id),",
    ),
  ),
];
