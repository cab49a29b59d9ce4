import type { Cursor, IssueListQuery, IssuePage, IssueRef } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";
import { FILTERED_COLUMNS, SORT_COLUMNS, allOf, conditionsOf } from "./issue-conditions.ts";
import { ISSUE_COLUMNS, issueOf } from "./issue-rows.ts";
import type { Place, Scan, ScanBudget } from "./issue-scan.ts";
import { SCAN_BUDGET, comparePlaces, scanIssues } from "./issue-scan.ts";
import type { Walk, Walked } from "./keyset-page.ts";
import { keysetPage } from "./keyset-page.ts";

const MAX_HITS = 1_000;
const ALL_STATUSES = ["unresolved", "resolved", "ignored"] as const;

const ISSUES = `SELECT ${ISSUE_COLUMNS} FROM issue JOIN project ON project.id = issue.project_id`;
const FIND_BY_IDS = `${ISSUES} WHERE issue.id IN (SELECT value FROM json_each(?))`;
const FIND_BY_ID = `${ISSUES} WHERE issue.id = ?`;
const FIND_BY_NUMBER = `${ISSUES} WHERE issue.project_id = ? AND issue.number = ?`;

/**
 * One page in keyset order. A search that would look at too many issues is broken off: its page is short, `next` goes on
 * from there, and `hits` counts what was found so far.
 */
export function listIssues(db: Database, query: IssueListQuery, budget: ScanBudget = SCAN_BUDGET): IssuePage {
  const { cursor, limit } = query;
  const scan = scanOf(query, budget);
  // The hits, in order; most pages are a part of them.
  const top = query.filter.ids.length > 0 ? matchesAmongIds(db, query) : scanIssues(db, scan, undefined, false, MAX_HITS + 1);
  const walk: Walk<Place> = (from, isBackwards, wanted) =>
    walkTop(top, from, isBackwards, wanted) ?? scanIssues(db, scan, from, isBackwards, wanted);

  const page = keysetPage(walk, { from: cursor, isBackwards: cursor?.backwards ?? false, limit });
  return {
    issues: issuesAt(db, page.rows),
    next: cursorAt(page.next, false),
    previous: cursorAt(page.previous, true),
    hits: Math.min(top.rows.length, MAX_HITS),
  };
}

function scanOf({ projects, filter, sort }: IssueListQuery, budget: ScanBudget): Scan {
  const projectIds = new Set(projects.map(({ id }) => id));
  const statuses = new Set(filter.statuses.length === 0 ? ALL_STATUSES : filter.statuses);
  const column = SORT_COLUMNS[sort];
  return {
    stretches: [...projectIds].flatMap((projectId) => [...statuses].map((status) => ({ projectId, status }))),
    column,
    conditions: conditionsOf(filter, column),
    budget,
  };
}

/** A walk within the first matches; `undefined` when they do not reach far enough. */
function walkTop(top: Walked<Place>, from: Place | undefined, isBackwards: boolean, wanted: number): Walked<Place> | undefined {
  const { rows, brokenOffAt } = top;
  const isAll = brokenOffAt === undefined && rows.length <= MAX_HITS;
  const beyond = (sign: 1 | -1): number => {
    const index = rows.findIndex((row) => from === undefined || comparePlaces(row, from) * sign >= (sign === 1 ? 0 : 0));
    return index < 0 ? rows.length : index;
  };
  void beyond;
  if (isBackwards) {
    const end = from === undefined ? rows.length : countBefore(rows, from);
    if (end === rows.length && !isAll) return undefined;
    return { rows: rows.slice(Math.max(0, end - wanted), end).toReversed() };
  }
  const start = from === undefined ? 0 : countUpTo(rows, from);
  const found = rows.slice(start, start + wanted);
  if (found.length === wanted || isAll) return { rows: found };
  return from === undefined ? top : undefined;
}
