import assert from "node:assert/strict";
import { test } from "node:test";
import { checksPasswords } from "./api-pool.ts";

const yes = [
  "/api/0/auth/",
  "/api/0/auth",
  "/api/0/auth/?x=1",
  "/api/0/auth?x",
  "/api/0/%61uth/",
  "/api/0/auth%2f",
  "/api/0/setup/?",
  "/api/0/auth/reset/",
  "/api/0/invitations/accept/?again",
  "/api/0/users/me/password/",
  "/api/0/users/me/totp/",
  "/api/0/auth/%ff",
];
for (const path of yes) {
  test(`guesses at ${path} are counted by the one thread that counts them`, () => {
    assert.equal(checksPasswords({ method: "POST", path }), true);
    assert.equal(checksPasswords({ method: "GET", path }), false);
  });
}

test("what has nothing to do with passwords goes to any thread", () => {
  for (const path of ["/api/0/organizations/acme/issues/", "/api/0/authors/", "/api/0/projects/a/users/", "/mcp"])
    assert.equal(checksPasswords({ method: "POST", path }), false, path);
});
