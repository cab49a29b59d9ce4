import type { FetchCommands } from "../../codehost/commit-fetch.ts";
import type { ResolvedIssues } from "../../release/release.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { fixIssues } from "./fix-issues.ts";
import { listCommits } from "./read/release-commits.ts";
import { setCommits } from "./release-commits.ts";

/** Each repository once, whatever the number of the release's projects that are connected to it. */
const LIST_CONNECTIONS = `
  SELECT min(codehost_connection.id) AS id, lower(repository_path) AS path
  FROM release JOIN project ON project.id = release.project_id
    JOIN codehost_connection ON codehost_connection.project_id = project.id AND is_active = 1
  WHERE project.organization_id = ? AND release.version = ? GROUP BY kind, origin, repository_id`;
const LIST_REFS = "SELECT lower(repository) AS path FROM release_ref WHERE release_detail_id = ?";
const HAS_COMMITS = "SELECT 1 FROM release_commit WHERE release_detail_id = ? LIMIT 1";
/** What was had already is not asked for again; what failed is, from the beginning. */
const WANT = `
  INSERT INTO commit_fetch (release_detail_id, connection_id, created_at_ms, next_at_ms) VALUES (?1, ?2, ?3, ?3)
  ON CONFLICT (release_detail_id, connection_id)
  DO UPDATE SET attempts = 0, created_at_ms = ?3, next_at_ms = ?3, problem = NULL WHERE is_done = 0`;
const FORGET_RELEASE = "DELETE FROM commit_fetch WHERE release_detail_id = ?";
const FORGET_CONNECTION = "DELETE FROM commit_fetch WHERE connection_id = ? AND is_done = 0";
const REVIVE = `
  UPDATE commit_fetch SET attempts = 0, created_at_ms = ?1, next_at_ms = ?1, problem = NULL
  WHERE connection_id = ?2 AND is_done = 0`;
const FIND = `
  SELECT release_detail_id, organization_id, version FROM commit_fetch JOIN release_detail ON release_detail.id = release_detail_id
  WHERE commit_fetch.id = ? AND is_done = 0`;
const DONE = "UPDATE commit_fetch SET is_done = 1, next_at_ms = NULL, problem = NULL WHERE id = ?";
const POSTPONE = "UPDATE commit_fetch SET attempts = attempts + 1, next_at_ms = ?, problem = ? WHERE id = ? AND is_done = 0";
const MAX_COMMITS = 1_000;

type FetchRow = { readonly release_detail_id: number; readonly organization_id: number; readonly version: string };

type Wanting = {
  readonly organizationId: number;
  readonly version: string;
  readonly detailId: number;
  /** Unix ms. */
  readonly nowMs: number;
};

/**
 * Has the code hosts asked for the commits of a release that has none, or has them by name alone; within the caller's transaction,
 * so that a release that was answered is not forgotten. Only repositories of the release's own projects are asked.
 */
export function wantCommits(db: Database, { organizationId, version, detailId, nowMs }: Wanting): void {
  const named = new Set((db.statement(LIST_REFS).all(detailId) as { path: string }[]).map(({ path }) => path));
  if (named.size === 0 && db.statement(HAS_COMMITS).get(detailId) !== undefined) return;
  const connections = db.statement(LIST_CONNECTIONS).all(organizationId, version) as { id: number; path: string }[];
  for (const { id, path } of connections) {
    if (named.size === 0 || named.has(path)) db.statement(WANT).run(detailId, id, nowMs);
  }
}

/** Within the caller's transaction: whoever sent the commits knows them. */
export function forgetFetches(db: Database, detailId: number): void {
  db.statement(FORGET_RELEASE).run(detailId);
}

/** Within the caller's transaction: a connection was put away. */
export function forgetFetchesBy(db: Database, connectionId: number): void {
  db.statement(FORGET_CONNECTION).run(connectionId);
}

/** Within the caller's transaction: somebody has just mended the connection. */
export function reviveFetches(db: Database, connectionId: number, nowMs: number): void {
  db.statement(REVIVE).run(nowMs, connectionId);
}

/** What was asked of code hosts comes in, each command one transaction. */
export function commitFetchCommands(
  db: Database,
  { receivedNow, onResolved }: { readonly receivedNow: () => number; readonly onResolved: (resolved: ResolvedIssues) => void },
): Now<FetchCommands> {
  return {
    finishFetch({ fetchId, repository, commits }) {
      const resolved = transaction(db, () => {
        const row = db.statement(FIND).get(fetchId) as FetchRow | undefined;
        // Commits were sent meanwhile, or the release is gone.
        if (row === undefined) return [];
        const { release_detail_id: detailId, organization_id: organizationId, version } = row;
        const own = repository.toLowerCase();
        const others = listCommits(db, detailId).filter((commit) => commit.repository?.toLowerCase() !== own);
        setCommits(db, detailId, [...commits, ...others].slice(0, MAX_COMMITS));
        db.statement(DONE).run(fetchId);
        return fixIssues(db, { organizationId, version, detailId, nowMs: receivedNow() });
      });
      if (resolved.length > 0) onResolved(resolved);
    },
    postponeFetch({ fetchId, nextAtMs, problem }) {
      db.statement(POSTPONE).run(nextAtMs ?? null, problem, fetchId);
    },
  };
}
