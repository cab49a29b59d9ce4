import assert from "node:assert/strict";
import { test } from "node:test";
import type { IssueState, ReportedState, StatusChange } from "./issue.ts";
import { firstState, stateAfterChange, stateAfterEvent, stateAfterReport } from "./life-cycle.ts";

const resolved: IssueState = { status: "resolved", sinceMs: 1_000, byUserId: 7 };
const ignored = (untilMs?: number): IssueState => ({
  status: "ignored",
  substatus: untilMs === undefined ? "archived_forever" : "archived_until_condition_met",
  sinceMs: 1_000,
  byUserId: 7,
  until: untilMs === undefined ? undefined : { untilMs },
});
const unresolved = (substatus: Extract<IssueState, { status: "unresolved" }>["substatus"], sinceMs = 500): IssueState => ({
  status: "unresolved",
  substatus,
  sinceMs,
});

test("the first event makes an issue new", () => {
  assert.deepEqual(firstState({ receivedAtMs: 5, timestampMs: 3 }), unresolved("new", 5));
});

const events = [
  { name: "an event after the resolution is a regression", state: resolved, received: 2_000, own: 1_900, want: "regressed" },
  {
    name: "an event that happened before the resolution is covered by it",
    state: resolved,
    received: 2_000,
    own: 900,
    want: "",
  },
  {
    name: "an event of the very moment of the resolution is covered by it",
    state: resolved,
    received: 2_000,
    own: 1_000,
    want: "",
  },
  {
    name: "an event that was on its way at the resolution is covered by it",
    state: resolved,
    received: 1_000,
    own: 2_000,
    want: "",
  },
  { name: "an unresolved issue stays as it is", state: unresolved("new"), received: 2_000, own: 2_000, want: "" },
  { name: "a regressed issue stays regressed", state: unresolved("regressed"), received: 2_000, own: 2_000, want: "" },
  { name: "an issue ignored for ever stays ignored", state: ignored(), received: 9e12, own: 9e12, want: "" },
  { name: "an issue ignored until later stays ignored", state: ignored(3_000), received: 2_999, own: 2_999, want: "" },
  { name: "an issue ignored until now is back", state: ignored(3_000), received: 3_000, own: 2_000, want: "ongoing" },
];
for (const { name, state, received, own, want } of events) {
  test(name, () => {
    const after = stateAfterEvent(state, { receivedAtMs: received, timestampMs: own }, () => undefined);
    if (want === "") assert.equal(after, state);
    else assert.deepEqual(after, { status: "unresolved", substatus: want, sinceMs: received });
  });
}

const ignoredNow = { sinceMs: 2_000, byUserId: 8 };
const changes: readonly { name: string; state: IssueState; change: StatusChange; want: IssueState | "same" }[] = [
  {
    name: "resolving names who did it and when",
    state: unresolved("new"),
    change: { status: "resolved" },
    want: { status: "resolved", sinceMs: 2_000, byUserId: 8 },
  },
  { name: "resolving twice keeps the first time", state: resolved, change: { status: "resolved" }, want: "same" },
  { name: "reopening makes it ongoing", state: resolved, change: { status: "unresolved" }, want: unresolved("ongoing", 2_000) },
  {
    name: "reopening what is open keeps its mark",
    state: unresolved("regressed"),
    change: { status: "unresolved" },
    want: "same",
  },
  {
    name: "ignoring without a condition is for ever",
    state: resolved,
    change: { status: "ignored", until: {} },
    want: { status: "ignored", substatus: "archived_forever", until: undefined, ...ignoredNow },
  },
  {
    name: "ignoring until another time replaces the condition",
    state: ignored(3_000),
    change: { status: "ignored", until: { untilMs: 4_000 } },
    want: { status: "ignored", substatus: "archived_until_condition_met", until: { untilMs: 4_000 }, ...ignoredNow },
  },
  { name: "ignoring for ever twice keeps the first time", state: ignored(), change: { status: "ignored" }, want: "same" },
];
for (const { name, state, change, want } of changes) {
  test(name, () => {
    const after = stateAfterChange(state, change, 2_000, 8);
    if (want === "same") assert.equal(after, state);
    else assert.deepEqual(after, want);
  });
}

const reports: readonly { name: string; state: IssueState | undefined; report: ReportedState; want: IssueState | "same" }[] = [
  {
    name: "a first report says since when it is known here",
    state: undefined,
    report: { status: "unresolved", substatus: "regressed" },
    want: unresolved("regressed", 2_000),
  },
  {
    name: "a report of the same state changes nothing",
    state: unresolved("ongoing"),
    report: { status: "unresolved", substatus: "ongoing" },
    want: "same",
  },
  { name: "a report agrees with who decided here", state: resolved, report: { status: "resolved" }, want: "same" },
  {
    name: "a report of the same time to come back changes nothing",
    state: ignored(3_000),
    report: { status: "ignored", substatus: "archived_until_condition_met", untilMs: 3_000 },
    want: "same",
  },
  {
    name: "another shade of a status is no new decision",
    state: unresolved("new"),
    report: { status: "unresolved", substatus: "escalating" },
    want: unresolved("escalating"),
  },
  {
    name: "another condition keeps who decided",
    state: ignored(3_000),
    report: { status: "ignored", substatus: "archived_until_escalating", untilMs: undefined },
    want: { status: "ignored", substatus: "archived_until_escalating", sinceMs: 1_000, byUserId: 7, until: undefined },
  },
  {
    name: "a decision made at the Sentry has no name here",
    state: unresolved("new"),
    report: { status: "resolved" },
    want: { status: "resolved", sinceMs: 2_000, byUserId: undefined },
  },
];
for (const { name, state, report, want } of reports) {
  test(name, () => {
    const after = stateAfterReport(state, report, 2_000);
    if (want === "same") assert.equal(after, state);
    else assert.deepEqual(after, want);
  });
}
