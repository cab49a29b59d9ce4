import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS, eventOf, HOUR_MS, record } from "../../../digest/test-recorder.ts";
import { openSqliteWorld } from "../test-store.ts";
import { heldBackClock } from "./held-back.ts";

const START = Date.UTC(2027, 0, 10, 12);
const END_OF_DAY = Date.UTC(2027, 0, 11);

test("by what time things are old: a leap of the clock must hold for an hour, and a clock that is put back counts at once", (context) => {
  const world = openSqliteWorld(context);
  const clock = { wallMs: START, receivedMs: START, monotonicMs: 0 };
  const oldBy = heldBackClock(world.db(), {
    receivedNow: () => clock.receivedMs,
    wallClock: () => clock.wallMs,
    monotonic: () => clock.monotonicMs,
  });
  const at = (wallMs: number, afterMs: number): number => {
    clock.monotonicMs += afterMs;
    clock.wallMs = wallMs;
    clock.receivedMs = Math.max(clock.receivedMs, wallMs);
    return oldBy();
  };
  assert.equal(oldBy(), START, "nothing is stored, and nothing can be lost");
  record(world, eventOf({ bug: "a", receivedAtMs: START }));
  assert.equal(at(START + 2 * DAY_MS, HOUR_MS), START + 2 * DAY_MS, "a quiet weekend is no leap");

  const leapt = START + 2_000 * DAY_MS;
  assert.equal(at(leapt, 1_000), END_OF_DAY);
  record(world, eventOf({ bug: "a", receivedAtMs: leapt }));
  assert.equal(at(leapt + HOUR_MS / 2, HOUR_MS / 2), END_OF_DAY, "events of the leap prove nothing");
  assert.equal(at(START + HOUR_MS, 0), START + HOUR_MS, "put right");
  assert.equal(at(leapt, 0), END_OF_DAY, "each leap is held back anew");
  assert.equal(at(leapt + HOUR_MS, HOUR_MS), leapt + HOUR_MS, "it stays: the installation had been off");
});
