import type { ReleaseReader, StoredRelease } from "../../../release/health.ts";
import type { Database } from "../database.ts";
import { countSessions } from "./session-counts.ts";
import { inSnapshot } from "./snapshot.ts";

// Versions are told apart by case, and looked for without.
const LIST_RELEASES = `
  SELECT min(id) AS id, version, min(first_event_ms) AS first_ms, max(last_event_ms) AS last_event_ms,
    json_group_array(project_id) AS project_ids
  FROM release
  WHERE project_id IN (SELECT value FROM json_each(?1))
    AND (?2 = '' OR instr(lower(version), lower(?2)) > 0)
  GROUP BY version ORDER BY first_ms DESC, version DESC LIMIT ?3 OFFSET ?4`;
const COUNT_NEW_ISSUES = `
  SELECT project_id, count(*) AS issues FROM issue
  WHERE project_id IN (SELECT value FROM json_each(?)) AND first_release = ? AND connection_id = 0 GROUP BY project_id`;

type ReleaseRow = {
  readonly id: number;
  readonly version: string;
  readonly first_ms: number;
  readonly last_event_ms: number | null;
  readonly project_ids: string;
};

export function sqliteReleaseReader(db: Database): ReleaseReader {
  return {
    countSessions: async (query) => inSnapshot(db, () => countSessions(db, query)),
    listReleases: async (query) => inSnapshot(db, () => listReleases(db, query)),
  };
}

function listReleases(
  db: Database,
  { projectIds, text = "", limit, offset }: Parameters<ReleaseReader["listReleases"]>[0],
): readonly StoredRelease[] {
  const projects = JSON.stringify(projectIds);
  const rows = db.statement(LIST_RELEASES).all(projects, text, limit, offset) as unknown as ReleaseRow[];
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    firstSeenMs: row.first_ms,
    lastEventMs: row.last_event_ms ?? undefined,
    projectIds: JSON.parse(row.project_ids),
    newIssues: countNewIssues(db, projects, row.version),
  }));
}

function countNewIssues(db: Database, projects: string, version: string): ReadonlyMap<number, number> {
  const rows = db.statement(COUNT_NEW_ISSUES).all(projects, version) as { project_id: number; issues: number }[];
  return new Map(rows.map(({ project_id: projectId, issues }) => [projectId, issues]));
}
