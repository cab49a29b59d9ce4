import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNewPassword, hashPassword, PasswordQueueFull, verifyPassword } from "./password.ts";

test("a stored password is an argon2id PHC string and only the same password matches it", async () => {
  const stored = await hashPassword("correct horse battery");
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await verifyPassword("correct horse battery", stored), true);
  assert.equal(await verifyPassword("correct horse batterz", stored), false);
});

test("the same password is stored differently each time", async () => {
  assert.notEqual(await hashPassword("correct horse battery"), await hashPassword("correct horse battery"));
});

test("no password matches an unknown user or a damaged row", async () => {
  assert.equal(await verifyPassword("", undefined), false);
  assert.equal(
    await verifyPassword("anything", "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"),
    false,
  );
});

test("a flood of passwords is refused instead of queued without end", async () => {
  const all = await Promise.allSettled(Array.from({ length: 34 }, () => verifyPassword("x", undefined)));
  const refused = all.filter((one) => one.status === "rejected" && one.reason instanceof PasswordQueueFull);
  assert.equal(refused.length, 2);
  assert.equal(await verifyPassword("x", undefined), false);
});

const cases = [
  { password: "short", want: "too-short" },
  { password: "x".repeat(513), want: "too-long" },
  { password: "password123", want: "too-common" },
  { password: "Qwertyuiop", want: "too-common" },
  { password: "aaaaaaaaaaaa", want: "too-common" },
  { password: "1234567890", want: "too-common" },
  { password: "ada@example.org", want: "too-common" },
  { password: "violet kettle", want: "ok" },
  { password: "пароль-и-чай", want: "ok" },
];
for (const { password, want } of cases) {
  test(`the new password ${password.slice(0, 16)} is ${want}`, () => {
    const checked = checkNewPassword(password, "ada@example.org");
    assert.equal(checked.ok ? "ok" : checked.problem.kind, want);
  });
}
