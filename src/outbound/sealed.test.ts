import assert from "node:assert/strict";
import { test } from "node:test";
import { isMasked, masked, open, seal, withoutSecret } from "./sealed.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const CONTEXT = "project 12 sentry https://sentry.io";

for (const secret of ["sntrys_eyJpYXQiOjE3", "", "ünïcödé 🔑", "x".repeat(10_000)]) {
  test(`a secret of ${secret.length} characters comes back as it was`, () => {
    const sealed = seal(KEY, CONTEXT, secret);
    assert.deepEqual(open(KEY, CONTEXT, sealed), { ok: true, value: secret });
    assert.match(sealed, /^v1\.[A-Za-z0-9_-]+$/);
    if (secret !== "") assert.ok(!sealed.includes(secret));
  });
}

test("the same secret is sealed differently each time", () => {
  assert.notEqual(seal(KEY, CONTEXT, "secret"), seal(KEY, CONTEXT, "secret"));
});

test("a secret sealed by this version can still be opened by later ones", () => {
  const sealed = "v1.obBKr13ilAXuWrucb7N1Ygcc02gd5XjN74czhj6DQLKiviKmVe583Ih-";
  assert.deepEqual(open(KEY, CONTEXT, sealed), { ok: true, value: "a token of old" });
});

const shut = [
  { name: "another key", key: `${KEY}0`, context: CONTEXT },
  { name: "another origin", key: KEY, context: "project 12 sentry https://sentry.io.evil.example" },
  { name: "another project", key: KEY, context: "project 13 sentry https://sentry.io" },
];
for (const { name, key, context } of shut) {
  test(`a secret stays shut under ${name}`, () => {
    const opened = open(key, context, seal(KEY, CONTEXT, "secret"));
    assert.ok(!opened.ok);
    assert.equal(opened.problem.kind, "cannot-open");
  });
}

test("a change of any byte keeps it shut", () => {
  const bytes = Buffer.from(seal(KEY, CONTEXT, "secret").slice(3), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.ok(!open(KEY, CONTEXT, `v1.${changed.toString("base64url")}`).ok, `byte ${at}`);
  }
});

for (const text of ["", "secret", "v1.", "v1.AAAA", "v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "v1.AAAA.AAAA"]) {
  test(`"${text}" is not taken for a sealed secret`, () => {
    const opened = open(KEY, CONTEXT, text);
    assert.ok(!opened.ok);
    assert.equal(opened.problem.kind, "not-sealed");
  });
}

const tokens: readonly { readonly token: string | undefined; readonly isKept: boolean }[] = [
  { token: undefined, isKept: true },
  { token: " ", isKept: true },
  { token: "****", isKept: true },
  { token: "••••6789", isKept: true },
  { token: "sntrys_0123456789", isKept: false },
  { token: "*secret", isKept: false },
];
for (const { token, isKept } of tokens) {
  test(`${token ?? "no token"} ${isKept ? "stands for the kept one" : "is one"}`, () => assert.equal(isMasked(token), isKept));
}

test("a secret is taken out of what is said, wherever it stands", () => {
  assert.equal(withoutSecret("a s3cret, and s3cret again", "s3cret"), "a ••••, and •••• again");
  assert.equal(withoutSecret("nothing", ""), "nothing");
});

test("four characters of a long secret are shown, and none of a short one", () => {
  assert.equal(masked("sntrys_0123456789"), "••••6789");
  assert.equal(masked("0123456789ab"), "••••89ab");
  assert.equal(masked("0123456789a"), "••••");
  assert.equal(masked(""), "••••");
});
