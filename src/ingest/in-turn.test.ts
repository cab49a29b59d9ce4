import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "./in-turn.ts";

test("a thousand pieces of work are done in their order, and what comes meanwhile goes between them", async () => {
  const later = inTurn();
  const seen: (number | "between")[] = [];
  for (let number = 0; number < 1_000; number += 1) later(() => void seen.push(number));
  await new Promise<void>((resolve) => void setImmediate(resolve));
  seen.push("between");
  await new Promise<void>((resolve) => later(resolve));
  assert.deepEqual(
    seen.filter((one) => one !== "between"),
    Array.from({ length: 1_000 }, (_, number) => number),
  );
  assert.ok(seen.indexOf("between") < 100, `after ${seen.indexOf("between")}`);
});
