import type { DigestedBatch } from "../../digest/recorder.ts";
import type { Database } from "./database.ts";

const NOTE = "UPDATE client_key SET last_used_at_ms = ?1 WHERE id = ?2 AND coalesce(last_used_at_ms, 0) < ?1";
/** A busy key costs a row a minute and not one a batch. */
const PRECISION_MS = 60_000;

/** Notes when keys were last used, within the caller's transaction. */
export type KeyUse = { readonly note: (uses: NonNullable<DigestedBatch["keyUses"]>) => void };

export function openKeyUse(db: Database): KeyUse {
  const noted = new Map<number, number>();
  return {
    note(uses) {
      for (const [keyId, usedAtMs] of uses) {
        if (usedAtMs < (noted.get(keyId) ?? 0) + PRECISION_MS) continue;
        db.statement(NOTE).run(usedAtMs, keyId);
        noted.set(keyId, usedAtMs);
      }
    },
  };
}
