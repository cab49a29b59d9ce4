import type { Database } from "../database.ts";
import { dayOf, eventTable } from "../event-tables.ts";
import { cursorText, readCursor } from "./cursor.ts";

/**
 * Where an event stands in its issue or project: by received day (`yyyymmdd`), own time and row id, newest first. See
 * docs/decisions/0001-storage.md.
 */
export type EventPlace = { readonly day: string; readonly timestampMs: number; readonly id: number };

/** Whose events are walked. Each day's table has an index for either column. */
export type EventOwners = { readonly column: "signature_id" | "project_id"; readonly ids: readonly number[] };

const LIST_DAYS = "SELECT day FROM event_day ORDER BY day DESC";

/** Days that have a table, newest first. Asked each time: it costs microseconds, and a new day must be found at once. */
export function listDays(db: Database): readonly string[] {
  const rows = db.statement(LIST_DAYS).all() as { day: string }[];
  return rows.map(({ day }) => day);
}

/** Up to `wanted` places beyond `from`, or from the first on: older ones, or newer ones when walking backwards. */
export function walkEvents(
  db: Database,
  owners: EventOwners,
  from: EventPlace | undefined,
  isBackwards: boolean,
  wanted: number,
): readonly EventPlace[] {
  const sign = isBackwards ? -1 : 1;
  const days = isBackwards ? listDays(db).toReversed() : listDays(db);
  const found: EventPlace[] = [];
  for (const day of days) {
    if (found.length >= wanted) break;
    if (from !== undefined && (isBackwards ? day < from.day : day > from.day)) continue;
    const fromInDay = day === from?.day ? from : undefined;
    const missing = wanted - found.length;
    const sql = daySql(day, owners.column, fromInDay !== undefined, isBackwards);
    const places = owners.ids
      .flatMap((ownerId) => walkDay(db, sql, day, ownerId, fromInDay, missing))
      .toSorted((a, b) => sign * (b.timestampMs - a.timestampMs || b.id - a.id));
    found.push(...places.slice(0, missing));
  }
  return found;
}

function walkDay(
  db: Database,
  sql: string,
  day: string,
  ownerId: number,
  from: EventPlace | undefined,
  wanted: number,
): readonly EventPlace[] {
  const values = from === undefined ? [ownerId] : [ownerId, from.timestampMs, from.id, ownerId, from.timestampMs];
  const rows = db.statement(sql).all(...values, wanted) as { timestamp_ms: number; id: number }[];
  return rows.map(({ timestamp_ms: timestampMs, id }) => ({ day, timestampMs, id }));
}

/** Events of the same moment are asked for apart, as in issue-scan.ts: there may be many of them. */
function daySql(day: string, column: EventOwners["column"], hasFrom: boolean, isBackwards: boolean): string {
  const direction = isBackwards ? "ASC" : "DESC";
  const beyond = isBackwards ? ">" : "<";
  const select = `SELECT timestamp_ms, id FROM ${eventTable(day)} WHERE ${column} = ?`;
  const order = `ORDER BY timestamp_ms ${direction}, id ${direction} LIMIT ?`;
  if (!hasFrom) return `${select} ${order}`;
  return `${select} AND timestamp_ms = ? AND id ${beyond} ? UNION ALL ${select} AND timestamp_ms ${beyond} ? ${order}`;
}

/** Day and row id share one integer of a cursor. No day has 2^33 rows, and 20,000 days (54 years) times that is below 2^53. */
const ROWS_PER_DAY = 2 ** 33;
const DAY_MS = 86_400_000;

export function cursorOfPlace({ day, timestampMs, id }: EventPlace, backwards: boolean): string {
  const startMs = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
  return cursorText({ value: timestampMs, id: (startMs / DAY_MS) * ROWS_PER_DAY + id, backwards });
}

/** Any two integers are some place: a cursor that a client made up leads to a page, if only an empty one. */
export function placeOfCursor(text: string): { readonly from: EventPlace; readonly isBackwards: boolean } {
  const { value, id, backwards } = readCursor(text);
  const from = { day: dayOf(Math.floor(id / ROWS_PER_DAY) * DAY_MS), timestampMs: value, id: id % ROWS_PER_DAY };
  return { from, isBackwards: backwards };
}
