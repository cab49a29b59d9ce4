import { cocoa } from "../build-compiled.ts";
import { withMechanism, withoutInApp } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const APP = (install: string): string => `/private/var/containers/Bundle/Application/${install}/Shop.app/Shop`;
const ONE = APP("2F1C0A4E-9D7B-4C1E-8A55-0C9BE1F3A001");
const TWO = APP("7BE3D1AA-0F34-4B0E-B6A1-5D2C8E9F4477");
const uikit = (
  address: string,
): string => `- UIApplicationMain @ /System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore+${address}
  - -[UIApplication sendAction:to:from:forEvent:] @ /System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore+${address}`;
const pay = (image = ONE, address = "0x104a93c10"): string => `-[CartViewController pay:] @ ${image}+${address}`;

/** A crash that the SDK's crash handler wrote down, with the numbers of the kernel. */
function crash(text: string, frames: string): SdkEvent {
  const meta = { mach_exception: { exception: 1, code: 1, subcode: 24, name: "EXC_BAD_ACCESS" } };
  return withMechanism(cocoa(`EXC_BAD_ACCESS: ${text}\n${frames}`), { type: "mach", handled: false, meta });
}
function nsError(domain: string, code: number, text: string, frames = ""): SdkEvent {
  const meta = { ns_error: { domain, code } };
  return withMechanism(cocoa(`${domain}: ${text}\n${frames}`), { type: "NSError", handled: true, meta });
}

export const cocoaCases: readonly Case[] = [
  same(
    "two phones with other installations and addresses",
    crash("no", `${uikit("0x18c1a40")}\n${pay()}`),
    crash("no", `${uikit("0x18c1a40")}\n${pay(TWO, "0x10291fc10")}`),
  ),
  same(
    "two versions of iOS",
    crash("no", `${uikit("0x18c1a40")}\n${pay()}`),
    crash(
      "no",
      `- start @ /usr/lib/dyld+0x1b2\n${uikit("0x19f4b10")}\n- -[UIControl sendActionsForControlEvents:] @ /System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore+0x1\n${pay()}`,
    ),
  ),
  same(
    "the simulator and a phone",
    crash("no", pay()),
    crash(
      "no",
      pay(
        "/Users/mira/Library/Developer/CoreSimulator/Devices/0A1B2C3D-0000-1111-2222-333344445555/data/Containers/Bundle/Application/AA11BB22-CC33-DD44-EE55-FF6677889900/Shop.app/Shop",
        "0x10a3b4c50",
      ),
    ),
  ),
  same(
    "the address in the text of a bad access",
    crash("Exception 1, Code 1, Subcode 24 >\\nKERN_INVALID_ADDRESS at 0x18.", pay()),
    crash("Exception 1, Code 1, Subcode 4370 >\\nKERN_INVALID_ADDRESS at 0x1112.", pay()),
  ),
  same(
    "blocks numbered anew",
    crash("no", `__31-[CartViewController loadPrices]_block_invoke @ ${ONE}+0x1`),
    crash("no", `__31-[CartViewController loadPrices]_block_invoke_2 @ ${ONE}+0x2`),
  ),
  same(
    "closures of Swift numbered anew",
    crash("no", `closure #1 in CartView.body.getter @ ${ONE}+0x1`),
    crash("no", `closure #2 in CartView.body.getter @ ${ONE}+0x2`),
  ),
  same(
    "partial applies and the closure itself",
    crash("no", `Cart.load(from:) @ ${ONE}+0x1\nclosure #1 in Cart.load(from:) @ ${ONE}+0x2`),
    crash(
      "no",
      `Cart.load(from:) @ ${ONE}+0x1\npartial apply for closure #1 in Cart.load(from:) @ ${ONE}+0x7\nclosure #1 in Cart.load(from:) @ ${ONE}+0x2`,
    ),
  ),
  same(
    "an async function and its resumptions",
    crash("no", `(1) suspend resume partial function for Cart.sync() @ ${ONE}+0x1`),
    crash("no", `(3) suspend resume partial function for Cart.sync() @ ${ONE}+0x9`),
  ),
  same(
    "a selector nobody answers, with another address",
    cocoa(`NSInvalidArgumentException: -[NSNull length]: unrecognized selector sent to instance 0x1f2a3b4c0\n${pay()}`),
    cocoa(`NSInvalidArgumentException: -[NSNull length]: unrecognized selector sent to instance 0x20c9d8e70\n${pay()}`),
  ),
  same(
    "an index beyond an array, with other numbers and no frame of one's own",
    cocoa(
      "NSRangeException: *** -[__NSArrayM objectAtIndexedSubscript:]: index 3 beyond bounds [0 .. 2]\n- __exceptionPreprocess @ /System/Library/Frameworks/CoreFoundation.framework/CoreFoundation+0x1",
    ),
    cocoa(
      "NSRangeException: *** -[__NSArrayM objectAtIndexedSubscript:]: index 19 beyond bounds [0 .. 11]\n- __exceptionPreprocess @ /System/Library/Frameworks/CoreFoundation.framework/CoreFoundation+0x1",
    ),
  ),
  same(
    "an NSError with another address in its text",
    nsError("NSURLErrorDomain", -1001, "The request timed out: https://api.shop.example/items/17"),
    nsError("NSURLErrorDomain", -1001, "The request timed out: https://api.shop.example/items/99128"),
  ),
  same(
    "a client that sends no in_app flags",
    withoutInApp(crash("no", `${uikit("0x18c1a40")}\n${pay()}`)),
    withoutInApp(crash("no", `${uikit("0x19f4b10")}\n${pay(TWO)}`)),
  ),
  same(
    "a specialised copy that the optimiser made",
    crash("no", `Cart.total(of:) @ ${ONE}+0x1`),
    crash("no", `specialized Cart.total(of:) @ ${ONE}+0x8`),
  ),
  same(
    "dispatch queues of two iOS versions",
    crash("no", `- _dispatch_worker_thread2 @ /usr/lib/system/libdispatch.dylib+0x1\n${pay()}`),
    crash(
      "no",
      `- start_wqthread @ /usr/lib/system/libsystem_pthread.dylib+0x1\n- _dispatch_root_queue_drain_deferred_wlh @ /usr/lib/system/libdispatch.dylib+0x3\n${pay()}`,
    ),
  ),

  different("two methods of one controller", crash("no", pay()), crash("no", `-[CartViewController cancel:] @ ${ONE}+0x9`)),
  different(
    "one method of two controllers",
    crash("no", `-[CartViewController viewDidLoad] @ ${ONE}+0x1`),
    crash("no", `-[SearchViewController viewDidLoad] @ ${ONE}+0x9`),
  ),
  different(
    "a class method and an instance method",
    crash("no", `+[Prices load] @ ${ONE}+0x1`),
    crash("no", `-[Prices load] @ ${ONE}+0x9`),
  ),
  different(
    "methods of Swift that differ in their labels",
    crash("no", `Cart.add(item:) @ ${ONE}+0x1`),
    crash("no", `Cart.add(voucher:) @ ${ONE}+0x9`),
  ),
  different(
    "bodies of two views",
    crash("no", `CartView.body.getter @ ${ONE}+0x1`),
    crash("no", `SearchView.body.getter @ ${ONE}+0x9`),
  ),
  different(
    "a getter and a setter",
    crash("no", `Cart.total.getter @ ${ONE}+0x1`),
    crash("no", `Cart.total.setter @ ${ONE}+0x9`),
  ),
  different(
    "closures of two functions",
    crash("no", `closure #1 in Cart.load() @ ${ONE}+0x1`),
    crash("no", `closure #1 in Cart.save() @ ${ONE}+0x9`),
  ),
  different(
    "blocks of two methods",
    crash("no", `__31-[CartViewController loadPrices]_block_invoke @ ${ONE}+0x1`),
    crash("no", `__29-[CartViewController loadUser]_block_invoke @ ${ONE}+0x9`),
  ),
  different(
    "NSErrors of two codes",
    nsError("NSURLErrorDomain", -1001, "failed"),
    nsError("NSURLErrorDomain", -1009, "failed"),
  ),
  different(
    "NSErrors of two domains with one code",
    nsError("NSCocoaErrorDomain", 4, "failed"),
    nsError("SKErrorDomain", 4, "failed"),
  ),
  different(
    "NSErrors of two codes captured by one function",
    nsError("ShopErrorDomain", 3, "failed", pay()),
    nsError("ShopErrorDomain", 9, "failed", pay()),
  ),
  different(
    "selectors that nobody answers, no frame of one's own",
    cocoa(
      "NSInvalidArgumentException: -[NSNull length]: unrecognized selector sent to instance 0x1f2a3b4c0\n- __exceptionPreprocess @ /System/Library/Frameworks/CoreFoundation.framework/CoreFoundation+0x1",
    ),
    cocoa(
      "NSInvalidArgumentException: -[__NSCFString objectForKey:]: unrecognized selector sent to instance 0x1f2a3b4c0\n- __exceptionPreprocess @ /System/Library/Frameworks/CoreFoundation.framework/CoreFoundation+0x1",
    ),
  ),
  different(
    "an exception and another at one place",
    cocoa(`NSInvalidArgumentException: no\n${pay()}`),
    cocoa(`NSRangeException: no\n${pay()}`),
  ),
  different(
    "two fatal errors of Swift that the runtime reports with its own frames",
    cocoa(
      "Fatal error: Unexpectedly found nil while unwrapping an Optional value\n- _assertionFailure @ /usr/lib/swift/libswiftCore.dylib+0x1",
    ),
    cocoa("Fatal error: Index out of range\n- _assertionFailure @ /usr/lib/swift/libswiftCore.dylib+0x1"),
  ),
];
