import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBoundedJson } from "./bounded-json.ts";

const MEBIBYTE = 1_048_576;

function read(text: string): unknown {
  const parsed = parseBoundedJson(Buffer.from(text));
  return parsed.ok ? parsed.value : parsed.problem;
}

const cases: readonly { readonly name: string; readonly text: string; readonly want: unknown }[] = [
  { name: "JSON", text: '{"a":[1,"x",null]}', want: { a: [1, "x", null] } },
  { name: "a byte order mark before it", text: "\ufeff[1]", want: [1] },
  { name: "Python's numbers", text: '{"a":NaN}', want: { a: null } },
  { name: "a NUL and half a surrogate pair", text: String.raw`{"a\u0000":"x\u0000\ud800"}`, want: { a: "x\ufffd" } },
  { name: "no JSON", text: "<html>", want: "not-json" },
  { name: "half of it", text: '{"a":', want: "not-json" },
  {
    name: "128 levels",
    text: `${"[".repeat(128)}${"]".repeat(128)}`,
    want: JSON.parse(`${"[".repeat(128)}${"]".repeat(128)}`),
  },
  { name: "129 levels", text: `${"[".repeat(129)}${"]".repeat(129)}`, want: "too-deep" },
  { name: "small objects that take much memory", text: `[${"{},".repeat(MEBIBYTE / 3 - 2)}{}]`, want: "too-large" },
  { name: "small lists that take much memory", text: `[${"[[]],".repeat(MEBIBYTE / 5 - 2)}1]`, want: "too-large" },
];
for (const { name, text, want } of cases) test(`an answer's JSON: ${name}`, () => assert.deepEqual(read(text), want));

test("a mebibyte of plain text and of numbers is read", () => {
  const text = "x".repeat(MEBIBYTE - 2);
  assert.equal(read(`"${text}"`), text);
  assert.equal((read(`[${"1,".repeat(MEBIBYTE / 2 - 2)}1]`) as readonly number[]).length, MEBIBYTE / 2 - 1);
});

test("the prototype stays as it is, however its key is written", () => {
  for (const key of ["__proto__", String.raw`__pr\u006fto__`, String.raw`\u005f_proto__`]) {
    const value = read(`{"a":{"${key}":{"polluted":true},"b":1}}`);
    assert.deepEqual(value, { a: { b: 1 } });
    assert.equal(Object.getPrototypeOf((value as { a: object }).a), Object.prototype);
    assert.deepEqual(Object.keys((value as { a: object }).a), ["b"]);
  }
});
