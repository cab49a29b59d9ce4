import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { digestRequests } from "./digest-batch.ts";
import { EVENT_DEPS } from "./event/test-captures.ts";
import { digestedWhole, envelopeOf, idOf, logged, RECEIVED_MS, recordsOf } from "./test-log.ts";

const digest = (...entries: readonly Uint8Array[]) => digestedWhole(recordsOf(...entries), EVENT_DEPS);
const event = { type: "event" };
const counted = { projectId: 1, keyId: 3, hour: Math.floor(RECEIVED_MS / 3_600_000), quantity: 1 };

test("events of an envelope come out under the ids of the door", () => {
  const body = envelopeOf([
    [event, { message: "first", event_id: idOf(99) }],
    [event, { message: "second" }],
  ]);
  const { events, outcomes } = digest(logged(body, { eventId: idOf(1), generatedIds: { "1": idOf(2) } }));
  assert.deepEqual(
    events.map(({ event: { event_id: id }, title }) => [id, title]),
    [
      [idOf(1), "first"],
      [idOf(2), "second"],
    ],
  );
  assert.deepEqual([events[0]?.projectId, events[0]?.keyId, events[0]?.receivedAtMs], [1, 3, RECEIVED_MS]);
  assert.deepEqual(outcomes, []);
});

test("an event from the store endpoint needs no envelope", () => {
  const { events } = digest(logged(Buffer.from('{"message":"x"}'), { kind: "event", client: "raven-go/1.0" }));
  assert.deepEqual(events[0]?.event.sdk, { name: "raven-go", version: "1.0" });
});

test("the envelope's header gives the clock and the SDK", () => {
  const sentAt = new Date(RECEIVED_MS - 7_200_000).toISOString();
  const body = envelopeOf([[event, { timestamp: sentAt }]], { sent_at: sentAt, sdk: { name: "sentry.php", version: "4" } });
  const [digested] = digest(logged(body)).events;
  assert.equal(digested?.event.timestamp, RECEIVED_MS / 1_000);
  assert.equal(digested?.event.sdk?.name, "sentry.php");
});

for (const [coding, compress] of [
  ["gzip", gzipSync],
  ["deflate-raw", deflateRawSync],
  ["zstd", zstdCompressSync],
] as const) {
  test(`a body is read through ${coding}`, () => {
    const { events } = digest(logged(compress(envelopeOf([[event, { message: "x" }]])), { coding }));
    assert.equal(events[0]?.title, "x");
  });
}

test("items refused at the door are passed over, and a refused first event takes its id with it", () => {
  const body = envelopeOf([
    [event, { message: "refused" }],
    [{ type: "session" }, {}],
    [event, { message: "kept" }],
  ]);
  const { events, outcomes } = digest(logged(body, { refusedItems: [0, 1], generatedIds: { "2": idOf(2) } }));
  assert.deepEqual(
    events.map(({ event: { event_id: id } }) => id),
    [idOf(2)],
  );
  assert.deepEqual(outcomes, []);
});

test("what is not kept is counted by its kind and size", () => {
  const body = envelopeOf([
    [{ type: "span" }, {}],
    [{ type: "form_data", length: 7 }, "1234567"],
    [{ type: "client_report" }, {}],
    [{ type: "of the future" }, {}],
    [{ type: "log", item_count: 5 }, {}],
    [event, { type: "transaction" }],
    [event, "{no json"],
  ]);
  const { events, outcomes } = digest(logged(body, { generatedIds: { "6": idOf(2) } }));
  const dropped = { ...counted, kind: "filtered", reason: "unsupported-item" };
  assert.deepEqual(events, []);
  assert.deepEqual(outcomes, [
    { ...dropped, category: "span" },
    { ...dropped, category: "attachment", quantity: 7 },
    { ...dropped, category: "unknown" },
    { ...dropped, category: "log_item", quantity: 5 },
    { ...dropped, category: "transaction" },
    { ...counted, category: "error", kind: "invalid", reason: "invalid_json" },
  ]);
});

test("what a client report says was thrown away becomes outcomes, and the rest of it is passed over", () => {
  const discarded_events = [
    { reason: "sample_rate", category: "transaction", quantity: 12 },
    { reason: "before_send", category: "error", quantity: 1 },
    { reason: `strange ${"x".repeat(300)}\n`, category: "of the future", quantity: 2 },
    { reason: "", category: "default", quantity: 1 },
    ...[0, -1, 1.5, 1e12, "1", null].map((quantity) => ({ reason: "queue_overflow", category: "error", quantity })),
    { reason: 1, category: "error", quantity: 1 },
    null,
    [],
  ];
  const report = { type: "client_report" };
  const body = envelopeOf([
    [
      report,
      { timestamp: "1970-01-01", discarded_events, rate_limited_events: [{ reason: "x", category: "error", quantity: 1 }] },
    ],
    [report, "{no json"],
    [report, "[]"],
    [report, { discarded_events: {} }],
  ]);
  const discard = { ...counted, kind: "client-discard" };
  assert.deepEqual(digest(logged(body)).outcomes, [
    { ...discard, category: "transaction", reason: "sample_rate", quantity: 12 },
    { ...discard, category: "error", reason: "before_send" },
    { ...discard, category: "unknown", reason: `strange_${"x".repeat(192)}`, quantity: 2 },
    { ...discard, category: "default", reason: "unknown" },
  ]);
});

test("of many client reports in one envelope, 100 KiB are read", () => {
  const discarded_events = Array.from({ length: 1_000 }, () => ({ reason: "network_error", category: "error", quantity: 1 }));
  const body = envelopeOf([1, 2, 3].map(() => [{ type: "client_report" }, { discarded_events }]));
  assert.equal(digest(logged(body)).outcomes.length, 1_000);
});

test("sessions are counted as accepted, one an item, or as invalid with the reason", () => {
  const started = new Date(RECEIVED_MS).toISOString();
  const attrs = { release: "1.0" };
  const body = envelopeOf([
    [{ type: "session" }, { started, attrs }],
    [
      { type: "sessions" },
      {
        aggregates: [
          { started, exited: 2 },
          { started, crashed: 1 },
        ],
        attrs,
      },
    ],
    [{ type: "session" }, { started }],
  ]);
  const { items, outcomes } = digest(logged(body));
  assert.equal(items.sessions.length, 3);
  const session = { ...counted, category: "session" };
  assert.deepEqual(outcomes, [
    { ...session, kind: "accepted", reason: "" },
    { ...session, kind: "accepted", reason: "" },
    { ...session, kind: "invalid", reason: "release" },
  ]);
});

const broken = [
  { name: "a record that is none", entry: Buffer.from("x") },
  { name: "a body that does not inflate", entry: logged(Buffer.from("x"), { coding: "gzip" }) },
  { name: "an envelope that is none", entry: logged(Buffer.from("not json")) },
];
for (const { name, entry } of broken)
  test(`throws for ${name}, for ingest let none in`, () => assert.throws(() => digest(entry)));

test("a request is digested when its events are asked for, and not before", () => {
  const [first, unreadable] = [logged(envelopeOf([[event, { message: "first" }]])), Buffer.from("no request")];
  const events = digestRequests(recordsOf(first, unreadable), EVENT_DEPS).events[Symbol.iterator]();
  assert.equal(events.next().value?.title, "first");
  assert.throws(() => events.next(), /the log entry is unreadable/);
});
