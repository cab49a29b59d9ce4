import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { StoreUnavailable } from "../../digest/recorder.ts";
import type { Database } from "./database.ts";
import { openReader, openWriter, transaction } from "./database.ts";

function openFile(context: TestContext): { readonly db: Database; readonly file: string } {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-database-"));
  const file = path.join(directory, "culprit.db");
  const db = openWriter(file);
  db.exec("CREATE TABLE t (n INTEGER) STRICT");
  context.after(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });
  return { db, file };
}

const rows = (db: Database): unknown[] =>
  db
    .statement("SELECT n FROM t ORDER BY n")
    .all()
    .map(({ n }) => n);
const unavailable =
  (kind: StoreUnavailable["kind"]) =>
  (error: unknown): boolean =>
    error instanceof StoreUnavailable && error.kind === kind;

test("commits are synced: the writer runs in WAL mode with full synchronisation and foreign keys", (context) => {
  const { db } = openFile(context);
  const pragma = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  assert.deepEqual(
    [pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys"), pragma("mmap_size")],
    ["wal", 2, 1, 0],
  );
});

for (const [name, value] of [
  ["undefined", undefined],
  ["a Date", new Date(0)],
  ["a boolean", true],
  ["an object", {}],
] as const) {
  test(`${name} is never bound to a statement`, (context) => {
    const { db } = openFile(context);
    // What the types forbid and a slip may still bring.
    const slip = value as unknown as number;
    assert.throws(() => db.statement("INSERT INTO t VALUES (?)").run(slip), TypeError);
    assert.throws(() => db.statement("SELECT ?").get(slip), TypeError);
    assert.throws(() => db.statement("SELECT ?").all(slip), TypeError);
    assert.deepEqual(rows(db), []);
  });
}

test("a transaction is all or nothing, and the next one is not hindered", (context) => {
  const { db } = openFile(context);
  const insert = (n: number): unknown => db.statement("INSERT INTO t VALUES (?)").run(n);
  assert.throws(
    () =>
      transaction(db, () => {
        insert(1);
        throw new Error("halfway");
      }),
    /halfway/,
  );
  transaction(db, () => insert(2));
  assert.deepEqual(rows(db), [2]);
});

test("a reader sees what was committed, and cannot write", (context) => {
  const { db, file } = openFile(context);
  const reader = openReader(file);
  context.after(() => reader.close());
  transaction(db, () => db.exec("INSERT INTO t VALUES (1)"));
  assert.deepEqual(rows(reader), [1]);
  assert.throws(() => reader.exec("INSERT INTO t VALUES (2)"), unavailable("read-only"));
});

test("a full disk is told from a wrong statement", (context) => {
  const { db } = openFile(context);
  db.exec("PRAGMA max_page_count = 1");
  const many = "WITH RECURSIVE c (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c LIMIT 5000) INSERT INTO t SELECT n FROM c";
  assert.throws(() => transaction(db, () => db.exec(many)), unavailable("disk-full"));
  assert.deepEqual(rows(db), []);
  assert.throws(
    () => db.exec("SELECT wrong FROM t"),
    (error) => !(error instanceof StoreUnavailable),
  );
});

test("a file that is no database, or is not there, is named as such", (context) => {
  const { file } = openFile(context);
  writeFileSync(`${file}.txt`, "not a database, ".repeat(1_000));
  assert.throws(() => openWriter(`${file}.txt`), unavailable("io"));
  assert.throws(() => openReader(`${file}.missing`), unavailable("io"));
  chmodSync(`${file}.txt`, 0o600);
});
