import { flutter } from "../build-compiled.ts";
import { withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const framework = (line: number): string => `- _rootRun @ dart:async/zone.dart:${line}:13
  - StatelessElement.build @ package:flutter/src/widgets/framework.dart:${4000 + line}:49`;
const build = "CartPage.build @ package:shop/pages/cart_page.dart:31:20";
const STATE = "StateError: Bad state: No element";

export const flutterCases: readonly Case[] = [
  same("lines and columns moved", flutter(`${STATE}\n${build}`), flutter(`${STATE}\n${build.replace(":31:20", ":77:9")}`)),
  same(
    "two versions of Flutter",
    flutter(`${STATE}\n${framework(10)}\n${build}`),
    flutter(
      `${STATE}\n- ComponentElement.performRebuild @ package:flutter/src/widgets/framework.dart:5000:15\n${framework(90)}\n${build}`,
    ),
  ),
  same(
    "anonymous closures as two versions name them",
    flutter(`${STATE}\nCartPage.build.<fn> @ package:shop/pages/cart_page.dart:31:20`),
    flutter(`${STATE}\nCartPage.build.<anonymous closure> @ package:shop/pages/cart_page.dart:31:20`),
  ),
  same(
    "closures in closures",
    flutter(`${STATE}\nCartPage.build.<fn>.<fn> @ package:shop/pages/cart_page.dart:31:20`),
    flutter(`${STATE}\nCartPage.build.<fn>.<fn> @ package:shop/pages/cart_page.dart:52:20`),
  ),
  same(
    "an asynchronous gap in one of two stacks",
    flutter(`${STATE}\nCartModel.load @ package:shop/cart_model.dart:9:5\nApi.get @ package:shop/api.dart:20:7`),
    flutter(
      `${STATE}\nCartModel.load @ package:shop/cart_model.dart:9:5\n- <asynchronous suspension> @ \nApi.get @ package:shop/api.dart:20:7`,
    ),
  ),
  same(
    "an index out of range with other numbers",
    flutter(`RangeError: RangeError (index): Invalid value: Not in inclusive range 0..2: 3\n${build}`),
    flutter(`RangeError: RangeError (index): Invalid value: Only valid value is 0: 7\n${build}`),
  ),
  same(
    "a layout that is too large by other pixels, no frame of one's own",
    flutter(
      "FlutterError: A RenderFlex overflowed by 12 pixels on the right.\n- RenderFlex.paint @ package:flutter/src/rendering/flex.dart:1100:7",
    ),
    flutter(
      "FlutterError: A RenderFlex overflowed by 99.6 pixels on the right.\n- RenderFlex.paint @ package:flutter/src/rendering/flex.dart:1180:7",
    ),
  ),
  same(
    "a host that cannot be found, from another port, no frame of one's own",
    flutter(
      "SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = api.shop.example, port = 40112\n- _NativeSocket.connect @ dart:io-patch/socket_patch.dart:1000:5",
    ),
    flutter(
      "SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = api.shop.example, port = 51880\n- _NativeSocket.connect @ dart:io-patch/socket_patch.dart:1200:5",
    ),
  ),
  same(
    "a package from the pub cache of two homes",
    flutter(`${STATE}\n- Bloc.emit @ /home/mira/.pub-cache/hosted/pub.dev/bloc-8.1.2/lib/src/bloc.dart:90:5\n${build}`),
    flutter(`${STATE}\n- Bloc.emit @ /Users/joe/.pub-cache/hosted/pub.dev/bloc-8.1.4/lib/src/bloc.dart:97:5\n${build}`),
  ),
  same(
    "caught by the framework and by the zone",
    withMechanism(flutter(`${STATE}\n${build}`), { type: "FlutterError", handled: true }),
    withMechanism(flutter(`${STATE}\n${build}`), { type: "PlatformDispatcher.onError", handled: false }),
  ),
  same(
    "a client that sends no in_app flags, two versions of Flutter",
    withoutInApp(flutter(`${STATE}\n${framework(10)}\n${build}`)),
    withoutInApp(
      flutter(
        `${STATE}\n- BuildOwner.buildScope @ package:flutter/src/widgets/framework.dart:2800:19\n${framework(90)}\n${build}`,
      ),
    ),
  ),
  same(
    "recursion of another depth",
    flutter(
      `StackOverflowError: Stack Overflow\n${"Node.visit @ package:shop/tree.dart:9:5\nNode.children @ package:shop/tree.dart:15:5\n".repeat(15)}`,
    ),
    flutter(
      `StackOverflowError: Stack Overflow\n${"Node.visit @ package:shop/tree.dart:9:5\nNode.children @ package:shop/tree.dart:15:5\n".repeat(36)}`,
    ),
  ),
  same(
    "a future's frames of the SDK around one's own",
    flutter(
      `${STATE}\n- _FutureListener.handleValue @ dart:async/future_impl.dart:150:18\nApi.get @ package:shop/api.dart:20:7`,
    ),
    flutter(
      `${STATE}\n- _RootZone.runUnary @ dart:async/zone.dart:1660:54\n- _FutureListener.handleValue @ dart:async-patch/future_impl.dart:162:18\nApi.get @ package:shop/api.dart:20:7`,
    ),
  ),

  different(
    "build methods of two widgets",
    flutter(`${STATE}\n${framework(10)}\n${build}`),
    flutter(`${STATE}\n${framework(10)}\nSearchPage.build @ package:shop/pages/search_page.dart:31:20`),
  ),
  different(
    "two methods of one class",
    flutter(`${STATE}\nCartModel.load @ package:shop/cart_model.dart:9:5`),
    flutter(`${STATE}\nCartModel.save @ package:shop/cart_model.dart:30:5`),
  ),
  different("another type at one place", flutter(`${STATE}\n${build}`), flutter(`FormatException: bad\n${build}`)),
  different(
    "closures of two methods",
    flutter(`${STATE}\nCartPage.build.<fn> @ package:shop/pages/cart_page.dart:31:20`),
    flutter(`${STATE}\nCartPage.initState.<fn> @ package:shop/pages/cart_page.dart:12:20`),
  ),
  different(
    "private states of two pages",
    flutter(`${STATE}\n_PageState.initState @ package:shop/pages/cart_page.dart:12:5`),
    flutter(`${STATE}\n_PageState.initState @ package:shop/pages/search_page.dart:12:5`),
  ),
  different(
    "functions of one name in two own packages",
    flutter(`${STATE}\nload @ package:shop_cart/model.dart:9:5`),
    flutter(`${STATE}\nload @ package:shop_search/model.dart:9:5`),
  ),
  different(
    "errors of the framework alone, other texts",
    flutter(
      "FlutterError: setState() called after dispose(): _CartState\n- State.setState @ package:flutter/src/widgets/framework.dart:1100:9",
    ),
    flutter("FlutterError: No Material widget found.\n- debugCheckHasMaterial @ package:flutter/src/material/debug.dart:30:7"),
  ),
  different(
    "widgets whose state was set too late, no frame of one's own",
    flutter(
      "FlutterError: setState() called after dispose(): _CartState#1a2b3(lifecycle state: defunct)\n- State.setState @ package:flutter/src/widgets/framework.dart:1100:9",
    ),
    flutter(
      "FlutterError: setState() called after dispose(): _SearchState#4c5d6(lifecycle state: defunct)\n- State.setState @ package:flutter/src/widgets/framework.dart:1100:9",
    ),
  ),
  different(
    "codes of a channel without a frame of one's own",
    flutter(
      "PlatformException: PlatformException(camera_denied, The user refused the camera, null, null)\n- StandardMethodCodec.decodeEnvelope @ package:flutter/src/services/message_codecs.dart:648:7",
    ),
    flutter(
      "PlatformException: PlatformException(network_error, The store cannot be reached, null, null)\n- StandardMethodCodec.decodeEnvelope @ package:flutter/src/services/message_codecs.dart:648:7",
    ),
  ),
  different(
    "system errors of two numbers, no frame of one's own",
    flutter(
      "SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = api.shop.example, port = 40112\n- _NativeSocket.connect @ dart:io-patch/socket_patch.dart:1000:5",
    ),
    flutter(
      "SocketException: Connection timed out (OS Error: Connection timed out, errno = 110), address = api.shop.example, port = 40112\n- _NativeSocket.connect @ dart:io-patch/socket_patch.dart:1000:5",
    ),
  ),
  different(
    "plugins that are missing, no frame of one's own",
    flutter(
      "MissingPluginException: No implementation found for method getAll on channel plugins.flutter.io/shared_preferences\n- MethodChannel._invokeMethod @ package:flutter/src/services/platform_channel.dart:308:7",
    ),
    flutter(
      "MissingPluginException: No implementation found for method listen on channel plugins.flutter.io/geolocator\n- MethodChannel._invokeMethod @ package:flutter/src/services/platform_channel.dart:308:7",
    ),
  ),
  different(
    "minified names of a web build, other texts",
    flutter(`minified:aB: no cart\nc.bX @ main.dart.js:4012:9`),
    flutter(`minified:aB: no account\nc.bX @ main.dart.js:4012:9`),
  ),
];
