import type { Database } from "../database.ts";
import { baseOf } from "../event-base.ts";
import { eventTable } from "../event-tables.ts";
import type { PackedPayload, StoredPayload } from "../payload.ts";
import { unpackPayload } from "../payload.ts";
import type { Erasing } from "./erasing-deps.ts";

const TAKE_FROM_DAY = "UPDATE event_day SET event_count = event_count - 1 WHERE day = ?";
const FORGET_MAPPED = "DELETE FROM mapped_later WHERE day = ? AND event_row_id = ?";
const DELETE_ATTACHMENTS = "DELETE FROM attachment WHERE project_id = ? AND event_id = ?";
const DELETE_REPORTS = "DELETE FROM user_report WHERE project_id = ? AND event_id = ? AND kind = 'user-report'";
const NOTE_USER = "INSERT INTO erasure_user (erasure_id, project_id, user_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

export type ErasableRow = PackedPayload & {
  readonly id: number;
  readonly project_id: number;
  readonly event_id: Uint8Array;
  readonly signature_id: number;
  readonly user_key: number | null;
  readonly base_id: number | null;
};

export const ERASABLE_COLUMNS = "id, project_id, event_id, signature_id, user_key, base_id, size_bytes, payload";

/** Whether the event, as it came or as it reads since its source maps came, has the person in it. Notes what they are counted by. */
export function isOfPerson(db: Database, job: Erasing, day: string, row: ErasableRow): boolean {
  const json = jsonOf(db, day, row);
  if (json === undefined || !job.sighting.mayBeIn(json)) return false;
  // Our own bytes, written by `payloadBytes`. What maps add is code: the person is in both or in neither.
  const { event, tags } = JSON.parse(json) as StoredPayload;
  const sighted = job.sighting.inEvent(event, tags);
  if (sighted === "is" && row.user_key !== null && job.person.kind !== "ip") {
    db.statement(NOTE_USER).run(job.id, row.project_id, row.user_key);
  }
  return sighted !== undefined;
}

/** Undefined for what nobody can read: an event of a deleted issue whose base has gone before it, or a damaged one. */
function jsonOf(db: Database, day: string, row: ErasableRow): string | undefined {
  const base = baseOf(db, day, row);
  try {
    return unpackPayload(row, base).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Deletes an event that no other is compressed against, with its files and what its user wrote of it. */
export function eraseEvent(db: Database, job: Erasing, day: string, row: ErasableRow): void {
  const { changes } = db.prepare(`DELETE FROM ${eventTable(day)} WHERE id = ?`).run(row.id);
  if (changes === 0) return;
  db.statement(TAKE_FROM_DAY).run(day);
  db.statement(FORGET_MAPPED).run(day, row.id);
  job.done.events += 1;
  job.done.attachments += db.statement(DELETE_ATTACHMENTS).run(row.project_id, row.event_id).changes;
  job.done.reports += db.statement(DELETE_REPORTS).run(row.project_id, row.event_id).changes;
}
