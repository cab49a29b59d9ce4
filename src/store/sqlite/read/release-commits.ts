import type { ChangedFile, CommitAuthor, CommitWithFiles, Deploy, FetchState, ReleasePlace } from "../../../release/release.ts";
import type { Database } from "../database.ts";

const FIND_DETAIL = `
  SELECT id FROM release_detail WHERE organization_id = ?1 AND version = ?2
    AND EXISTS (SELECT 1 FROM release WHERE release.version = ?2 AND project_id IN (SELECT value FROM json_each(?3)))`;
const LIST_COMMITS = `
  SELECT place, hash, repository, message, author_name, author_email, at_ms FROM release_commit
  WHERE release_detail_id = ? ORDER BY place LIMIT ?`;
const LIST_FILES = `
  SELECT path, change FROM release_commit_file WHERE release_detail_id = ? AND place = ? ORDER BY path`;
const LIST_AUTHORS = `
  SELECT author_name, author_email, min(place) AS first FROM release_commit
  WHERE release_detail_id = ? GROUP BY author_name, author_email ORDER BY first LIMIT 20`;
const LIST_DEPLOYS = `
  SELECT id, environment, name, url, started_ms, finished_ms FROM deploy WHERE release_detail_id = ? ORDER BY id`;
const LIST_FETCHES = `
  SELECT repository_path, next_at_ms, is_done, commit_fetch.problem
  FROM commit_fetch JOIN codehost_connection ON codehost_connection.id = connection_id
  WHERE release_detail_id = ? ORDER BY commit_fetch.id`;

type CommitRow = {
  readonly place: number;
  readonly hash: string;
  readonly repository: string | null;
  readonly message: string;
  readonly author_name: string;
  readonly author_email: string;
  readonly at_ms: number | null;
};

const ALL = 1_000_000;

/** Newest first. `detail` is the row of `release_detail`, or where to find it. */
export function listCommits(db: Database, detail: number | ReleasePlace, limit = ALL): readonly CommitWithFiles[] {
  const id = detailOf(db, detail);
  if (id === undefined) return [];
  const rows = db.statement(LIST_COMMITS).all(id, limit) as unknown as CommitRow[];
  return rows.map((row) => ({
    hash: row.hash,
    repository: row.repository ?? undefined,
    message: row.message,
    name: row.author_name,
    email: row.author_email,
    atMs: row.at_ms ?? undefined,
    files: db.statement(LIST_FILES).all(id, row.place) as unknown as ChangedFile[],
  }));
}

/** In the order of their newest commits. */
export function listAuthors(db: Database, detailId: number): readonly CommitAuthor[] {
  const rows = db.statement(LIST_AUTHORS).all(detailId) as { author_name: string; author_email: string }[];
  return rows.map((row) => ({ name: row.author_name, email: row.author_email }));
}

/** How code hosts were asked for its commits. */
export function listFetches(db: Database, detailId: number): readonly FetchState[] {
  const rows = db.statement(LIST_FETCHES).all(detailId) as {
    repository_path: string;
    next_at_ms: number | null;
    is_done: number;
    problem: string | null;
  }[];
  return rows.map(({ repository_path: repository, next_at_ms: next, is_done: isDone, problem }) => ({
    repository,
    state: isDone === 1 ? "done" : next === null ? "failed" : "waiting",
    problem: problem ?? undefined,
  }));
}

/** The newest last. */
export function listDeploys(db: Database, detail: number | ReleasePlace): readonly Deploy[] {
  const id = detailOf(db, detail);
  const rows = id === undefined ? [] : (db.statement(LIST_DEPLOYS).all(id) as unknown as DeployRow[]);
  return rows.map((row) => ({
    id: row.id,
    environment: row.environment,
    name: row.name ?? undefined,
    url: row.url ?? undefined,
    startedMs: row.started_ms ?? undefined,
    finishedMs: row.finished_ms,
  }));
}

type DeployRow = {
  readonly id: number;
  readonly environment: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly started_ms: number | null;
  readonly finished_ms: number;
};

function detailOf(db: Database, detail: number | ReleasePlace): number | undefined {
  if (typeof detail === "number") return detail;
  const { organizationId, version, projectIds } = detail;
  const row = db.statement(FIND_DETAIL).get(organizationId, version, JSON.stringify(projectIds)) as { id: number } | undefined;
  return row?.id;
}
