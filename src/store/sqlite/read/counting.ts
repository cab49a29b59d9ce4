import type { EventCounting, FoundEvents } from "../../../backend/backend.ts";
import { BackendProblem } from "../../../backend/backend.ts";
import type { Database, Row } from "../database.ts";
import type { EventGroups } from "./event-groups.ts";
import { MAX_GROUPS } from "./event-groups.ts";
import type { EventMatcher } from "./found-events.ts";

/** What an issue says for all of its events, by the names of columns. */
export type IssueValues = (issueId: number) => ReadonlyMap<string, string | null> | undefined;
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

const FIND_ISSUE = `
  SELECT id, project_id, title, culprit, metadata ->> 'type' AS error_type, metadata ->> 'value' AS error_value, platform, logger, type
  FROM issue WHERE id = ? AND connection_id = 0`;

/** Reads each issue once. Undefined: it is gone. */
export function readIssues(db: Database): IssueValues {
  const known = new Map<number, ReadonlyMap<string, string | null> | undefined>();
  return (issueId) => {
    if (known.has(issueId)) return known.get(issueId);
    const row = db.statement(FIND_ISSUE).get(issueId);
    const values = row === undefined ? undefined : valuesOf(row);
    known.set(issueId, values);
    return values;
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
