import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRecoveryCodes, makeTotpSecret, plainRecoveryCode, stepOfCode, totpCode } from "./totp.ts";

/** RFC 6238, appendix B: the secret "12345678901234567890", and the last six of its eight digits. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const cases = [
  { seconds: 59, want: "287082" },
  { seconds: 1_111_111_109, want: "081804" },
  { seconds: 1_111_111_111, want: "050471" },
  { seconds: 1_234_567_890, want: "005924" },
  { seconds: 2_000_000_000, want: "279037" },
  { seconds: 20_000_000_000, want: "353130" },
];
for (const { seconds, want } of cases) {
  test(`the code at ${seconds} s is ${want}, as RFC 6238 has it`, () => {
    assert.equal(totpCode(RFC_SECRET, seconds * 1_000), want);
  });
}

test("a code counts half a minute before and after its time, and no longer", () => {
  const secret = makeTotpSecret();
  const nowMs = 1_800_000_000_000;
  const code = totpCode(secret, nowMs);
  const step = nowMs / 30_000;
  for (const [offMs, want] of [
    [-60_000, undefined],
    [-30_000, step],
    [0, step],
    [30_000, step],
    [60_000, undefined],
  ] as const) {
    assert.equal(stepOfCode(secret, code, nowMs + offMs, 0), want, String(offMs));
  }
  assert.equal(stepOfCode(secret, ` ${code.slice(0, 3)} ${code.slice(3)}`, nowMs, 0), step);
});

test("a code that was taken is not taken again, nor one before it", () => {
  const secret = makeTotpSecret();
  const nowMs = 1_800_000_000_000;
  const step = stepOfCode(secret, totpCode(secret, nowMs), nowMs, 0) ?? 0;
  assert.equal(stepOfCode(secret, totpCode(secret, nowMs), nowMs, step), undefined);
  assert.equal(stepOfCode(secret, totpCode(secret, nowMs - 30_000), nowMs, step), undefined);
  assert.equal(stepOfCode(secret, totpCode(secret, nowMs + 30_000), nowMs, step), step + 1);
});

test("recovery codes differ, and are read however they are typed", () => {
  const codes = makeRecoveryCodes();
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[A-Z2-7]{5}-[A-Z2-7]{5}$/);
  assert.equal(plainRecoveryCode("abcde fghij"), plainRecoveryCode("ABCDE-FGHIJ"));
});
