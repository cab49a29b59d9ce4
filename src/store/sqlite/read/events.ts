import type { Cursor, EventInIssue, EventPage, StoredEvent } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";
import type { EventRow } from "../event-tables.ts";
import { eventIdBytes, eventIdText, eventTable } from "../event-tables.ts";
import { readPayload } from "../payload.ts";

/** An issue's events are in the order (received day, own time, row id). This is where one of them stands in it. */
type Place = { readonly day: string; readonly timestampMs: number; readonly id: number };
type FoundRow = { readonly place: Place; readonly row: EventRow };

/** More rows than a day can have; day number and row id share one integer of a cursor: 20,000 × 2^33 is far below 2^53. */
const ROWS_PER_DAY = 2 ** 33;
const DAY_MS = 86_400_000;

export function listEvents(db: Database, issue: Issue, page: { readonly cursor?: Cursor; readonly limit: number }): EventPage {
  const isBackwards = page.cursor?.backwards ?? false;
  const found = walk(db, issue, page.cursor === undefined ? undefined : placeOf(page.cursor), isBackwards, page.limit + 1);
  const hasMore = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  if (isBackwards) rows.reverse();
  const cursorOf = (row: FoundRow | undefined, backwards: boolean): Cursor | undefined =>
    row === undefined ? undefined : cursorAt(row.place, backwards);
  return {
    events: rows.map((one) => storedEvent(db, issue.id, one)),
    next: isBackwards || hasMore ? cursorOf(rows.at(-1), false) : undefined,
    previous: isBackwards
      ? hasMore
        ? cursorOf(rows[0], true)
        : undefined
      : page.cursor === undefined
        ? undefined
        : cursorOf(rows[0], true),
  };
}

export function findEvent(
  db: Database,
  issue: Issue,
  which: "latest" | "oldest" | { readonly eventId: string },
): EventInIssue | undefined {
  const found =
    which === "latest" || which === "oldest"
      ? walk(db, issue, undefined, which === "oldest", 1)[0]
      : findRow(db, [issue.projectId], which.eventId);
  if (found === undefined || !signaturesOf(db, issue.id).includes(found.row.signature_id)) return undefined;
  const idOf = (one: FoundRow | undefined): string | undefined =>
    one === undefined ? undefined : eventIdText(one.row.event_id);
  return {
    stored: storedEvent(db, issue.id, found),
    previousEventId: idOf(walk(db, issue, found.place, false, 1)[0]),
    nextEventId: idOf(walk(db, issue, found.place, true, 1)[0]),
  };
}

/** The issue that owns an event, by event id. */
export function findIssueIdOfEvent(db: Database, projectIds: readonly number[], eventId: string): number | undefined {
  const found = findRow(db, projectIds, eventId);
  if (found === undefined) return undefined;
  const row = db.statement("SELECT issue_id FROM signature WHERE id = ?").get(found.row.signature_id);
  return row === undefined ? undefined : Number(row["issue_id"]);
}

/** Up to `limit` events from a place on (not including it): older ones first to last, or newer ones when backwards. */
function walk(db: Database, issue: Issue, from: Place | undefined, isBackwards: boolean, limit: number): FoundRow[] {
  const found: FoundRow[] = [];
  const signatures = signaturesOf(db, issue.id);
  const days = isBackwards ? daysOf(db).toReversed() : daysOf(db);
  for (const day of days) {
    if (found.length >= limit) break;
    if (from !== undefined && (isBackwards ? day < from.day : day > from.day)) continue;
    const inDay = from?.day === day ? from : undefined;
    const rows = signatures
      .flatMap((signatureId) => rowsOfDay(db, day, signatureId, inDay, isBackwards, limit - found.length))
      .toSorted((a, b) => (isBackwards ? 1 : -1) * (a.timestamp_ms - b.timestamp_ms || a.id - b.id))
      .slice(0, limit - found.length);
    found.push(...rows.map((row) => ({ row, place: { day, timestampMs: row.timestamp_ms, id: row.id } })));
  }
  return found;
}

function rowsOfDay(
  db: Database,
  day: string,
  signatureId: number,
  from: Place | undefined,
  isBackwards: boolean,
  limit: number,
): readonly EventRow[] {
  const place = from === undefined ? "" : `AND (timestamp_ms, id) ${isBackwards ? ">" : "<"} (?, ?)`;
  const order = isBackwards ? "ASC" : "DESC";
  const sql = `SELECT * FROM ${eventTable(day)} WHERE signature_id = ? ${place}
    ORDER BY timestamp_ms ${order}, id ${order} LIMIT ?`;
  const at = from === undefined ? [] : [from.timestampMs, from.id];
  return db.statement(sql).all(signatureId, ...at, limit) as unknown as readonly EventRow[];
}

function findRow(db: Database, projectIds: readonly number[], eventId: string): FoundRow | undefined {
  const bytes = eventIdBytes(eventId);
  for (const day of daysOf(db)) {
    const rows = db
      .statement(`SELECT * FROM ${eventTable(day)} WHERE event_id = ?`)
      .all(bytes) as unknown as readonly EventRow[];
    const row = rows.find((one) => projectIds.includes(one.project_id));
    if (row !== undefined) return { row, place: { day, timestampMs: row.timestamp_ms, id: row.id } };
  }
  return undefined;
}

function storedEvent(db: Database, issueId: number, { place, row }: FoundRow): StoredEvent {
  const base =
    row.base_id === null
      ? undefined
      : (db.statement(`SELECT payload, size_bytes FROM ${eventTable(place.day)} WHERE id = ?`).get(row.base_id) as
          | Pick<EventRow, "payload" | "size_bytes">
          | undefined);
  const { event, title, culprit, tags } = readPayload(row, base);
  return {
    issueId,
    projectId: row.project_id,
    event,
    title,
    culprit,
    tags,
    receivedAtMs: row.received_ms,
    sizeBytes: row.size_bytes,
  };
}

function signaturesOf(db: Database, issueId: number): readonly number[] {
  return db
    .statement("SELECT id FROM signature WHERE issue_id = ?")
    .all(issueId)
    .map((row) => Number(row["id"]));
}

/** Newest first. */
function daysOf(db: Database): readonly string[] {
  return db
    .statement("SELECT day FROM event_day ORDER BY day DESC")
    .all()
    .map((row) => String(row["day"]));
}

function cursorAt({ day, timestampMs, id }: Place, backwards: boolean): Cursor {
  const atMs = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
  return { value: timestampMs, id: (atMs / DAY_MS) * ROWS_PER_DAY + id, backwards };
}

function placeOf({ value, id }: Cursor): Place {
  const day = new Date(Math.floor(id / ROWS_PER_DAY) * DAY_MS);
  // A cursor made up by a client may name no day at all: it stands before everything.
  const text = Number.isNaN(day.getTime()) ? "0" : day.toISOString().slice(0, 10).replaceAll("-", "");
  return { day: text, timestampMs: value, id: id % ROWS_PER_DAY };
}
