import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import { StoreUnavailable } from "../../digest/recorder.ts";

/** A row of our own SQL; callers cast it to its columns. */
export type Row = { readonly [column: string]: SQLOutputValue };

/** A prepared statement with positional parameters. */
export interface Statement {
  /** The number of rows changed, and the row id of the last insert on this connection. */
  run(...values: SQLInputValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
}

/** One connection. Every method throws `StoreUnavailable` when the file or disk refuses. */
export interface Database {
  /** Prepared once per text and kept while the connection is open: for statements that are constants. */
  statement(sql: string): Statement;
  /** Prepared for the caller alone: for statements whose text changes, such as those of a day's table. */
  prepare(sql: string): Statement;
  /** Runs statements without parameters. */
  exec(sql: string): void;
  isInTransaction(): boolean;
  close(): void;
}

/*
 * What a commit of the writer survives. WAL with synchronous=FULL: the commit's pages are appended to the WAL and synced
 * before COMMIT returns, so a committed batch survives power loss. Frames carry a checksum salted per WAL, so a torn or
 * stale tail is dropped on the next opening, whole transactions at a time. A checkpoint syncs the WAL before it writes pages
 * into the database, and the database before the WAL starts anew. NORMAL would skip the sync at commit: the last
 * transactions, with log positions already told to the log, could be lost. mmap stays off: an I/O error would be a signal
 * that kills the process, where here it is a `StoreUnavailable`.
 */
const WRITER_PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 0;
  PRAGMA cache_size = -16000;
  PRAGMA wal_autocheckpoint = 8000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA trusted_schema = OFF;`;

const READER_PRAGMAS = `
  PRAGMA query_only = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 0;
  PRAGMA cache_size = -8000;
  PRAGMA trusted_schema = OFF;`;

const BUSY_TIMEOUT_MS = 5_000;

/** Opens or makes the store for the one writer. Tables are made by `migrate`. */
export function openWriter(path: string): Database {
  return open(path, false, WRITER_PRAGMAS);
}

/** Opens an existing store for reading; never writes, never waits for the writer. */
export function openReader(path: string): Database {
  return open(path, true, READER_PRAGMAS);
}

function open(path: string, readOnly: boolean, pragmas: string): Database {
  const translated: Translate = (error) => refusalOf(error, path);
  const attempt = <T>(work: () => T): T => attemptAs(translated, work);
  const connection = attempt(() => new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS, defensive: true }));
  try {
    attempt(() => connection.exec(pragmas));
  } catch (error) {
    connection.close();
    throw error;
  }
  const prepare = (sql: string): Statement =>
    statementOf(
      attempt(() => connection.prepare(sql)),
      translated,
    );
  const statements = new Map<string, Statement>();
  return {
    statement(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const made = prepare(sql);
      statements.set(sql, made);
      return made;
    },
    prepare,
    exec: (sql) => attempt(() => connection.exec(sql)),
    isInTransaction: () => connection.isTransaction,
    close: () => {
      statements.clear();
      connection.close();
    },
  };
}

/** Runs `work` as one transaction: all of it, or nothing when it throws. Within another one it is a part of that, undone alone when it throws. */
export function transaction<T>(db: Database, work: () => T): T {
  if (db.isInTransaction()) return savepoint(db, work);
  // IMMEDIATE: a transaction that reads first could otherwise find another writer in its way when it comes to write.
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function savepoint<T>(db: Database, work: () => T): T {
  db.exec("SAVEPOINT part");
  try {
    const result = work();
    db.exec("RELEASE part");
    return result;
  } catch (error) {
    // Gone with the whole when SQLite has rolled back by itself.
    if (db.isInTransaction()) db.exec("ROLLBACK TO part; RELEASE part");
    throw error;
  }
}

function rollBack(db: Database): void {
  // A full disk or a failed read has SQLite roll back by itself.
  if (!db.isInTransaction()) return;
  try {
    db.exec("ROLLBACK");
  } catch {
    // The first error tells more; an open transaction that cannot be rolled back is rolled back when the file is next opened.
  }
}

/** An error as this file's callers know it. */
type Translate = (error: unknown) => unknown;

function statementOf(statement: StatementSync, translated: Translate): Statement {
  return {
    run(...values) {
      guard(values);
      try {
        const { changes, lastInsertRowid } = statement.run(...values);
        return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
      } catch (error) {
        throw translated(error);
      }
    },
    get(...values) {
      guard(values);
      try {
        return statement.get(...values);
      } catch (error) {
        throw translated(error);
      }
    },
    all(...values) {
      guard(values);
      try {
        return statement.all(...values);
      } catch (error) {
        throw translated(error);
      }
    },
  };
}

/** node:sqlite takes `undefined` for NULL and a Date for its text: both are slips that would be stored without a word. */
function guard(values: readonly unknown[]): void {
  for (const value of values) {
    const type = typeof value;
    if (type === "number" || type === "string" || value === null || type === "bigint" || value instanceof Uint8Array) continue;
    throw new TypeError(`cannot bind ${value instanceof Date ? "a Date" : type} to a statement`);
  }
}

function attemptAs<T>(translated: Translate, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html) that say the store, not the statement, is at fault. */
const UNAVAILABLE: { readonly [code: number]: StoreUnavailable["kind"] } = {
  5: "busy",
  6: "busy", // locked
  7: "io", // out of memory
  8: "read-only",
  10: "io",
  11: "io", // corrupt
  13: "disk-full",
  14: "io", // cannot open
  15: "busy", // lock protocol
  26: "io", // not a database
};

const REMEDIES: { readonly [kind in StoreUnavailable["kind"]]: string } = {
  "disk-full": "the disk is full; free some space",
  io: "it cannot be read or written; check the disk",
  "read-only": "it is not writable; check who owns it and how its disk is mounted",
  busy: "another program holds it; stop that one",
};
/** What is in such a file is not ours to guess. */
const DAMAGED = new Set([11, 26]);
const DAMAGED_REMEDY = "it is damaged; stop the server, keep the file aside and restore the last backup (docs/backup.md)";

function refusalOf(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const code = error.errcode & 0xff;
  const kind = UNAVAILABLE[code];
  if (kind === undefined) return error;
  const remedy = DAMAGED.has(code) ? DAMAGED_REMEDY : REMEDIES[kind];
  return new StoreUnavailable(kind, `${file}: ${remedy} (SQLite: ${error.message})`, { cause: error });
}
