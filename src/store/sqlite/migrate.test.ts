import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Database } from "./database.ts";
import { openWriter } from "./database.ts";
import { migrate, StoreTooNew } from "./migrate.ts";

function withStore(files: { readonly [name: string]: string }, work: (db: Database, directory: string) => void): void {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-migrate-"));
  const db = openWriter(path.join(directory, "culprit.db"));
  try {
    for (const [name, sql] of Object.entries(files)) writeFileSync(path.join(directory, name), sql);
    work(db, directory);
  } finally {
    db.close();
    rmSync(directory, { recursive: true });
  }
}

const version = (db: Database): unknown => db.prepare("PRAGMA user_version").get()?.["user_version"];
const tables = (db: Database): unknown[] =>
  db
    .prepare("SELECT name FROM sqlite_schema ORDER BY name")
    .all()
    .map(({ name }) => name);

test("a fresh store gets every table, and a second run changes nothing", () => {
  withStore({}, (db) => {
    migrate(db);
    const first = tables(db);
    assert.ok(first.includes("issue"));
    migrate(db);
    assert.deepEqual(tables(db), first);
  });
});

test("only the migrations that the store has not seen are run, in order", () => {
  withStore({ "0001-first.sql": "CREATE TABLE a (x);" }, (db, directory) => {
    migrate(db, directory);
    writeFileSync(path.join(directory, "0002-second.sql"), "ALTER TABLE a ADD COLUMN y;");
    writeFileSync(path.join(directory, "0003-third.sql"), "CREATE TABLE b (y); INSERT INTO b SELECT y FROM a;");
    migrate(db, directory);
    assert.deepEqual(tables(db), ["a", "b"]);
    assert.equal(version(db), 3);
  });
});

test("a migration that fails leaves the store as it was before it", () => {
  const files = {
    "0001-first.sql": "CREATE TABLE a (x);",
    "0002-second.sql": "CREATE TABLE b (x); SELECT x FROM nowhere;",
  };
  withStore(files, (db, directory) => {
    assert.throws(() => migrate(db, directory), /nowhere/);
    assert.deepEqual(tables(db), ["a"]);
    assert.equal(version(db), 1);
  });
});

test("a store of a newer version is refused, untouched, with the remedy", () => {
  withStore({}, (db) => {
    db.exec("PRAGMA user_version = 99");
    assert.throws(
      () => migrate(db),
      (error) => error instanceof StoreTooNew && /newer Culprit.*backup/s.test(error.message),
    );
    assert.deepEqual(tables(db), []);
  });
});
