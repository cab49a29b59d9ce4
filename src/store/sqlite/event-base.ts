import type { Database } from "./database.ts";
import { eventTable } from "./event-tables.ts";
import type { PackedPayload } from "./payload.ts";

export type BasedRow = { readonly id: number; readonly base_id: number | null };

/**
 * The payload that an event of a day is compressed against; undefined for one that stands alone. That is a base, or one that was
 * a base and is on its way out (`base_id` is its own id, see erasing/).
 */
export function baseOf(db: Database, day: string, { id, base_id: base }: BasedRow): PackedPayload | undefined {
  if (base === null || base === id) return undefined;
  const row = db.statement(`SELECT payload, size_bytes FROM ${eventTable(day)} WHERE id = ?`).get(base);
  return row as PackedPayload | undefined;
}
