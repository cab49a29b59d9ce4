import type { Database, Statement } from "./database.ts";
import { transaction } from "./database.ts";
import { DELETED_ISSUE } from "./delete-issues.ts";
import { eventTable } from "./event-tables.ts";
import { removeLook } from "./looks.ts";

/** Takes away, a slice at a time, what deleted issues have left behind. */
export type Removal = {
  /** Works for about so long, in a transaction of its own. False when nothing is left. */
  readonly step: (budgetMs: number) => boolean;
};

const FIND_SIGNATURE = `SELECT id FROM signature WHERE issue_id = ${DELETED_ISSUE} LIMIT 1`;
const LIST_DAYS = "SELECT day FROM event_day ORDER BY day DESC";
const TAKE_FROM_DAY = "UPDATE event_day SET event_count = event_count - ? WHERE day = ?";
const DELETE_SIGNATURE = "DELETE FROM signature WHERE id = ?";

/** Rows a statement takes away. The clock is looked at after each. */
const CHUNK = 50;

/** What hangs on an event. Feedback stays: it was written to be read, whatever it was about. */
const OF_EVENT = [
  "DELETE FROM attachment WHERE project_id = ? AND event_id = ?",
  "DELETE FROM user_report WHERE project_id = ? AND event_id = ? AND kind = 'user-report'",
];
type RemovedEvent = { readonly project_id: number; readonly event_id: Uint8Array };

/** Tables of roll-ups, and what tells the rows of one signature apart. */
const ROLL_UPS = [
  ["signature_hour", "hour"],
  ["signature_user", "user_key"],
  ["signature_tag", "tag_id"],
  ["signature_release", "environment_id, release_id"],
  ["unmapped_signature", "project_id, sought"],
  ["mapped_later", "day, event_row_id"],
].map(
  ([table, key]) => `
  DELETE FROM ${table} WHERE signature_id = ?1 AND (${key}) IN (
    SELECT ${key} FROM ${table} WHERE signature_id = ?1 LIMIT ${CHUNK})`,
);
const DELETE_DUE = "DELETE FROM mapping_due WHERE signature_id = ?";
const DELETE_SKETCH = "DELETE FROM signature_sketch WHERE signature_id = ?";

/** How far one signature is removed. `days` are still to be looked at. */
type Progress = { readonly signatureId: number; readonly days: string[] };

export function openRemoval(db: Database): Removal {
  const days = new Map<string, Statement>();
  let progress: Progress | undefined;

  const inDay = (day: string): Statement => {
    let statement = days.get(day);
    if (statement === undefined) days.set(day, (statement = db.prepare(deleteInDay(day))));
    return statement;
  };
  const next = (): Progress | undefined => {
    const row = db.statement(FIND_SIGNATURE).get() as { id: number } | undefined;
    if (row === undefined) return undefined;
    const all = db.statement(LIST_DAYS).all() as { day: string }[];
    return { signatureId: row.id, days: all.map(({ day }) => day) };
  };
  /** Takes away a chunk. True when nothing of the signature is left. */
  const removeSome = ({ signatureId, days: left }: Progress): boolean => {
    const [day] = left;
    if (day !== undefined) {
      const events = inDay(day).all(signatureId) as unknown as readonly RemovedEvent[];
      for (const event of events) {
        for (const sql of OF_EVENT) db.statement(sql).run(event.project_id, event.event_id);
      }
      if (events.length > 0) db.statement(TAKE_FROM_DAY).run(events.length, day);
      if (events.length < CHUNK) left.shift();
      return false;
    }
    if (ROLL_UPS.some((sql) => db.statement(sql).run(signatureId).changes > 0)) return false;
    db.statement(DELETE_DUE).run(signatureId);
    db.statement(DELETE_SKETCH).run(signatureId);
    removeLook(db, signatureId);
    db.statement(DELETE_SIGNATURE).run(signatureId);
    return true;
  };

  return {
    step(budgetMs) {
      const endMs = performance.now() + budgetMs;
      // What is remembered of a transaction that fails may not be so: it is looked up again.
      let at = progress ?? next();
      progress = undefined;
      if (at === undefined) {
        days.clear();
        return false;
      }
      transaction(db, () => {
        while (at !== undefined && performance.now() < endMs) if (removeSome(at)) at = next();
      });
      progress = at;
      return at !== undefined;
    },
  };
}

function deleteInDay(day: string): string {
  const table = eventTable(day);
  return `
    DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE signature_id = ? LIMIT ${CHUNK})
    RETURNING project_id, event_id`;
}
