import { cocoa } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const app = (install: string, name = "Depot"): string =>
  `/private/var/containers/Bundle/Application/${install}/${name}.app/${name}`;
const ONE = app("A1B2C3D4-0000-4111-8222-333344445555");
const TWO = app("0F9E8D7C-9999-4888-8777-666655554444");
const swiftui = (name: string, address: string): string =>
  `- ${name} @ /System/Library/Frameworks/SwiftUI.framework/SwiftUI+${address}`;
const crash = (frames: string, text = "Attempted to dereference null pointer."): SdkEvent =>
  withMechanism(cocoa(`EXC_BAD_ACCESS: ${text}\n${frames}`), { type: "mach", handled: false });
/** A trap of Swift's runtime; the text is what the crash information of the library says, if anything. */
const trap = (text: string, frames: string): SdkEvent =>
  withMechanism(cocoa(`EXC_BREAKPOINT: ${text}\n${frames}`), { type: "mach", handled: false });
const foundation = (head: string): SdkEvent =>
  cocoa(
    `${head}\n- __exceptionPreprocess @ /System/Library/Frameworks/CoreFoundation.framework/CoreFoundation+0x1a2\n- objc_exception_throw @ /usr/lib/libobjc.A.dylib+0x18`,
  );
function nsError(domain: string, code: number, text: string, frames: string): SdkEvent {
  return withMechanism(cocoa(`${domain}: ${text}\n${frames}`), {
    type: "NSError",
    handled: true,
    meta: { ns_error: { domain, code } },
  });
}
const sync = `SyncStore.pull(since:) @ ${ONE}+0x104a93c10`;

export const secondCocoaCases: readonly Case[] = [
  same(
    "SwiftUI of two systems below one action",
    crash(
      `${swiftui("closure #1 in PrimitiveButtonStyleContainerModifier.body(content:)", "0x18c1a40")}\nScanView.startScan() @ ${ONE}+0x104a93c10`,
    ),
    crash(
      `${swiftui("partial apply for closure #2 in ButtonBehavior.ended()", "0x19f4b10")}\n${swiftui("ButtonAction.callAsFunction()", "0x19f4c00")}\nScanView.startScan() @ ${TWO}+0x102ffc10`,
    ),
  ),
  same(
    "a text that the trap has on one system only",
    trap(
      "Depot/Plan.swift:40: Fatal error: Index out of range",
      `- _assertionFailure(_:_:file:line:flags:) @ /usr/lib/swift/libswiftCore.dylib+0x18\nPlan.lane(at:) @ ${ONE}+0x104a93c10`,
    ),
    trap(
      "EXC_BREAKPOINT (code 1)",
      `- _assertionFailure(_:_:file:line:flags:) @ /usr/lib/swift/libswiftCore.dylib+0x20\nPlan.lane(at:) @ ${TWO}+0x102ffc10`,
    ),
  ),
  same(
    "a thunk of the compiler between one's own frames",
    crash(`ScanView.startScan() @ ${ONE}+0x104a93b00\nScanner.open(_:) @ ${ONE}+0x104a93c10`),
    crash(
      `ScanView.startScan() @ ${TWO}+0x102ffb00\nthunk for @escaping @callee_guaranteed () -> () @ ${TWO}+0x102ffb80\nScanner.open(_:) @ ${TWO}+0x102ffc10`,
    ),
  ),
  same(
    "an implicit closure that the compiler numbered anew",
    crash(`implicit closure #1 in Tariff.fee(for:) @ ${ONE}+0x104a93c10`),
    crash(`implicit closure #2 in Tariff.fee(for:) @ ${TWO}+0x102ffc10`),
  ),
  same(
    "the app on a Mac through Catalyst and on a phone",
    crash(`-[LabelPrinter print:] @ /Applications/Depot.app/Contents/MacOS/Depot+0x1a2b3c`),
    crash(`-[LabelPrinter print:] @ ${ONE}+0x104a93c10`),
  ),
  same(
    "an archive built on two machines, with source lines",
    crash("ScanView.body.getter @ /Users/anna/depot/Depot/ScanView.swift:31"),
    crash("ScanView.body.getter @ /Volumes/workspace/repository/Depot/ScanView.swift:36"),
  ),
  same(
    "a constraint that cannot hold, with other addresses, no frame of one's own",
    foundation(
      "NSInternalInconsistencyException: attempt to delete row 3 from section 0 which only contains 2 rows before the update <UITableView: 0x7fb2d401a200>",
    ),
    foundation(
      "NSInternalInconsistencyException: attempt to delete row 17 from section 0 which only contains 12 rows before the update <UITableView: 0x15a80be00>",
    ),
  ),
  same(
    "a block of a C function numbered anew",
    crash(`__DepotOpenFeed_block_invoke @ ${ONE}+0x104a93c10`),
    crash(`__DepotOpenFeed_block_invoke_3 @ ${TWO}+0x102ffc10`),
  ),
  same(
    "a server's error of one code with another localised text",
    nsError("NSURLErrorDomain", -1001, "The request timed out.", sync),
    nsError("NSURLErrorDomain", -1001, "Zeitüberschreitung bei der Anforderung.", sync),
  ),
  different(
    "two views whose bodies fail",
    crash(`${swiftui("AG::Graph::UpdateStack::update()", "0x1")}\nScanView.body.getter @ ${ONE}+0x104a93c10`),
    crash(`${swiftui("AG::Graph::UpdateStack::update()", "0x1")}\nRouteView.body.getter @ ${ONE}+0x104a93c10`),
  ),
  different(
    "codes of one domain in one function",
    nsError("NSURLErrorDomain", -1001, "The request timed out.", sync),
    nsError("NSURLErrorDomain", -1202, "The certificate for this server is invalid.", sync),
  ),
  different(
    "codes of Core Data without a frame of one's own",
    nsError("NSCocoaErrorDomain", 133021, "Constraint conflict", ""),
    nsError("NSCocoaErrorDomain", 134110, "Migration failed", ""),
  ),
  different(
    "async functions of two types",
    crash(`(1) await resume partial function for Uploader.send(_:) @ ${ONE}+0x104a93c10`),
    crash(`(1) await resume partial function for Mailer.send(_:) @ ${ONE}+0x104a93c10`),
  ),
  different(
    "initialisers that differ in their labels",
    trap("Fatal error: bad zip", `Address.init(zip:) @ ${ONE}+0x104a93c10`),
    trap("Fatal error: bad zip", `Address.init(from:) @ ${ONE}+0x104a93d20`),
  ),
  different(
    "an initialiser and a deinitialiser",
    crash(`Hub.init() @ ${ONE}+0x104a93c10`),
    crash(`Hub.deinit @ ${ONE}+0x104a93d20`),
  ),
  different(
    "keys that two classes are not compliant for, no frame of one's own",
    foundation(
      "NSUnknownKeyException: [<Depot.ScanController 0x7fb2d401a200> setValue:forUndefinedKey:]: this class is not key value coding-compliant for the key torch.",
    ),
    foundation(
      "NSUnknownKeyException: [<Depot.RouteController 0x7fb2d401a200> setValue:forUndefinedKey:]: this class is not key value coding-compliant for the key map.",
    ),
  ),
  different(
    "storyboards' segues that are missing, no frame of one's own",
    foundation(
      "NSInvalidArgumentException: Receiver (<Depot.ScanController: 0x7fb2d401a200>) has no segue with identifier 'showLabel'",
    ),
    foundation("NSInvalidArgumentException: -[NSDictionaryM setObject:forKey:]: object cannot be nil (key: zip)"),
  ),
  different(
    "delegates of two lists",
    crash(`-[ParcelList tableView:didSelectRowAtIndexPath:] @ ${ONE}+0x104a93c10`),
    crash(`-[TruckList tableView:didSelectRowAtIndexPath:] @ ${ONE}+0x104a93c10`),
  ),
  different(
    "selectors that differ in a second part",
    crash(`-[LabelPrinter print:] @ ${ONE}+0x104a93c10`),
    crash(`-[LabelPrinter print:copies:] @ ${ONE}+0x104a93d20`),
  ),
];
