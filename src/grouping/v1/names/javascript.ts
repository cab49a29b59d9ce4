import type { Name } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

/** Names that stand for none, engine by engine. */
const NOBODY =
  /^(?:\?|<unknown>|<anonymous>|<redacted>|\(anonymous\)|anonymous|[Aa]nonymous function|<anonymous function>|global code|module code|eval code|eval|<eval>|<computed>|default|onerror|apply|call|value|undefined)$/;
/** What compilers make of `async`, classes and spread for older engines, and what engines and SDKs put around callbacks. */
const MACHINERY =
  /^(?:__awaiter|__generator|__async|__spreadArray|__decorate|__webpack_require__|__webpack_modules__|fulfilled|rejected|asyncGeneratorStep|tryCatch|maybeInvokeDelegate|callInvokeWithMethodAndArg|asyncToGenerator|_asyncToGenerator|_next|_throw|_callSuper|_classCallCheck|_createClass|_wrapNativeSuper|_construct|_regenerator\w*|regeneratorRuntime|sentryWrapped|processTicksAndRejections|runMicrotasks|queueMicrotask|nextTick|runNextTicks|_tickCallback|reportError|timerCallback|listOnTimeout|processTimers|emit|invokeGuardedCallback\w*)$/;
/** React and its bridge, where a bundle hides that they are libraries. */
const REACT =
  /^(?:renderWithHooks|update(?:Function|Class|Memo|SimpleMemo|Host)Component|mount\w*Component|finishClassComponent|beginWork|completeWork|performUnitOfWork|workLoop(?:Sync|Concurrent)?|renderRoot(?:Sync|Concurrent)?|perform(?:Sync|Concurrent)?WorkOnRoot\w*|commit(?:Root|Layout|Mutation|Passive|HookEffect|BeforeMutation|Deletion)\w*|flush(?:Passive|Sync|Work|WorkQueue)\w*|recoverFromConcurrentError|callCallback\w*|dispatch(?:Event|DiscreteEvent|ContinuousEvent)\w*|batched(?:Event)?Updates\w*|discreteUpdates\w*|executeDispatch\w*|processDispatch\w*|runExtractedPluginEventsInBatch|invokePassiveEffect\w*|promiseMethodWrapper|enqueueNativeCall|callFunctionReturnFlushedQueue|__callFunction|__guard|_callTimer|callTimers|callReactNativeMicrotasks|callImmediates|drainMicrotasks|scheduleUpdateOnFiber|createReactNativeComponentClass|requireNativeComponent)(?:\$?\d+)?$/;
/** Native methods that call back: one engine shows them, another does not. */
const CALLERS =
  /^(?:Array|Promise|Set|Map|Generator|Function|Reflect|Object|TypedArray|Iterator|String|JSON|Symbol|AsyncGenerator)\.(?:prototype\.)?(?:forEach|map|filter|reduce|reduceRight|some|every|find|findIndex|findLast|flatMap|sort|from|all|allSettled|any|race|then|catch|finally|next|throw|return|apply|call|bind|construct|replace|replaceAll|fromEntries|keys|values|entries|stringify|parse)$/;
const NO_FILE = /^(?:\[?native(?: code)?\]?|<anonymous>|eval(?: code)?|\[eval\]|native .*)$/;

/** Chrome, Firefox, Safari and Node write one function in four ways; bundlers and compilers add their own. */
export function javascriptName(frame: GroupingFrame, platform: string): Name {
  const file = frame.filename ?? frame.abs_path ?? "";
  const raw = (frame.function ?? "").trim();
  if (NO_FILE.test(file) || NO_FILE.test(frame.abs_path ?? "")) return { name: raw, hidden: "code of the engine itself" };
  if (/^(?:node:)?(?:internal\/|async_hooks|timers|events|process\/)/.test(file) || file.startsWith("node:")) {
    return { name: lastPart(raw), hidden: "code of the runtime itself" };
  }
  const alone = raw
    // Firefox marks what scheduled a callback: `promise callback*load`.
    .replace(/^[\w ]{1,40}\*/, "")
    .replace(/ \[as [^\]]{0,200}\]$/, "")
    .replace(/^(?:async |new |get |set |static |bound )+/, "")
    // Hermes numbers the body of an asynchronous function.
    .replace(/^\?anon_\d+_/, "")
    // Firefox closures: `load/<`, `load/this.run`, `load<`.
    .replace(/(?:\/?<)+$/, "")
    .replace(/^.{0,200}\/(?:this\.)?(?=[\w$]+$)/, "");
  if (CALLERS.test(alone) || /^Promise\.\w+ \(index \d+\)$/.test(alone))
    return { name: alone, hidden: "a native method that calls back" };
  // The body of a bundled module: `Module../src/cart.ts`, `n.exports.4821`, `./src/cart.ts`.
  if (
    /^(?:Module|Object|exports|eval|\w{1,3}\.exports)?\.{1,3}\/|\.exports\.\d+$|^\.\/|^(?:webpackJsonp|__webpack_require__\.\w+)/.test(
      alone,
    )
  )
    return { name: "" };
  // One engine alone runs servers, and names the class; browsers do not agree about it.
  const isOfClass = platform === "node" || DICTATED.test(alone);
  const name = isOfClass && !/ \[as /.test(raw) ? withoutReceiver(alone) : lastPart(alone);
  if (REACT.test(name)) return { name, hidden: "machinery of React" };
  if (MACHINERY.test(name)) return { name, hidden: "machinery of the compiler, the engine or the SDK" };
  // A function of WebAssembly without a name has its number.
  return { name: name === "" || NOBODY.test(name) ? (/:(wasm-function\[\d+\])/.exec(file)?.[1] ?? "") : withoutOrdinal(name) };
}

/** Names that the browser or a framework dictates: each class of a bundle has them, so that only the class tells one from another. */
const DICTATED =
  /^[A-Z][\w$]{2,}\.(?:connectedCallback|disconnectedCallback|adoptedCallback|attributeChangedCallback|componentDid(?:Mount|Update|Catch)|componentWillUnmount|shouldComponentUpdate|getDerivedStateFromProps|ng(?:On(?:Init|Changes|Destroy)|DoCheck|After(?:View|Content)(?:Init|Checked))|firstUpdated|willUpdate)$/;

/** Receivers that are the runtime's say nothing of the program. */
function withoutReceiver(name: string): string {
  const [, receiver = "", method = ""] = /^([A-Z][\w$]*)\.([\w$#]+)$/.exec(name) ?? [];
  if (method === "" || RUNTIME_RECEIVER.test(receiver)) return lastPart(name);
  return name;
}

const RUNTIME_RECEIVER =
  /^(?:Object|Function|Module|Timeout|Immediate|Socket|Server|TLSSocket|IncomingMessage|ServerResponse|ClientRequest|EventEmitter|Domain|Layer|Route|Router|Array|Promise|Map|Set|Proxy|Process|Worker|MessagePort|Readable|Writable|Transform|Duplex|ReadStream|WriteStream|Interface|AsyncResource|AsyncLocalStorage|FSReqCallback|TCP|Pipe|ChildProcess|Generator|AsyncGenerator|Reflect|JSON|String|Number|Boolean|RegExp|Symbol|Error|Date|Buffer)$/;

/** `Object.total` in one engine is `total` in another. */
function lastPart(name: string): string {
  const short = name.replace(
    /^(?:Object|Module|Function|Window|global|globalThis|process|exports|module\.exports|Proxy|Array|HTML\w+Element)\./,
    "",
  );
  const cut = short.slice(short.lastIndexOf(".") + 1);
  return cut.replace(/^(?:get |set )?#?/, "");
}

/** Bundlers number names that meet: `total$1`, `_total2`. */
function withoutOrdinal(name: string): string {
  return name.replace(/\$\d{1,3}$/, "").replace(/_\d+(?:_\d+)*_(listener|Template)$/, "_$1");
}
