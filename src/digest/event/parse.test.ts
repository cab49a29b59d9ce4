import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEventJson } from "./parse.ts";

/** Reference sentry-ingest §3.7; rows 41, 66, 69 and 70 of its §12. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

const readable = [
  { name: "plain JSON", text: '{"a":1}', want: { a: 1 } },
  { name: "a byte order mark", text: '\ufeff{"a":1}', want: { a: 1 } },
  {
    name: "NaN and Infinity as numbers, but not in texts",
    text: '{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \\" Infinity","NaN":1}',
    want: { a: null, b: [null, null], c: 'NaN " Infinity', NaN: 1 },
  },
  { name: "the last of two equal keys", text: '{"a":1,"a":2}', want: { a: 2 } },
  {
    name: "integers beyond 2^53, as digits",
    text: '{"a":12345678901234567890,"b":-9007199254740993,"c":9007199254740991}',
    want: { a: "12345678901234567890", b: "-9007199254740993", c: 9_007_199_254_740_991 },
  },
  { name: "numbers beyond all numbers", text: '{"a":1e999,"b":1e300}', want: { a: null, b: 1e300 } },
  {
    name: "NUL and half characters, in names too",
    text: String.raw`{"a\u0000":"b\u0000\ud800","ok":"\ud83d\ude00"}`,
    want: { a: "b\ufffd", ok: "😀" },
  },
  { name: "nesting of 128 levels", text: nested(128), want: JSON.parse(nested(128)) },
];
for (const { name, text, want } of readable) {
  test(`reads ${name}`, () => assert.deepEqual(parseEventJson(Buffer.from(text)), { ok: true, value: want }));
}

const unreadable = [
  { name: "no JSON", text: "hello" },
  { name: "nothing", text: "" },
  { name: "a list", text: "[]" },
  { name: "a text", text: '"NaN"' },
  { name: "half an object", text: '{"a":NaN' },
  { name: "nesting of 129 levels", text: nested(129) },
  { name: "nesting of 500 levels in a list", text: `{"a":${"[".repeat(500)}${"]".repeat(500)}}` },
  { name: "a megabyte of brackets", text: `{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}` },
  { name: "a text of quotes that never ends", text: `{"a":NaN,"b":"${'\\"'.repeat(500_000)}` },
];
for (const { name, text } of unreadable) {
  test(`refuses ${name}`, () =>
    assert.deepEqual(parseEventJson(Buffer.from(text)), { ok: false, problem: { kind: "invalid_json" } }));
}

test("broken UTF-8 is replaced", () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"x'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
  assert.deepEqual(parseEventJson(bytes), { ok: true, value: { a: "x\ufffd\ufffd" } });
});

test("a name that reaches into prototypes is left out, however it is written", () => {
  for (const name of ["__proto__", String.raw`\u005f_proto__`, String.raw`__pr\u006fto__`]) {
    const parsed = parseEventJson(Buffer.from(`{"a":{"${name}":{"polluted":true}}}`));
    assert.ok(parsed.ok && Object.keys(parsed.value["a"] ?? {}).length === 0);
  }
});
