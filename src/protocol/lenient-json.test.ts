import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseLenientJson } from "./lenient-json.ts";

test("numbers that only Python writes become null, and texts keep those words", () => {
  const parsed = parseLenientJson('{"a":NaN,"b":[Infinity,-Infinity],"NaN":"Infinity, \\"NaN\\""}');
  assert.deepEqual(parsed, { ok: true, value: { a: null, b: [null, null], NaN: 'Infinity, "NaN"' } });
});

test("128 levels are read and 129 are not", () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  assert.ok(parseLenientJson(nested(128)).ok);
  assert.deepEqual(parseLenientJson(nested(129)), { ok: false, problem: { kind: "too-deep" } });
  assert.ok(parseLenientJson(JSON.stringify(nested(500))).ok, "brackets in a text are no levels");
});

test("sound JSON is read as JSON.parse reads it", () => {
  fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(parseLenientJson(text), { ok: true, value: JSON.parse(text) })));
});

test("a text that never ends is told in linear time", () => {
  // Quadratic, this would take minutes.
  assert.equal(parseLenientJson(`NaN ${'"\\'.repeat(500_000)}`).ok, false);
});

test("what is no JSON is told", () => {
  for (const text of ["", "{", "NaN NaN", "Infinityx", "{'a':NaN}"]) {
    assert.deepEqual(parseLenientJson(text), { ok: false, problem: { kind: "not-json" } }, text);
  }
});
