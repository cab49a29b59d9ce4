import assert from "node:assert/strict";
import { test } from "node:test";
import { honestEvent, HOSTILE_ISSUE, HOSTILE_PLACE } from "../../../test/fakes/sentry/honest-answer.ts";
import { entriesOf } from "../../api/serialise-entries.ts";
import { normaliseEvent } from "../../digest/event/normalise.ts";
import { newNotes } from "../../digest/event/notes.ts";
import type { Event } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { RemoteEvent } from "./remote-event.ts";
import { readEvent } from "./remote-event.ts";

function read(change: JsonObject): RemoteEvent {
  const event = readEvent({ ...honestEvent(), ...change }, HOSTILE_PLACE, HOSTILE_ISSUE, 1_000);
  assert.ok(typeof event !== "string", String(event));
  return event;
}

/** The event as Culprit shows it, and what its normaliser had to say. */
function normalised(change: JsonObject): { readonly event: Event; readonly errors: readonly object[] } {
  const { payload, eventId, receivedAtMs } = read(change);
  const notes = newNotes();
  return { event: normaliseEvent(payload, { eventId, receivedAtMs }, notes), errors: notes.errors };
}

const FRAME: JsonObject = {
  filename: "pay.py",
  absPath: "/srv/pay.py",
  module: "shop.pay",
  package: "shop",
  platform: "python",
  function: "submit",
  rawFunction: "submit()",
  symbol: "_submit",
  lineNo: 12,
  colNo: 4,
  inApp: true,
  context: [
    [10, "ten"],
    [11, null],
    [12, "twelve"],
    [13, "thirteen"],
  ],
  vars: { cart: "5" },
  instructionAddr: "0x1f",
  symbolAddr: "0x10",
  trust: "cfi",
  errors: null,
  lock: null,
  sourceLink: null,
};

const WANT_FRAME = {
  filename: "pay.py",
  abs_path: "/srv/pay.py",
  module: "shop.pay",
  package: "shop",
  platform: "python",
  function: "submit",
  raw_function: "submit()",
  symbol: "_submit",
  lineno: 12,
  colno: 4,
  in_app: true,
  pre_context: ["ten", ""],
  context_line: "twelve",
  post_context: ["thirteen"],
  vars: { cart: "5" },
  instruction_addr: "0x1f",
  symbol_addr: "0x10",
  trust: "cfi",
};

const STACK: JsonObject = { frames: [FRAME], framesOmitted: [1, 3], registers: { rip: "0x1f" }, hasSystemFrames: false };
const WANT_STACK = { frames: [WANT_FRAME], frames_omitted: [1, 3], registers: { rip: "0x1f" } };

const entries: readonly { readonly type: string; readonly data: Json; readonly want: Partial<Event> }[] = [
  {
    type: "exception",
    data: {
      values: [
        {
          type: "TypeError",
          value: "x is null",
          module: "builtins",
          threadId: 7,
          mechanism: { type: "wsgi", handled: false },
          stacktrace: STACK,
          rawStacktrace: STACK,
        },
        { type: "Error", value: "", stacktrace: null, rawStacktrace: null, mechanism: null, module: null, threadId: null },
      ],
      excOmitted: null,
      hasSystemFrames: false,
    },
    want: {
      exception: {
        values: [
          {
            type: "TypeError",
            value: "x is null",
            module: "builtins",
            thread_id: "7",
            mechanism: { type: "wsgi", handled: false },
            stacktrace: WANT_STACK as never,
            raw_stacktrace: WANT_STACK as never,
          },
          { type: "Error", value: "" },
        ],
      },
    },
  },
  {
    type: "threads",
    data: {
      values: [
        { id: 1, name: "main", crashed: true, current: true, main: true, state: "RUNNABLE", heldLocks: {}, stacktrace: STACK },
      ],
    },
    want: {
      threads: {
        values: [
          {
            id: "1",
            name: "main",
            crashed: true,
            current: true,
            main: true,
            state: "RUNNABLE",
            held_locks: {},
            stacktrace: WANT_STACK as never,
          },
        ],
      },
    },
  },
  {
    type: "breadcrumbs",
    data: {
      values: [
        {
          timestamp: "2026-03-02T09:15:29Z",
          type: "http",
          category: "fetch",
          level: "warning",
          message: "GET /",
          data: { status: 500 },
          event_id: null,
        },
      ],
    },
    want: {
      breadcrumbs: {
        values: [
          {
            timestamp: 1_772_442_929,
            type: "http",
            category: "fetch",
            level: "warning",
            message: "GET /",
            data: { status: 500 },
          },
        ],
      },
    },
  },
  {
    type: "request",
    data: {
      url: "https://example.org/pay",
      method: "POST",
      query: [["a", "1"]],
      fragment: "top",
      data: { card: 1 },
      headers: [["Accept", "*/*"]],
      cookies: [["id", "x"]],
      env: { SERVER_NAME: "web1" },
      apiTarget: "graphql",
      inferredContentType: "application/json",
    },
    want: {
      request: {
        url: "https://example.org/pay",
        method: "POST",
        query_string: [["a", "1"]],
        fragment: "top",
        data: { card: 1 },
        headers: [["Accept", "*/*"]],
        cookies: [["id", "x"]],
        env: { SERVER_NAME: "web1" },
        api_target: "graphql",
      },
    },
  },
  {
    type: "message",
    data: { formatted: "hello 5", message: "hello %s", params: [5] },
    want: { logentry: { formatted: "hello 5", message: "hello %s", params: [5] } },
  },
  { type: "stacktrace", data: STACK, want: { stacktrace: WANT_STACK as never } },
  {
    type: "template",
    data: { filename: "a.html", lineNo: 2, context: [[2, "{% x %}"]] },
    want: { template: { filename: "a.html", lineno: 2, pre_context: [], context_line: "{% x %}", post_context: [] } },
  },
  {
    type: "debugmeta",
    data: { images: [{ type: "elf", debug_id: "x" }] },
    want: { debug_meta: { images: [{ type: "elf", debug_id: "x" }] } },
  },
  { type: "csp", data: { "document-uri": "https://example.org/", effective_directive: "img-src" }, want: { type: "csp" } },
];
for (const { type, data, want } of entries) {
  test(`the entry "${type}" comes to what an SDK had sent`, () => {
    const { event, errors } = normalised({ entries: [{ type, data }] });
    for (const [name, value] of Object.entries(want)) assert.deepEqual(event[name as keyof Event], value);
    assert.deepEqual(
      errors.filter((error) => !("type" in error && error.type === "js_no_source")),
      [],
    );
  });
}

test("of two entries of one kind the first counts", () => {
  const message = (formatted: string): JsonObject => ({ type: "message", data: { formatted, message: null, params: null } });
  assert.deepEqual(normalised({ entries: [message("one"), message("two")] }).event.logentry, { formatted: "one" });
});

test("the fields beside the entries come to what an SDK had sent", () => {
  const tags = {
    level: "warning",
    logger: "root",
    transaction: "/pay",
    server_name: "web1",
    environment: "live",
    release: "0.9",
    os: "Linux",
  };
  const { event } = normalised({ dist: "7", tags: Object.entries(tags).map(([key, value]) => ({ key, value })) });
  const { event_id, timestamp, level, logger, transaction, server_name, environment, release, dist, tags: own } = event;
  assert.deepEqual([event_id, timestamp], [honestEvent()["eventID"], 1_772_442_930]);
  assert.deepEqual([level, logger, transaction, server_name], ["warning", "root", "/pay", "web1"]);
  // The release of the event rules over the tag.
  assert.deepEqual([environment, release, dist, own], ["live", "1.1", "7", [["os", "Linux"]]]);
  assert.deepEqual(event.user, { id: "9", email: "ann@example.org" });
  assert.deepEqual(event.contexts, { os: { type: "os", name: "Linux", os: "Linux" } });
  assert.deepEqual([event.extra, event.modules], [{ cart: 5 }, { django: "5.0" }]);
  assert.deepEqual(event.sdk, { name: "sentry.python", version: "2.0.0" });
  assert.deepEqual(event.platform, "python");
});

test("what went wrong at the Sentry is shown among the event's errors", () => {
  assert.deepEqual(normalised({}).errors, [{ type: "js_no_source", value: "https://example.org/a.js" }]);
});

test("an event of a list gets the exception or the message that its title was made of", () => {
  const metadata = { type: "TypeError", value: "x is null", filename: "pay.py", function: "submit" };
  const { entries: _entries, ...listed } = honestEvent();
  const readListed = (change: JsonObject): Event => {
    const event = readEvent({ ...listed, ...change }, HOSTILE_PLACE, HOSTILE_ISSUE, 1_000);
    assert.ok(typeof event !== "string");
    return normaliseEvent(event.payload, { eventId: event.eventId, receivedAtMs: event.receivedAtMs }, newNotes());
  };
  const [exception] = readListed({ metadata }).exception?.values ?? [];
  assert.deepEqual([exception?.type, exception?.value], ["TypeError", "x is null"]);
  assert.deepEqual(exception?.stacktrace?.frames, [
    { filename: "pay.py", abs_path: "pay.py", function: "submit", in_app: true },
  ]);
  const message = readListed({ metadata: { title: "hello" }, message: "hello you" });
  assert.deepEqual([message.exception, message.logentry], [undefined, { formatted: "hello you" }]);
});

test("what Culprit shows of the event has the entries that Sentry showed", () => {
  const { event } = normalised({});
  assert.deepEqual(
    entriesOf(event).map(({ type }) => type),
    ["exception", "breadcrumbs", "request"],
  );
});

const contexts: readonly { readonly name: string; readonly frame: JsonObject; readonly want: readonly unknown[] }[] = [
  {
    name: "no line of its own among the lines",
    frame: { lineNo: 9, context: [[1, "a"]] },
    want: [undefined, undefined, undefined],
  },
  { name: "no number", frame: { lineNo: null, context: [[1, "a"]] }, want: [undefined, undefined, undefined] },
  { name: "no lines", frame: { lineNo: 1, context: [] }, want: [undefined, undefined, undefined] },
  {
    name: "rows of the wrong kind",
    frame: { lineNo: 1, context: [null, 1, [], ["1", "a"], [1], [1, 2], [1, "a"]] },
    want: [[], "a", []],
  },
  {
    name: "its own line twice",
    frame: {
      lineNo: 1,
      context: [
        [1, "a"],
        [1, "b"],
      ],
    },
    want: [[], "a", []],
  },
];
for (const { name, frame, want } of contexts) {
  test(`source lines of a frame: ${name}`, () => {
    const values = [{ type: "E", value: "v", stacktrace: { frames: [{ function: "f", ...frame }] } }];
    const [exception] = normalised({ entries: [{ type: "exception", data: { values } }] }).event.exception?.values ?? [];
    const [shown] = exception?.stacktrace?.frames ?? [];
    assert.deepEqual([shown?.pre_context, shown?.context_line, shown?.post_context], want);
  });
}

test("the payload is normalised without a throw whatever is in the place of a field", () => {
  const wrong: readonly Json[] = [
    null,
    true,
    -1.5,
    "x",
    [],
    [[null, 1, "x", {}]],
    {},
    { values: [null, { stacktrace: { frames: [null, 5] } }] },
  ];
  for (const key of Object.keys(honestEvent())) {
    for (const value of wrong) {
      const event = readEvent({ ...honestEvent(), [key]: value }, HOSTILE_PLACE, HOSTILE_ISSUE, 1);
      if (typeof event === "string") assert.match(key, /^(?:eventID|groupID|projectID)$/);
      else normaliseEvent(event.payload, { eventId: event.eventId, receivedAtMs: event.receivedAtMs }, newNotes());
    }
  }
});
