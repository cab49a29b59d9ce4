import type { HealthReader } from "../../../release/health.ts";
import { newestFirst } from "../../../release/order.ts";
import type { Release, ReleaseList, ReleasePlace, ReleaseReader } from "../../../release/release.ts";
import type { Database } from "../database.ts";
import { listAuthors, listCommits, listDeploys, listFetches } from "./release-commits.ts";
import { countSessions } from "./session-counts.ts";
import { inSnapshot } from "./snapshot.ts";

// Versions are told apart by case, and looked for without. `?4` is a JSON list of environments, or NULL for all.
const OWN = `
  SELECT min(release.id) AS id, version, min(first_event_ms) AS first_ms, min(first_error_ms) AS first_error_ms,
    max(last_event_ms) AS last_event_ms, json_group_array(project_id) AS project_ids
  FROM release
  WHERE project_id IN (SELECT value FROM json_each(?1))
    AND (?3 = '' OR instr(lower(version), lower(?3)) > 0)
    AND (?4 IS NULL OR EXISTS (
      SELECT 1 FROM environment JOIN json_each(?4) AS wanted ON wanted.value = environment.name
      WHERE environment.project_id = release.project_id AND (
        EXISTS (SELECT 1 FROM signature_release s WHERE s.release_id = release.id AND s.environment_id = environment.id)
        OR EXISTS (SELECT 1 FROM session_bucket b WHERE b.release_id = release.id AND b.environment_id = environment.id)))
      OR EXISTS (
        SELECT 1 FROM release_detail JOIN deploy ON deploy.release_detail_id = release_detail.id
        WHERE release_detail.organization_id = ?2 AND release_detail.version = release.version
          AND deploy.environment IN (SELECT value FROM json_each(?4)))
      OR EXISTS (
        SELECT 1 FROM json_each(?4) AS wanted WHERE wanted.value = '' AND (
          EXISTS (SELECT 1 FROM signature_release s WHERE s.release_id = release.id AND s.environment_id = 0)
          OR EXISTS (SELECT 1 FROM session_bucket b WHERE b.release_id = release.id AND b.environment_id = 0))))
  GROUP BY version`;
const WITH_DETAIL = `
  SELECT own.*, detail.id AS detail_id, ifnull(detail.is_archived, 0) AS is_archived, detail.ref, detail.url, detail.started_ms,
    detail.released_ms
  FROM (${OWN}) AS own LEFT JOIN release_detail AS detail ON detail.organization_id = ?2 AND detail.version = own.version
  WHERE (?5 IS NULL OR ifnull(detail.is_archived, 0) = ?5)
  ORDER BY ifnull(detail.released_ms, own.first_ms) DESC, own.version DESC LIMIT ?6 OFFSET ?7`;
const FIND_RELEASE = `
  SELECT min(release.id) AS id, release.version, min(first_event_ms) AS first_ms, min(first_error_ms) AS first_error_ms,
    max(last_event_ms) AS last_event_ms, json_group_array(project_id) AS project_ids, detail.id AS detail_id,
    ifnull(detail.is_archived, 0) AS is_archived, detail.ref, detail.url, detail.started_ms, detail.released_ms
  FROM release LEFT JOIN release_detail AS detail ON detail.organization_id = ? AND detail.version = release.version
  WHERE project_id IN (SELECT value FROM json_each(?)) AND release.version = ? GROUP BY release.version`;
const COUNT_NEW_ISSUES = `
  SELECT project_id, count(*) AS issues FROM issue
  WHERE project_id IN (SELECT value FROM json_each(?)) AND first_release = ? AND connection_id = 0 GROUP BY project_id`;
const COUNT_PARTS = `
  SELECT (SELECT count(*) FROM release_commit WHERE release_detail_id = ?1) AS commits,
    (SELECT count(*) FROM deploy WHERE release_detail_id = ?1) AS deploys`;

/** So many of the newest are put into order by version; what is older stays where its date puts it. */
const MAX_ORDERED = 2_000;

type ReleaseRow = {
  readonly id: number;
  readonly version: string;
  readonly first_ms: number;
  readonly first_error_ms: number | null;
  readonly last_event_ms: number | null;
  readonly project_ids: string;
  readonly detail_id: number | null;
  readonly is_archived: number;
  readonly ref: string | null;
  readonly url: string | null;
  readonly started_ms: number | null;
  readonly released_ms: number | null;
};

export function sqliteReleaseReader(db: Database): ReleaseReader & HealthReader {
  return {
    countSessions: async (query) => inSnapshot(db, () => countSessions(db, query)),
    listReleases: async (query) => inSnapshot(db, () => listReleases(db, query)),
    findRelease: async (place) => inSnapshot(db, () => findRelease(db, place)),
    listCommits: async (place) => inSnapshot(db, () => listCommits(db, place)),
    listDeploys: async (place) => inSnapshot(db, () => listDeploys(db, place)),
    findNeighbours: async (place) =>
      inSnapshot(db, () => {
        const versions = orderedRows(db, ownPlace(db, place)).map(({ version }) => version);
        const at = versions.indexOf(place.version);
        return at < 0 ? { previous: undefined, next: undefined } : { previous: versions[at + 1], next: versions[at - 1] };
      }),
    findPreviousWithCommits: async (place) =>
      inSnapshot(db, () => {
        const previous = rowsUpTo(db, place).filter(({ version }) => version !== place.version);
        const found = previous.find((row) => countParts(db, row).commits > 0);
        return found && releaseOf(db, place.projectIds, found);
      }),
    listCommitsUpTo: async (place, releases) =>
      inSnapshot(db, () =>
        rowsUpTo(db, place)
          .filter((row) => countParts(db, row).commits > 0)
          .slice(0, releases)
          .map(({ version }) => ({ version, commits: listCommits(db, { ...place, version }) })),
      ),
  };
}

function listReleases(db: Database, list: ReleaseList): readonly Release[] {
  const { projectIds, sort = "date", limit, offset } = list;
  const rows = sort === "date" ? listRows(db, list) : orderedRows(db, list).slice(offset, offset + limit);
  return rows.map((row) => releaseOf(db, projectIds, row));
}

function listRows(db: Database, list: ReleaseList): readonly ReleaseRow[] {
  const { organizationId, projectIds, text = "", status, environments, limit, offset } = list;
  return db
    .statement(WITH_DETAIL)
    .all(
      JSON.stringify(projectIds),
      organizationId,
      text,
      environments === undefined ? null : JSON.stringify(environments),
      status === undefined ? null : Number(status === "archived"),
      limit,
      offset,
    ) as unknown as ReleaseRow[];
}

/** The newest first, in the order of the projects' releases. */
function orderedRows(db: Database, list: Omit<ReleaseList, "limit" | "offset">): readonly ReleaseRow[] {
  const rows = listRows(db, { ...list, limit: MAX_ORDERED, offset: 0 });
  return newestFirst(rows.map((row) => ({ version: row.version, atMs: row.released_ms ?? row.first_ms, row }))).map(
    ({ row }) => row,
  );
}

/** This release and those before it, the newest first; all, when it is not among them. */
function rowsUpTo(db: Database, { organizationId, projectIds, version }: ReleasePlace): readonly ReleaseRow[] {
  const rows = orderedRows(db, ownPlace(db, { organizationId, projectIds, version }));
  return rows.slice(
    Math.max(
      0,
      rows.findIndex((row) => row.version === version),
    ),
  );
}

/** Within the projects that have the release: those of others are named in another manner. */
function ownPlace(db: Database, place: ReleasePlace): ReleasePlace {
  const row = db.statement(FIND_RELEASE).get(place.organizationId, JSON.stringify(place.projectIds), place.version);
  return row === undefined ? place : { ...place, projectIds: JSON.parse((row as unknown as ReleaseRow).project_ids) };
}

function findRelease(db: Database, { organizationId, projectIds, version }: ReleasePlace): Release | undefined {
  const row = db.statement(FIND_RELEASE).get(organizationId, JSON.stringify(projectIds), version);
  return row === undefined ? undefined : releaseOf(db, projectIds, row as unknown as ReleaseRow);
}

function releaseOf(db: Database, projectIds: readonly number[], row: ReleaseRow): Release {
  const { commits, deploys } = countParts(db, row);
  const [lastCommit] = commits === 0 || row.detail_id === null ? [] : listCommits(db, row.detail_id, 1);
  return {
    id: row.id,
    version: row.version,
    status: row.is_archived === 1 ? "archived" : "open",
    ref: row.ref ?? undefined,
    url: row.url ?? undefined,
    firstSeenMs: row.first_ms,
    startedMs: row.started_ms ?? undefined,
    releasedMs: row.released_ms ?? undefined,
    firstEventMs: row.first_error_ms ?? undefined,
    lastEventMs: row.last_event_ms ?? undefined,
    projectIds: JSON.parse(row.project_ids),
    newIssues: countNewIssues(db, JSON.stringify(projectIds), row.version),
    commitCount: commits,
    deployCount: deploys,
    lastCommit,
    lastDeploy: deploys === 0 || row.detail_id === null ? undefined : listDeploys(db, row.detail_id).at(-1),
    fetches: row.detail_id === null ? [] : listFetches(db, row.detail_id),
    authors: commits === 0 || row.detail_id === null ? [] : listAuthors(db, row.detail_id),
  };
}

function countParts(db: Database, { detail_id: id }: ReleaseRow): { readonly commits: number; readonly deploys: number } {
  if (id === null) return { commits: 0, deploys: 0 };
  return db.statement(COUNT_PARTS).get(id) as { commits: number; deploys: number };
}

function countNewIssues(db: Database, projects: string, version: string): ReadonlyMap<number, number> {
  const rows = db.statement(COUNT_NEW_ISSUES).all(projects, version) as { project_id: number; issues: number }[];
  return new Map(rows.map(({ project_id: projectId, issues }) => [projectId, issues]));
}
