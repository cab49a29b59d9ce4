import assert from "node:assert/strict";
import { test } from "node:test";
import { boundedCache } from "./bounded-cache.ts";

test("what is asked for stays, what is not is dropped, and the weight is kept", () => {
  const cache = boundedCache<number, string>(100);
  cache.set(-1, "asked for");
  cache.set(-2, "not asked for");
  for (let key = 0; key < 1_000; key += 1) {
    cache.set(key, "x");
    assert.equal(cache.get(-1), "asked for");
  }
  assert.equal(cache.get(-2), undefined);
  const kept = Array.from({ length: 1_000 }, (_, key) => cache.get(key)).filter((value) => value !== undefined);
  assert.ok(kept.length >= 49 && kept.length <= 101, `${kept.length} kept`);
});

test("heavy values push out more", () => {
  const cache = boundedCache<number, string>(100, (value) => value.length);
  for (let key = 0; key < 10; key += 1) cache.set(key, "x".repeat(50));
  assert.equal(cache.get(7), undefined);
  assert.equal(cache.get(9), "x".repeat(50));
});

test("a value set again replaces the first, and a deleted one is gone from both generations", () => {
  const cache = boundedCache<string, number>(4);
  for (const [key, value] of [
    ["a", 1],
    ["b", 1],
    ["a", 2],
    ["c", 3],
  ] as const)
    cache.set(key, value);
  assert.equal(cache.get("a"), 2);
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
  cache.clear();
  assert.equal(cache.get("c"), undefined);
});
