import { compareReleases } from "../release/order.ts";
import type { Growth, IgnoreUntil, IssueState, ReportedState, ResolvedIn, StatusChange } from "./issue.ts";

/** When an event of the issue came and when it happened, Unix ms, and the release that it names. */
export type Sighting = { readonly receivedAtMs: number; readonly timestampMs: number; readonly release?: string };

/** When a release of the issue's project came out, Unix ms; undefined if there is no such release. */
export type DateOfRelease = (version: string) => number | undefined;

/** The state of an issue made by its first event. */
export function firstState(event: Sighting): IssueState {
  return { status: "unresolved", substatus: "new", sinceMs: event.receivedAtMs };
}

/**
 * The state after one more event; the same object when nothing changes. A resolution covers what happened or was on its way
 * before it: only an event that is newer by both clocks reopens the issue, as a regression. Devices send days late, and
 * the log may still hold what came before the decision. What is resolved in a release covers all of the releases before it,
 * whenever their events come; an event that names no release is covered by the clocks alone.
 */
export function stateAfterEvent(state: IssueState, event: Sighting, dateOf: DateOfRelease): IssueState {
  switch (state.status) {
    case "unresolved":
      return state;
    case "resolved":
      if (event.receivedAtMs <= state.sinceMs || event.timestampMs <= state.sinceMs) return state;
      if (state.in !== undefined && isBefore(event.release, state.in, state.sinceMs, dateOf)) return state;
      return { status: "unresolved", substatus: "regressed", sinceMs: event.receivedAtMs };
    case "ignored":
      if (state.until?.untilMs === undefined || event.receivedAtMs < state.until.untilMs) return state;
      return { status: "unresolved", substatus: "ongoing", sinceMs: event.receivedAtMs };
  }
}

/** What an issue has after a batch. `eventsWithin`: of the last whole hours; asked only where it decides. */
export type Totals = {
  readonly eventCount: number;
  readonly userCount: number;
  readonly eventsWithin: (hours: number) => number;
};

/** The state by what has come in all; the same object when nothing changes. What was ignored for a growth comes back with it. */
export function stateAfterGrowth(state: IssueState, totals: Totals, nowMs: number): IssueState {
  if (state.status !== "ignored" || state.until === undefined) return state;
  const { events, users } = state.until;
  const hasEvents =
    hasGrown(events, totals.eventCount) &&
    (events?.withinHours === undefined || totals.eventsWithin(events.withinHours) >= events.more);
  if (!hasEvents && !hasGrown(users, totals.userCount)) return state;
  return { status: "unresolved", substatus: "escalating", sinceMs: nowMs };
}

const hasGrown = (growth: Growth | undefined, total: number): boolean =>
  growth !== undefined && total - (growth.from ?? 0) >= growth.more;

/** What is waited for, counted from the totals that the issue has now. */
export function countedFrom(until: IgnoreUntil, totals: Pick<Totals, "eventCount" | "userCount">): IgnoreUntil {
  return {
    ...until,
    ...(until.events !== undefined && { events: { ...until.events, from: totals.eventCount } }),
    ...(until.users !== undefined && { users: { ...until.users, from: totals.userCount } }),
  };
}

function isBefore(release: string | undefined, bound: ResolvedIn, sinceMs: number, dateOf: DateOfRelease): boolean {
  if (release === undefined) return false;
  if (release === bound.version) return bound.kind === "after";
  const placed = (version: string) => ({ version, atMs: dateOf(version) ?? sinceMs });
  return compareReleases(placed(release), placed(bound.version)) < 0;
}

/**
 * The state after a person's decision at `nowMs`; the same object when it says what already holds, so that resolving twice
 * does not move the line between covered events and regressions. `resolvedIn` is what the change's wish came to.
 */
export function stateAfterChange(
  state: IssueState,
  change: StatusChange,
  nowMs: number,
  byUserId: number | undefined,
  resolvedIn?: ResolvedIn,
): IssueState {
  switch (change.status) {
    case "unresolved":
      if (state.status === "unresolved") return state;
      return { status: "unresolved", substatus: change.substatus ?? "ongoing", sinceMs: nowMs };
    case "resolved":
      return stateAfterResolving(state, nowMs, byUserId, resolvedIn);
    case "ignored": {
      const { until } = change;
      const isForEver = until === undefined || Object.values(until).every((condition) => condition === undefined);
      if (state.status === "ignored" && isSame(state.until, until)) return state;
      const substatus = isForEver ? "archived_forever" : "archived_until_condition_met";
      return { status: "ignored", substatus, sinceMs: nowMs, byUserId, until: isForEver ? undefined : until };
    }
  }
}

/** Waiting for more events or users again begins to count anew. */
function isSame(one: IgnoreUntil | undefined, other: IgnoreUntil | undefined): boolean {
  const isCounting = [one, other].some((until) => until?.events !== undefined || until?.users !== undefined);
  return !isCounting && one?.untilMs === other?.untilMs;
}

function stateAfterResolving(
  state: IssueState,
  nowMs: number,
  byUserId: number | undefined,
  resolvedIn: ResolvedIn | undefined,
): IssueState {
  const wasResolved = state.status === "resolved";
  if (wasResolved && state.in?.kind === resolvedIn?.kind && state.in?.version === resolvedIn?.version) return state;
  const sinceMs = wasResolved ? state.sinceMs : nowMs;
  return { status: "resolved", sinceMs, byUserId, ...(resolvedIn !== undefined && { in: resolvedIn }) };
}

/**
 * The state after a Sentry told its own at `nowMs`; the same object when it says what already holds. Who decided it is not told,
 * so a decision made here keeps its name as long as the Sentry agrees.
 */
export function stateAfterReport(state: IssueState | undefined, report: ReportedState, nowMs: number): IssueState {
  // A change of shade within a status is no new decision.
  const sinceMs = state?.status === report.status ? state.sinceMs : nowMs;
  switch (report.status) {
    case "unresolved":
      if (state?.status === "unresolved" && state.substatus === report.substatus) return state;
      return { status: "unresolved", substatus: report.substatus, sinceMs };
    case "resolved":
      return state?.status === "resolved" ? state : { status: "resolved", sinceMs, byUserId: undefined };
    case "ignored": {
      const { substatus, untilMs } = report;
      const before = state?.status === "ignored" ? state : undefined;
      if (before?.substatus === substatus && before.until?.untilMs === untilMs) return before;
      const until = untilMs === undefined ? undefined : { untilMs };
      return { status: "ignored", substatus, sinceMs, byUserId: before?.byUserId, until };
    }
  }
}
