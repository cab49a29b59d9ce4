import assert from "node:assert/strict";
import { test } from "node:test";
import { createDigestLag } from "./digest-lag.ts";

test("the lag is the age of the oldest entry that is not recorded", () => {
  const lag = createDigestLag();
  lag.noteDurable(100, 1_000);
  lag.noteDurable(200, 3_000);
  assert.equal(lag.lagMs(5_000), 4_000);
  lag.noteDigested(100);
  assert.equal(lag.lagMs(5_000), 2_000);
  lag.noteDigested(200);
  assert.equal(lag.lagMs(5_000), 0);
});
