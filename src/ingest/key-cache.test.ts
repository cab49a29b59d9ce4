import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyCache } from "./key-cache.ts";

const key = { id: 1, projectId: 42, publicKey: "a".repeat(32), label: "", isActive: true, createdAtMs: 0 };

test("keys are found by their public part until they are replaced", () => {
  const cache = createKeyCache([key]);
  assert.equal(cache.find(key.publicKey), key);
  assert.equal(cache.find("__proto__"), undefined);
  cache.replaceAll([{ ...key, publicKey: "b".repeat(32) }]);
  assert.equal(cache.find(key.publicKey), undefined);
  assert.equal(cache.find("b".repeat(32))?.projectId, 42);
});
