import { cocoa, native } from "../build-compiled.ts";
import { java, javascript, mapped, python, withMechanism } from "../build.ts";
import type { Case, SdkEvent, SdkException, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";

const broken = python("KeyError: 'zip'\nread @ depot/feeds.py:88 | return row['zip']");

/** The event with every frame changed. */
function withFrames(event: SdkEvent, change: (frame: SdkFrame) => SdkFrame): SdkEvent {
  const values = (event.exception?.values ?? []).map((one): SdkException =>
    one.stacktrace === undefined
      ? one
      : { ...one, stacktrace: { ...one.stacktrace, frames: one.stacktrace.frames.map(change) } },
  );
  return { ...event, exception: { values } };
}
function withRegisters(event: SdkEvent, registers: { readonly [name: string]: string }): SdkEvent {
  const values = (event.exception?.values ?? []).map((one) => ({
    ...one,
    stacktrace: { frames: one.stacktrace?.frames ?? [], registers },
  }));
  return { ...event, exception: { values } };
}
function logged(message: string, params: readonly unknown[], formatted: string): SdkEvent {
  return { platform: "python", level: "error", logger: "depot", logentry: { message, params, formatted } };
}
/** What browsers' SDKs say of a rejection that is no error. */
const rejected = (type: string, value: string): SdkEvent =>
  withMechanism(
    { platform: "javascript", exception: { values: [{ type, value }] } },
    {
      type: "auto.browser.global_handlers.onunhandledrejection",
      handled: false,
    },
  );
const encoder = (depth: number): string =>
  `RecursionError: maximum recursion depth exceeded\n dump @ depot/api.py:9 | return json.dumps(tree, default=plain)\n${Array.from(
    { length: depth },
    () =>
      `- default @ /usr/lib/python3.12/json/encoder.py:258 | o = _default(o)\n plain @ depot/plain.py:12 | return encode(node.children)`,
  ).join("\n")}`;
const draw = "depot::Map::draw() @ /build/map.cpp:88";

export const secondEventShapesCases: readonly Case[] = [
  same(
    "paths as Python on Windows writes them",
    broken,
    withFrames(broken, (frame) => ({ ...frame, filename: "depot\\feeds.py", abs_path: "C:\\depot\\depot\\feeds.py" })),
  ),
  same(
    "frames whose in_app is null and frames without the flag",
    withFrames(broken, (frame) => ({ ...frame, in_app: null })),
    withFrames(broken, ({ in_app: _inApp, ...frame }) => frame),
  ),
  same(
    "the lines around the failing one",
    withFrames(broken, (frame) => ({ ...frame, pre_context: ["def read(row):"], post_context: [""] })),
    withFrames(broken, (frame) => ({
      ...frame,
      pre_context: ["def read(row):", "    # see ticket 17"],
      post_context: ["", "def write(row):"],
    })),
  ),
  same(
    "tags as pairs and as an object, of two tenants",
    { ...broken, tags: [["tenant", "anna"]] },
    { ...broken, tags: { tenant: "joe", shard: "7" } },
  ),
  same(
    "the images that a process had loaded",
    {
      ...native(`SIGSEGV: Segfault\n${draw}`),
      debug_meta: { images: [{ type: "elf", image_addr: "0x400000", code_file: "/usr/bin/depot" }] },
    },
    native(`SIGSEGV: Segfault\n${draw}`),
  ),
  same(
    "the registers of two crashes",
    withRegisters(native(`SIGSEGV: Segfault\n${draw}`), { rip: "0x7f1a02023d90", rsp: "0x7ffd1c2a3b40" }),
    withRegisters(native(`SIGSEGV: Segfault\n${draw}`), { rip: "0x55d0c8e1f2a0", rsp: "0x7ffc00aa1100" }),
  ),
  same(
    "libraries and a version of the SDK",
    { ...broken, modules: { django: "4.2.1" }, sdk: { name: "sentry.python", version: "1.45.0" } },
    { ...broken, modules: { django: "5.1.0" }, sdk: { name: "sentry.python", version: "2.19.0" } },
  ),
  same(
    "a device and a system",
    {
      ...mapped("Error: no lane\nopen @ src/lane.ts:9:9"),
      contexts: { device: { model: "Pixel 8" }, os: { name: "Android", version: "15" } },
    },
    {
      ...mapped("Error: no lane\nopen @ src/lane.ts:9:9"),
      contexts: { device: { model: "iPhone15,2" }, os: { name: "iOS", version: "18.1" } },
    },
  ),
  same(
    "a request to another address with other headers",
    { ...broken, request: { url: "https://depot.example/feeds/17", method: "GET" } },
    { ...broken, request: { url: "https://depot.example/feeds/90210?dry=1", method: "POST" } },
  ),
  same(
    "a text with and without a line break at its end, no stack",
    python("depot.errors.NoTariff: no tariff for zone B"),
    python("depot.errors.NoTariff: no tariff for zone B\\n"),
  ),
  same(
    "data of a job in the mechanism",
    withMechanism(broken, { type: "celery", handled: false, data: { job: "17" } }),
    withMechanism(broken, { type: "celery", handled: false, data: { job: "90210" } }),
  ),
  same("a recursion that goes through a library, of another depth", python(encoder(20)), python(encoder(47))),
  different(
    "a template that says nothing, with two texts",
    logged("%s", ["feed refused"], "feed refused"),
    logged("%s", ["mail server is down"], "mail server is down"),
  ),
  different(
    "templates that differ in one word",
    logged("could not open %s", ["a.csv"], "could not open a.csv"),
    logged("could not close %s", ["a.csv"], "could not close a.csv"),
  ),
  different(
    "objects with other keys that were thrown instead of errors",
    rejected("UnhandledRejection", "Object captured as promise rejection with keys: code, message"),
    rejected("UnhandledRejection", "Object captured as promise rejection with keys: status, url"),
  ),
  different(
    "events of two kinds that were thrown instead of errors",
    rejected("Event", "Event `Event` (type=error) captured as promise rejection"),
    rejected("CustomEvent", "Event `CustomEvent` (type=unhandledrejection) captured as promise rejection"),
  ),
  different(
    "a hang and a crash in one function",
    withMechanism(cocoa("App Hanging: App hanging for at least 2000 ms.\n-[FeedStore load] @ /build/FeedStore.m:9"), {
      type: "AppHang",
    }),
    withMechanism(cocoa("NSRangeException: index 3 beyond bounds [0 .. 2]\n-[FeedStore load] @ /build/FeedStore.m:12"), {
      type: "NSException",
    }),
  ),
  different(
    "an app that the system ended, and one that hangs, without stacks",
    cocoa("WatchdogTermination: The OS watchdog terminated your app, possibly because it overused RAM."),
    cocoa("App Hanging: App hanging for at least 2000 ms."),
  ),
  different(
    "JavaScript and native code that say one text",
    javascript("Error: cannot decode frame\ndecodeFrame @ app:///main.jsbundle:1:90211"),
    native("Error: cannot decode frame\ndepot::Decoder::frame(int) @ /build/decoder.cpp:9"),
  ),
  different(
    "a slow main thread and an error of one fragment",
    withMechanism(
      java(
        "io.sentry.android.core.ApplicationNotResponding: ANR for at least 5000 ms.\ncom.depot.app.MapFragment.onResume @ MapFragment.kt:12",
      ),
      { type: "ANR" },
    ),
    java("java.lang.NullPointerException\ncom.depot.app.MapFragment.onResume @ MapFragment.kt:14"),
  ),
  different(
    "recursions through a library from two hooks",
    python(encoder(20)),
    python(
      encoder(20).replaceAll(
        "plain @ depot/plain.py:12 | return encode(node.children)",
        "to_row @ depot/rows.py:30 | return encode(row.cells)",
      ),
    ),
  ),
];
