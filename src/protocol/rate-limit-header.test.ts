import assert from "node:assert/strict";
import { test } from "node:test";
import { rateLimitsHeader, retryAfterHeader } from "./rate-limit-header.ts";

test("limits are written with at least three fields and whole seconds", () => {
  const limits = [
    { retryAfterSeconds: 59.2, categories: ["error", "default"], scope: "key", reason: "over: quota" },
    { retryAfterSeconds: 0, categories: [], scope: "project" },
  ] as const;
  assert.equal(rateLimitsHeader(limits), "60:error;default:key:over__quota, 1::project");
  assert.equal(retryAfterHeader(limits), "60");
});
