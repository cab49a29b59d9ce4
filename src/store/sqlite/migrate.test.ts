import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Database } from "./database.ts";
import { openWriter } from "./database.ts";
import { checkVersion, migrate, StoreTooNew, StoreTooOld } from "./migrate.ts";

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

test("a store of the first version keeps its issues, as those that are kept here", () => {
  const first = readFileSync(path.join(import.meta.dirname, "migrations", "0001-first.sql"), "utf8");
  withStore({ "0001-first.sql": first }, (db, directory) => {
    migrate(db, directory);
    db.exec(`
      INSERT INTO organization VALUES (1, 'acme', 'Acme', 0);
      INSERT INTO project (id, organization_id, slug, name, created_at_ms) VALUES (1, 1, 'shop', 'Shop', 0);
      INSERT INTO issue VALUES (5, 1, 1, 'ignored', 'archived_until_condition_met', 7, NULL, '{"untilMs":9}', 'error', 'error',
        'node', NULL, 'Title', 'culprit', '{}', 0, 3, 2, 1, 8, NULL, NULL)`);
    migrate(db);
    assert.deepEqual(
      { ...db.prepare("SELECT id, connection_id, remote_id, title, event_count FROM issue").get() },
      { id: 5, connection_id: 0, remote_id: null, title: "Title", event_count: 3 },
    );
    assert.deepEqual(
      { ...db.prepare("SELECT backend, connection_id FROM project").get() },
      { backend: "integrated", connection_id: null },
    );
    assert.equal(db.prepare("PRAGMA foreign_key_check").all().length, 0);
    assert.equal(db.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  });
});

test("a migration that fails leaves the store as it was before all of them", () => {
  const files = {
    "0001-first.sql": "CREATE TABLE a (x);",
    "0002-second.sql": "CREATE TABLE b (x); SELECT x FROM nowhere;",
  };
  withStore(files, (db, directory) => {
    assert.throws(() => migrate(db, directory), /nowhere/);
    assert.deepEqual([tables(db), version(db)], [[], 0]);
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

test("a store from before the first step is refused, untouched, with the release to start first", () => {
  withStore({ "0001-first.sql": "CREATE TABLE a (x);", "0002-second.sql": "CREATE TABLE b (x);" }, (db, directory) => {
    const first = { store: 5, release: "0.3.0" };
    // A new store takes no step.
    checkVersion(db, directory, first);
    migrate(db, directory);
    const refused = (error: unknown): boolean =>
      error instanceof StoreTooOld && /Start release 0\.3\.0 on it first/.test(error.message);
    assert.throws(() => checkVersion(db, directory, first), refused);
    assert.equal(version(db), 2);
    checkVersion(db, directory, { store: 2, release: "0.2.0" });
  });
});
