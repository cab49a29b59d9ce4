import type { CodeHostKind, IssueState } from "../../../codehost/codehost.ts";
import type { CommitFetch, FetchReader } from "../../../codehost/commit-fetch.ts";
import type { CodeHostReader } from "../../../codehost/connection.ts";
import type { IssueLink, IssueLinkReader } from "../../../codehost/issue-link.ts";
import type { Job, JobAction, JobReader } from "../../../codehost/job.ts";
import { CONNECTION_COLUMNS, connectionOf } from "../codehost-rows.ts";
import type { Database, Row } from "../database.ts";

const CONNECTIONS = `SELECT ${CONNECTION_COLUMNS} FROM codehost_connection WHERE is_active = 1`;
const FIND_OF_PROJECT = `${CONNECTIONS} AND project_id = ?`;
const FIND_BY_ID = `${CONNECTIONS} AND id = ?`;
const COUNT_JOBS = `
  SELECT count(next_at_ms) AS waiting, count(*) - count(next_at_ms) AS dead FROM codehost_job WHERE connection_id = ?`;
export const LIST_LINKS = `
  SELECT issue_id, connection_id, kind, repository_path, number, issue_link.url, title, state, is_active, closes_issues
  FROM issue_link JOIN codehost_connection ON codehost_connection.id = connection_id
  WHERE issue_id IN (SELECT value FROM json_each(?))`;
export const LIST_DUE_JOBS = `
  SELECT job.id, job.connection_id, job.issue_id, action, issue_link.number, attempts, job.created_at_ms, organization.slug
  FROM codehost_job AS job JOIN issue_link ON issue_link.issue_id = job.issue_id
    JOIN issue ON issue.id = job.issue_id JOIN project ON project.id = issue.project_id
    JOIN organization ON organization.id = project.organization_id
  WHERE next_at_ms <= ? AND job.connection_id NOT IN (SELECT value FROM json_each(?))
    AND (action IN ('resolve', 'unresolve', 'back-link') OR job.connection_id NOT IN (SELECT value FROM json_each(?)))
  ORDER BY next_at_ms, job.id LIMIT ?`;
export const LIST_DUE_FETCHES = `
  SELECT fetch.id, fetch.connection_id, attempts, fetch.created_at_ms, detail.organization_id, detail.version, detail.ref,
    connection.project_id, release_ref.head, release_ref.base
  FROM commit_fetch AS fetch JOIN codehost_connection AS connection ON connection.id = fetch.connection_id
    JOIN release_detail AS detail ON detail.id = fetch.release_detail_id
    LEFT JOIN release_ref ON release_ref.release_detail_id = detail.id AND lower(repository) = lower(repository_path)
  WHERE next_at_ms <= ? AND fetch.connection_id NOT IN (SELECT value FROM json_each(?))
    AND fetch.connection_id NOT IN (SELECT value FROM json_each(?))
  ORDER BY next_at_ms, fetch.id LIMIT ?`;

/** Connections, links and what is to be done. */
export function sqliteCodeHostReader(db: Database): CodeHostReader & IssueLinkReader & JobReader & FetchReader {
  return {
    findCodeHost: async (projectId) => optional(db.statement(FIND_OF_PROJECT).get(projectId), connectionOf),
    findCodeHostById: async (id) => optional(db.statement(FIND_BY_ID).get(id), connectionOf),
    listCodeHosts: async () => db.statement(`${CONNECTIONS} ORDER BY id`).all().map(connectionOf),
    async countJobs(connectionId) {
      const row = db.statement(COUNT_JOBS).get(connectionId);
      return { waiting: Number(row?.["waiting"] ?? 0), dead: Number(row?.["dead"] ?? 0) };
    },
    async listIssueLinks(issueIds) {
      const links = issueIds.length === 0 ? [] : db.statement(LIST_LINKS).all(JSON.stringify(issueIds)).map(linkOf);
      return new Map(links.map((link) => [link.issueId, link]));
    },
    async listDueJobs(nowMs, limit, passOver = { connections: [], hosts: [] }) {
      const { connections, hosts } = passOver;
      const rows = db.statement(LIST_DUE_JOBS).all(nowMs, JSON.stringify(connections), JSON.stringify(hosts), limit);
      return rows.map(jobOf);
    },
    async listDueFetches(nowMs, limit, passOver = { connections: [], hosts: [] }) {
      const { connections, hosts } = passOver;
      const rows = db.statement(LIST_DUE_FETCHES).all(nowMs, JSON.stringify(connections), JSON.stringify(hosts), limit);
      return rows.map(fetchOf);
    },
  };
}

function optional<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}

function linkOf(row: Row): IssueLink {
  return {
    issueId: Number(row["issue_id"]),
    connectionId: Number(row["connection_id"]),
    kind: String(row["kind"]) as CodeHostKind,
    repositoryPath: String(row["repository_path"]),
    number: Number(row["number"]),
    url: String(row["url"]),
    title: String(row["title"]),
    state: String(row["state"]) as IssueState,
    follows: row["is_active"] === 1 && row["closes_issues"] === 1,
  };
}

function jobOf(row: Row): Job {
  return {
    id: Number(row["id"]),
    connectionId: Number(row["connection_id"]),
    issueId: Number(row["issue_id"]),
    action: String(row["action"]) as JobAction,
    number: Number(row["number"]),
    attempts: Number(row["attempts"]),
    createdAtMs: Number(row["created_at_ms"]),
    organizationSlug: String(row["slug"]),
  };
}

function fetchOf(row: Row): CommitFetch {
  const text = (name: string): string | undefined => (row[name] === null ? undefined : String(row[name]));
  return {
    id: Number(row["id"]),
    connectionId: Number(row["connection_id"]),
    attempts: Number(row["attempts"]),
    createdAtMs: Number(row["created_at_ms"]),
    place: {
      organizationId: Number(row["organization_id"]),
      projectIds: [Number(row["project_id"])],
      version: String(row["version"]),
    },
    ref: text("ref"),
    head: text("head"),
    base: text("base"),
  };
}
