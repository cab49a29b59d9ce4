import assert from "node:assert/strict";
import { test } from "node:test";
import { createReceivedClock } from "./received-clock.ts";

test("received time follows the clock forwards and never backwards, and starts from the floor", () => {
  const wall = [90, 150.7, 140, 151];
  const now = createReceivedClock(100, () => wall.shift() ?? 0);
  assert.deepEqual([now(), now(), now(), now()], [100, 150, 150, 151]);
});
