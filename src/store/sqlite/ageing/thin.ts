import type { Database } from "../database.ts";
import { eventTable } from "../event-tables.ts";
import { removeProjectDay } from "./days.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";

/** Rows that are counted at a time. */
const STRIDE = 5_000;
/** A signature's day with no more than so many events has none to spare. */
const SPARED = 2;

const LIST_DAYS = "SELECT day, is_closed FROM event_day ORDER BY day";
const TAKE_FROM_DAY = "UPDATE event_day SET event_count = event_count - 1 WHERE day = ?";
const FORGET_MAPPED = "DELETE FROM mapped_later WHERE day = ? AND event_row_id = ?";
const MARK_ISSUE = "UPDATE issue SET thinned_at_ms = ? WHERE id = (SELECT issue_id FROM signature WHERE id = ?)";

type Day = { readonly day: string; readonly is_closed: number };
type Thinning = { readonly projectId: number; readonly maxEvents: number; readonly nowMs: number; left: number };

/**
 * Brings a project down to as many stored events as it may keep. Oldest days first, each issue keeps the first and the newest event of
 * each day; where that is not enough, whole days go, oldest first. The day that takes events is left alone. Totals stay exact.
 */
export function* thinProject(
  db: Database,
  { projectId, maxEvents, nowMs }: { readonly projectId: number; readonly maxEvents: number; readonly nowMs: number },
): Slices {
  const days = db.statement(LIST_DAYS).all() as Day[];
  const thinning: Thinning = { projectId, maxEvents, nowMs, left: 0 };
  const counts = new Map<string, number>();
  for (const { day } of days) {
    const count = yield* countIn(db, day, projectId);
    counts.set(day, count);
    thinning.left += count;
  }
  const closed = days.filter((day) => day.is_closed === 1).map(({ day }) => day);
  for (const day of closed) {
    if (thinning.left <= maxEvents) return;
    const before = thinning.left;
    if ((counts.get(day) ?? 0) > SPARED) yield* thinDay(db, day, thinning);
    counts.set(day, (counts.get(day) ?? 0) - (before - thinning.left));
  }
  for (const day of closed) {
    if (thinning.left <= maxEvents) return;
    yield* removeProjectDay(db, day, projectId);
    thinning.left -= counts.get(day) ?? 0;
  }
}

function* countIn(db: Database, day: string, projectId: number): Generator<void, number> {
  const table = eventTable(day);
  const { last } = db.prepare(`SELECT ifnull(max(id), 0) AS last FROM ${table}`).get() as { last: number };
  const count = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE id > ? AND id <= ? AND project_id = ?`);
  let sum = 0;
  for (let from = 0; from < last; from += STRIDE) {
    sum += (count.get(from, from + STRIDE, projectId) as { n: number }).n;
    yield;
  }
  return sum;
}

/** Issue by issue: all but the base, which came first and which the others cannot be read without, and the newest of the day. */
function* thinDay(db: Database, day: string, thinning: Thinning): Slices {
  const table = eventTable(day);
  const bases = db.prepare(`
    SELECT signature_id, project_id FROM ${table} INDEXED BY ${table}_base
    WHERE base_id IS NULL AND signature_id > ? ORDER BY signature_id LIMIT ${CHUNK}`);
  const spare = db.prepare(`
    DELETE FROM ${table} WHERE id IN (
      SELECT id FROM ${table} WHERE signature_id = ?1 AND base_id IS NOT NULL AND base_id <> id AND id <> (
        SELECT id FROM ${table} WHERE signature_id = ?1 ORDER BY timestamp_ms DESC, id DESC LIMIT 1)
      LIMIT ?2)
    RETURNING id`);
  for (let after = -1; ;) {
    const rows = bases.all(after) as { signature_id: number; project_id: number }[];
    if (rows.length === 0) return;
    for (const { signature_id: signatureId, project_id: owner } of rows) {
      after = signatureId;
      if (owner !== thinning.projectId) continue;
      for (;;) {
        const most = Math.min(CHUNK, thinning.left - thinning.maxEvents);
        const gone = spare.all(signatureId, most) as { id: number }[];
        for (const { id } of gone) {
          db.statement(TAKE_FROM_DAY).run(day);
          db.statement(FORGET_MAPPED).run(day, id);
        }
        thinning.left -= gone.length;
        if (gone.length > 0) db.statement(MARK_ISSUE).run(thinning.nowMs, signatureId);
        if (thinning.left <= thinning.maxEvents) return;
        yield;
        if (gone.length < CHUNK) break;
      }
    }
    yield;
  }
}
