import type { CommitRef, ReleaseCommands, ReleaseFields, ResolvedIssues } from "../../release/release.ts";
import { forgetFetches, wantCommits } from "./commit-fetch.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { fixIssues } from "./fix-issues.ts";
import { setCommits } from "./release-commits.ts";

const ADD_RELEASE = "INSERT INTO release (project_id, version, first_event_ms) VALUES (?, ?, ?)";
const FIND_DETAIL = "SELECT id FROM release_detail WHERE organization_id = ? AND version = ?";
const ADD_DETAIL = "INSERT INTO release_detail (organization_id, version) VALUES (?, ?)";
const FIND_PROJECT = "SELECT 1 FROM project WHERE id = ? AND organization_id = ?";
const LIST_ROWS = `
  SELECT release.id, release.project_id, release.last_event_ms FROM release JOIN project ON project.id = release.project_id
  WHERE project.organization_id = ? AND release.version = ?`;
const HAS_SESSIONS = "SELECT 1 FROM session_bucket WHERE release_id = ? LIMIT 1";
const HAS_EVENTS = "SELECT 1 FROM signature_release WHERE release_id = ? LIMIT 1";
const SET_FIELD = {
  is_archived: "UPDATE release_detail SET is_archived = ? WHERE id = ?",
  ref: "UPDATE release_detail SET ref = ? WHERE id = ?",
  url: "UPDATE release_detail SET url = ? WHERE id = ?",
  started_ms: "UPDATE release_detail SET started_ms = ? WHERE id = ?",
  released_ms: "UPDATE release_detail SET released_ms = ? WHERE id = ?",
} as const;
const DELETE_RELEASE = "DELETE FROM release WHERE id = ?";
const DELETE_DETAIL = "DELETE FROM release_detail WHERE id = ?";
const DELETE_DEPLOYS = "DELETE FROM deploy WHERE release_detail_id = ?";
const ADD_DEPLOY = `
  INSERT INTO deploy (release_detail_id, environment, name, url, started_ms, finished_ms) VALUES (?, ?, ?, ?, ?, ?)`;
const DELETE_REFS = "DELETE FROM release_ref WHERE release_detail_id = ?";
const ADD_REF = `
  INSERT INTO release_ref (release_detail_id, repository, head, base) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET head = excluded.head, base = excluded.base`;

export type ReleaseCommandDeps = {
  /** Unix ms. */
  readonly wallClock: () => number;
  /** Received time, which decisions are timed by. */
  readonly receivedNow: () => number;
  /** A release was deleted: what the recorder remembers of it is no longer so. */
  readonly forgetAll: () => void;
  /** Told which issues commits resolved, when that is kept. */
  readonly onResolved: (resolved: ResolvedIssues) => void;
};

/** Releases, each command one transaction. */
export function releaseCommands(db: Database, deps: ReleaseCommandDeps): Now<ReleaseCommands> {
  return {
    putRelease(args) {
      const { resolved, ...answer } = transaction(db, () => putRelease(db, deps, args));
      if (resolved !== undefined && resolved.length > 0) deps.onResolved(resolved);
      return answer;
    },
    deleteRelease({ organizationId, projectIds, version }) {
      const rows = listRows(db, organizationId, version);
      if (!rows.some(({ project_id: id }) => projectIds.includes(id))) return { kind: "not-found" };
      if (rows.some((row) => isInUse(db, row))) return { kind: "in-use" };
      transaction(db, () => {
        const detailId = findDetail(db, organizationId, version);
        if (detailId !== undefined) deleteDetail(db, detailId);
        for (const { id } of rows) db.statement(DELETE_RELEASE).run(id);
      });
      deps.forgetAll();
      return { kind: "deleted" };
    },
    addDeploy({ organizationId, projectIds, version, deploy }) {
      const { environment, name, url, startedMs, finishedMs } = deploy;
      return transaction(db, () => {
        const rows = listRows(db, organizationId, version);
        if (!rows.some(({ project_id: id }) => projectIds.includes(id))) return { deploy: undefined };
        const detailId = findDetail(db, organizationId, version) ?? addDetail(db, organizationId, version);
        const { lastInsertRowid: id } = db
          .statement(ADD_DEPLOY)
          .run(detailId, environment, name ?? null, url ?? null, startedMs ?? null, finishedMs);
        return { deploy: { id, ...deploy } };
      });
    },
  };
}

type PutArgs = Parameters<ReleaseCommands["putRelease"]>[0];
type PutAnswer = Awaited<ReturnType<ReleaseCommands["putRelease"]>> & { readonly resolved?: ResolvedIssues };

function putRelease(db: Database, deps: ReleaseCommandDeps, args: PutArgs): PutAnswer {
  const { organizationId, version, projectIds, fields, commits, refs, mayCreate } = args;
  const before = listRows(db, organizationId, version);
  if (before.length === 0 && !mayCreate) return { kind: "not-found" };
  if (before.length === 0 && projectIds.length === 0) return { kind: "no-project" };

  const nowMs = deps.wallClock();
  for (const projectId of new Set(projectIds)) {
    const isThere = before.some(({ project_id: id }) => id === projectId);
    const isOurs = db.statement(FIND_PROJECT).get(projectId, organizationId) !== undefined;
    if (isOurs && !isThere) db.statement(ADD_RELEASE).run(projectId, version, nowMs);
  }
  const detailId = findDetail(db, organizationId, version) ?? addDetail(db, organizationId, version);
  setFields(db, detailId, fields);
  const kind = before.length === 0 ? "created" : "changed";
  if (commits !== undefined || refs !== undefined) forgetFetches(db, detailId);
  if (refs !== undefined) setRefs(db, detailId, refs);
  if (commits === undefined) {
    if (refs?.length !== 0) wantCommits(db, { organizationId, version, detailId, nowMs });
    return { kind };
  }
  setCommits(db, detailId, commits);
  db.statement(DELETE_REFS).run(detailId);
  return { kind, resolved: fixIssues(db, { organizationId, version, detailId, nowMs: deps.receivedNow() }) };
}

function setFields(db: Database, detailId: number, { status, ref, url, startedMs, releasedMs }: ReleaseFields): void {
  if (status !== undefined) db.statement(SET_FIELD.is_archived).run(Number(status === "archived"), detailId);
  if (ref !== undefined) db.statement(SET_FIELD.ref).run(ref, detailId);
  if (url !== undefined) db.statement(SET_FIELD.url).run(url, detailId);
  if (startedMs !== undefined) db.statement(SET_FIELD.started_ms).run(startedMs, detailId);
  if (releasedMs !== undefined) db.statement(SET_FIELD.released_ms).run(releasedMs, detailId);
}

/** The commits that are named stand for all since the release before. */
function setRefs(db: Database, detailId: number, refs: readonly CommitRef[]): void {
  const unknown = { message: "", name: "", email: "", atMs: undefined, files: [] };
  setCommits(
    db,
    detailId,
    refs.map(({ head, repository }) => ({ hash: head, repository, ...unknown })),
  );
  db.statement(DELETE_REFS).run(detailId);
  for (const { repository, head, base } of refs) db.statement(ADD_REF).run(detailId, repository, head, base ?? null);
}

type Row = { readonly id: number; readonly project_id: number; readonly last_event_ms: number | null };

function listRows(db: Database, organizationId: number, version: string): readonly Row[] {
  return db.statement(LIST_ROWS).all(organizationId, version) as unknown as Row[];
}

function isInUse(db: Database, { id, last_event_ms: lastEventMs }: Row): boolean {
  if (lastEventMs !== null || db.statement(HAS_EVENTS).get(id) !== undefined) return true;
  return db.statement(HAS_SESSIONS).get(id) !== undefined;
}

function findDetail(db: Database, organizationId: number, version: string): number | undefined {
  const row = db.statement(FIND_DETAIL).get(organizationId, version) as { id: number } | undefined;
  return row?.id;
}

function addDetail(db: Database, organizationId: number, version: string): number {
  return db.statement(ADD_DETAIL).run(organizationId, version).lastInsertRowid;
}

/** Takes away what is said of a release, its commits and deploys, within the caller's transaction. */
export function deleteDetail(db: Database, detailId: number): void {
  setCommits(db, detailId, []);
  forgetFetches(db, detailId);
  db.statement(DELETE_DEPLOYS).run(detailId);
  db.statement(DELETE_REFS).run(detailId);
  db.statement(DELETE_DETAIL).run(detailId);
}
