import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { StoreUnavailable } from "../../../digest/recorder.ts";
import { diskBlobReader, diskBlobWriter } from "./disk.ts";

function directoryFor(context: TestContext): string {
  const parent = mkdtempSync(path.join(tmpdir(), "culprit-blobs-"));
  context.after(() => rmSync(parent, { recursive: true }));
  return path.join(parent, "blobs");
}

const blobOf = (text: string) => ({ digest: hash("sha256", text, "hex"), bytes: Buffer.from(text) });

test("a file is found again by its digest, once stored as often as it comes", async (context) => {
  const directory = directoryFor(context);
  const writer = diskBlobWriter(directory);
  const [a, empty, large] = [blobOf("one\n\0two"), blobOf(""), blobOf("x".repeat(3_000_000))];
  writer.put([a, empty, a]);
  writer.put([a, large]);
  const reader = diskBlobReader(directory);
  for (const { digest, bytes } of [a, empty, large]) assert.deepEqual(await reader.read(digest), bytes);
  assert.equal(readdirSync(directory, { recursive: true }).filter((name) => String(name).length > 3).length, 3);
  assert.equal(await reader.read("0".repeat(64)), undefined);
  assert.equal(statSync(directory).mode & 0o777, 0o700);
});

test("what a crash left unfinished is cleared away at the next start", (context) => {
  const directory = directoryFor(context);
  const left = path.join(directory, "ab", `${"c".repeat(62)}.part`);
  mkdirSync(path.dirname(left), { recursive: true });
  writeFileSync(left, "half a fi");
  diskBlobWriter(directory);
  assert.equal(existsSync(left), false);
});

test("a file that is there but not whole is written anew", async (context) => {
  const directory = directoryFor(context);
  const whole = blobOf("whole");
  const place = path.join(directory, whole.digest.slice(0, 2), whole.digest.slice(2));
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, "who");
  diskBlobWriter(directory).put([whole]);
  assert.deepEqual(await diskBlobReader(directory).read(whole.digest), whole.bytes);
});

for (const digest of ["../../../etc/passwd", "", "A".repeat(64), "a".repeat(63)]) {
  test(`"${digest}" leads to no file`, async (context) => {
    await assert.rejects(async () => diskBlobReader(directoryFor(context)).read(digest), /64 hex digits/);
  });
}

test("a disk that refuses makes the batch wait, and says why", (context) => {
  const directory = directoryFor(context);
  writeFileSync(directory, "a file stands where the directory should be");
  chmodSync(directory, 0o600);
  assert.throws(
    () => diskBlobWriter(directory).put([blobOf("x")]),
    (error) => error instanceof StoreUnavailable && error.kind === "io" && /blobs\/ cannot be written/.test(error.message),
  );
});
