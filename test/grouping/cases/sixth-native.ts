import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

// C, C++, Swift, Objective-C ------------------------------------------------------------------------------------------

function nt(fn: string | undefined, image: string, offset: number, base = 0x55d0_0000_0000): SdkFrame {
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const isSystem = /^\/(?:usr|lib|System)\//.test(image);
  return {
    ...(fn !== undefined && { function: fn, symbol_addr: hex(base + offset - 16) }),
    package: image,
    image_addr: hex(base),
    instruction_addr: hex(base + offset),
    in_app: !isSystem,
  };
}

const ntError = (platform: string, type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent =>
  error(platform, thrown(type, value, frames, { mechanism: { type: "signalhandler", handled: false } }));

const SHOPD = "/opt/shop/bin/shopd";
const IOS = "/private/var/containers/Bundle/Application/0A1B2C3D-1111-4222-8333-444455556666/Shop.app/Shop";
const IOS_ELSEWHERE = "/private/var/containers/Bundle/Application/6F9619FF-8B86-D011-B42D-00CF4FC964FF/Shop.app/Shop";
const UIKIT = "/System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore";

const nativeCases: readonly Case[] = [
  same(
    "C++: two standard libraries, a clone of the compiler, other addresses",
    ntError(
      "native",
      "SIGSEGV",
      "Segfault",
      nt("start_thread", "/usr/lib/libc.so.6", 0x91),
      nt("shop::Cart::total(std::vector<int, std::allocator<int> > const&) const", SHOPD, 0x1a20),
    ),
    ntError(
      "native",
      "SIGSEGV",
      "Segfault",
      nt("start_thread", "/usr/lib/libc.so.6", 0x77),
      nt(
        "shop::Cart::total(std::__1::vector<int, std::__1::allocator<int>> const&) const [clone .constprop.0]",
        SHOPD,
        0x1c44,
        0x5600_0000_0000,
      ),
    ),
  ),
  same(
    "C++: a lambda by two compilers' numbers",
    ntError("native", "SIGABRT", "Abort", nt("shop::run()::$_0::operator()() const", SHOPD, 0x1a20)),
    ntError("native", "SIGABRT", "Abort", nt("shop::run()::{lambda()#2}::operator()() const", SHOPD, 0x1a90)),
  ),
  different(
    "C++: one class template's methods for two names",
    ntError("native", "SIGSEGV", "Segfault", nt("shop::Cache<shop::Cart>::get(unsigned long)", SHOPD, 0x1a20)),
    ntError("native", "SIGSEGV", "Segfault", nt("shop::Cache<shop::Cart>::evict(unsigned long)", SHOPD, 0x2b20)),
  ),
  same(
    "C: no symbols, loaded elsewhere",
    ntError("native", "SIGSEGV", "Segfault", nt(undefined, SHOPD, 0x4711), nt(undefined, SHOPD, 0x1a20)),
    ntError(
      "native",
      "SIGSEGV",
      "Segfault",
      nt(undefined, SHOPD, 0x4711, 0x5611_0000_0000),
      nt(undefined, SHOPD, 0x1a20, 0x5611_0000_0000),
    ),
  ),
  different(
    "C: no symbols, two places",
    ntError("native", "SIGSEGV", "Segfault", nt(undefined, SHOPD, 0x4711), nt(undefined, SHOPD, 0x1a20)),
    ntError("native", "SIGSEGV", "Segfault", nt(undefined, SHOPD, 0x9fe1), nt(undefined, SHOPD, 0x6c08)),
  ),
  same(
    "Swift: a mangled closure, numbered anew, on another device",
    ntError(
      "cocoa",
      "EXC_BREAKPOINT",
      "Fatal error: Index out of range",
      nt("-[UIApplication sendAction:to:from:forEvent:]", UIKIT, 0x91),
      nt("$s4Shop18CartViewControllerC4loadyyFyycfU_", IOS, 0x1a20),
    ),
    ntError(
      "cocoa",
      "EXC_BREAKPOINT",
      "Fatal error: Index out of range",
      nt("-[UIControl sendAction:to:forEvent:]", UIKIT, 0x17),
      nt("$s4Shop18CartViewControllerC4loadyyFyycfU0_", IOS_ELSEWHERE, 0x1c20),
    ),
  ),
  different(
    "Swift: two mangled methods",
    ntError(
      "cocoa",
      "EXC_BREAKPOINT",
      "Fatal error: Index out of range",
      nt("$s4Shop18CartViewControllerC4loadyyF", IOS, 0x1a20),
    ),
    ntError(
      "cocoa",
      "EXC_BREAKPOINT",
      "Fatal error: Index out of range",
      nt("$s4Shop18CartViewControllerC4saveyyF", IOS, 0x2a20),
    ),
  ),
  same(
    "Swift: an async function's parts",
    ntError(
      "cocoa",
      "EXC_BAD_ACCESS",
      "KERN_INVALID_ADDRESS at 0x10",
      nt("(1) await resume partial function for CartModel.load()", IOS, 0x1a20),
    ),
    ntError(
      "cocoa",
      "EXC_BAD_ACCESS",
      "KERN_INVALID_ADDRESS at 0x18",
      nt("(3) suspend resume partial function for CartModel.load()", IOS_ELSEWHERE, 0x1b20),
    ),
  ),
  same(
    "Objective-C: blocks of one method",
    ntError(
      "cocoa",
      "NSInvalidArgumentException",
      "-[__NSCFString cart]: unrecognized selector sent to instance 0x600003a1",
      nt("__28-[CartViewController reload]_block_invoke", IOS, 0x1a20),
    ),
    ntError(
      "cocoa",
      "NSInvalidArgumentException",
      "-[__NSCFString cart]: unrecognized selector sent to instance 0x6000ffee",
      nt("__28-[CartViewController reload]_block_invoke_2", IOS_ELSEWHERE, 0x1a80),
    ),
  ),
  different(
    "Cocoa: two codes of one domain",
    error(
      "cocoa",
      thrown("NSURLErrorDomain", "Code: -1009", [], {
        mechanism: { type: "NSError", handled: true, meta: { ns_error: { code: -1009, domain: "NSURLErrorDomain" } } },
      }),
    ),
    error(
      "cocoa",
      thrown("NSURLErrorDomain", "Code: -1001", [], {
        mechanism: { type: "NSError", handled: true, meta: { ns_error: { code: -1001, domain: "NSURLErrorDomain" } } },
      }),
    ),
  ),
  same(
    "Cocoa: hanging for other times at one work",
    ntError(
      "cocoa",
      "App Hang Fully Blocked",
      "App hanging between 2.0 and 2.3 seconds.",
      nt("UIApplicationMain", UIKIT, 0x91),
      nt("ImageStore.decodeAll()", IOS, 0x1a20),
    ),
    ntError(
      "cocoa",
      "App Hang Fully Blocked",
      "App hanging between 4.1 and 4.4 seconds.",
      nt("UIApplicationMain", UIKIT, 0x95),
      nt("ImageStore.decodeAll()", IOS_ELSEWHERE, 0x1a98),
    ),
  ),
];

// Dart ----------------------------------------------------------------------------------------------------------------

function dt(fn: string, path: string, lineno: number): SdkFrame {
  const inPackage = /^package:([^/]+)\//.exec(path)?.[1];
  const isOwn = inPackage === "shop";
  return {
    function: fn,
    filename: path.split("/").at(-1),
    abs_path: path,
    lineno,
    colno: 5,
    in_app: isOwn,
    ...(inPackage !== undefined && { package: inPackage }),
  };
}

const GAP: SdkFrame = { abs_path: "<asynchronous suspension>", in_app: false };

const dtError = (type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent =>
  error("other", thrown(type, value, frames), { sdk: { name: "sentry.dart.flutter", version: "8.2.0" } });

const dartCases: readonly Case[] = [
  same(
    "Dart: gaps of asynchronous calls, in one build only",
    dtError(
      "StateError",
      "Bad state: No element",
      dt("CartPage.open", "package:shop/cart_page.dart", 30),
      GAP,
      dt("CartRepository.load", "package:shop/cart_repository.dart", 12),
      GAP,
      dt("ListMixin.first", "dart:collection/list.dart", 90),
    ),
    dtError(
      "StateError",
      "Bad state: No element",
      dt("CartPage.open", "package:shop/cart_page.dart", 33),
      dt("CartRepository.load", "package:shop/cart_repository.dart", 13),
      dt("List.first", "dart:core-patch/growable_array.dart", 350),
    ),
  ),
  different(
    "Dart: one method of two states",
    dtError(
      "_TypeError",
      "Null check operator used on a null value",
      dt("State.setState", "package:flutter/src/widgets/framework.dart", 1170),
      dt("_CartPageState.didChangeDependencies", "package:shop/cart_page.dart", 30),
    ),
    dtError(
      "_TypeError",
      "Null check operator used on a null value",
      dt("State.setState", "package:flutter/src/widgets/framework.dart", 1170),
      dt("_MenuPageState.didChangeDependencies", "package:shop/menu_page.dart", 30),
    ),
  ),
  different(
    "Dart: a client's two failures without a stack",
    dtError(
      "DioException",
      "DioException [connection timeout]: The request connection took longer than 0:00:10.000000. It was aborted.",
    ),
    dtError(
      "DioException",
      "DioException [bad response]: This exception was thrown because the response has a status code of 404",
    ),
  ),
  same(
    "Dart: a row that is too wide by other widths",
    dtError("FlutterError", "A RenderFlex overflowed by 12 pixels on the bottom."),
    dtError("FlutterError", "A RenderFlex overflowed by 34.5 pixels on the bottom."),
  ),
];

export const sixthNativeCases: readonly Case[] = [...nativeCases, ...dartCases];
