import { javascript, mapped, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const IOS = "app:///main.jsbundle";
const ANDROID = "app:///index.android.bundle";
/** A crash of Hermes bytecode: one file, one line, columns that move with every build. */
const hermes = (head: string, file: string, shift: number, ...names: readonly string[]): SdkEvent =>
  javascript(`${head}\n${names.map((name, index) => `${name} @ ${file}:1:${300_000 + shift + index * 911}`).join("\n")}`);
const expo = (text: string): SdkEvent =>
  mapped(
    `CodedError: ${text}\n- promiseMethodWrapper @ node_modules/react-native/Libraries/BatchedBridge/NativeModules.js:103:15`,
  );

export const secondReactNativeCases: readonly Case[] = [
  same(
    "an iPhone and an Android phone with Hermes",
    hermes("Error: no printer paired", IOS, 0, "onPrint", "pairedPrinter"),
    hermes("Error: no printer paired", ANDROID, 51_200, "onPrint", "pairedPrinter"),
  ),
  same(
    "an update over the air, in a folder named by its id",
    javascript(
      "Error: no printer paired\npairedPrinter @ file:///data/user/0/example.depot/files/.expo-internal/8f14e45fceea167a5a36dedd4bea2543:1:40211",
    ),
    javascript(
      "Error: no printer paired\npairedPrinter @ file:///data/user/0/example.depot/files/.expo-internal/c9f0f895fb98ab9159f51fd0297e236d:1:41002",
    ),
  ),
  same(
    "the bridge of the old architecture and the new one below one handler",
    mapped(`TypeError: undefined is not a function
      - __callFunction @ node_modules/react-native/Libraries/BatchedBridge/MessageQueue.js:433:32
      - _performTransitionSideEffects @ node_modules/react-native/Libraries/Pressability/Pressability.js:881:16
      handleScan @ src/screens/Scan.tsx:40:12 | props.onScanned(code);`),
    mapped(`TypeError: undefined is not a function
      - batchedUpdatesImpl @ node_modules/react-native/Libraries/Renderer/implementations/ReactFabric-prod.js:1042:10
      handleScan @ src/screens/Scan.tsx:43:12 | props.onScanned(code);`),
  ),
  same(
    "Metro's development server on two addresses",
    javascript(
      "Error: no printer paired\npairedPrinter @ http://10.0.2.2:8081/index.bundle//&platform=android&dev=true:90211:15",
    ),
    javascript(
      "Error: no printer paired\npairedPrinter @ http://192.168.178.21:8081/index.bundle//&platform=ios&dev=true:91002:15",
    ),
  ),
  same(
    "a native module's refusal with another file, no frame of one's own",
    expo(
      "Call to function 'FileSystem.readAsStringAsync' has been rejected. Caused by: File '/data/user/0/example.depot/cache/label-17.zpl' isn't readable.",
    ),
    expo(
      "Call to function 'FileSystem.readAsStringAsync' has been rejected. Caused by: File '/data/user/0/example.depot/cache/label-90210.zpl' isn't readable.",
    ),
  ),
  same(
    "an async function that Hermes runs through a generator, and one that it runs itself",
    mapped(`Error: no stock
      - asyncGeneratorStep @ node_modules/@babel/runtime/helpers/asyncToGenerator.js:3:17
      - tryCatch @ node_modules/@babel/runtime/node_modules/regenerator-runtime/runtime.js:63:40
      loadStock @ src/api/stock.ts:12:11 | throw new Error("no stock");`),
    mapped('Error: no stock\nloadStock @ src/api/stock.ts:12:11 | throw new Error("no stock");'),
  ),
  same(
    "fatal and soft reports of one render",
    withMechanism(
      mapped(
        "TypeError: Cannot read property 'lanes' of null\nDepotScreen @ src/screens/Depot.tsx:20:28 | const lanes = depot.lanes;",
      ),
      { type: "onerror", handled: false },
    ),
    mapped(
      "TypeError: Cannot read property 'lanes' of null\nDepotScreen @ src/screens/Depot.tsx:22:28 | const lanes = depot.lanes;",
    ),
  ),
  different(
    "screens that are both called index, in two folders of Expo's router",
    mapped(
      "TypeError: Cannot read property 'name' of undefined\nScreen @ app/(tabs)/parcels/index.tsx:14:20 | <Text>{parcel.name}</Text>",
    ),
    mapped(
      "TypeError: Cannot read property 'name' of undefined\nScreen @ app/(tabs)/trucks/index.tsx:18:20 | <Text>{truck.name}</Text>",
    ),
  ),
  different(
    "a file for iOS and one for Android that fail in their own ways",
    mapped('Error: no share sheet\nopenShare @ src/share.ios.ts:9:9 | if (!Sheet) throw new Error("no share sheet");'),
    mapped('Error: no intent\nopenIntent @ src/share.android.ts:15:9 | if (!intent) throw new Error("no intent");'),
  ),
  different(
    "native modules that are missing, no frame of one's own",
    mapped(
      "Invariant Violation: TurboModuleRegistry.getEnforcing(...): 'RNCNetInfo' could not be found.\n- getEnforcing @ node_modules/react-native/Libraries/TurboModule/TurboModuleRegistry.js:62:10",
    ),
    mapped(
      "Invariant Violation: TurboModuleRegistry.getEnforcing(...): 'RNPrinter' could not be found.\n- getEnforcing @ node_modules/react-native/Libraries/TurboModule/TurboModuleRegistry.js:62:10",
    ),
  ),
  different(
    "two functions of one native module that refuse, no frame of one's own",
    expo("Call to function 'FileSystem.readAsStringAsync' has been rejected."),
    expo("Call to function 'FileSystem.downloadAsync' has been rejected."),
  ),
  different(
    "handlers of two screens in one bundle of Hermes",
    hermes("TypeError: undefined is not a function", ANDROID, 0, "onPressIn", "handleScan"),
    hermes("TypeError: undefined is not a function", ANDROID, 0, "onPressIn", "handleRefund"),
  ),
  different(
    "worklets of two gestures",
    mapped(
      "TypeError: Cannot read property 'value' of undefined\nonMoveParcel @ src/gestures/moveParcel.ts:8:20 | x.value = start.value + event.dx;",
    ),
    mapped(
      "TypeError: Cannot read property 'value' of undefined\nonPinchMap @ src/gestures/pinchMap.ts:8:20 | zoom.value = base.value * event.scale;",
    ),
  ),
  different(
    "views that the native side does not know",
    mapped(
      'Invariant Violation: requireNativeComponent: "RNSScreen" was not found in the UIManager.\n- getNativeComponentAttributes @ node_modules/react-native/Libraries/ReactNative/getNativeComponentAttributes.js:29:3',
    ),
    mapped(
      'Invariant Violation: requireNativeComponent: "RNCWebView" was not found in the UIManager.\n- getNativeComponentAttributes @ node_modules/react-native/Libraries/ReactNative/getNativeComponentAttributes.js:29:3',
    ),
  ),
];
