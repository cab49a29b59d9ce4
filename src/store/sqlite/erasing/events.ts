import type { Database } from "../database.ts";
import { eventTable } from "../event-tables.ts";
import type { SignatureKey } from "../signatures.ts";
import type { ErasableRow } from "./erasable-event.ts";
import { ERASABLE_COLUMNS, eraseEvent, isOfPerson } from "./erasable-event.ts";
import type { Erasing, ErasingSlices } from "./erasing-deps.ts";
import { replaceBase } from "./replace-base.ts";

const LIST_DAYS = "SELECT day FROM event_day WHERE day >= ? ORDER BY day";

/** Rows that are looked at between two looks at the clock: to read one takes some 50 µs. */
const CHUNK = 20;
/** Rows of other projects are passed over so many at a time. */
const STRIDE = 2_000;

/** Looks through the events that are stored now, from where it was, and deletes those of the person. */
export function* eraseEvents(db: Database, job: Erasing, forget: (signatures: readonly SignatureKey[]) => void): ErasingSlices {
  const days = (db.statement(LIST_DAYS).all(job.reached.day) as { day: string }[]).map(({ day }) => day);
  for (const day of days) {
    if (day !== job.reached.day) Object.assign(job.reached, { day, rowId: 0 });
    yield* eraseInDay(db, job, day, forget);
  }
}

function* eraseInDay(
  db: Database,
  job: Erasing,
  day: string,
  forget: (signatures: readonly SignatureKey[]) => void,
): ErasingSlices {
  const table = eventTable(day);
  const projects = [...job.projectIds].join(", ");
  const next = db.prepare(`
    SELECT ${ERASABLE_COLUMNS} FROM ${table} WHERE id > ?1 AND id <= ?2 AND project_id IN (${projects}) ORDER BY id LIMIT ${CHUNK}`);
  const lastId = db.prepare(`SELECT max(id) AS id FROM ${table}`);
  const last = (): number => (lastId.get() as { id: number | null }).id ?? 0;
  while (job.reached.rowId < last()) {
    const until = job.reached.rowId + STRIDE;
    const rows = next.all(job.reached.rowId, until) as unknown as readonly ErasableRow[];
    let isStale = false;
    for (const row of rows) {
      // What came after a base in these rows is compressed against another one now.
      if (isStale) break;
      if (isOfPerson(db, job, day, row)) {
        isStale = isBase(row);
        if (isStale) yield* replaceBase(db, job, day, row, forget);
        eraseEvent(db, job, day, row);
      }
      job.reached.rowId = row.id;
      job.reached.looked += 1;
    }
    if (rows.length < CHUNK && !isStale) job.reached.rowId = until;
    // The number of the last row is given again once that row is gone.
    job.reached.rowId = Math.min(job.reached.rowId, last());
    yield "rest";
  }
}

const isBase = (row: ErasableRow): boolean => row.base_id === null || row.base_id === row.id;
