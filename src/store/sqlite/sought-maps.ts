import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";

/** Notes which signatures wait for which files, each once. */
export type SoughtMaps = {
  readonly note: (projectId: number, signatureId: number, sought: readonly string[]) => void;
};

const ADD = "INSERT INTO unmapped_signature (project_id, sought, signature_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const MAX_REMEMBERED = 20_000;

export function openSoughtMaps(db: Database): SoughtMaps {
  const noted = boundedCache<string, true>(MAX_REMEMBERED);
  return {
    note(projectId, signatureId, sought) {
      for (const each of sought) {
        const key = `${signatureId} ${each}`;
        if (noted.get(key) === true) continue;
        db.statement(ADD).run(projectId, each, signatureId);
        noted.set(key, true);
      }
    },
  };
}
