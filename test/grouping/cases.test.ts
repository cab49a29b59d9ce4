import assert from "node:assert/strict";
import test from "node:test";
import { digestedPayload } from "../../src/digest/event/test-captures.ts";
import { ALL_CASES } from "./all-cases.ts";

for (const [language, cases] of Object.entries(ALL_CASES)) {
  test(`cases of ${language} have names of their own and two events that differ`, () => {
    const names = cases.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, `one name twice among: ${names.join("; ")}`);
    for (const { name, a, b } of cases) assert.notDeepEqual(a, b, name);
  });

  test(`cases of ${language} come through the digest with every field in order`, () => {
    for (const { name, a, b } of cases) {
      for (const event of [a, b]) assert.equal(digestedPayload(event).event.errors, undefined, name);
    }
  });
}
