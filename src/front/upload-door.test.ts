import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { uploadDoor } from "./upload-door.ts";

test("bodies and half-made files that a crash left are gone once the door opens; chunks stay", (context) => {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-uploads-"));
  context.after(() => rmSync(directory, { recursive: true }));
  for (const name of ["a.body", "b.assembled"]) writeFileSync(path.join(directory, name), "half");
  mkdirSync(path.join(directory, "chunks"));
  const ask = async () => await Promise.reject(new Error("nobody asks"));
  uploadDoor({ ask, clientIpOf: () => "", directory });
  assert.deepEqual(readdirSync(directory), ["chunks"]);
  uploadDoor({ ask, clientIpOf: () => "", directory: path.join(directory, "not made yet") });
});
