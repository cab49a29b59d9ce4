import { SYSTEM_IMAGE } from "../library.ts";
import type { Name } from "./name.ts";
import { NAMELESS } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

const START = /^_?start$/i;
/** Raising, unwinding and reporting: what happens after the error. */
const RAISING =
  /^(?:__)?(?:abort|raise|pthread_kill|__pthread_kill|kill|gsignal|_?exit|terminate|std::terminate|std::rt::|__cxa_throw|__cxxabiv1::.*|_?CxxThrowException|RaiseException|KiUserExceptionDispatcher|objc_exception_throw|__assert_\w+|_assert|assert_fail|__fortify_fail|__stack_chk_fail|malloc_printerr|__libc_message\w*|swift_unexpectedError|_assertionFailure|_swift_runtime_on_report|fatalError|_objc_terminate|__sigtramp|_sigtramp|__restore_rt|rust_begin_unwind|__rust_start_panic|__rust_end_short_backtrace|__rust_begin_short_backtrace|rust_panic|_Unwind_\w+|core::panicking::.*|std::panicking::.*|std::panic::.*|core::result::unwrap_failed|core::option::(?:unwrap_failed|expect_failed)|core::slice::index::.*|core::ops::function::FnOnce::call_once|<.*as core::ops::function::Fn\w*<.*>>::call\w*|std::sys_common::backtrace::.*|std::sys::backtrace::.*|anyhow::.*|sentry\w*::.*|\+\[NSException raise.*|-\[NSException raise.*|\+\[NSException raise:format:.*)$/;
const STARTING =
  /^(?:__libc_start_main\w*|__libc_start_call_main|_start|start_thread|_pthread_start|thread_start|__clone3?|clone|BaseThreadInitThunk|RtlUserThreadStart|__scrt_common_main_seh|invoke_main|mainCRTStartup|UIApplicationMain|start|_dyld_start|lang_start\w*|std::rt::lang_start.*|std::thread::.*|dispatch_\w+|_dispatch_\w+|CFRunLoop\w*|__CFRunLoop\w*|__CFRUNLOOP\w*|GSEventRunModal|Looper::.*)$/;

/** C, C++, Rust, Swift, Objective-C: names without arguments, generics, hashes, clones and numbered closures. */
export function nativeName(frame: GroupingFrame): Name {
  const raw = (frame.function ?? "").trim();
  if (NAMELESS.test(raw)) return { name: offsetOf(frame) };
  if (START.test(raw)) return { name: "" };
  if (
    /^(?:reabstraction )?thunk for |^partial apply (?:forwarder )?for |^dispatch thunk |^block_(?:copy|destroy)_helper/.test(
      raw,
    )
  ) {
    return { name: raw, hidden: "a thunk of the compiler" };
  }
  const name = cleanName(raw);
  if (RAISING.test(name) || RAISING.test(raw)) return { name, hidden: "raising and reporting the error" };
  if (STARTING.test(name)) return { name, hidden: "starting a program or thread" };
  return { name };
}

/** Without symbols a place in the program's image is all there is, and holds for a build; in the system's images it says nothing. */
function offsetOf({ instruction_addr: at = "", image_addr: base = "", package: image = "" }: GroupingFrame): string {
  if (!ADDRESS.test(at) || !ADDRESS.test(base) || image === "" || SYSTEM_IMAGE.test(image)) return "";
  const offset = BigInt(at) - BigInt(base);
  return offset < 0n ? "" : `+0x${offset.toString(16)}`;
}

const ADDRESS = /^0x[0-9a-f]{1,16}$/i;

function cleanName(raw: string): string {
  if (/^[-+]\[/.test(raw)) return raw;
  const block =
    /^_{2}\d+(?=[-+]\[)(.{1,400}?)_block_invoke(?:[._]\w+)*$/.exec(raw)?.[1] ??
    /^_{2,3}(\w{1,200}?)_block_invoke(?:[._]\w+)*$/.exec(raw)?.[1];
  if (block !== undefined) return block.replace(/^\d+/, "");
  const plain = raw
    .replace(/\)\s*(?:const|volatile|noexcept|&{1,2})+(?=$|\s|\[)/g, ")")
    .replace(/\s*\[(?:clone [^\]]{0,100}|inlined)\]/g, "")
    .replace(/@@?[A-Z][\w.]{0,40}$|@\d{1,4}$/, "")
    .replace(/(?:\.(?:isra|constprop|cold|part|lto_priv|llvm)(?:\.\d+)?)+$/, "")
    .replace(/::h[0-9a-f]{16}(?:\.llvm\.\d+)?$/, "")
    .replace(
      /^(?:(?:implicit |reabstraction |partial apply |specialized |protocol witness |merged |outlined |@objc |@nonobjc |static |thunk |dispatch thunk |block_destroy_helper)(?:for |of |helper from .{1,100}? to )?)+/,
      "",
    );
  if (/^_?\$[sS]\d|^_T0\d/.test(plain)) return mangledSwift(plain);
  const swift = swiftName(plain);
  if (swift !== undefined) return swift;
  return withoutArguments(rustName(cppLambdas(plain)));
}

/** Numbers of closures, and what marks thunks, merged and resumed parts of a function. Source: the mangling of Swift's ABI. */
function mangledSwift(name: string): string {
  return name.replace(/(?:T[AomR]|T[QY]\d*_)+$/, "").replace(/(f[uU])\d*_/g, "$1_");
}

/** "closure #1 (Int) -> () in Cart.total(of:)" is code of `Cart.total(of:)`; what follows a name are types. */
function swiftName(name: string): string | undefined {
  const inner =
    /^(?:closure|implicit closure|\(\d+\) suspend resume partial function for|\(\d+\) await resume partial function for|variable initialization expression of|default argument \d+ of|initializer expression of)[ #\d].{0,400}? in (.{1,400})$/s.exec(
      name,
    )?.[1];
  if (inner !== undefined) return swiftName(inner) ?? cleanName(inner);
  const resumed = /^\(\d+\) (?:suspend|await) resume partial function for (.{1,400})$/s.exec(name)?.[1];
  if (resumed !== undefined) return cleanName(resumed);
  const typed = /^([\w.$<>, ]{1,200}?)\(([^()]{0,300})\)(?: (?:async|throws))*(?: -> .{0,400})?$/s.exec(name);
  if (typed === null) return undefined;
  const [, path = "", list = ""] = typed;
  const labels = Array.from(list.matchAll(/([A-Za-z_]\w*):(?!:)/g), ([, label]) => `${label ?? ""}:`).join("");
  // Other languages have types alone between their brackets.
  if (labels === "" && !/ -> |(?: throws| async)$/.test(name)) return undefined;
  return `${path.replace(/<.{0,200}>/, "")}${labels === "" ? "" : `(${labels})`}`;
}

function cppLambdas(name: string): string {
  return name
    .replace(
      /\{lambda\([^{}]{0,200}\)(?:#\d+)?\}|<lambda_[0-9a-f]+>|<lambda\([^<>]{0,200}\)>|'lambda\d*'(?:\([^()]{0,200}\))?|\$_\d+/g,
      "lambda",
    )
    .replace(/\?A0x[0-9a-f]+|`anonymous[ -]namespace'|\(anonymous namespace\)|\{anonymous\}/g, "anonymous");
}

/** `<shop::Cart as Trait>::total` is `shop::Cart::total`; closures belong to what they are written in. */
function rustName(name: string): string {
  return name
    .replace(/(?<=\w)\[[0-9a-f]{8,20}\]/g, "")
    .replace(/(?:::\{\{?closure(?:#\d+)?\}?\}|::\{closure_env#\d+\}|::\{async_(?:fn|block)_env#\d+\})+/g, "")
    .replace(/^<(?:&(?:mut )?)?(?:dyn )?([\w:]{1,200})(?:<[^<>]{0,200}>)? as [^<>]{1,200}(?:<[^<>]{0,200}>)?>/, "$1")
    .replace(/^<([\w:]{1,200})(?:<[^<>]{0,200}>)?>(?=::)/, "$1")
    .replace(/\$(?:LT|GT|u7b|u7d|RF|C)\$/g, "");
}

/** Cuts arguments and what is written between the brackets of templates, at any depth. `operator<` and its like keep theirs. */
function withoutArguments(name: string): string {
  const operator = /operator\s*(?:<=>|<<=?|>>=?|<=?|>=?|->\*?|\(\)|\[\])/.exec(name)?.[0];
  const masked = operator === undefined ? name : name.replace(operator, "operator\u0001");
  let out = "";
  let depth = 0;
  for (const character of masked) {
    if (character === "<" || character === "(") depth += 1;
    if (depth === 0) out += character;
    if ((character === ">" || character === ")") && depth > 0) depth -= 1;
  }
  const cut = out
    .replace(/\s+(?:const|volatile|noexcept|&&?)+$/g, "")
    .replace(/(?:::)+$/, "")
    .trim();
  // The last word: before it stand types and calling conventions.
  const last = cut.slice(cut.lastIndexOf(" ") + 1);
  const plain = (last === "" ? cut : last).replace(/::{2,}/g, "::");
  return operator === undefined ? plain : plain.replace("operator\u0001", operator.replace(/\s+/g, ""));
}
