import type { Database } from "./database.ts";
import { baseOf } from "./event-base.ts";
import { eventTable } from "./event-tables.ts";
import { findMappedLater } from "./mapped-later.ts";
import type { PackedPayload, StoredPayload } from "./payload.ts";
import { readPayload } from "./payload.ts";

const FIND_NEWEST_SIGNATURE =
  "SELECT id FROM signature WHERE issue_id = ? AND event_count > 0 ORDER BY last_seen_ms DESC LIMIT 1";
const LIST_DAYS = "SELECT day FROM event_day ORDER BY day DESC";

/** The newest stored event of the signature that was seen last. Undefined when retention has left none. */
export function newestEventOf(db: Database, issueId: number): StoredPayload | undefined {
  const signature = db.statement(FIND_NEWEST_SIGNATURE).get(issueId) as { id: number } | undefined;
  return signature === undefined ? undefined : newestEventOfSignature(db, signature.id);
}

/** Undefined when retention has left none. */
export function newestEventOfSignature(db: Database, signatureId: number): StoredPayload | undefined {
  for (const { day } of db.statement(LIST_DAYS).all() as { day: string }[]) {
    const table = eventTable(day);
    const row = db
      .prepare(
        `SELECT id, payload, size_bytes, base_id FROM ${table} WHERE signature_id = ? ORDER BY timestamp_ms DESC, id DESC LIMIT 1`,
      )
      .get(signatureId) as (PackedPayload & { readonly id: number; readonly base_id: number | null }) | undefined;
    if (row === undefined) continue;
    const mapped = findMappedLater(db, { day, id: row.id, signatureId });
    if (mapped !== undefined) return mapped;
    return readPayload(row, baseOf(db, day, row));
  }
  return undefined;
}
