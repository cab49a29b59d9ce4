import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { openWriter } from "./database.ts";
import { keepBeforeMigration } from "./keep-before.ts";
import { latestStoreVersion, migrate } from "./migrate.ts";
import { checkStore } from "./snapshot.ts";

const copies = (directory: string): readonly string[] => readdirSync(directory).filter((name) => name.includes(".db.v"));

test("a store is copied before it is brought to another version, and the copy of the upgrade before goes", (context) => {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-store-"));
  context.after(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, "culprit.db");
  const db = openWriter(file);
  context.after(() => db.close());
  keepBeforeMigration(db, file);
  assert.deepEqual(copies(directory), [], "a new store");
  migrate(db);
  keepBeforeMigration(db, file);
  assert.deepEqual(copies(directory), [], "a store of this version");

  const before = latestStoreVersion() - 1;
  writeFileSync(`${file}.v1`, "of an earlier upgrade");
  db.exec(`PRAGMA user_version = ${before}; INSERT INTO organization (slug, name, created_at_ms) VALUES ('acme', 'Acme', 0)`);
  keepBeforeMigration(db, file);
  assert.deepEqual(copies(directory), [`culprit.db.v${before}`]);
  assert.equal(checkStore(`${file}.v${before}`).version, before, "whole, with what was in the WAL");
});
