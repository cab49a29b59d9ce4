import type { Database } from "../database.ts";
import { endOfDay, eventTable } from "../event-tables.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";

const LIST_DAYS = "SELECT day FROM event_day ORDER BY day";
const LIST_CLOSED_DAYS = "SELECT day FROM event_day WHERE is_closed = 1 ORDER BY day";
const ADD_EXPIRED = "INSERT INTO expired_day (day) VALUES (?) ON CONFLICT DO NOTHING";
const TAKE_FROM_DAY = "UPDATE event_day SET event_count = event_count - ? WHERE day = ?";
const FORGET_DAY = "DELETE FROM event_day WHERE day = ?";
const LIST_EXPIRED = "SELECT day FROM expired_day ORDER BY day";
/** What was read of events since their source maps came. */
const FORGET_MAPPED = `
  DELETE FROM mapped_later WHERE (day, event_row_id) IN (
    SELECT day, event_row_id FROM mapped_later WHERE day = ? LIMIT ${CHUNK})`;
const FORGET_MAPPED_OF = "DELETE FROM mapped_later WHERE signature_id = ? AND day = ?";
const FORGET_EXPIRED = "DELETE FROM expired_day WHERE day = ?";

/** Takes whole days out of sight, then empties and drops their tables. `forgetDays`: what the writer remembers of days goes. */
export function* dropExpiredDays(db: Database, cutMs: number, forgetDays: () => void): Slices {
  for (const day of daysBefore(db, LIST_DAYS, cutMs)) {
    db.statement(ADD_EXPIRED).run(day);
    db.statement(FORGET_DAY).run(day);
    forgetDays();
    yield;
  }
  for (const { day } of db.statement(LIST_EXPIRED).all() as { day: string }[]) {
    // To drop a full table takes as long as it has pages, in one go.
    const table = eventTable(day);
    const empty = db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${CHUNK})`);
    while (empty.run().changes > 0) yield;
    while (db.statement(FORGET_MAPPED).run(day).changes > 0) yield;
    db.exec(`DROP TABLE ${table}`);
    db.statement(FORGET_EXPIRED).run(day);
    yield;
  }
}

/** Removes one project's events of days before `cutMs`. The day that takes events is left alone. */
export function* removeProjectDays(db: Database, projectId: number, cutMs: number): Slices {
  for (const day of daysBefore(db, LIST_CLOSED_DAYS, cutMs)) {
    const table = eventTable(day);
    const any = db.prepare(`SELECT 1 FROM ${table} INDEXED BY ${table}_by_project WHERE project_id = ? LIMIT 1`);
    if (any.get(projectId) !== undefined) yield* removeProjectDay(db, day, projectId);
    yield;
  }
}

/** Signature by signature, its base last: the other payloads of the signature's day cannot be read without it. */
export function* removeProjectDay(db: Database, day: string, projectId: number): Slices {
  const table = eventTable(day);
  const bases = db.prepare(`
    SELECT signature_id, project_id FROM ${table} INDEXED BY ${table}_base
    WHERE base_id IS NULL AND signature_id > ? ORDER BY signature_id LIMIT ${CHUNK}`);
  const removeOthers = db.prepare(`
    DELETE FROM ${table} WHERE id IN (
      SELECT id FROM ${table} WHERE signature_id = ? AND base_id IS NOT NULL LIMIT ${CHUNK})`);
  const removeBase = db.prepare(`DELETE FROM ${table} WHERE signature_id = ? AND base_id IS NULL`);
  for (let after = -1; ;) {
    const rows = bases.all(after) as { signature_id: number; project_id: number }[];
    if (rows.length === 0) return;
    for (const { signature_id: signatureId, project_id: owner } of rows) {
      after = signatureId;
      if (owner !== projectId) continue;
      for (let removed = -1; removed !== 0;) {
        removed = removeOthers.run(signatureId).changes;
        db.statement(TAKE_FROM_DAY).run(removed, day);
        if (removed > 0) yield;
      }
      db.statement(TAKE_FROM_DAY).run(removeBase.run(signatureId).changes, day);
      db.statement(FORGET_MAPPED_OF).run(signatureId, day);
      yield;
    }
    yield;
  }
}

function daysBefore(db: Database, list: string, cutMs: number): readonly string[] {
  const rows = db.statement(list).all() as { day: string }[];
  return rows.map(({ day }) => day).filter((day) => endOfDay(day) <= cutMs);
}
