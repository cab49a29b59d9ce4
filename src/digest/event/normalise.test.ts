import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../protocol/event.ts";
import { digestedPayload, NOON } from "./test-captures.ts";

/** The rules of reference sentry-ingest §6, one by one. Numbers in brackets are rows of its §12. */
const frames = [{ function: "pay", filename: "shop.py", lineno: 3 }];
const error = { type: "PriceError", value: "too cheap", stacktrace: { frames } };

type Case = { readonly name: string; readonly payload: object; readonly want: { readonly [field in keyof Event]?: unknown } };

const cases: readonly Case[] = [
  {
    name: "an empty object is an event",
    payload: {},
    want: { level: "error", platform: "other", type: "default", errors: undefined },
  },

  // Exceptions (53, 54)
  ...[
    ["a list", { exception: [error] }],
    ["values", { exception: { values: [error] } }],
    ["one object", { exception: error }],
    ["the old name", { "sentry.interfaces.Exception": { values: [error] } }],
    [
      "a stack under its old name",
      { exception: [{ type: "PriceError", value: "too cheap", "sentry.interfaces.Stacktrace": { frames } }] },
    ],
    ["a stack beside it", { exception: [{ type: "PriceError", value: "too cheap" }], stacktrace: { frames } }],
    [
      "a stack beside it under its old name",
      { exception: [{ type: "PriceError", value: "too cheap" }], "sentry.interfaces.Stacktrace": { frames } },
    ],
    ["with nulls between", { exception: { values: [null, error, null] } }],
  ].map(([name, payload]) => ({
    name: `an exception as ${String(name)}`,
    payload: payload as object,
    want: {
      type: "error",
      exception: { values: [{ ...error, stacktrace: { frames: [{ ...frames[0], abs_path: "shop.py", in_app: true }] } }] },
      stacktrace: undefined,
      errors: undefined,
    },
  })),
  {
    name: "an empty exception is none",
    payload: { exception: {} },
    want: { exception: undefined, type: "default", errors: undefined },
  },
  { name: "a null exception is none", payload: { exception: null }, want: { exception: undefined, errors: undefined } },
  {
    name: "a text as exception is noted",
    payload: { exception: "str" },
    want: {
      exception: undefined,
      errors: [{ type: "invalid_data", name: "exception", value: "str", reason: "expected a list of values" }],
    },
  },
  {
    name: "an exception without type and value is left out and noted, the others stay",
    payload: { exception: [{ module: "x" }, { type: "E" }] },
    want: {
      exception: { values: [{ type: "E" }] },
      errors: [{ type: "missing_attribute", name: "exception.values.0", reason: "an exception needs a type or a value" }],
    },
  },
  {
    name: "a value that is no text becomes its JSON",
    payload: { exception: [{ type: "E", value: { a: 1 } }] },
    want: { exception: { values: [{ type: "E", value: '{"a":1}' }] } },
  },
  {
    name: "a value alone is taken apart at its colon",
    payload: { exception: [{ value: "PriceError: too cheap" }] },
    want: { exception: { values: [{ type: "PriceError", value: "too cheap" }] } },
  },
  {
    name: "an address in a value is no type",
    payload: { exception: [{ value: "http://x/" }] },
    want: { exception: { values: [{ value: "http://x/" }] } },
  },
  {
    name: "a mechanism gets its type, an empty one goes",
    payload: {
      exception: [
        { type: "A", mechanism: { handled: false } },
        { type: "B", mechanism: {} },
      ],
    },
    want: {
      exception: { values: [{ type: "A", mechanism: { type: "generic", handled: false } }, { type: "B" }] },
      errors: undefined,
    },
  },
  {
    name: "a mechanism of old Cocoa clients",
    payload: {
      exception: [{ type: "A", mechanism: { posix_signal: { signal: 11, name: "SIGSEGV" }, relevant_address: "0x1" } }],
    },
    want: {
      exception: {
        values: [
          {
            type: "A",
            mechanism: {
              type: "generic",
              meta: { signal: { number: 11, name: "SIGSEGV" } },
              data: { relevant_address: "0x1" },
            },
          },
        ],
      },
    },
  },
  {
    name: "thread ids are texts",
    payload: { exception: [{ type: "A", thread_id: 14 }] },
    want: { exception: { values: [{ type: "A", thread_id: "14" }] } },
  },

  // Stacks
  {
    name: "the file name comes from a path that is an address",
    payload: {
      stacktrace: {
        frames: [
          { abs_path: "http://shop/static/app.js?v=1" },
          { filename: "http://shop/static/app.js" },
          { abs_path: "http://shop/static/app.js", filename: "src/app.ts" },
          { abs_path: "app:///main.js" },
          { abs_path: "http://shop/" },
        ],
      },
    },
    want: {
      stacktrace: {
        frames: [
          { abs_path: "http://shop/static/app.js?v=1", filename: "/static/app.js", in_app: true },
          { abs_path: "http://shop/static/app.js", filename: "/static/app.js", in_app: true },
          { abs_path: "http://shop/static/app.js", filename: "src/app.ts", in_app: true },
          { abs_path: "app:///main.js", filename: "app:///main.js", in_app: true },
          { abs_path: "http://shop/", filename: "http://shop/", in_app: true },
        ],
      },
    },
  },
  {
    name: "each bad field of a frame goes by itself",
    payload: { stacktrace: { frames: [{ function: "f", lineno: -1, colno: "7", in_app: "yes", vars: [] }] } },
    want: {
      stacktrace: { frames: [{ function: "f", colno: 7, vars: {}, in_app: true }] },
      errors: [
        { type: "invalid_data", name: "stacktrace.frames.0.lineno", value: -1, reason: "expected a whole number from 0 on" },
        { type: "invalid_data", name: "stacktrace.frames.0.in_app", value: "yes", reason: "expected true or false" },
      ],
    },
  },
  {
    name: "variables in a list are numbered",
    payload: { stacktrace: { frames: [{ function: "f", vars: ["a", "b"] }] } },
    want: { stacktrace: { frames: [{ function: "f", vars: { 0: "a", 1: "b" }, in_app: true }] } },
  },
  {
    name: "addresses and registers are lower-case hex",
    payload: {
      stacktrace: {
        frames: [{ instruction_addr: "0xABCDEF", image_addr: 4096, symbol_addr: "4096" }],
        registers: { rip: "18446744073709551615" },
      },
    },
    want: {
      stacktrace: {
        frames: [{ instruction_addr: "0xabcdef", image_addr: "0x1000", symbol_addr: "0x1000", in_app: true }],
        registers: { rip: "0xffffffffffffffff" },
      },
    },
  },
  {
    name: "a stack without frames is none",
    payload: { stacktrace: { frames: [] } },
    want: {
      stacktrace: undefined,
      errors: [{ type: "missing_attribute", name: "stacktrace.frames", reason: "a stack trace needs frames" }],
    },
  },

  // Messages (55)
  { name: "a message as text", payload: { message: "hello" }, want: { logentry: { formatted: "hello" } } },
  {
    name: "a message as object with %s",
    payload: { message: { message: "Order %s to %s", params: ["A-1", "B"] } },
    want: { logentry: { formatted: "Order A-1 to B", message: "Order %s to %s", params: ["A-1", "B"] } },
  },
  {
    name: "a message with %(name)s",
    payload: { logentry: { message: "Hi %(who)s, 5%%", params: { who: "Zoe" } } },
    want: { logentry: { formatted: "Hi Zoe, 5%", message: "Hi %(who)s, 5%%", params: { who: "Zoe" } } },
  },
  {
    name: "a message with {}",
    payload: { logentry: { message: "a {} b {}", params: [1, true] } },
    want: { logentry: { formatted: "a 1 b true", message: "a {} b {}", params: [1, true] } },
  },
  {
    name: "a message with {1} and {name}",
    payload: { logentry: { message: "{x} {y}", params: { x: "1", y: "2" } } },
    want: { logentry: { formatted: "1 2", message: "{x} {y}", params: { x: "1", y: "2" } } },
  },
  {
    name: "a template whose parameters are missing is shown as it is",
    payload: { logentry: { message: "a %s b %s", params: ["1"] } },
    want: { logentry: { formatted: "a %s b %s", params: ["1"] } },
  },
  {
    name: "a finished text equal to its template stands once",
    payload: { logentry: { message: "same", formatted: "same" } },
    want: { logentry: { formatted: "same" } },
  },
  {
    name: "a message beside a log entry finishes it",
    payload: { message: "Order A", logentry: { message: "Order %s" } },
    want: { logentry: { formatted: "Order A", message: "Order %s" } },
  },
  { name: "false is no message", payload: { message: false }, want: { logentry: undefined, errors: undefined } },
  { name: "a number as message is its text", payload: { message: 42 }, want: { logentry: { formatted: "42" } } },
  {
    name: "the old name of a message",
    payload: { "sentry.interfaces.Message": { message: "m %s", params: ["x"] } },
    want: { logentry: { formatted: "m x", message: "m %s", params: ["x"] } },
  },
  {
    name: "parameters alone are no message",
    payload: { logentry: { params: ["x"] } },
    want: {
      logentry: undefined,
      errors: [{ type: "missing_attribute", name: "logentry", reason: "a log entry needs a message" }],
    },
  },

  // Levels (56)
  ...[
    [40, "error"],
    ["critical", "fatal"],
    ["log", "info"],
    ["WARN", "warning"],
    ["trace", "debug"],
    ["50", "fatal"],
  ].map(([level, want]) => ({
    name: `level ${JSON.stringify(level)} is ${String(want)}`,
    payload: { level },
    want: { level: want, errors: undefined },
  })),
  {
    name: "an unknown level is noted, and error",
    payload: { level: "bogus" },
    want: { level: "error", errors: [{ type: "invalid_data", name: "level", value: "bogus", reason: "unknown level" }] },
  },

  // Tags (57, 58, 59, 75)
  {
    name: "tags as object",
    payload: { tags: { a: true, b: 42, "foo bar": " x " } },
    want: {
      tags: [
        ["a", "True"],
        ["b", "42"],
        ["foo-bar", "x"],
      ],
    },
  },
  {
    name: "tags as list of pairs, the first of two wins",
    payload: { tags: [["a", "1"], ["a", "2"], ["b", null], null] },
    want: { tags: [["a", "1"]], errors: undefined },
  },
  {
    name: "a tag that is no pair is noted",
    payload: { tags: [["a", "1", "2"]] },
    want: { tags: undefined, errors: [{ type: "invalid_data", name: "tags", reason: "expected a pair" }] },
  },
  {
    name: "a tag environment becomes the field",
    payload: { tags: { environment: "staging", a: "1" } },
    want: { environment: "staging", tags: [["a", "1"]] },
  },
  {
    name: "a tag environment beside the field goes",
    payload: { environment: "prod", tags: { environment: "staging" } },
    want: { environment: "prod", tags: undefined },
  },
  {
    name: "reserved tags go",
    payload: { tags: { release: "1", user: "x", dist: "1", filename: "f", function: "g", ok: "1" } },
    want: { tags: [["ok", "1"]] },
  },
  {
    name: "a tag value of 200 characters stays",
    payload: { tags: { a: "x".repeat(200) } },
    want: { tags: [["a", "x".repeat(200)]], errors: undefined },
  },
  {
    name: "a tag value of 201 characters is left out and noted",
    payload: { tags: { a: "x".repeat(201) } },
    want: { tags: undefined, errors: [{ type: "value_too_long", name: "tags.0", tag: "a" }] },
  },
  { name: "a tag named password stays", payload: { tags: { password: "x" } }, want: { tags: [["password", "x"]] } },
  { name: "a site is a tag", payload: { site: "eu" }, want: { tags: [["site", "eu"]] } },

  // Release, environment, dist (60)
  {
    name: "a release with a slash is left out and noted",
    payload: { release: "foo/bar" },
    want: {
      release: undefined,
      errors: [{ type: "invalid_data", name: "release", value: "foo/bar", reason: "not a valid name" }],
    },
  },
  { name: "a release as number", payload: { release: 1.0 }, want: { release: "1" } },
  { name: "a release is trimmed", payload: { release: " shop@1.0 " }, want: { release: "shop@1.0" } },
  { name: "latest is no release", payload: { release: "Latest" }, want: { release: undefined } },
  { name: "an empty environment is absent", payload: { environment: "" }, want: { environment: undefined, errors: undefined } },
  { name: "none is no environment", payload: { environment: "none" }, want: { environment: undefined } },
  { name: "a dist of odd characters is left out", payload: { dist: "a b" }, want: { dist: undefined } },

  // Empty PHP maps (67)
  {
    name: "empty lists stand for empty objects",
    payload: { extra: [], user: [], contexts: [], request: [], modules: [] },
    want: { extra: {}, user: {}, contexts: {}, request: {}, modules: {}, errors: undefined },
  },

  // Digits (66)
  {
    name: "a fingerprint may hold numbers",
    payload: { fingerprint: ["a", 42, null, true] },
    want: { fingerprint: ["a", "42", "True"] },
  },
  { name: "an empty fingerprint is none", payload: { fingerprint: [] }, want: { fingerprint: undefined } },
  { name: "modules as a list", payload: { modules: [{ name: "a", version: "1" }] }, want: { modules: { a: "1" } } },

  // Texts (70)
  { name: "an SDK as text", payload: { sdk: "raven-js/3.27" }, want: { sdk: { name: "raven-js", version: "3.27" } } },
  {
    name: "a transaction in its old name is the culprit",
    payload: { culprit: "shop.views.pay" },
    want: { culprit: "shop.views.pay" },
  },
  { name: "a logger over lines is noted", payload: { logger: "a\nb" }, want: { logger: undefined } },
  {
    name: "contexts get a type, os its full name",
    payload: {
      contexts: {
        client_os: { type: "os", name: "Linux", version: "6.1" },
        order: { number: 1 },
        runtime: { raw_description: ".NET Core 3.1.10" },
        bad: "x",
      },
    },
    want: {
      contexts: {
        client_os: { type: "os", name: "Linux", version: "6.1", os: "Linux 6.1" },
        order: { number: 1, type: "order" },
        runtime: {
          raw_description: ".NET Core 3.1.10",
          type: "runtime",
          name: ".NET Core",
          version: "3.1.10",
          runtime: ".NET Core 3.1.10",
        },
      },
      errors: [{ type: "invalid_data", name: "contexts.bad", value: "x", reason: "expected a context" }],
    },
  },
  {
    name: "unknown fields of a user go to its data",
    payload: { user: { id: 7, plan: "pro", data: { a: 1 } } },
    want: { user: { id: "7", data: { plan: "pro", a: 1 } } },
  },
  {
    name: "an address that is none is noted",
    payload: { user: { ip_address: "nowhere" } },
    want: {
      user: {},
      errors: [{ type: "invalid_data", name: "user.ip_address", value: "nowhere", reason: "expected an IP address" }],
    },
  },
  {
    name: "breadcrumbs get type and level, and need no time",
    payload: { breadcrumbs: [{ message: "a" }, { ty: "http", level: "warn", timestamp: NOON }, null, {}] },
    want: {
      breadcrumbs: {
        values: [
          { message: "a", type: "default", level: "info" },
          { type: "http", level: "warning", timestamp: NOON },
        ],
      },
    },
  },
  {
    name: "what the SDK noted itself comes first",
    payload: { errors: [{ type: "js_no_source", name: "a", value: "b" }], level: "x" },
    want: {
      errors: [
        { type: "js_no_source", name: "a", value: "b" },
        { type: "invalid_data", name: "level", value: "x", reason: "unknown level" },
      ],
    },
  },
  {
    name: "what the SDK cut is kept, its originals are not",
    payload: { _meta: { extra: { a: { "": { len: 500, rem: [["!limit", "s", 0, 5]], val: "secret" } } } } },
    want: { _meta: { extra: { a: { "": { len: 500, rem: [["!limit", "s", 0, 5]] } } } } },
  },
  {
    name: "unknown fields go",
    payload: { start_timestamp: 1, spans: [], project: 7, key_id: 3, whatever: { a: 1 } },
    want: { type: "default" },
  },
];

for (const { name, payload, want } of cases) {
  test(name, () => {
    const { event } = digestedPayload(payload);
    const got = Object.fromEntries(Object.keys(want).map((field) => [field, Reflect.get(event, field)]));
    assert.deepEqual(got, want);
  });
}

test("big integers keep their digits where it matters", () => {
  const text = `{"user":{"id":12345678901234567890},"tags":{"order":98765432109876543210},"exception":[{"type":"A","thread_id":12345678901234567891}]}`;
  const { event } = digestedPayload(text);
  assert.equal(event.user?.id, "12345678901234567890");
  assert.deepEqual(event.tags, [["order", "98765432109876543210"]]);
  assert.equal(event.exception?.values[0]?.thread_id, "12345678901234567891");
});

test("NUL is taken out, and half a character is replaced", () => {
  assert.equal(digestedPayload(String.raw`{"message":"a\u0000b\ud800c"}`).event.logentry?.formatted, "ab\ufffdc");
});
