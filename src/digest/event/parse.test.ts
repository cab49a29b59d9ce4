import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
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
    assert.ok(parsed.ok);
    const inner = parsed.value["a"] ?? {};
    // Assigned, it would be no key of the object, and yet give it members.
    assert.deepEqual([Object.keys(inner), Object.getPrototypeOf(inner) === Object.prototype], [[], true]);
  }
});

test("what any program writes as JSON is read as JSON.parse reads it", () => {
  // Half characters, NUL, integers beyond 2^53 and the names of prototypes have rows of their own above.
  const text = fc.string({ unit: "grapheme" }).filter((any) => !any.includes("\u0000") && any !== "__proto__");
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }));
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 8 },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(text, tie("json"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(text, json, { noNullPrototype: true }), fc.constantFrom(undefined, 1, "\t"), (object, indent) => {
      const written = JSON.stringify(object, null, indent);
      assert.deepEqual(parseEventJson(Buffer.from(written)), { ok: true, value: JSON.parse(written) });
    }),
  );
});

test("any bytes whatever, and JSON that was cut or changed, give an object or a problem", () => {
  const whole = Buffer.from(
    String.raw`{"a":[1,NaN,{"b":"c\u0000\ud800"}],"d":-Infinity,"e":12345678901234567890,"__proto__":{"x":1}}`,
  );
  const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), change, fc.nat(whole.length), (any, changes, cut) => {
      const changed = Buffer.from(whole);
      for (const [at, to] of changes) changed[at] = to;
      for (const bytes of [any, changed, changed.subarray(0, cut)]) {
        const parsed = parseEventJson(bytes);
        if (parsed.ok) assert.ok(typeof parsed.value === "object" && !Array.isArray(parsed.value));
        else assert.deepEqual(parsed.problem, { kind: "invalid_json" });
      }
    }),
    { numRuns: 500 },
  );
});
