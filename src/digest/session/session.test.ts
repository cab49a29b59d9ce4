import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnvelopeItem } from "../../protocol/envelope.ts";
import { capturedItems } from "../test-captured-items.ts";
import { decodeLoggedRequest } from "../../protocol/logged-request.ts";
import { logged, RECEIVED_MS } from "../test-log.ts";
import type { DigestedSession } from "./normalise.ts";
import { digestSessions } from "./record.ts";

const SECRET = "a secret of tests";
const SID = "34372a52-38ec-435f-a825-befca83a5bba";
const at = (secondsAgo: number): string => new Date(RECEIVED_MS - secondsAgo * 1_000).toISOString();
const attrs = { release: "shop@1.0", environment: "production" };

function digest(type: "session" | "sessions", payload: object | string, sentAt?: string) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const item: EnvelopeItem = { type, header: { type }, payload: Buffer.from(text) };
  const request = decodeLoggedRequest(logged(Buffer.from("{}")));
  assert.ok(request.ok);
  return digestSessions(item, request.value, sentAt === undefined ? {} : { sentAt }, SECRET);
}

/** The one session of an item that must be counted. */
function session(payload: object, sentAt?: string): DigestedSession {
  const digested = digest("session", payload, sentAt);
  assert.equal(digested.kind, "sessions", JSON.stringify(digested));
  const [first] = digested.kind === "sessions" ? digested.sessions : [];
  assert.ok(first !== undefined);
  return first;
}

test("an update keeps what is counted of it", () => {
  const { userKey, ...rest } = session({
    sid: SID,
    did: "8841",
    seq: 7,
    started: at(60),
    timestamp: at(1),
    status: "exited",
    errors: 2,
    duration: 59.5,
    attrs,
  });
  assert.ok(userKey !== undefined && userKey < 2 ** 52);
  assert.deepEqual(rest, {
    projectId: 1,
    receivedAtMs: RECEIVED_MS,
    ...attrs,
    startedAtMs: RECEIVED_MS - 60_000,
    isMoved: false,
    what: { kind: "update", sid: SID.replaceAll("-", ""), seq: 7, status: "exited", errors: 2, durationSeconds: 59.5 },
  });
});

test("what is left out has Sentry's defaults", () => {
  const { what, userKey, environment } = session({ started: at(60), attrs: { release: "1" } });
  assert.deepEqual(what, { kind: "update", seq: RECEIVED_MS, status: "ok", errors: 0 });
  assert.deepEqual([userKey, environment], [undefined, undefined]);
});

const seqs = [
  { name: "the first update of a session has number 0, whatever it says", fields: { init: true, seq: 9 }, want: 0 },
  { name: "the time of the update stands in for its number", fields: { timestamp: at(30) }, want: RECEIVED_MS - 30_000 },
  { name: "an update before its own start", fields: { timestamp: at(90) }, want: RECEIVED_MS - 60_000 },
  { name: "a number beyond 2^53", fields: { seq: "9007199254740999" }, want: Number.MAX_SAFE_INTEGER },
];
for (const { name, fields, want } of seqs) {
  test(`order of updates: ${name}`, () => {
    const { what } = session({ started: at(60), attrs, ...fields });
    assert.equal(what.kind === "update" && what.seq, want);
  });
}

const HOUR = 3_600;
const refused = [
  { name: "no JSON", payload: "{", reason: "invalid_json" },
  { name: "no release", payload: { started: at(1), attrs: {} }, reason: "release" },
  { name: "no attributes", payload: { started: at(1) }, reason: "release" },
  { name: "a release that is no name", payload: { started: at(1), attrs: { release: "a/b" } }, reason: "release" },
  { name: "no start", payload: { attrs }, reason: "timestamp" },
  { name: "a start six days ago", payload: { started: at(6 * 24 * HOUR), attrs }, reason: "timestamp" },
  { name: "a start in the future", payload: { started: at(-61), attrs }, reason: "timestamp" },
  { name: "an update in the future", payload: { started: at(1), timestamp: at(-61), attrs }, reason: "timestamp" },
  { name: "an unknown status", payload: { started: at(1), status: "asleep", attrs }, reason: "session_status" },
  { name: "the largest number", payload: { started: at(1), seq: 2 ** 64 - 1, attrs }, reason: "sequence" },
];
for (const { name, payload, reason } of refused) {
  test(`a session with ${name} is not counted`, () =>
    assert.deepEqual(digest("session", payload), { kind: "invalid", reason }));
}

test("a bad environment costs the environment alone", () => {
  assert.equal(session({ started: at(1), attrs: { release: "1", environment: "a/b" } }).environment, undefined);
});

for (const did of ["", null, "00000000-0000-0000-0000-000000000000", {}]) {
  test(`${JSON.stringify(did)} is nobody`, () => assert.equal(session({ did, started: at(1), attrs }).userKey, undefined));
}

test("one and the same person has one key in a project, as text or number", () => {
  const keyOf = (did: unknown): number | undefined => session({ did, started: at(1), attrs }).userKey;
  assert.equal(keyOf("8841"), keyOf(8841));
  assert.notEqual(keyOf("8841"), keyOf("8842"));
});

test("a clock that is days off is moved onto ours, and says so", () => {
  const wrong = (secondsAgo: number): string => at(secondsAgo + 30 * 24 * HOUR);
  const { startedAtMs, isMoved } = session({ started: wrong(60), timestamp: wrong(1), attrs }, wrong(0));
  assert.deepEqual([startedAtMs, isMoved], [RECEIVED_MS - 60_000, true]);
});

test("aggregates are counted each by itself, the bad ones left out, at most a hundred", () => {
  const good = { started: at(60), exited: 5, errored: 2, crashed: 1 };
  const bad = [
    { ...good, started: at(6 * 24 * HOUR) },
    { started: at(60) },
    { started: at(60), exited: -1, errored: 1.5 },
    null,
  ];
  const digested = digest("sessions", { aggregates: [good, ...bad, { started: at(60), did: "8841", abnormal: 3 }], attrs });
  assert.equal(digested.kind, "sessions");
  const sessions = digested.kind === "sessions" ? digested.sessions : [];
  const none = { kind: "aggregate", exited: 0, errored: 0, abnormal: 0, unhandled: 0, crashed: 0 };
  assert.deepEqual(
    sessions.map(({ what, userKey }) => [what, userKey !== undefined]),
    [
      [{ ...none, exited: 5, errored: 2, crashed: 1 }, false],
      [{ ...none, abnormal: 3 }, true],
    ],
  );
  const many = digest("sessions", { aggregates: Array.from({ length: 150 }, () => good), attrs });
  assert.equal(many.kind === "sessions" && many.sessions.length, 100);
});

for (const aggregates of [[], {}, undefined, [{}]]) {
  test(`aggregates ${JSON.stringify(aggregates)} are none`, () => {
    assert.equal(digest("sessions", { aggregates, attrs }).kind, "invalid");
  });
}

test("every session that a real SDK sent is counted", () => {
  const items = capturedItems(["session", "sessions"]);
  assert.ok(items.length > 140);
  for (const { name, item, request, header } of items) {
    const digested = digestSessions(item, request, header, SECRET);
    assert.equal(digested.kind, "sessions", `${name}: ${JSON.stringify(digested)}`);
    const [first] = digested.kind === "sessions" ? digested.sessions : [];
    assert.equal(first?.release, "shop@2.14.1", name);
    assert.equal(first?.environment, "production", name);
  }
});
