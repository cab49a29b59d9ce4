import { commitHashIn } from "../../release/version.ts";
import type { Database } from "./database.ts";

const ADD_RELEASE = "INSERT INTO release (project_id, version, first_event_ms) VALUES (?, ?, ?)";
// One that names a repository and a commit knows better.
const FETCH_COMMITS = `
  INSERT INTO commit_fetch (organization_id, version, project_id, repository, head, created_ms, next_at_ms)
  SELECT organization_id, ?2, id, '', ?3, ?4, 0 FROM project WHERE id = ?1
  ON CONFLICT DO NOTHING`;

/**
 * Makes the row of a version in a project, within the caller's transaction, and answers its id. When the version is named after a
 * commit, the commits since the release before are to be fetched, should the project have a code host. `atMs` is Unix ms.
 */
export function addRelease(db: Database, projectId: number, version: string, atMs: number): number {
  const { lastInsertRowid } = db.statement(ADD_RELEASE).run(projectId, version, atMs);
  const hash = commitHashIn(version);
  if (hash !== undefined) db.statement(FETCH_COMMITS).run(projectId, version, hash, atMs);
  return lastInsertRowid;
}
