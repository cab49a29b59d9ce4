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
  /** What SQL cannot tell: asked of the `CHECKED_COLUMNS` of rows that have passed the rest. */
  readonly check: ((row: Row) => boolean) | undefined;
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

const FILTERED_COLUMNS = (
  "title, culprit, level, first_seen_ms, last_seen_ms, first_release, assigned_to_user_id, assigned_to_team_id, " +
  "substatus, event_count, user_count, number, project_id, logger, platform, type, metadata"
).split(", ");
const CHECKED_COLUMNS = "title, culprit, first_release, logger, platform, type, metadata";

/** The columns that these conditions ask for, each after a comma: to read one more costs as much as to compare it. */
export function columnsOf({ rest, check }: IssueConditions): string {
  const words = new Set(rest.flatMap(({ sql }) => sql.match(/\w+/g) ?? []));
  const checked = check === undefined ? [] : CHECKED_COLUMNS.split(", ");
  return FILTERED_COLUMNS.filter((name) => words.has(name) || checked.includes(name))
    .map((name) => `, ${name}`)
    .join("");
}

/** The columns that the check asks for, each after a comma. */
export function checkedColumns({ check }: IssueConditions): string {
  return check === undefined ? "" : `, ${CHECKED_COLUMNS}`;
}
