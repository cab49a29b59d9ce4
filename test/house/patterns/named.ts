/**
 * Patterns that are not linear by their structure, as they stand in the source. `own`: no text of others reaches it. `foreign`: the
 * longest text that does, in characters, and what keeps it from being longer; the worst text of that length is tried. `test`: another
 * test that tries the worst, where a pattern is put together while the program runs, or refers back.
 */
export type Named = {
  readonly file: string;
  readonly patterns: readonly string[];
  readonly why: string;
} & ({ readonly sees: "own" } | { readonly sees: "foreign"; readonly longest: number; readonly test?: string });

const own = (file: string, why: string, patterns: readonly string[]): Named => ({ file, patterns, why, sees: "own" });
const foreign = (file: string, longest: number, why: string, patterns: readonly string[], test?: string): Named => ({
  file,
  patterns,
  why,
  sees: "foreign",
  longest,
  ...(test !== undefined && { test }),
});

export const NAMED: readonly Named[] = [
  foreign("src/grouping/v1/names/native.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/(?:T[AomR]|T[QY]\\d*_)+$/",
  ]),
  foreign("src/grouping/v1/message/meaning.ts", 2000, "messages are cut: MAX_CHARS of message/clean.ts", ["/[a-z]+$/i"]),
  foreign("src/grouping/v1/message/clean.ts", 2000, "messages are cut: MAX_CHARS; a word must be followed by what is none", [
    "/(?! )(?: (?![ \\t])|[,;|()}\\]>]|(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Za-z]{1,31}[.:!?]?(?=[ \\t,;|()}\\]>]|$))+/y",
  ]),
  foreign("src/api/found-events.ts", 4_096, "longer searches are left alone: MAX_SEARCH_LENGTH", [
    '/("(?:[^"\\\\]|\\\\.)*")|\\sAND(?=\\s)/gs',
  ]),
  own("src/account/password.ts", "base64 of our own bytes", ["/=+$/"]),
  foreign("src/account/password.ts", 512, "longer passwords are refused before", ["/[\\d\\W_]+$/"]),
  own("src/account/session.ts", "the public address", ["/\\/+$/"]),
  own("src/account/tokens.ts", "base64 of our own bytes", ["/=+$/"]),
  own("src/api/oidc/sign-in.ts", "the public address", ["/\\/+$/"]),
  own("src/api/serialise-key.ts", "the public address", ["/\\/+$/"]),
  foreign("src/artifact/function-scopes.ts", 800, "what stands before a brace is cut: twice MAX_HEADER", [
    "new RegExp(String.raw`\\bfunction\\s*\\*?\\s*(${NAME})?\\s*(?:<[^(]*>)?\\(`)",
    "new RegExp(\n  String.raw`(${NAME})\\s*(?::[^=]*)?[:=]\\s*(?:${NAME}\\s*\\(\\s*)*(?:async\\s*)?(?:function\\b|\\(|<|${NAME}\\s*=>)`,\n)",
    "new RegExp(String.raw`(?:^|[\\s,}*])(${NAME})\\s*(?:<[^(]*>)?\\(`)",
  ]),
  own("src/cli/selftest.ts", "the address that whoever runs the command gives", ["/\\/+$/"]),
  foreign("src/codehost/gitlab/gitlab.ts", 2000, "longer addresses are no pages of issues: parseIssuePage", [
    "/^(.+?)(?:\\/-)?\\/(?:issues|issues\\/incident|work_items)\\/(\\d{1,15})(?:\\/.*)?$/",
  ]),
  foreign("src/codehost/refusal.ts", 200, "oneLine has cut it", ["/[.\\s]+$/"]),
  own("src/config.ts", "the environment", ["/\\/+$/"]),
  foreign(
    "src/digest/event/user-agent.ts",
    1000,
    "MAX_AGENT_CHARS",
    ["new RegExp(withVersion(sign))"],
    "src/digest/event/user-agent.test.ts",
  ),
  own("src/digest/event/user-agent.ts", "our own patterns", ["/^(.*?)((?:\\(\\?<?=.*)?)$/"]),
  foreign("src/digest/event/user-agent.ts", 1000, "MAX_AGENT_CHARS", [
    "/Android[^;)]{0,20}; (?:[a-z]{2}[-_][a-zA-Z]{2}; )?([^;)]{1,60}?)(?: Build\\/[^;)]{0,60})?(?:; wv)?\\)/",
  ]),
  own("src/front/page.ts", "our own page", ["/<base[^>]*>/"]),
  own("src/gather-facts.ts", "figures of our own server", ['new RegExp(`^${name} (\\\\S+)$`, "m")']),
  foreign("src/grouping/glob.ts", 200, "MAX_GLOB_CHARS", [
    "/\\\\.|\\[[^\\]]*\\]|\\{[^{}]*\\}|\\{|[^\\\\[{]+|[^]/gsu",
    "/\\{[^}]*\\{[^{}]*\\}[^{]*\\}/",
    "/\\\\.|\\[!?\\]?[^\\]]*\\]|\\*+|[^]/gsu",
  ]),
  own("src/grouping/in-app.ts", "our own words between anchors: linear", ['new RegExp(`^(?:${names.join("|")})(?:\\\\.|$)`)']),
  foreign("src/grouping/v1/codes.ts", 257, "types are cut: MAX_TYPE of exceptions.ts", [
    "/(?:HTTP|Http|Axios|Fetch|Request|Response|Client|Server|Api|API|Connection|Socket|Network|IO|OS|Os|System|Url|URL|Net)\\w*(?:Error|Exception|Failure)$|^(?:Error|OSError|SystemError|Errno::\\w+|StatusCodeError|DioException|Io)$/",
  ]),
  foreign("src/grouping/v1/engine-text.ts", 8192, "texts of exceptions are cut by the digest", [
    "/^(undefined|null) is not an object \\(evaluating '(?:.{0,300}[.\\]])?#?([\\w$]{1,80})(?:\\([^']{0,200}\\))?'\\)$/",
    "/^(.{1,300} is not a function)\\. \\(In .{1,600}\\)$/",
    "/^(.{1,300} is not a constructor) \\(evaluating .{1,600}\\)$/",
    "/^(?:Unexpected token .{1,80} (?:is not valid JSON|in JSON at position \\d+.{0,60})|JSON\\.parse: .{1,200}|JSON Parse error: .{1,200})$/",
  ]),
  foreign("src/grouping/v1/exceptions.ts", 8192, "texts of exceptions are cut by the digest", [
    "/StackOverflow|RecursionError|SystemStackError|maximum recursion depth|Maximum call stack|too much recursion|stack level too deep|stack overflow|EXC_BAD_ACCESS.*stack/i",
  ]),
  own("src/grouping/v1/library.ts", "our own words between anchors: linear", [
    'new RegExp(`^(?:${names.join("|")})(?:\\\\.|$)`)',
  ]),
  foreign(
    "src/grouping/v1/message/clean.ts",
    2000,
    "MAX_CHARS",
    ["/(<[a-z]{2,10}>)(?:, ?\\1)+(?:,? (?:and|or|&) \\1)?/g"],
    "test/grouping/pathological.test.ts",
  ),
  foreign("src/grouping/v1/message/pairs.ts", 2000, "messages are cut: MAX_CHARS of message/clean.ts", ["/[,;.)\\]]+$/"]),
  foreign("src/grouping/v1/message/quoted.ts", 2000, "messages are cut: MAX_CHARS of message/clean.ts", [
    "/^(?:[\\w$]+[.:]{1,2})*(?:[A-Z]+[a-z]+){2,8}$|^[A-Z]+_[A-Z_]+$|^[A-Z]{2,}[a-z]+\\w*$/",
  ]),
  foreign("src/grouping/v1/message/sql.ts", 2000, "messages are cut: MAX_CHARS of message/clean.ts", [
    "/(=|<>|[<>]=?|\\blike\\s)\\s*(?=[^\\s,()`\"'?]*[@:+-])[^\\s,()`\"'?]{1,200}/gi",
  ]),
  foreign(
    "src/grouping/v1/message/tokens.ts",
    2000,
    "MAX_CHARS",
    [
      'new RegExp(\n  [\n    String.raw`\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T ,]{1,2}${CLOCK})?${ZONE}(?![\\w])`,\n    String.raw`\\d{8}T\\d{6}(?:\\.\\d{1,9})?Z?`,\n    String.raw`\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}(?:[ ,]{1,2}${CLOCK})?`,\n    String.raw`(?:${DAY},? )?\\d{1,2}[ -]${MONTH}[ -]\\d{2,4}(?:[ ,]{1,2}${CLOCK})?${ZONE}`,\n    String.raw`(?:${DAY},? )?${MONTH} {1,2}\\d{1,2}(?:,? \\d{4})?(?:[ ,]{1,2}${CLOCK})?${ZONE}(?: \\d{4})?(?![\\w])`,\n    String.raw`datetime\\.datetime\\([\\d, ]{1,60}(?:, tzinfo=[^)]{0,60})?\\)+`,\n    String.raw`\\d{1,2}:[0-5]\\d:[0-5]\\d(?:[.,]\\d{1,9})?(?: ?[AaPp][Mm]\\b)?${ZONE}(?![\\w:])`,\n    String.raw`(?:[01]?\\d|2[0-3]):[0-5]\\d(?: ?[AaPp][Mm]\\b)(?![\\w:])`,\n  ]\n    .map((source) => `(?:${source})`)\n    .join("|"),\n  "y",\n)',
    ],
    "test/grouping/pathological.test.ts",
  ),
  foreign("src/grouping/v1/message/words.ts", 2000, "messages are cut: MAX_CHARS of message/clean.ts", [
    "/([A-Za-z_/]+-?)$/",
    "/([A-Za-z_]+)[-_/]$/",
    "/\\d.*\\d/",
  ]),
  foreign("src/grouping/v1/names/go.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", ["/(?:\\.func)+$/"]),
  foreign("src/grouping/v1/names/javascript.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/^(?:renderWithHooks|update(?:Function|Class|Memo|SimpleMemo|Host)Component|mount\\w*Component|finishClassComponent|beginWork|completeWork|performUnitOfWork|workLoop(?:Sync|Concurrent)?|renderRoot(?:Sync|Concurrent)?|perform(?:Sync|Concurrent)?WorkOnRoot\\w*|commit(?:Root|Layout|Mutation|Passive|HookEffect|BeforeMutation|Deletion)\\w*|flush(?:Passive|Sync|Work|WorkQueue)\\w*|recoverFromConcurrentError|callCallback\\w*|dispatch(?:Event|DiscreteEvent|ContinuousEvent)\\w*|batched(?:Event)?Updates\\w*|discreteUpdates\\w*|executeDispatch\\w*|processDispatch\\w*|runExtractedPluginEventsInBatch|invokePassiveEffect\\w*|promiseMethodWrapper|enqueueNativeCall|callFunctionReturnFlushedQueue|__callFunction|__guard|_callTimer|callTimers|callReactNativeMicrotasks|callImmediates|drainMicrotasks|scheduleUpdateOnFiber|createReactNativeComponentClass|requireNativeComponent)(?:\\$?\\d+)?$/",
    "/(?:\\/?<)+$/",
    "/_\\d+(?:_\\d+)*_(listener|Template)$/",
  ]),
  foreign("src/grouping/v1/names/jvm.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/(?:\\$\\d+)+(?=\\$|$)/g",
    "/\\$(?:lambda|anon|anonfun)(?:\\$[\\w$]*)?$/",
  ]),
  foreign("src/grouping/v1/names/native.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/^(?:__)?(?:abort|raise|pthread_kill|__pthread_kill|kill|gsignal|_?exit|terminate|std::terminate|std::rt::|__cxa_throw|__cxxabiv1::.*|_?CxxThrowException|RaiseException|KiUserExceptionDispatcher|objc_exception_throw|__assert_\\w+|_assert|assert_fail|__fortify_fail|__stack_chk_fail|malloc_printerr|__libc_message\\w*|swift_unexpectedError|_assertionFailure|_swift_runtime_on_report|fatalError|_objc_terminate|__sigtramp|_sigtramp|__restore_rt|rust_begin_unwind|__rust_start_panic|__rust_end_short_backtrace|__rust_begin_short_backtrace|rust_panic|_Unwind_\\w+|core::panicking::.*|std::panicking::.*|std::panic::.*|core::result::unwrap_failed|core::option::(?:unwrap_failed|expect_failed)|core::slice::index::.*|core::ops::function::FnOnce::call_once|<.*as core::ops::function::Fn\\w*<.*>>::call\\w*|std::sys_common::backtrace::.*|std::sys::backtrace::.*|anyhow::.*|sentry\\w*::.*|\\+\\[NSException raise.*|-\\[NSException raise.*|\\+\\[NSException raise:format:.*)$/",
    "/^_{2}\\d+(?=[-+]\\[)(.{1,400}?)_block_invoke(?:[._]\\w[\\w.]*)?$/",
    "/\\s*\\[(?:clone [^\\]]{0,100}|inlined)\\]/g",
    "/(?:\\.(?:isra|constprop|cold|part|lto_priv|llvm)(?:\\.\\d+)?)+$/",
    "/([A-Za-z_]\\w*):(?!:)/g",
    "/\\s+(?:const|volatile|noexcept|&)+$/g",
    "/(?:::)+$/",
  ]),
  foreign("src/grouping/v1/names/scripts.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/^.{0,300}?@anonymous.{0,400}?(?=::[A-Za-z_]|$)/s",
    "/^.{0,400}\\{closure(?::.{0,400})?\\}$/s",
  ]),
  foreign("src/grouping/v1/place.ts", 512, "fields of frames are cut: MAX_FIELD of frame.ts", [
    "/^.*ipykernel_\\d+.*$/",
    "/\\.(?:js)?bundle(?:\\/+&.*)?$/",
    "/^(?:[\\d._-]{6,}|[0-9a-f]{7,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|v?\\d+(?:\\.\\d+)+(?:[-+][\\w.]+)?|(?:release|build|deploy|rev)[-_]?[\\w.]*\\d[\\w.]*)$/i",
    "/[-._@~](?=[A-Za-z_-]{0,31}\\d)[0-9A-Za-z_-]{6,32}(?=(?:\\.(?:chunk|bundle|min|modern|legacy))*\\.[a-z]{1,5}(?:$|[/?:]))/g",
  ]),
  foreign("src/grouping/v1/stack.ts", 1024, "source lines are cut: MAX_LINE", ["/ # .*$/", "/ (?:\\/\\/|\\/\\*) .*$/"]),
  own("src/main.ts", "the public address", ["/\\/+$/"]),
  own("src/project/dsn.ts", "the public address", ["/\\/+$/"]),
  foreign(
    "src/protocol/multipart.ts",
    8192,
    "MAX_PART_HEADER_BYTES",
    ['new RegExp(`;\\\\s*${name}=(?:"((?:[^"\\\\\\\\]|\\\\\\\\.)*)"|([^\\\\s;"]+))`, "i")'],
    "src/ingest/crash-files.test.ts",
  ),
  foreign("src/release/suspects.ts", 1000, "longer names are left out: pathOf", ["/[?#].*$/"]),
  foreign(
    "src/retention/person.ts",
    100000,
    "one literal between looks at one character: linear",
    ['new RegExp(`(?<![\\\\p{L}\\\\p{N}._+:-])${literal}(?![\\\\p{L}\\\\p{N}_:@-]|\\\\.[\\\\p{L}\\\\p{N}])`, "giu")'],
    "src/retention/person.test.ts",
  ),
];
