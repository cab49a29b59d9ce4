import type { SQLInputValue } from "node:sqlite";
import type { Cursor, IssueFilter, IssueListQuery, IssuePage, IssueRef, IssueSort } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database, Row } from "../database.ts";
import { ISSUE_COLUMNS, issueOf } from "./issue-rows.ts";

const MAX_HITS = 1_000;
const ALL_STATUSES = ["unresolved", "resolved", "ignored"] as const;
const SORT_COLUMNS: { readonly [sort in IssueSort]: string } = {
  "last-seen": "last_seen_ms",
  "first-seen": "first_seen_ms",
  events: "event_count",
  users: "user_count",
};

type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

/**
 * One page in keyset order. Each (project, status) is one stretch of an index, so each gives its best rows without sorting,
 * and those are merged here: a list over many issues costs what its page costs.
 */
export function listIssues(db: Database, query: IssueListQuery): IssuePage {
  const column = SORT_COLUMNS[query.sort];
  const stretches = stretchesOf(query);
  const isBackwards = query.cursor?.backwards ?? false;
  const wanted = query.limit + 1;
  const rows = stretches
    .flatMap((stretch) => rowsOf(db, stretch, column, query, wanted))
    .toSorted((a, b) => (isBackwards ? -1 : 1) * (sortValue(b, column) - sortValue(a, column) || idOf(b) - idOf(a)))
    .slice(0, wanted);

  const hasMore = rows.length > query.limit;
  const page = rows.slice(0, query.limit);
  if (isBackwards) page.reverse();
  const cursorOf = (row: Row | undefined, backwards: boolean): Cursor | undefined =>
    row === undefined ? undefined : { value: sortValue(row, column), id: idOf(row), backwards };
  const isFirstPage = query.cursor === undefined;
  return {
    issues: page.map(issueOf),
    next: isBackwards || hasMore ? cursorOf(page.at(-1), false) : undefined,
    previous: isBackwards ? (hasMore ? cursorOf(page[0], true) : undefined) : isFirstPage ? undefined : cursorOf(page[0], true),
    hits: countHits(db, stretches, query.filter),
  };
}

function stretchesOf(query: IssueListQuery): readonly { readonly projectId: number; readonly status: string }[] {
  const statuses = query.filter.statuses.length === 0 ? ALL_STATUSES : query.filter.statuses;
  return query.projects.flatMap((project) => statuses.map((status) => ({ projectId: project.id, status })));
}

function rowsOf(
  db: Database,
  stretch: { readonly projectId: number; readonly status: string },
  column: string,
  query: IssueListQuery,
  limit: number,
): readonly Row[] {
  const filter = conditionOf(query.filter);
  const isBackwards = query.cursor?.backwards ?? false;
  const place = query.cursor === undefined ? "" : ` AND (issue.${column}, issue.id) ${isBackwards ? ">" : "<"} (?, ?)`;
  const order = isBackwards ? "ASC" : "DESC";
  const sql = `SELECT ${ISSUE_COLUMNS} FROM issue JOIN project ON project.id = issue.project_id
    WHERE issue.project_id = ? AND issue.status = ?${place}${filter.sql}
    ORDER BY issue.${column} ${order}, issue.id ${order} LIMIT ?`;
  const at = query.cursor === undefined ? [] : [query.cursor.value, query.cursor.id];
  return db.prepare(sql).all(stretch.projectId, stretch.status, ...at, ...filter.values, limit);
}

function conditionOf(filter: IssueFilter): Condition {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (sql: string, ...more: SQLInputValue[]): void => {
    parts.push(` AND ${sql}`);
    values.push(...more);
  };
  if (filter.text !== undefined && filter.text !== "") {
    const pattern = `%${filter.text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    add("(issue.title LIKE ? ESCAPE '\\' OR issue.culprit LIKE ? ESCAPE '\\')", pattern, pattern);
  }
  if (filter.levels.length > 0) add(`issue.level IN (SELECT value FROM json_each(?))`, JSON.stringify(filter.levels));
  if (filter.ids.length > 0) add(`issue.id IN (SELECT value FROM json_each(?))`, JSON.stringify(filter.ids));
  if (filter.seenFromMs !== undefined) add("issue.last_seen_ms >= ?", filter.seenFromMs);
  if (filter.seenToMs !== undefined) add("issue.first_seen_ms <= ?", filter.seenToMs);
  return { sql: parts.join(""), values };
}

function countHits(
  db: Database,
  stretches: readonly { readonly projectId: number; readonly status: string }[],
  filter: IssueFilter,
): number {
  const condition = conditionOf(filter);
  let hits = 0;
  for (const { projectId, status } of stretches) {
    if (hits >= MAX_HITS) break;
    const sql = `SELECT count(*) AS hits FROM (SELECT 1 FROM issue WHERE project_id = ? AND status = ?${condition.sql} LIMIT ?)`;
    hits += Number(db.prepare(sql).get(projectId, status, ...condition.values, MAX_HITS - hits)?.["hits"] ?? 0);
  }
  return hits;
}

const FIND_BY_ID = `SELECT ${ISSUE_COLUMNS} FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ?`;
const FIND_BY_NUMBER = `SELECT ${ISSUE_COLUMNS} FROM issue JOIN project ON project.id = issue.project_id
  WHERE issue.project_id = ? AND issue.number = ?`;

/** An issue by local id or number, if it belongs to one of the projects. */
export function findIssue(db: Database, projectIds: readonly number[], ref: IssueRef): Issue | undefined {
  const row =
    ref.kind === "id" ? db.statement(FIND_BY_ID).get(ref.id) : db.statement(FIND_BY_NUMBER).get(ref.projectId, ref.number);
  const issue = row === undefined ? undefined : issueOf(row);
  return issue !== undefined && projectIds.includes(issue.projectId) ? issue : undefined;
}

function sortValue(row: Row, column: string): number {
  return Number(row[column]);
}

function idOf(row: Row): number {
  return Number(row["id"]);
}
