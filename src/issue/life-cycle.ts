import type { IssueState, ReportedState, StatusChange } from "./issue.ts";

/** When an event of the issue came and when it happened, Unix ms. */
export type Sighting = { readonly receivedAtMs: number; readonly timestampMs: number };

/** The state of an issue made by its first event. */
export function firstState(event: Sighting): IssueState {
  return { status: "unresolved", substatus: "new", sinceMs: event.receivedAtMs };
}

/**
 * The state after one more event; the same object when nothing changes. A resolution covers what happened or was on its way
 * before it: only an event that is newer by both clocks reopens the issue, as a regression. Devices send days late, and
 * the log may still hold what came before the decision.
 */
export function stateAfterEvent(state: IssueState, event: Sighting): IssueState {
  switch (state.status) {
    case "unresolved":
      return state;
    case "resolved":
      if (event.receivedAtMs <= state.sinceMs || event.timestampMs <= state.sinceMs) return state;
      return { status: "unresolved", substatus: "regressed", sinceMs: event.receivedAtMs };
    case "ignored":
      if (state.until?.untilMs === undefined || event.receivedAtMs < state.until.untilMs) return state;
      return { status: "unresolved", substatus: "ongoing", sinceMs: event.receivedAtMs };
  }
}

/**
 * The state after a person's decision at `nowMs`; the same object when it says what already holds, so that resolving twice
 * does not move the line between covered events and regressions.
 */
export function stateAfterChange(
  state: IssueState,
  change: StatusChange,
  nowMs: number,
  byUserId: number | undefined,
): IssueState {
  switch (change.status) {
    case "unresolved":
      return state.status === "unresolved" ? state : { status: "unresolved", substatus: "ongoing", sinceMs: nowMs };
    case "resolved":
      return state.status === "resolved" ? state : { status: "resolved", sinceMs: nowMs, byUserId };
    case "ignored": {
      const isForEver = change.until?.untilMs === undefined;
      if (state.status === "ignored" && state.until?.untilMs === change.until?.untilMs) return state;
      const substatus = isForEver ? "archived_forever" : "archived_until_condition_met";
      return { status: "ignored", substatus, sinceMs: nowMs, byUserId, until: isForEver ? undefined : change.until };
    }
  }
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
