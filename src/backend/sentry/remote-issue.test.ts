import assert from "node:assert/strict";
import { test } from "node:test";
import { honestIssue, HOSTILE_PLACE } from "../../../test/fakes/sentry/honest-answer.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { RemoteIssue } from "./remote-issue.ts";
import { readIssue } from "./remote-issue.ts";

const ORIGIN = "https://sentry.example.org";
const HONEST = read({});

function read(change: JsonObject): RemoteIssue {
  const issue = readIssue({ ...honestIssue(), ...change }, HOSTILE_PLACE, ORIGIN);
  assert.ok(typeof issue !== "string", String(issue));
  return issue;
}

test("an issue is read in full", () => {
  assert.deepEqual(HONEST, {
    id: "4001",
    shortId: "SHOP-1",
    title: "TypeError: x is null",
    culprit: "pay in submit",
    level: "warning",
    platform: "python",
    logger: "root",
    type: "error",
    metadata: { type: "TypeError", value: "x is null", filename: "pay.py", function: "submit" },
    isUnhandled: true,
    state: { status: "unresolved", substatus: "ongoing" },
    eventCount: 57,
    userCount: 12,
    firstSeenMs: Date.UTC(2026, 2, 1, 9, 15, 30, 123),
    lastSeenMs: Date.UTC(2026, 2, 2, 9, 15, 30),
    firstRelease: "1.0",
    lastRelease: "1.1",
    assignee: { kind: "user", id: "9", name: "Ann" },
    url: `${ORIGIN}/organizations/acme/issues/4001/`,
    hourly: [[1_772_442_000 / 3_600, 3]],
    daily: [[1_772_409_600 / 3_600, 57]],
  });
});

/** What an issue is when one field is wrong: the empty value of that field, and everything else as it was. */
const empty: { readonly [field: string]: Partial<RemoteIssue> } = {
  shortId: { shortId: "" },
  title: { title: "" },
  culprit: { culprit: "" },
  level: { level: "error" },
  platform: { platform: "other" },
  logger: { logger: undefined },
  type: { type: "default" },
  metadata: { metadata: {} },
  isUnhandled: { isUnhandled: false },
  count: { eventCount: 0 },
  userCount: { userCount: 0 },
  firstSeen: { firstSeenMs: HONEST.lastSeenMs },
  lastSeen: { lastSeenMs: HONEST.firstSeenMs },
  firstRelease: { firstRelease: undefined },
  lastRelease: { lastRelease: undefined },
  assignedTo: { assignee: undefined },
  stats: { hourly: undefined, daily: undefined },
  statusDetails: {},
  substatus: {},
  permalink: {},
};
for (const [field, want] of Object.entries(empty)) {
  test(`a wrong ${field} costs itself alone`, () => {
    for (const wrong of [null, { a: [] }, [null], ["x"]] satisfies readonly Json[]) {
      assert.deepEqual(read({ [field]: wrong }), { ...HONEST, ...want });
    }
    const { [field]: _absent, ...rest } = honestIssue();
    assert.deepEqual(readIssue(rest, HOSTILE_PLACE, ORIGIN), { ...HONEST, ...want });
  });
}

const refused: readonly { readonly name: string; readonly change: JsonObject; readonly want: string }[] = [
  { name: "an id that is a path", change: { id: "../1" }, want: "broken" },
  { name: "an id in full-width digits", change: { id: "１２" }, want: "broken" },
  { name: "an id with a line break", change: { id: "1\n" }, want: "broken" },
  { name: "no id", change: { id: null }, want: "broken" },
  { name: "no project", change: { project: null }, want: "broken" },
  { name: "another project", change: { project: { id: "21" } }, want: "foreign" },
  { name: "another project by a number", change: { project: { id: 21 } }, want: "foreign" },
  { name: "a status on the way out", change: { status: "pending_deletion" }, want: "broken" },
  { name: "no status", change: { status: {} }, want: "broken" },
];
for (const { name, change, want } of refused) {
  test(`an issue is refused with ${name}`, () => {
    assert.equal(readIssue({ ...honestIssue(), ...change }, HOSTILE_PLACE, ORIGIN), want);
  });
}

const states: readonly { readonly sent: JsonObject; readonly want: RemoteIssue["state"] }[] = [
  { sent: { status: "resolved", substatus: null }, want: { status: "resolved" } },
  { sent: { status: "unresolved", substatus: null }, want: { status: "unresolved", substatus: "ongoing" } },
  { sent: { status: "unresolved", substatus: "regressed" }, want: { status: "unresolved", substatus: "regressed" } },
  { sent: { status: "unresolved", substatus: "archived_forever" }, want: { status: "unresolved", substatus: "ongoing" } },
  { sent: { status: "muted" }, want: { status: "ignored", substatus: "archived_forever", untilMs: undefined } },
  {
    sent: { status: "ignored", substatus: "archived_until_escalating" },
    want: { status: "ignored", substatus: "archived_until_escalating", untilMs: undefined },
  },
  {
    sent: { status: "ignored", statusDetails: { ignoreCount: 5, ignoreUntil: null } },
    want: { status: "ignored", substatus: "archived_until_condition_met", untilMs: undefined },
  },
  {
    sent: { status: "ignored", statusDetails: { ignoreUntil: "2026-12-01T00:00:00Z", ignoreCount: null } },
    want: { status: "ignored", substatus: "archived_until_condition_met", untilMs: Date.UTC(2026, 11, 1) },
  },
];
for (const { sent, want } of states) {
  test(`the state ${JSON.stringify(sent)} is read`, () => {
    const { substatus: _ours, ...honest } = honestIssue();
    const issue = readIssue({ ...honest, ...sent }, HOSTILE_PLACE, ORIGIN);
    assert.ok(typeof issue !== "string");
    assert.deepEqual(issue.state, want);
  });
}

const HOUR = 490_000;
const charts: readonly { readonly name: string; readonly sent: Json; readonly want: RemoteIssue["hourly"] }[] = [
  { name: "an empty one", sent: [], want: [] },
  {
    name: "hours out of order, one of them twice, and one in between",
    sent: [
      [(HOUR + 1) * 3_600, 1],
      [HOUR * 3_600, 2],
      [HOUR * 3_600 + 1_800, 3],
    ],
    want: [
      [HOUR, 5],
      [HOUR + 1, 1],
    ],
  },
  {
    name: "pairs of the wrong kind",
    sent: [null, 1, [], ["1", 1], [1], [-1, 1], [1, -1], [1e300, 1], [1, 1e300], [3_600, 2]],
    want: [[1, 2]],
  },
  {
    name: "more hours than are shown: the newest are kept",
    sent: Array.from({ length: 900 }, (_, index) => [(HOUR + index) * 3_600, 1]),
    want: Array.from({ length: 50 }, (_, index) => [HOUR + 850 + index, 1] as const),
  },
  { name: "more than fits", sent: Array.from({ length: 5_000 }, () => [3_600, 1]), want: [[1, 1_000]] },
];
for (const { name, sent, want } of charts) {
  test(`a chart is read: ${name}`, () => assert.deepEqual(read({ stats: { "24h": sent } }).hourly, want));
}

const times: readonly { readonly sent: string; readonly want: number }[] = [
  { sent: "2026-03-02T09:15:30Z", want: Date.UTC(2026, 2, 2, 9, 15, 30) },
  { sent: "2026-03-02T09:15:30.123456Z", want: Date.UTC(2026, 2, 2, 9, 15, 30, 123) },
  { sent: "2026-03-02 09:15:30+01:00", want: Date.UTC(2026, 2, 2, 8, 15, 30) },
  { sent: "2026-03-02T09:15:30", want: Date.UTC(2026, 2, 2, 9, 15, 30) },
  { sent: "9999-12-31T23:59:59Z", want: 253_402_300_799_000 },
];
for (const { sent, want } of times) {
  test(`the time ${sent} is read`, () => assert.equal(read({ lastSeen: sent }).lastSeenMs, want));
}
for (const sent of [
  "1969-12-31T23:59:59Z",
  "+275760-09-13T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "yesterday",
  "1",
  `2026${" ".repeat(100)}`,
]) {
  test(`the time ${JSON.stringify(sent.slice(0, 30))} is none`, () => {
    assert.equal(read({ lastSeen: sent }).lastSeenMs, HONEST.firstSeenMs);
  });
}
