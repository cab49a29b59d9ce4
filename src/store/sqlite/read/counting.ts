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

const FIND_ISSUES = `
  SELECT id, project_id, title, culprit, metadata ->> 'type' AS error_type, metadata ->> 'value' AS error_value, platform, logger, type
  FROM issue WHERE id IN (SELECT value FROM json_each(?)) AND connection_id = 0`;

/** Reads each issue once. */
export function readIssues(db: Database): IssueValues {
  const known = new Map<number, ReadonlyMap<string, string | null> | undefined>();
  const readAhead = (issueIds: readonly number[]): void => {
    const missing = issueIds.filter((id) => !known.has(id));
    if (missing.length === 0) return;
    for (const id of missing) known.set(id, undefined);
    for (const row of db.statement(FIND_ISSUES).all(JSON.stringify(missing))) known.set(Number(row["id"]), valuesOf(row));
  };
  return {
    of(issueId) {
      readAhead([issueId]);
      return known.get(issueId);
    },
    readAhead,
  };
}

function valuesOf(row: Row): ReadonlyMap<string, string | null> {
  const text = (column: string): string | null => (row[column] === null ? null : String(row[column]));
  return new Map([
    ["issue", text("id")],
    ["project", text("project_id")],
    ["title", text("title")],
    ["culprit", text("culprit")],
    ["error.type", text("error_type")],
    ["error.value", text("error_value")],
    ["platform", text("platform")],
    ["logger", text("logger")],
    ["event.type", text("type")],
  ]);
}
