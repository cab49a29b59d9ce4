import type { IssueFilter } from "../../../backend/backend.ts";
import type { IssueCondition } from "../../../issue/query/condition.ts";
import { exactText } from "../../../issue/query/match.ts";
import type { Project } from "../../../project/project.ts";
import type { Database } from "../database.ts";
import { withLatest } from "./event-roll-ups.ts";
import type { SortColumn } from "./issue-conditions.ts";
import type { Stretch } from "./issue-scan.ts";
import { rowCondition } from "./row-conditions.ts";
import type { Condition } from "./sql-condition.ts";
import { JSON_LIST } from "./sql-condition.ts";

/** So many are looked up in less time than a walk over a list takes that finds no page of them at once. */
const FEW = 4_000;

export type CandidatesOf = {
  readonly projects: readonly Project[];
  readonly filter: IssueFilter;
  readonly stretches: readonly Stretch[];
  readonly column: SortColumn;
};

/**
 * Ids of issues among which all matches are, where an index of one of the conditions tells so and they are few. The other conditions, and
 * whether they belong to the list at all, are still to be asked of them.
 */
export function fewCandidates(db: Database, of: CandidatesOf): readonly number[] | undefined {
  const ways = [...(of.filter.conditions ?? []).flatMap((condition) => wayOf(db, condition, of) ?? []), ...wayOfTime(of)];
  for (const way of ways) {
    const ids = listFew(db, way, of.stretches);
    if (ids !== undefined) return ids;
  }
  return undefined;
}

/** How an index lists what meets a condition: within each stretch, or over all projects at once. */
type Way =
  | { readonly within: "stretch"; readonly condition: Condition }
  | { readonly within: "store"; readonly list: Condition };

/** The index holds these alone; SQLite would rather walk one of all issues of the status. */
const RETURNED = `
  SELECT id FROM issue INDEXED BY issue_returned
  WHERE project_id IN ${JSON_LIST} AND status = 'unresolved' AND substatus IN ('regressed', 'escalating')`;

function wayOf(db: Database, condition: IssueCondition, { projects, filter, stretches }: CandidatesOf): Way | undefined {
  const { sql: own } = rowCondition(db, condition, projects, filter.askedByUserId);
  switch (condition.on) {
    case "number":
    case "date":
      if (own === undefined || (condition.on === "date" && condition.isNegated)) return undefined;
      return { within: "stretch", condition: own };
    case "substatus":
      if (condition.anyOf.some((name) => name !== "regressed" && name !== "escalating")) return undefined;
      // Resolved issues have no substatus, and pass.
      if (stretches.some(({ status }) => status !== "unresolved")) return undefined;
      return { within: "store", list: { sql: RETURNED, values: [JSON.stringify(projects.map(({ id }) => id))] } };
    case "assignee": {
      // What belongs to teams, or to nobody, stands in no index of people.
      if (own === undefined || condition.isNegated) return undefined;
      if (condition.anyOf.some(({ kind }) => kind !== "me" && kind !== "name")) return undefined;
      const sql = `SELECT id FROM issue WHERE assigned_to_user_id IS NOT NULL AND ${own.sql}`;
      return { within: "store", list: { sql, values: own.values } };
    }
    case "link":
      return condition.isNegated
        ? undefined
        : { within: "store", list: { sql: "SELECT issue_id AS id FROM issue_link", values: [] } };
    case "text": {
      if (condition.field !== "first-release" || condition.isNegated) return undefined;
      const ids = projects.map(({ id }) => id);
      const names = withLatest(db, ids, condition.anyOf).map(exactText);
      if (names.some((name) => name === undefined || name === "")) return undefined;
      const sql = `SELECT id FROM issue WHERE project_id IN ${JSON_LIST} AND first_release IN ${JSON_LIST}`;
      return { within: "store", list: { sql, values: [JSON.stringify(ids), JSON.stringify(names)] } };
    }
    default:
      return undefined;
  }
}

/** The time range of the list, unless the walk itself keeps to it. */
function wayOfTime({ filter: { seenFromMs }, column }: CandidatesOf): readonly Way[] {
  if (seenFromMs === undefined || column === "last_seen_ms") return [];
  return [{ within: "stretch", condition: { sql: "last_seen_ms >= ?", values: [seenFromMs] } }];
}

function listFew(db: Database, way: Way, stretches: readonly Stretch[]): readonly number[] | undefined {
  const ids: number[] = [];
  const parts = way.within === "store" ? [way.list] : stretches.map((stretch): Condition => inStretch(stretch, way.condition));
  for (const { sql, values } of parts) {
    const rows = db.statement(`${sql} LIMIT ?`).all(...values, FEW + 1 - ids.length) as { id: number }[];
    for (const { id } of rows) ids.push(id);
    if (ids.length > FEW) return undefined;
  }
  return ids;
}

function inStretch({ projectId, connectionId, status }: Stretch, { sql, values }: Condition): Condition {
  return {
    sql: `SELECT id FROM issue WHERE project_id = ? AND connection_id = ? AND status = ? AND ${sql}`,
    values: [projectId, connectionId, status, ...values],
  };
}
