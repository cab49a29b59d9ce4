import type { Database } from "../database.ts";
import { baseOf } from "../event-base.ts";
import { eventTable } from "../event-tables.ts";
import { dictionaryOf, packPayload, unpackPayload } from "../payload.ts";
import type { SignatureKey } from "../signatures.ts";
import type { Erasing, ErasingSlices } from "./erasing-deps.ts";
import type { ErasableRow } from "./erasable-event.ts";
import { ERASABLE_COLUMNS, eraseEvent, isOfPerson } from "./erasable-event.ts";

const CHUNK = 20;
const FIND_SIGNATURE = "SELECT id, project_id AS projectId, hash FROM signature WHERE id = ?";

/**
 * Makes a base of a signature's day ready to be deleted: another event becomes the base, and what was compressed against the old one
 * is compressed against that. Meanwhile the old base stands alone by naming itself, so that the new one can be found, and whatever
 * arrives is compressed against the new one. Events of the person go on the way, so that none of them becomes a base.
 */
export function* replaceBase(
  db: Database,
  job: Erasing,
  day: string,
  old: ErasableRow,
  forget: (signatures: readonly SignatureKey[]) => void,
): ErasingSlices {
  const table = eventTable(day);
  const dependents = db.prepare(`
    SELECT ${ERASABLE_COLUMNS} FROM ${table}
    WHERE signature_id = ? AND base_id = ? AND id <> base_id LIMIT ${CHUNK}`);
  const setBase = db.prepare(`UPDATE ${table} SET base_id = ?, payload = ? WHERE id = ?`);
  const findBase = db.prepare(`SELECT id, payload, size_bytes FROM ${table} WHERE signature_id = ? AND base_id IS NULL`);
  const signature = db.statement(FIND_SIGNATURE).get(old.signature_id) as SignatureKey | undefined;
  // Whatever happens, the recorder must not go on with the dictionary that is on its way out.
  const forgetBase = (): void => forget(signature === undefined ? [] : [signature]);

  for (;;) {
    const rows = dependents.all(old.signature_id, old.id) as unknown as readonly ErasableRow[];
    if (rows.length === 0) break;
    for (const row of rows) {
      if (isOfPerson(db, job, day, row)) {
        eraseEvent(db, job, day, row);
        continue;
      }
      const bytes = unpackPayload(row, baseOf(db, day, row));
      const known = findBase.get(old.signature_id) as Pick<ErasableRow, "id" | "payload" | "size_bytes"> | undefined;
      if (known === undefined || known.id === old.id) {
        setBase.run(old.id, old.payload, old.id);
        setBase.run(null, packPayload(bytes, undefined), row.id);
        forgetBase();
      } else {
        setBase.run(known.id, packPayload(bytes, dictionaryOf(unpackPayload(known, undefined))), row.id);
      }
    }
    yield "rest";
  }
  forgetBase();
}
