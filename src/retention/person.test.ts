import assert from "node:assert/strict";
import { test } from "node:test";
import { sightingOf } from "./person.ts";

test("an address is a word of its own in any text, whatever signs it is made of", () => {
  for (const [kind, value, text, taken] of [
    ["email", "a+b.c-d'e/f$g{h}@x-y.org", "to A+b.c-d'e/f$g{h}@X-Y.org, now", "to [Erased], now"],
    [
      "email",
      "ada@example.org",
      "bcc: mada@example.org ada@example.org.uk ada@example.org. x.ada@example.org",
      "bcc: mada@example.org ada@example.org.uk [Erased]. x.ada@example.org",
    ],
    ["email", "ä@bücher.example", "<ä@bücher.example>", "<[Erased]>"],
    [
      "ip",
      "10.0.0.1",
      "10.0.0.1 110.0.0.1 10.0.0.12 10.0.0.1.5 (10.0.0.1)",
      "[Erased] 110.0.0.1 10.0.0.12 10.0.0.1.5 ([Erased])",
    ],
    ["ip", "::1", "from ::1, not fe80::1 or ::12", "from [Erased], not fe80::1 or ::12"],
    ["id", "7", "order 7", undefined],
  ] as const) {
    assert.equal(sightingOf({ kind, value }).takenOut(text), taken);
  }
});
