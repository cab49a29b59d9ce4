import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { DataDirectoryError, lockDataDirectory, openDataDirectory } from "./data-directory.ts";

const place = mkdtempSync(path.join(tmpdir(), "culprit-directory-"));
after(() => rmSync(place, { recursive: true, force: true }));

test("the directory is for its owner alone, and the secret key stays the same", () => {
  const first = openDataDirectory(path.join(place, "data"), undefined);
  const second = openDataDirectory(path.join(place, "data"), undefined);
  assert.equal(first.secretKey(), second.secretKey());
  assert.equal(statSync(first.path).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(first.path, "secret.key")).mode & 0o777, 0o600);
});

test("a key that a first start did not finish is made anew", () => {
  const directory = openDataDirectory(path.join(place, "broken-off"), undefined);
  writeFileSync(path.join(directory.path, "secret.key.new"), "half a k");
  assert.match(directory.secretKey(), /^[0-9a-f]{64}$/);
  assert.deepEqual(readdirSync(directory.path).toSorted(), ["log", "secret.key"]);
});

test("a second holder is kept off until the first lets go", () => {
  const directory = openDataDirectory(path.join(place, "data"), undefined);
  const lock = lockDataDirectory(directory);
  assert.ok(lock);
  assert.equal(lockDataDirectory(directory), undefined);
  lock.release();
  const again = lockDataDirectory(directory);
  assert.ok(again);
  again.release();
});

test("a place that cannot be used is named with its remedy", () => {
  const file = path.join(place, "file");
  writeFileSync(file, "");
  assert.throws(
    () => openDataDirectory(file, undefined),
    (error) => error instanceof DataDirectoryError && error.kind === "not-writable" && /CULPRIT_DATA_DIR/.test(error.message),
  );
});
