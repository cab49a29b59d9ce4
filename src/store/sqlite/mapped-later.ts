import { zstdCompressSync } from "node:zlib";
import type { Database } from "./database.ts";
import type { PackedPayload, StoredPayload } from "./payload.ts";
import { payloadBytes, readPayload } from "./payload.ts";

const FIND = "SELECT payload, size_bytes FROM mapped_later WHERE day = ? AND event_row_id = ? AND signature_id = ?";
const SAVE = `
  INSERT INTO mapped_later (day, event_row_id, signature_id, size_bytes, payload) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (day, event_row_id) DO UPDATE
    SET signature_id = excluded.signature_id, size_bytes = excluded.size_bytes, payload = excluded.payload`;

/** A row of a day's table. Its signature tells it from a later row that got the same number. */
export type EventPlaceKey = { readonly day: string; readonly id: number; readonly signatureId: number };

/** An event as it is since its source maps came; undefined when the day's table has it as it is. */
export function findMappedLater(db: Database, { day, id, signatureId }: EventPlaceKey): StoredPayload | undefined {
  const row = db.statement(FIND).get(day, id, signatureId) as PackedPayload | undefined;
  return row === undefined ? undefined : readPayload(row, undefined);
}

export function saveMappedLater(db: Database, { day, id, signatureId }: EventPlaceKey, payload: StoredPayload): void {
  const bytes = payloadBytes(payload);
  db.statement(SAVE).run(day, id, signatureId, bytes.length, zstdCompressSync(bytes));
}
