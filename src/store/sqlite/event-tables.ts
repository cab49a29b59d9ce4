import type { Level } from "../../protocol/event.ts";
import type { Database, Statement } from "./database.ts";

/**
 * Events lie in one table per received UTC day, `event_<yyyymmdd>`, so that index size and insert cost stay constant and
 * dropping a day is cheap. `event_day` lists the tables. See docs/decisions/0001-storage.md.
 */
export type EventRow = {
  readonly id: number;
  readonly project_id: number;
  /** 16 bytes. */
  readonly event_id: Uint8Array;
  readonly signature_id: number;
  readonly received_ms: number;
  /** The event's own time, Unix ms. */
  readonly timestamp_ms: number;
  /** See `levelNumber`. */
  readonly level: number;
  /** 0: none. */
  readonly environment_id: number;
  /** 0: none. */
  readonly release_id: number;
  readonly user_key: number | null;
  /** The row of the same table whose payload this one is compressed against; null: compressed alone, it is a base. */
  readonly base_id: number | null;
  /** Bytes of the payload before compression. */
  readonly size_bytes: number;
  /** See payload.ts. */
  readonly payload: Uint8Array;
};

/** `20270131`, the UTC day of a received time. */
export function dayOf(receivedAtMs: number): string {
  return new Date(receivedAtMs).toISOString().slice(0, 10).replaceAll("-", "");
}

const DAY_MS = 86_400_000;

/** The moment after the last of a day, Unix ms. */
export function endOfDay(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8))) + DAY_MS;
}

/** The table of a day. Throws for text that is not a day, for it goes into SQL as it is. */
export function eventTable(day: string): string {
  if (!/^\d{8}$/.test(day)) throw new Error(`${JSON.stringify(day)} is not a day`);
  return `event_${day}`;
}

/** Levels as stored, so that a comparison is one of severity. */
const LEVEL_NUMBERS: { readonly [level in Level]: number } = { debug: 10, info: 20, warning: 30, error: 40, fatal: 50 };

export function levelNumber(level: Level): number {
  return LEVEL_NUMBERS[level];
}

/** The other way; undefined for a number that is no level's. */
export function levelName(number: number): string | undefined {
  return Object.entries(LEVEL_NUMBERS).find(([, known]) => known === number)?.[0];
}

/** 32 hex digits as the 16 bytes that are stored. */
export function eventIdBytes(eventId: string): Buffer {
  return Buffer.from(eventId, "hex");
}

/** The 16 stored bytes as 32 lower-case hex digits. */
export function eventIdText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/**
 * Makes the table of a day and its line in the registry. The index by event id is what keeps an event from being stored
 * twice. The indexes by signature and by project are the orders of events of an issue and of a project: own time, then row
 * id. The index of bases has one entry a signature, so that its base is found at once after a restart.
 */
export function createEventTable(db: Database, day: string): void {
  const table = eventTable(day);
  db.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      id INTEGER PRIMARY KEY,
      project_id INTEGER NOT NULL,
      event_id BLOB NOT NULL,
      signature_id INTEGER NOT NULL,
      received_ms INTEGER NOT NULL,
      timestamp_ms INTEGER NOT NULL,
      level INTEGER NOT NULL,
      environment_id INTEGER NOT NULL,
      release_id INTEGER NOT NULL,
      user_key INTEGER,
      base_id INTEGER,
      size_bytes INTEGER NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS ${table}_by_event ON ${table} (event_id, project_id);
    CREATE INDEX IF NOT EXISTS ${table}_by_signature ON ${table} (signature_id, timestamp_ms);
    CREATE UNIQUE INDEX IF NOT EXISTS ${table}_base ON ${table} (signature_id) WHERE base_id IS NULL;
    ${indexByProject(day)};
    INSERT INTO event_day (day) VALUES ('${day}') ON CONFLICT (day) DO NOTHING;`);
}

/** Gives each day's table the index that the tables of 0.1.0 do not have. Reads such a table once, and the others not at all. */
export function indexDaysByProject(db: Database): void {
  const days = db.prepare("SELECT day FROM event_day").all() as { day: string }[];
  for (const { day } of days) db.exec(indexByProject(day));
}

function indexByProject(day: string): string {
  const table = eventTable(day);
  return `CREATE INDEX IF NOT EXISTS ${table}_by_project ON ${table} (project_id, timestamp_ms)`;
}

/** The statements of one day's table that the writer runs over and over. */
export type EventTable = {
  readonly day: string;
  /** Values in the order of `INSERT_COLUMNS`. */
  readonly insert: Statement;
  /** By event id and project. */
  readonly exists: Statement;
  /** `id`, `payload`, `size_bytes` of a signature's base. */
  readonly findBase: Statement;
};

export const INSERT_COLUMNS = [
  "project_id",
  "event_id",
  "signature_id",
  "received_ms",
  "timestamp_ms",
  "level",
  "environment_id",
  "release_id",
  "user_key",
  "base_id",
  "size_bytes",
  "payload",
] as const;

export function openEventTable(db: Database, day: string): EventTable {
  const table = eventTable(day);
  const marks = INSERT_COLUMNS.map(() => "?").join(", ");
  return {
    day,
    insert: db.prepare(`INSERT INTO ${table} (${INSERT_COLUMNS.join(", ")}) VALUES (${marks})`),
    exists: db.prepare(existsInDay(day)),
    findBase: db.prepare(findBaseInDay(day)),
  };
}

/** Asks a day for an event, by id and project. */
export function existsInDay(day: string): string {
  return `SELECT 1 FROM ${eventTable(day)} WHERE event_id = ? AND project_id = ?`;
}

/** Asks a day for a signature's base. */
export function findBaseInDay(day: string): string {
  return `SELECT id, payload, size_bytes FROM ${eventTable(day)} WHERE signature_id = ? AND base_id IS NULL`;
}
