import type { SQLInputValue } from "node:sqlite";
import type { IssueFilter, IssueSort } from "../../../backend/backend.ts";
import type { Row } from "../database.ts";

export const SORT_COLUMNS = {
  "last-seen": "last_seen_ms",
  "first-seen": "first_seen_ms",
  events: "event_count",
  users: "user_count",
} as const satisfies { readonly [sort in IssueSort]: string };
export type SortColumn = (typeof SORT_COLUMNS)[IssueSort];

/** What SQL follows a WHERE, with its values. */
export type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

/** A filter (all but statuses and ids) as conditions on the rows of `issue`. */
export type IssueConditions = {
  /** Bounds of the column that is sorted by: an index walk need not go beyond them. */
  readonly bounds: readonly Condition[];
  /** All others. */
  readonly rest: readonly Condition[];
  /** What SQL cannot tell: asked of the `title` and `culprit` of rows that have passed the rest. */
  readonly check: ((row: Row) => boolean) | undefined;
};

const VERSIONS = "SELECT value FROM json_each(?)";
const SEEN_IN = `id IN (
  SELECT signature.issue_id FROM release JOIN signature_release ON signature_release.release_id = release.id
    JOIN signature ON signature.id = signature_release.signature_id
  WHERE release.version IN (${VERSIONS}))`;

const ASSIGNED = `(assigned_to_user_id IN (SELECT user.id FROM user WHERE user.email IN (SELECT value FROM json_each(?)))
  OR (? AND assigned_to_user_id IS NULL))`;

/** The columns that conditions ask for. */
export const FILTERED_COLUMNS = "title, culprit, level, first_seen_ms, last_seen_ms, first_release, assigned_to_user_id";

export function conditionsOf(filter: IssueFilter, column: SortColumn): IssueConditions {
  const bounds: Condition[] = [];
  const rest: Condition[] = [];
  const { seenFromMs, seenToMs, levels, text } = filter;
  if (seenFromMs !== undefined) {
    (column === "last_seen_ms" ? bounds : rest).push({ sql: "last_seen_ms >= ?", values: [seenFromMs] });
  }
  if (seenToMs !== undefined) {
    (column === "first_seen_ms" ? bounds : rest).push({ sql: "first_seen_ms <= ?", values: [seenToMs] });
  }
  if (levels.length > 0) {
    rest.push({ sql: "level IN (SELECT value FROM json_each(?))", values: [JSON.stringify(levels)] });
  }
  if (filter.firstReleases !== undefined) {
    rest.push({ sql: `first_release IN (${VERSIONS})`, values: [JSON.stringify(filter.firstReleases)] });
  }
  if (filter.releases !== undefined) rest.push({ sql: SEEN_IN, values: [JSON.stringify(filter.releases)] });
  if (filter.assignees !== undefined) {
    rest.push({ sql: ASSIGNED, values: [JSON.stringify(filter.assignees), filter.assignees.includes("none") ? 1 : 0] });
  }
  if (text === undefined || text === "") return { bounds, rest, check: undefined };
  rest.push(textCondition(text));
  return { bounds, rest, check: isPlainAscii(text) ? undefined : textCheck(text) };
}

/** Conditions joined, each after an AND. */
export function allOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => ` AND ${sql}`).join(""),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Titles and culprits are shorter, and SQLite refuses patterns of over 50,000 bytes. */
const MAX_TEXT_LENGTH = 4_096;

/** SQLite folds the case of ASCII alone: any other character stands for whatever letter, and is compared by `textCheck`. */
function textCondition(text: string): Condition {
  if (text.length > MAX_TEXT_LENGTH) return { sql: "0", values: [] };
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&").replace(/[^ -~]/gu, "_")}%`;
  return { sql: "(title LIKE ? ESCAPE '\\' OR culprit LIKE ? ESCAPE '\\')", values: [pattern, pattern] };
}

function textCheck(text: string): (row: Row) => boolean {
  const wanted = text.toLowerCase();
  return (row) => String(row["title"]).toLowerCase().includes(wanted) || String(row["culprit"]).toLowerCase().includes(wanted);
}

/** Control characters are left to the check: SQLite would end a pattern at NUL. */
function isPlainAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
