import type { IssueFilter, IssueSort } from "../../../backend/backend.ts";
import type { Project } from "../../../project/project.ts";
import type { Database, Row } from "../database.ts";
import type { Check } from "./row-conditions.ts";
import { rowCondition, textCondition } from "./row-conditions.ts";
import type { Condition } from "./sql-condition.ts";
import { JSON_LIST } from "./sql-condition.ts";

export const SORT_COLUMNS = {
  "last-seen": "last_seen_ms",
  "first-seen": "first_seen_ms",
  events: "event_count",
  users: "user_count",
  // Trends are reckoned first, and their issues looked up.
  trend: "last_seen_ms",
} as const satisfies { readonly [sort in IssueSort]: string };
export type SortColumn = (typeof SORT_COLUMNS)[IssueSort];

/** A filter (all but statuses and ids) as conditions on the rows of `issue`. */
export type IssueConditions = {
  /** Bounds of the column that is sorted by: an index walk need not go beyond them. */
  readonly bounds: readonly Condition[];
  /** All others. */
  readonly rest: readonly Condition[];
  /** Some of the rest look into other tables, row by row. */
  readonly isCostly?: boolean;
  /** What SQL cannot tell: asked of the `CHECKED_COLUMNS` of rows that have passed the rest. */
  readonly check: ((row: Row) => boolean) | undefined;
  /** Which of these issues match, asked of those that have passed all others: costly, so that no more are asked than a page needs. */
  readonly keep?: (issueIds: readonly number[]) => ReadonlySet<number>;
};

/** What of a list its conditions are made for. */
export type Asked = {
  readonly projects: readonly Project[];
  readonly filter: IssueFilter;
  readonly column: SortColumn;
};

/** All but the conditions on events, which `searchEvents` answers. */
export function conditionsOf(db: Database, { projects, filter, column }: Asked): IssueConditions {
  const bounds: Condition[] = [];
  const rest: Condition[] = [];
  const checks: Check[] = [];
  const { seenFromMs, seenToMs, levels, text } = filter;
  if (seenFromMs !== undefined) {
    (column === "last_seen_ms" ? bounds : rest).push({ sql: "last_seen_ms >= ?", values: [seenFromMs] });
  }
  if (seenToMs !== undefined) {
    (column === "first_seen_ms" ? bounds : rest).push({ sql: "first_seen_ms <= ?", values: [seenToMs] });
  }
  if (levels.length > 0) rest.push({ sql: `level IN ${JSON_LIST}`, values: [JSON.stringify(levels)] });
  for (const condition of filter.conditions ?? []) {
    const { sql, check } = rowCondition(db, condition, projects, filter.askedByUserId);
    if (sql !== undefined) rest.push(sql);
    if (check !== undefined) checks.push(check);
  }
  if (text !== undefined && text !== "") {
    const { sql, check } = textCondition(["title", "culprit"], { pieces: ["", text, ""] });
    rest.push(sql);
    if (check !== undefined) checks.push(check);
  }
  return { bounds, rest, check: checks.length === 0 ? undefined : (row) => checks.every((check) => check(row)) };
}

const CHECKED_COLUMNS = "title, culprit, first_release, logger, platform, type, metadata";

/** The columns that the check asks for, each after a comma. */
export function checkedColumns({ check }: IssueConditions): string {
  return check === undefined ? "" : `, ${CHECKED_COLUMNS}`;
}
