import assert from "node:assert/strict";
import { test } from "node:test";
import type { Role, Scope } from "./account.ts";
import { scopesOfRole, withLower } from "./scopes.ts";

const cases: readonly { readonly role: Role; readonly may: readonly Scope[]; readonly mayNot: readonly Scope[] }[] = [
  { role: "reporter", may: ["event:read", "project:read"], mayNot: ["event:write", "project:write"] },
  { role: "developer", may: ["event:write", "project:releases"], mayNot: ["project:write", "event:admin"] },
  { role: "maintainer", may: ["project:write", "event:admin"], mayNot: ["org:write", "member:write"] },
  { role: "owner", may: ["org:admin", "org:write", "member:admin", "project:admin", "event:write"], mayNot: [] },
];
for (const { role, may, mayNot } of cases) {
  test(`a ${role} may ${may.join(", ")}`, () => {
    const scopes = scopesOfRole(role);
    assert.deepEqual(
      may.filter((scope) => !scopes.has(scope)),
      [],
    );
    assert.deepEqual(
      mayNot.filter((scope) => scopes.has(scope)),
      [],
    );
  });
}

test("admin holds write and write holds read, within one resource", () => {
  assert.deepEqual([...withLower(["event:admin"])].sort(), ["event:admin", "event:read", "event:write"]);
  assert.deepEqual([...withLower(["org:ci"])], ["org:ci"]);
});
