import { javascript, mapped, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const ANDROID = "app:///index.android.bundle";
const IOS = "app:///main.jsbundle";
const UNDEFINED = "TypeError: Cannot read property 'qty' of undefined";

/** Frames of a release build: the bundle is one file and one line, names are kept. */
const bundled = (head: string, names: readonly string[], bundle = ANDROID, column = 20_000): SdkEvent =>
  javascript(`${head}\n${names.map((name, index) => `${name} @ ${bundle}:1:${column + index * 991}`).join("\n")}`);

/** A native module refused: the stack is the bridge's. */
const refused = (text: string): SdkEvent =>
  withMechanism(bundled(`Error: ${text}`, ["promiseMethodWrapper", "enqueueNativeCall"]), {
    type: "onunhandledrejection",
    handled: true,
  });

const pod =
  "- invokeGuardedCallback @ app:///node_modules/react-native/Libraries/Renderer/implementations/ReactNativeRenderer-dev.js:70:12";
const row = "CartRow @ app:///src/cart/CartRow.tsx:14:20 | const sum = line.qty * line.cents;";

export const reactNativeCases: readonly Case[] = [
  same(
    "the bundles of Android and iOS",
    bundled(UNDEFINED, ["renderList", "lineTotal"]),
    bundled(UNDEFINED, ["renderList", "lineTotal"], IOS),
  ),
  same(
    "two builds with other columns",
    bundled(UNDEFINED, ["renderList", "lineTotal"]),
    bundled(UNDEFINED, ["renderList", "lineTotal"], ANDROID, 48_000),
  ),
  same(
    "Hermes and JavaScriptCore word one error differently",
    bundled(UNDEFINED, ["renderList", "lineTotal"]),
    bundled("TypeError: undefined is not an object (evaluating 'line.qty')", ["renderList", "lineTotal"], IOS),
  ),
  same(
    "a bundle that an update over the air brought, named by a hash",
    bundled(UNDEFINED, ["renderList", "lineTotal"]),
    bundled(UNDEFINED, ["renderList", "lineTotal"], "app:///main-4f3c2a1b9d8e7f6a.jsbundle"),
  ),
  same(
    "a bundle in the app's own folder on two phones",
    bundled(
      UNDEFINED,
      ["renderList", "lineTotal"],
      "/data/user/0/com.acme.app/files/.expo-internal/8f14e45fceea167a5a36dedd4bea2543",
    ),
    bundled(
      UNDEFINED,
      ["renderList", "lineTotal"],
      "/data/user/0/com.acme.app/files/.expo-internal/c9f0f895fb98ab9159f51fd0297e236d",
    ),
  ),
  same(
    "mapped frames, lines moved",
    mapped(`${UNDEFINED}\n${row}`),
    mapped(`${UNDEFINED}\n${row.replace(":14:20", ":88:24")}`),
  ),
  same(
    "mapped frames below two versions of React Native",
    mapped(`${UNDEFINED}\n${pod}\n${row}`),
    mapped(
      `${UNDEFINED}\n- renderWithHooks @ app:///node_modules/react-native/Libraries/Renderer/implementations/ReactFabric-dev.js:3121:12\n${pod.replace(":70:", ":99:")}\n${row}`,
    ),
  ),
  same(
    "an anonymous callback that Hermes calls so and JavaScriptCore nothing",
    mapped(`${UNDEFINED}\nanonymous @ app:///src/cart/list.ts:9:12 | rows.forEach((line) => add(line.qty));`),
    mapped(`${UNDEFINED}\n @ app:///src/cart/list.ts:11:12 | rows.forEach((line) => add(line.qty));`),
  ),
  same(
    "a module that refused with another path",
    refused("ENOENT: no such file or directory, open '/data/user/0/com.acme.app/cache/17.png'"),
    refused("ENOENT: no such file or directory, open '/data/user/0/com.acme.app/cache/90210.png'"),
  ),
  same("a request that timed out on two phones", refused("timeout of 5000ms exceeded"), refused("timeout of 12000ms exceeded")),
  same(
    "handled by the boundary and unhandled",
    withMechanism(mapped(`${UNDEFINED}\n${row}`), { type: "generic", handled: true }),
    withMechanism(mapped(`${UNDEFINED}\n${row}`), { type: "onerror", handled: false }),
  ),
  same(
    "the generator's helper frames that only one engine needs",
    mapped(
      `Error: no stock\n- asyncGeneratorStep @ app:///node_modules/@babel/runtime/helpers/asyncToGenerator.js:3:17\nreserve @ app:///src/stock.ts:9:5 | throw new Error('no stock');`,
    ),
    mapped("Error: no stock\nreserve @ app:///src/stock.ts:9:5 | throw new Error('no stock');"),
  ),

  different(
    "two functions of the bundle",
    bundled(UNDEFINED, ["renderList", "lineTotal"]),
    bundled(UNDEFINED, ["renderList", "lineWeight"]),
  ),
  different(
    "another type in one function of the bundle",
    bundled(UNDEFINED, ["lineTotal"]),
    bundled("RangeError: Invalid array length", ["lineTotal"]),
  ),
  different(
    "anonymous functions of the bundle, other texts",
    bundled("TypeError: Cannot read property 'qty' of undefined", ["anonymous"]),
    bundled("TypeError: Cannot read property 'name' of undefined", ["anonymous"]),
  ),
  different(
    "minified names, other texts",
    bundled("TypeError: Cannot read property 'qty' of undefined", ["t", "n"]),
    bundled("TypeError: Cannot read property 'name' of undefined", ["t", "n"]),
  ),
  different(
    "mapped frames, two components",
    mapped(`${UNDEFINED}\n${row}`),
    mapped(`${UNDEFINED}\nWishRow @ app:///src/wish/WishRow.tsx:14:20 | const sum = line.qty * line.cents;`),
  ),
  different(
    "mapped frames, two statements of one component",
    mapped(`${UNDEFINED}\n${row}`),
    mapped(`${UNDEFINED}\nCartRow @ app:///src/cart/CartRow.tsx:19:20 | const weight = box.qty * box.grams;`),
  ),
  different(
    "modules that refused with two codes",
    refused("EACCES: permission denied, open '/sdcard/17.png'"),
    refused("ENOSPC: no space left on device, write"),
  ),
  different(
    "requests that failed with two statuses",
    refused("Request failed with status code 401"),
    refused("Request failed with status code 503"),
  ),
  different(
    "two native modules that are missing",
    refused("Native module RNFetchBlob is null"),
    refused("Native module RNDeviceInfo is null"),
  ),
  different(
    "screens of one name in two folders",
    mapped(`${UNDEFINED}\nScreen @ app:///src/cart/index.tsx:4:9 | const [line] = lines;`),
    mapped(`${UNDEFINED}\nScreen @ app:///src/search/index.tsx:4:9 | const [hit] = hits;`),
  ),
  different(
    "views that the native side cannot find, library frames alone",
    mapped(
      'Invariant Violation: requireNativeComponent: "RNSVGPath" was not found in the UIManager.\n- createReactNativeComponentClass @ app:///node_modules/react-native/Libraries/ReactNative/requireNativeComponent.js:30:5',
    ),
    mapped(
      'Invariant Violation: requireNativeComponent: "AIRMap" was not found in the UIManager.\n- createReactNativeComponentClass @ app:///node_modules/react-native/Libraries/ReactNative/requireNativeComponent.js:30:5',
    ),
  ),
  different(
    "rejections with two texts and no stack",
    javascript("UnhandledRejection: no licence"),
    javascript("UnhandledRejection: no printer"),
  ),
  different(
    "two causes of one error",
    mapped(
      "TypeError: bad rate\nconvert @ app:///src/rates.ts:9:5 | return cents * rate.value;",
      "Error: cannot pay\npay @ app:///src/pay.ts:20:9 | throw new Error('cannot pay', { cause });",
    ),
    mapped(
      "SyntaxError: bad answer\nparse @ app:///src/answer.ts:4:5 | return JSON.parse(text);",
      "Error: cannot pay\npay @ app:///src/pay.ts:20:9 | throw new Error('cannot pay', { cause });",
    ),
  ),
];
