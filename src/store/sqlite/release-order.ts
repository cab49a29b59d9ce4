import { newestFirst } from "../../release/order.ts";
import type { Placed } from "../../release/order.ts";
import type { Database } from "./database.ts";

const RELEASES = `
  SELECT release.version, ifnull(detail.released_ms, release.first_event_ms) AS at_ms
  FROM release JOIN project ON project.id = release.project_id
    LEFT JOIN release_detail AS detail
      ON detail.organization_id = project.organization_id AND detail.version = release.version`;
const FIND_DATE = `${RELEASES} WHERE release.project_id = ? AND release.version = ?`;
const LIST_NEWEST = `${RELEASES} WHERE release.project_id = ? ORDER BY at_ms DESC LIMIT 2000`;
const LIST_OF_ISSUE = `${RELEASES}
  WHERE release.id IN (
    SELECT release_id FROM signature_release JOIN signature ON signature.id = signature_release.signature_id
    WHERE signature.issue_id = ?)`;

type Row = { readonly version: string; readonly at_ms: number };

/** When a release of the project was released, else first heard of. Unix ms; undefined if there is none of this name. */
export function releaseDate(db: Database, projectId: number, version: string): number | undefined {
  const row = db.statement(FIND_DATE).get(projectId, version) as Row | undefined;
  return row?.at_ms;
}

/** In the order of the project's releases. */
export function newestRelease(db: Database, projectId: number): Placed | undefined {
  return newestFirst(placed(db.statement(LIST_NEWEST).all(projectId) as unknown as Row[]))[0];
}

/** Of those that the issue was seen in. */
export function newestOfIssue(db: Database, issueId: number): Placed | undefined {
  return newestFirst(placed(db.statement(LIST_OF_ISSUE).all(issueId) as unknown as Row[]))[0];
}

function placed(rows: readonly Row[]): readonly Placed[] {
  return rows.map(({ version, at_ms: atMs }) => ({ version, atMs }));
}
