import type { Backend, EventGroup, EventTally, FoundEvents } from "../backend/backend.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import type { Column } from "./event-columns.ts";
import { columnNamed, shownValue } from "./event-columns.ts";
import type { Naming } from "./event-naming.ts";
import { ofPlace } from "./event-naming.ts";

/** Groups of events in the order that was asked for. */
export type CountedEvents = {
  readonly groups: readonly EventGroup[];
  /** What `values` of a group stand for. */
  readonly by: readonly string[];
  /** What `distinct` of a tally stands for. */
  readonly distinct: readonly string[];
  readonly seconds: number;
  readonly issueOf: (group: EventGroup) => string | undefined;
  readonly issuesOf: (groups: readonly EventGroup[]) => readonly number[];
};

/** Ids stand for names: a group by either is the same. */
const IDS: ReadonlyMap<string, string> = new Map([
  ["issue.id", "issue"],
  ["project.id", "project"],
]);
const storeKey = (key: string): string => IDS.get(key) ?? key;

/** Of projects that are here there is one backend; without a project there is nothing to ask. */
export function backendFor(parts: ApiParts, [first]: readonly Project[]): Backend | undefined {
  return first === undefined ? undefined : parts.backendOf(first);
}

/** Counts in groups by the fields among the columns. `sort` names a column, with `-` for the largest first. */
export async function countGroups(
  parts: ApiParts,
  events: FoundEvents,
  columns: readonly Column[],
  sort: string,
  stepMs?: number,
): Promise<Result<CountedEvents, Refusal>> {
  const fields = columns.filter((column) => column.kind === "field");
  if (fields.some(({ key }) => key === "timestamp" || key.startsWith("stack."))) {
    const detail =
      "timestamp and stack.… make no groups; for counts over time ask events-stats/, and list events one by one for their stacks.";
    return problem({ kind: "invalid", detail });
  }
  const by = [...new Set(fields.map(({ key }) => storeKey(key)))];
  const distinct = columns.flatMap((column) => (column.kind === "distinct" ? [storeKey(column.key)] : []));
  const sorted = sort === "" ? columns.find(({ kind }) => kind !== "field") : columnNamed(columns, sort.replace(/^-/, ""));
  if (sorted === undefined) {
    return problem({ kind: "invalid", detail: "sort must be one of the fields asked for, as -count() beside field=count()." });
  }
  const wanted = { by, distinct, ...(stepMs !== undefined && { stepMs }) };
  const counts = (await backendFor(parts, events.projects)?.countFoundEvents(events, wanted)) ?? [];
  // Of nothing there is one count, and no group.
  const groups = counts.length === 0 && by.length === 0 ? [NOTHING] : counts;
  const at = by.indexOf("issue");
  const issueOf = (group: EventGroup): string | undefined => (at < 0 ? undefined : (group.values[at] ?? undefined));
  const counted: CountedEvents = {
    groups,
    by,
    distinct,
    seconds: (events.toMs - events.fromMs) / 1_000,
    issueOf,
    issuesOf: (some) => some.flatMap((group) => issueOf(group) ?? []).map(Number),
  };
  const sign = sort === "" || sort.startsWith("-") ? -1 : 1;
  const weight = (group: EventGroup): number | string => weightIn(counted, sorted, group);
  return ok({
    ...counted,
    groups: groups.toSorted((a, b) => sign * compare(weight(a), weight(b)) || compare(a.values.join(), b.values.join())),
  });
}

const NOTHING: EventGroup = { values: [], events: 0, lastSeenMs: 0, distinct: [], steps: new Map() };

function weightIn(counted: CountedEvents, column: Column, group: EventGroup): number | string {
  if (column.kind === "field") return group.values[counted.by.indexOf(storeKey(column.key))] ?? "";
  return column.kind === "last-seen" ? group.lastSeenMs : numberIn(counted, column, group);
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a function of numbers comes to, over all events or over those of a stretch of so many seconds. */
export function numberIn(
  { distinct, seconds }: Pick<CountedEvents, "distinct" | "seconds">,
  column: Column,
  tally: EventTally | undefined,
): number {
  if (tally === undefined) return 0;
  if (column.kind === "distinct") return tally.distinct[distinct.indexOf(storeKey(column.key))] ?? 0;
  if (column.kind === "rate") return seconds <= 0 ? 0 : (tally.events * column.seconds) / seconds;
  return tally.events;
}

/** The same as clients are told it. */
export function figureIn(counted: CountedEvents, column: Column, group: EventGroup): number | string | null {
  if (column.kind !== "last-seen") return numberIn(counted, column, group);
  return group.events === 0 ? null : dateOf(group.lastSeenMs);
}

export function valueInGroup(
  { by }: CountedEvents,
  group: EventGroup,
  column: Extract<Column, { kind: "field" }>,
  naming: Naming,
): string | number | boolean | null {
  const value = group.values[by.indexOf(storeKey(column.key))] ?? null;
  if (value === null) return null;
  return ofPlace(column.key, value, value, naming) ?? shownValue(column, value);
}
