import type { EventCounting, FoundEvents } from "../../../backend/backend.ts";
import { BackendProblem } from "../../../backend/backend.ts";
import type { Database, Row } from "../database.ts";
import type { EventGroups } from "./event-groups.ts";
import { MAX_GROUPS } from "./event-groups.ts";
import type { EventMatcher } from "./found-events.ts";

/** What an issue says for all of its events, by the names of columns. */
export type IssueValues = {
  /** Undefined: the issue is gone. */
  readonly of: (issueId: number) => ReadonlyMap<string, string | null> | undefined;
  /** Many are read at once for a third of what they cost one by one. */
  readonly readAhead: (issueIds: readonly number[]) => void;
};
/** What a count is made with. `stopAtMs` is of `performance.now()`. */
export type Counting = {
  readonly found: FoundEvents;
  readonly wanted: EventCounting;
  readonly matcher: EventMatcher;
  readonly groups: EventGroups;
  readonly issueValues: IssueValues;
  readonly stopAtMs: number;
};

export function tooMany(what: "events" | "issues"): BackendProblem {
  const words = `There are more ${what} in this time than are counted at once. Ask for a shorter time, as statsPeriod=1h, name one project, or narrow the search.`;
  return new BackendProblem("not-supported", words);
}

export function tooManyGroups(): BackendProblem {
  const words = `The table would have more than ${MAX_GROUPS} rows. Group by fields with fewer values, or narrow the search.`;
  return new BackendProblem("not-supported", words);
}

/** Columns of tables, as the row of an issue tells them. */
const SQL: ReadonlyMap<string, string> = new Map([
  ["issue", "id"],
  ["project", "project_id"],
  ["title", "title"],
  ["culprit", "culprit"],
  ["error.type", "metadata ->> 'type'"],
  ["error.value", "metadata ->> 'value'"],
  ["platform", "platform"],
  ["logger", "logger"],
  ["event.type", "type"],
]);

/** Reads each issue once, and of it these columns; those that no issue tells are not in what it answers. */
export function readIssues(db: Database, { by, distinct }: EventCounting): IssueValues {
  const columns = [...new Set([...by, ...distinct])].filter((column) => SQL.has(column));
  const selected = columns.map((column, index) => `, ${SQL.get(column)} AS c${index}`).join("");
  const sql = `SELECT id${selected} FROM issue WHERE id IN (SELECT value FROM json_each(?)) AND connection_id = 0`;
  const known = new Map<number, ReadonlyMap<string, string | null> | undefined>();
  const readAhead = (issueIds: readonly number[]): void => {
    const missing = issueIds.filter((id) => !known.has(id));
    if (missing.length === 0) return;
    for (const id of missing) known.set(id, undefined);
    for (const row of db.statement(sql).all(JSON.stringify(missing))) {
      known.set(Number(row["id"]), new Map(columns.map((column, index) => [column, textAt(row, index)])));
    }
  };
  return {
    of(issueId) {
      readAhead([issueId]);
      return known.get(issueId);
    },
    readAhead,
  };
}

function textAt(row: Row, index: number): string | null {
  const value = row[`c${index}`];
  return value === null || value === undefined ? null : String(value);
}
