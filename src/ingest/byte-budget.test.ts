import assert from "node:assert/strict";
import { test } from "node:test";
import { createByteBudget } from "./byte-budget.ts";

test("requests share a budget, give back what they took, and large ones leave a quarter to small ones", () => {
  const budget = createByteBudget(1_000_000);
  const large = budget.lease();
  assert.ok(large.take(700_000));
  assert.equal(large.take(100_000), false);
  const small = budget.lease();
  assert.ok(small.take(100_000));
  assert.equal(budget.heldBytes(), 800_000);
  large.release();
  large.release();
  assert.equal(budget.heldBytes(), 100_000);
  small.release();
  assert.equal(budget.heldBytes(), 0);
});
