import assert from "node:assert/strict";
import { test } from "node:test";
import { quantityOf, SWITCHED_OFF, treatmentOf } from "./items.ts";

const cases = [
  { type: "event", category: "error", isKept: true },
  { type: "transaction", category: "transaction", isKept: false },
  { type: "session", category: "session", isKept: true },
  { type: "attachment", category: "attachment", isKept: true },
  { type: "client_report", category: undefined, isKept: true },
  { type: "invented tomorrow", category: "unknown", isKept: false },
  { type: "__proto__", category: "unknown", isKept: false },
  { type: "constructor", category: "unknown", isKept: false },
];
for (const { type, category, isKept } of cases) {
  test(`an item of type ${type} counts as ${category}`, () => {
    const treatment = treatmentOf(type);
    assert.deepEqual({ category: treatment.category, isKept: treatment.isKept }, { category, isKept });
  });
}

test("an attachment counts its bytes, a container what it says it holds, and a wild claim counts one", () => {
  assert.equal(quantityOf({}, "attachment", 0), 1);
  assert.equal(quantityOf({ item_count: 9 }, "attachment", 500), 500);
  assert.equal(quantityOf({ item_count: 9 }, "log_item", 500), 9);
  for (const item_count of [-1, 1.5, 1e9, "9", null]) assert.equal(quantityOf({ item_count }, "log_item", 500), 1);
});

test("an SDK is never told to stop sending what is kept", () => {
  for (const type of ["event", "session", "sessions", "attachment", "feedback", "user_report", "check_in", "security"]) {
    const { category } = treatmentOf(type);
    assert.ok(category !== undefined && !SWITCHED_OFF.includes(category), type);
  }
});
