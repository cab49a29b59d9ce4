import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isPublicKey, parseDsn, parseProjectId } from "./dsn.ts";

const KEY = "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6";
const good = [
  { name: "a plain one", text: `https://${KEY}@errors.example/42`, host: "errors.example" },
  { name: "one with the secret of old", text: `https://${KEY}:secret@errors.example/42`, host: "errors.example" },
  { name: "one with a port and a path", text: `http://${KEY}@10.0.0.1:9000/below/this/42`, host: "10.0.0.1:9000" },
  { name: "GitLab's collector", text: `https://${KEY}@git.example/api/v4/error_tracking/collector/42`, host: "git.example" },
  { name: "one that ends with a slash", text: `https://${KEY}@errors.example/42/`, host: "errors.example" },
  { name: "one on an IPv6 address", text: `http://${KEY}@[::1]:9000/42`, host: "[::1]:9000" },
];
for (const { name, text, host } of good) {
  test(`a DSN is read: ${name}`, () => {
    assert.deepEqual(parseDsn(text), { ok: true, value: { publicKey: KEY, projectId: 42, host } });
  });
}

const bad = [
  { text: "", kind: "not-a-url" },
  { text: "errors.example/42", kind: "not-a-url" },
  { text: `ftp://${KEY}@errors.example/42`, kind: "not-a-url" },
  { text: `https://${KEY}@${"a".repeat(3_000)}/42`, kind: "not-a-url" },
  { text: "https://errors.example/42", kind: "no-public-key" },
  { text: `https://${KEY}@errors.example/`, kind: "bad-project-id" },
  { text: `https://${KEY}@errors.example/abc`, kind: "bad-project-id" },
  { text: `https://${KEY}@errors.example/0`, kind: "bad-project-id" },
  { text: `https://${KEY}@errors.example/99999999999999999999`, kind: "bad-project-id" },
];
for (const { text, kind } of bad) {
  test(`no DSN (${kind}): ${text.slice(0, 60)}`, () => assert.deepEqual(parseDsn(text), { ok: false, problem: { kind } }));
}

const host = fc.oneof(fc.constantFrom("errors.example", "10.0.0.1:9000", "[::1]:9000", "a"), fc.domain());
const keys = fc.stringMatching(/^[A-Za-z0-9_]{16,64}$/);

test("a DSN is read back as it was put together, whatever stands between host and project", () => {
  const between = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { maxLength: 4 });
  const secret = fc.option(fc.stringMatching(/^[a-z0-9]{1,32}$/), { nil: undefined });
  fc.assert(
    fc.property(keys, secret, host, between, fc.integer({ min: 1, max: 2 ** 31 }), (key, old, name, parts, projectId) => {
      const credentials = old === undefined ? key : `${key}:${old}`;
      const text = `https://${credentials}@${[name, ...parts, projectId].join("/")}`;
      assert.deepEqual(parseDsn(text), { ok: true, value: { publicKey: key, projectId, host: name } });
    }),
  );
});

test("any text whatever gives an answer, and a project that is given back is a whole number above 0", () => {
  const piece = fc.constantFrom(
    "https://",
    "http:",
    "//",
    "@",
    ":",
    "/",
    "?",
    "#",
    "%",
    "..",
    "42",
    "-1",
    "1e3",
    "\u0000",
    "é",
    "[",
    "key",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (any) => {
      const parsed = parseDsn(any);
      if (parsed.ok)
        assert.ok(Number.isSafeInteger(parsed.value.projectId) && parsed.value.projectId > 0 && parsed.value.publicKey !== "");
      const projectId = parseProjectId(any);
      assert.ok(projectId === undefined || (Number.isSafeInteger(projectId) && String(projectId).length <= any.length));
      assert.equal(isPublicKey(any), /^[A-Za-z0-9_]{16,64}$/.test(any) && !any.includes("\n"));
    }),
    { numRuns: 500 },
  );
});
