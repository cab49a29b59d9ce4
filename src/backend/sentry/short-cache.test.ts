import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { CacheLimits, Loaded } from "./short-cache.ts";
import { createShortCache } from "./short-cache.ts";

const LIMITS: CacheLimits = { freshMs: 10, staleMs: 100, maxEntries: 3, maxBytes: 1_000 };

/** A cache with a clock of its own, and a server that answers when it is told to. */
function openWorld(limits: Partial<CacheLimits> = {}) {
  const clock = { nowMs: 1_000 };
  const cache = createShortCache<string, string>({ ...LIMITS, ...limits }, () => clock.nowMs);
  let loads = 0;
  const read = (result: Result<string, string>, key = "k", group = "g") =>
    cache.read(group, key, async () => {
      loads += 1;
      return result.ok ? ok({ value: result.value, bytes: result.value.length }) : result;
    });
  return { clock, cache, read, loads: () => loads };
}

test("what is current is not fetched again", async () => {
  const { clock, read, loads } = openWorld();
  assert.deepEqual(await read(ok("one")), ok({ value: "one", asOfMs: 1_000, problem: undefined }));
  clock.nowMs += 9;
  assert.deepEqual(await read(ok("two")), ok({ value: "one", asOfMs: 1_000, problem: undefined }));
  assert.equal(loads(), 1);
});

test("what is older is shown at once and fetched behind", async () => {
  const { clock, read } = openWorld();
  await read(ok("one"));
  clock.nowMs += 10;
  assert.deepEqual(await read(ok("two")), ok({ value: "one", asOfMs: 1_000, problem: undefined }));
  await turn();
  assert.deepEqual(await read(ok("three")), ok({ value: "two", asOfMs: 1_010, problem: undefined }));
});

test("what is much older is waited for", async () => {
  const { clock, read } = openWorld();
  await read(ok("one"));
  clock.nowMs += 110;
  assert.deepEqual(await read(ok("two")), ok({ value: "two", asOfMs: 1_110, problem: undefined }));
});

test("after a failure what was there is shown with the problem, and the next success takes it away", async () => {
  const { clock, read } = openWorld();
  assert.deepEqual(await read(problem("down")), problem("down"));
  await read(ok("one"));
  clock.nowMs += 500;
  assert.deepEqual(await read(problem("down")), ok({ value: "one", asOfMs: 1_000, problem: "down" }));
  clock.nowMs += 500;
  assert.deepEqual(await read(ok("two")), ok({ value: "two", asOfMs: 2_000, problem: undefined }));
});

test("many who ask at once make one request", async () => {
  const { read, loads } = openWorld();
  await Promise.all([read(ok("one")), read(ok("one")), read(ok("one"))]);
  assert.equal(loads(), 1);
});

test("after a change nothing earlier counts as current, not even what was on its way", async () => {
  const { cache, read, loads } = openWorld();
  const { promise, resolve } = Promise.withResolvers<Result<Loaded<string>, string>>();
  const early = cache.read("g", "k", () => promise);
  await read(ok("other"), "k2", "g2");
  cache.expire("g");
  const late = await read(ok("after"));
  resolve(ok({ value: "before", bytes: 1 }));
  await early;
  assert.ok(late.ok);
  assert.equal(late.value.value, "after");
  assert.deepEqual(await read(ok("again")), late);
  await read(ok("other"), "k2", "g2");
  assert.equal(loads(), 2);
});

test("an expired answer is still better than none", async () => {
  const { cache, read } = openWorld();
  await read(ok("one"));
  cache.expire("g");
  assert.deepEqual(await read(problem("down")), ok({ value: "one", asOfMs: 1_000, problem: "down" }));
});

test("entries and bytes are bounded; what was used last stays", async () => {
  const { cache, read, loads } = openWorld();
  for (const key of ["a", "b", "c"]) await read(ok("x".repeat(100)), key);
  await read(ok("x"), "a");
  await read(ok("x".repeat(100)), "d");
  assert.deepEqual(cache.size(), { entries: 3, bytes: 300 });
  await read(ok("x"), "a");
  assert.equal(loads(), 4);
  await read(ok("x".repeat(900)), "e");
  assert.deepEqual(cache.size(), { entries: 2, bytes: 1_000 });
  await read(ok("x".repeat(1_001)), "f");
  assert.deepEqual(cache.size(), { entries: 2, bytes: 1_000 });
});
