import type { FoundEvents, StoredEvent } from "../../../backend/backend.ts";
import type { EventCondition } from "../../../issue/query/condition.ts";
import type { Database } from "../database.ts";
import { holdsOn, withLatestRelease } from "./event-meets.ts";
import { saysText } from "./find-events.ts";
import { checkedColumns, conditionsOf } from "./issue-conditions.ts";
import type { Condition } from "./sql-condition.ts";
import { allOf, JSON_LIST } from "./sql-condition.ts";

/** What a search asks of an event, ready to be asked of one after the other. */
export type EventMatcher = {
  /** Issues that meet what is asked of issues; undefined: nothing is. */
  readonly issueIds: ReadonlySet<number> | undefined;
  /** Empty: any. */
  readonly levels: ReadonlySet<string>;
  readonly conditions: readonly EventCondition[];
  readonly text: string | undefined;
};

export function matcherOf(db: Database, found: Pick<FoundEvents, "projects" | "filter">): EventMatcher {
  const { projects, filter } = found;
  const projectIds = projects.map(({ id }) => id);
  const conditions = (filter.conditions ?? []).filter((condition) => condition.on === "event");
  return {
    issueIds: issuesMeant(db, found),
    levels: new Set(filter.levels),
    conditions: withLatestRelease(db, projectIds, conditions),
    text: filter.text === "" ? undefined : filter.text,
  };
}

/** Whether an event is one that is looked for. */
export function matches({ issueIds, levels, conditions, text }: EventMatcher, stored: StoredEvent): boolean {
  if (issueIds?.has(stored.issueId) === false) return false;
  if (levels.size > 0 && !levels.has(stored.event.level)) return false;
  return conditions.every((condition) => holdsOn(condition, stored)) && (text === undefined || saysText(stored, text));
}

/** Levels and the text are asked of events. */
function issuesMeant(
  db: Database,
  { projects, filter }: Pick<FoundEvents, "projects" | "filter">,
): ReadonlySet<number> | undefined {
  const { statuses, ids } = filter;
  const onIssues = (filter.conditions ?? []).filter((condition) => condition.on !== "event");
  if (statuses.length === 0 && ids.length === 0 && onIssues.length === 0) return undefined;
  const { askedByUserId } = filter;
  const asked = {
    statuses,
    ids: [],
    levels: [],
    conditions: onIssues,
    ...(askedByUserId !== undefined && { askedByUserId }),
  };
  const conditions = conditionsOf(db, { projects, filter: asked, column: "last_seen_ms" });
  const among = (column: string, list: readonly unknown[]): readonly Condition[] =>
    list.length === 0 ? [] : [{ sql: `${column} IN ${JSON_LIST}`, values: [JSON.stringify(list)] }];
  const all = allOf([...among("status", statuses), ...among("id", ids), ...conditions.rest]);
  const rows = db
    .statement(
      `SELECT id${checkedColumns(conditions)} FROM issue AS listed
       WHERE connection_id = 0 AND project_id IN ${JSON_LIST}${all.sql}`,
    )
    .all(JSON.stringify(projects.map(({ id }) => id)), ...all.values);
  return new Set(rows.filter((row) => conditions.check?.(row) ?? true).map((row) => Number(row["id"])));
}
