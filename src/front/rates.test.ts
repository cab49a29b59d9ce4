import assert from "node:assert/strict";
import { test } from "node:test";
import { createRates } from "./rates.ts";

test("a rate is the mean of the last minute, and what was before does not count", () => {
  let nowMs = 1_000_000;
  const totals = { kept: 50 };
  const rates = createRates(
    () => ({ ...totals }),
    () => nowMs,
  );
  const pass = (seconds: number, kept: number): number => {
    for (let left = seconds; left > 0; left -= 5) {
      nowMs += 5_000;
      totals.kept += (kept * 5) / seconds;
      rates.sample();
    }
    return Math.round(rates.of("kept"));
  };
  assert.equal(rates.of("kept"), 0);
  assert.equal(pass(10, 100), 10);
  assert.equal(pass(120, 6_000), 50);
  assert.equal(pass(120, 0), 0);
  rates.close();
});
