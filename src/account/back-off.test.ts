import assert from "node:assert/strict";
import { test } from "node:test";
import { createBackOff } from "./back-off.ts";

test("five mistakes are free, then the wait doubles up to a quarter of an hour", () => {
  const backOff = createBackOff();
  const waits: number[] = [];
  let nowMs = 1_000;
  for (let failure = 1; failure <= 18; failure += 1) {
    backOff.recordFailure("ada|192.0.2.1", nowMs);
    waits.push(backOff.waitMs("ada|192.0.2.1", nowMs));
    nowMs += waits.at(-1) ?? 0;
  }
  assert.deepEqual(waits.slice(0, 9), [0, 0, 0, 0, 0, 2_000, 4_000, 8_000, 16_000]);
  assert.equal(waits.at(-1), 15 * 60_000);
});

test("a success and a long pause both start anew, and keys do not touch each other", () => {
  const backOff = createBackOff();
  for (let failure = 0; failure < 7; failure += 1) {
    backOff.recordFailure("ada", 0);
    backOff.recordFailure("bob", 0);
  }
  backOff.recordSuccess("ada");
  assert.equal(backOff.waitMs("ada", 0), 0);
  assert.equal(backOff.waitMs("bob", 0), 4_000);
  backOff.recordFailure("bob", 3_600_000);
  assert.equal(backOff.waitMs("bob", 3_600_000), 0);
});

test("a flood of names takes bounded memory: the oldest are forgotten", () => {
  const backOff = createBackOff();
  for (let failure = 0; failure < 7; failure += 1) backOff.recordFailure("first", 0);
  for (let name = 0; name < 10_000; name += 1) backOff.recordFailure(`name ${name}`, 0);
  assert.equal(backOff.waitMs("first", 0), 0);
});
