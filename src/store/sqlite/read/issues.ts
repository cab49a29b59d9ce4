import type { IssueCounts, IssueListQuery, IssuePage, IssueRef } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import { connectionInUse } from "../../../project/project.ts";
import type { Database, Row } from "../database.ts";
import { IS_IN_USE } from "../issue-in-use.ts";
import { MERGED, rootOf } from "../merged-issues.ts";
import { cursorText, readCursor } from "./cursor.ts";
import { searchEvents } from "./event-search.ts";
import { fewCandidates } from "./issue-candidates.ts";
import { SORT_COLUMNS, checkedColumns, conditionsOf } from "./issue-conditions.ts";
import { allOf } from "./sql-condition.ts";
import { ISSUE_COLUMNS, issueOf } from "./issue-rows.ts";
import type { Place, Scan, ScanBudget } from "./issue-scan.ts";
import { SCAN_BUDGET, comparePlaces, isFilteredBy, kept, scanIssues } from "./issue-scan.ts";
import type { Walk, Walked } from "./keyset-page.ts";
import { keysetPage } from "./keyset-page.ts";
import { trendScores } from "./trends.ts";

const MAX_HITS = 1_000;
/** How long events themselves are searched through for one list, ms. */
const EVENT_SEARCH_MS = 60;
const ALL_STATUSES = ["unresolved", "resolved", "ignored"] as const;

const ISSUES = `
  SELECT ${ISSUE_COLUMNS} FROM issue JOIN project ON project.id = issue.project_id
  LEFT JOIN sentry_connection ON sentry_connection.id = issue.connection_id`;
const FIND_BY_IDS = `${ISSUES} WHERE issue.id IN (SELECT value FROM json_each(?))`;
const FIND_BY_ID = `${ISSUES} WHERE issue.id = ? AND ${IS_IN_USE}`;
const FIND_BY_NUMBER = `${ISSUES} WHERE issue.project_id = ? AND issue.number = ? AND ${IS_IN_USE}`;
const FIND_MERGED = `SELECT id FROM issue WHERE id = ? AND connection_id = ${MERGED}`;
const FIND_MERGED_NUMBER = `SELECT id FROM issue WHERE project_id = ? AND number = ? AND connection_id = ${MERGED}`;

/** The first matches, in order: they are the hits, and most pages are a part of them. */
type Top = Walked<Place> & { readonly isAll: boolean };

/**
 * One page in keyset order. A search that would look at too many issues is broken off: its page is short, `next` goes on
 * from there, and `hits` counts what was found so far.
 */
export function listIssues(db: Database, query: IssueListQuery, budget: ScanBudget = SCAN_BUDGET): IssuePage {
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const { scan, ids, searchedBackTo } = scanOf(db, query, { ...budget, enough: query.limit + 1 });
  const top = query.sort === "trend" ? topOfTrend(db, query, scan, ids) : topOf(db, scan, ids);
  const walk: Walk<Place> = (from, isBackwards, wanted) =>
    walkTop(top, from, isBackwards, wanted) ?? scanIssues(db, scan, from, isBackwards, wanted);

  const page = keysetPage(walk, { from: cursor, isBackwards: cursor?.backwards ?? false, limit: query.limit });
  const searchedBackToMs = searchedBackTo();
  return {
    issues: issuesAt(db, page.rows),
    next: cursorAt(page.next, false),
    previous: cursorAt(page.previous, true),
    hits: Math.min(top.rows.length, MAX_HITS),
    ...(searchedBackToMs !== undefined && { searchedBackToMs }),
  };
}

/** Counts each status by itself, whatever statuses the filter names. */
export function countIssues(db: Database, { projects, filter }: Pick<IssueListQuery, "projects" | "filter">): IssueCounts {
  const all = { projects, filter: { ...filter, statuses: [] }, sort: "last-seen", limit: 1 } as const;
  const { scan, ids } = scanOf(db, all, SCAN_BUDGET);
  const found = ALL_STATUSES.map((status) => {
    const stretches = scan.stretches.filter((stretch) => stretch.status === status);
    return topOf(db, { ...scan, stretches }, ids);
  });
  const [unresolved = 0, resolved = 0, ignored = 0] = found.map(({ rows }) => Math.min(rows.length, MAX_HITS));
  const isCapped = found.some(({ isAll, rows }) => !isAll || rows.length > MAX_HITS);
  return { counts: { unresolved, resolved, ignored }, isCapped };
}

/**
 * A list as a walk over issues, or (`ids`) as those of them that alone can match. `searchedBackTo`: how far back events were looked at,
 * once the list is made.
 */
type Plan = {
  readonly scan: Scan;
  readonly ids: readonly number[] | undefined;
  readonly searchedBackTo: () => number | undefined;
};

function scanOf(db: Database, { projects, filter, sort }: IssueListQuery, budget: ScanBudget): Plan {
  const places = new Map(projects.map((project) => [project.id, connectionInUse(project)]));
  const statuses = new Set(filter.statuses.length === 0 ? ALL_STATUSES : filter.statuses);
  const column = SORT_COLUMNS[sort];
  const conditions = conditionsOf(db, { projects, filter, column });
  const stretches = [...places].flatMap(([projectId, connectionId]) =>
    [...statuses].map((status) => ({ projectId, connectionId, status })),
  );
  const scan: Scan = { stretches, column, conditions, budget };
  const named = filter.ids.length > 0 ? filter.ids : fewCandidates(db, { projects, filter, stretches, column });
  const onEvents = (filter.conditions ?? []).filter((condition) => condition.on === "event");
  if (onEvents.length === 0) return { scan, ids: named, searchedBackTo: () => undefined };

  const window = { fromMs: filter.seenFromMs, toMs: filter.seenToMs };
  const found = searchEvents(db, [...places.keys()], onEvents, window, EVENT_SEARCH_MS);
  switch (found.kind) {
    case "asked": {
      const { keep, searchedBackToMs } = found.asking;
      const asked: Scan = { ...scan, conditions: { ...conditions, keep }, budget: { ...budget, ms: EVENT_SEARCH_MS } };
      return { scan: asked, ids: named, searchedBackTo: searchedBackToMs };
    }
    case "condition": {
      const rest = [...conditions.rest, found.condition];
      const narrowed = { ...scan, conditions: { ...conditions, rest, isCostly: true } };
      return { scan: narrowed, ids: named, searchedBackTo: () => found.searchedBackToMs };
    }
    case "ids": {
      const ids = named === undefined ? [...found.ids] : named.filter((id) => found.ids.has(id));
      return { scan, ids, searchedBackTo: () => found.searchedBackToMs };
    }
  }
}

/** A walk within the first matches; `undefined` when they do not reach far enough. */
function walkTop(top: Top, from: Place | undefined, isBackwards: boolean, wanted: number): Walked<Place> | undefined {
  const { rows, brokenOffAt, isAll } = top;
  if (isBackwards) {
    const end = from === undefined ? rows.length : rows.filter((row) => comparePlaces(row, from) < 0).length;
    if (end === rows.length && !isAll) return undefined;
    return { rows: rows.slice(Math.max(0, end - wanted), end).toReversed() };
  }
  const start = from === undefined ? 0 : rows.filter((row) => comparePlaces(row, from) <= 0).length;
  const found = rows.slice(start, start + wanted);
  if (found.length === wanted || isAll) return { rows: found };
  return from === undefined && brokenOffAt !== undefined ? { rows: found, brokenOffAt } : undefined;
}

function topOf(db: Database, scan: Scan, ids: readonly number[] | undefined): Top {
  if (ids !== undefined) return { rows: matchesAmongIds(db, ids, scan), isAll: true };
  const walked = scanIssues(db, scan, undefined, false, MAX_HITS + 1);
  return { ...walked, isAll: walked.brokenOffAt === undefined && walked.rows.length <= MAX_HITS };
}

/** Those that rise most first; issues without an event in the span are not in such a list. */
function topOfTrend(db: Database, { trend }: IssueListQuery, scan: Scan, ids: readonly number[] | undefined): Top {
  if (trend === undefined) throw new Error("a list by trend needs to know over which time");
  const scores = trendScores(db, scan.stretches, trend);
  const wanted = ids === undefined ? [...scores.keys()] : ids.filter((id) => scores.has(id));
  // Those that have a score are of this list already: only conditions must be asked.
  const isPlain = ids === undefined && !isFilteredBy(scan.conditions) && scan.conditions.bounds.length === 0;
  const matches = isPlain ? wanted : matchesAmongIds(db, wanted, scan).map(({ id }) => id);
  const rows = matches.map((id): Place => ({ id, value: scores.get(id) ?? 0 }));
  return { rows: rows.toSorted(comparePlaces), isAll: true };
}

function matchesAmongIds(db: Database, ids: readonly number[], { stretches, column, conditions }: Scan): readonly Place[] {
  const { sql, values } = allOf([...conditions.bounds, ...conditions.rest]);
  // The plus keeps SQLite from walking an index of projects instead of looking the ids up.
  const statement = db.statement(`
    SELECT ${column} AS value, id${checkedColumns(conditions)} FROM issue AS listed
    WHERE id IN (SELECT value FROM json_each(?))
      AND project_id || ' ' || connection_id IN (SELECT value FROM json_each(?))
      AND +status IN (SELECT value FROM json_each(?))${sql}`);
  const places = stretches.map(({ projectId, connectionId }) => `${projectId} ${connectionId}`);
  const statuses = stretches.map(({ status }) => status);
  const rows = statement.all(JSON.stringify(ids), JSON.stringify(places), JSON.stringify(statuses), ...values);
  return kept(rows, conditions)
    .map((row): Place => ({ value: Number(row["value"]), id: Number(row["id"]) }))
    .toSorted(comparePlaces);
}

function issuesAt(db: Database, places: readonly Place[]): readonly Issue[] {
  return issuesById(
    db,
    places.map(({ id }) => id),
  );
}

/** Those that are there, in the order asked. */
export function issuesById(db: Database, ids: readonly number[]): readonly Issue[] {
  const issues = new Map(
    db
      .statement(FIND_BY_IDS)
      .all(JSON.stringify(ids))
      .map((row) => [Number(row["id"]), issueOf(row)]),
  );
  return ids.flatMap((id) => issues.get(id) ?? []);
}

function cursorAt(place: Place | undefined, backwards: boolean): string | undefined {
  return place === undefined ? undefined : cursorText({ value: place.value, id: place.id, backwards });
}

/** An issue by local id or number, if it belongs to one of the projects. One that was merged leads to what it is part of. */
export function findIssue(db: Database, projectIds: readonly number[], ref: IssueRef): Issue | undefined {
  const row = findRow(db, ref) ?? findRowMergedInto(db, ref);
  const issue = row === undefined ? undefined : issueOf(row);
  return issue !== undefined && projectIds.includes(issue.projectId) ? issue : undefined;
}

function findRow(db: Database, ref: IssueRef): Row | undefined {
  if (ref.kind === "id") return db.statement(FIND_BY_ID).get(ref.id);
  return db.statement(FIND_BY_NUMBER).get(ref.projectId, ref.number);
}

function findRowMergedInto(db: Database, ref: IssueRef): Row | undefined {
  const merged =
    ref.kind === "id" ? db.statement(FIND_MERGED).get(ref.id) : db.statement(FIND_MERGED_NUMBER).get(ref.projectId, ref.number);
  const id = merged === undefined ? undefined : rootOf(db, Number(merged["id"]));
  return id === undefined ? undefined : findRow(db, { kind: "id", id });
}
