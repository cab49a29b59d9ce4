import type { Database } from "../database.ts";
import type { Erasing, ErasingSlices } from "./erasing-deps.ts";

const CHUNK = 50;
const NEXT = `
  SELECT id, project_id, name, email, comments, url FROM user_report WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE = "DELETE FROM user_report WHERE id = ?";

type ReportRow = {
  readonly id: number;
  readonly project_id: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly comments: string;
  readonly url: string | null;
};

/** Deletes what the person wrote: feedback and user reports under their name or address, or with their address in it. */
export function* eraseReports(db: Database, job: Erasing): ErasingSlices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT).all(after) as ReportRow[];
    if (rows.length === 0) return;
    for (const row of rows) {
      after = row.id;
      if (!job.projectIds.has(row.project_id) || !isByPerson(job, row)) continue;
      db.statement(DELETE).run(row.id);
      job.done.reports += 1;
    }
    yield "rest";
  }
}

function isByPerson({ person, sighting }: Erasing, { name, email, comments, url }: ReportRow): boolean {
  if (person.kind === "username" && name?.toLowerCase() === person.value.toLowerCase()) return true;
  return [name, email, comments, url].some((text) => text !== null && sighting.takenOut(text) !== undefined);
}
