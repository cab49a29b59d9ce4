import assert from "node:assert/strict";
import { test } from "node:test";
import { digestedPayload, NOON, NOON_MS } from "./test-captures.ts";
import { secondsOf } from "./timestamp.ts";

/** Reference sentry-ingest §6.14; rows 61 and 62 of its §12. The server's clock stands at noon of 24 November 2026. */
const readings = [
  { sent: "2026-11-24T11:59:00Z", want: NOON - 60 },
  { sent: "2026-11-24T11:59:00", want: NOON - 60 },
  { sent: "2026-11-24 11:59:00", want: NOON - 60 },
  { sent: "2026-11-24T12:59:00+01:00", want: NOON - 60 },
  { sent: "2026-11-24T06:29:00-0530", want: NOON - 60 },
  { sent: "2026-11-24T11:59:00.094277Z", want: NOON - 60 + 0.094277 },
  { sent: "2026-11-24T11:59:00.123456789Z", want: NOON - 60 + 0.123457 },
  { sent: "2026-11-24T11:59Z", want: NOON - 60 },
  { sent: "2026-11-24", want: NOON - 12 * 3_600 },
  { sent: NOON - 1.5, want: NOON - 1.5 },
  { sent: String(NOON - 2), want: NOON - 2 },
  { sent: "2026-02-30T00:00:00Z", want: undefined },
  { sent: "2026-13-01T00:00:00Z", want: undefined },
  { sent: "2026-11-24T25:00:00Z", want: undefined },
  { sent: "yesterday", want: undefined },
  { sent: 1e300, want: undefined },
  { sent: true, want: undefined },
];
for (const { sent, want } of readings) {
  test(`${JSON.stringify(sent)} is read as ${want}`, () => assert.equal(secondsOf(sent), want));
}

const isoAt = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const HOUR = 3_600;

const cases = [
  { name: "no time is the time of arrival", timestamp: undefined, sentAt: undefined, want: NOON, error: undefined },
  { name: "a bad time is the time of arrival", timestamp: "x", sentAt: undefined, want: NOON, error: "invalid_data" },
  { name: "a time without drift stays", timestamp: NOON - 30, sentAt: isoAt(NOON - 1), want: NOON - 30, error: undefined },
  {
    name: "half an hour is no drift",
    timestamp: NOON - 1_860,
    sentAt: isoAt(NOON - 1_800),
    want: NOON - 1_860,
    error: undefined,
  },
  {
    name: "a clock two hours behind is moved",
    timestamp: NOON - 2 * HOUR - 5,
    sentAt: isoAt(NOON - 2 * HOUR),
    want: NOON - 5,
    error: "clock_drift",
  },
  {
    name: "a clock a year ahead is moved",
    timestamp: NOON + 8_760 * HOUR - 5,
    sentAt: isoAt(NOON + 8_760 * HOUR),
    want: NOON - 5,
    error: "clock_drift",
  },
  {
    name: "the year 2099 is the time of arrival",
    timestamp: "2099-01-01T00:00:00Z",
    sentAt: undefined,
    want: NOON,
    error: "future_timestamp",
  },
  { name: "milliseconds are out of range", timestamp: NOON_MS, sentAt: undefined, want: NOON, error: "invalid_data" },
  { name: "a minute ahead is left alone", timestamp: NOON + 59, sentAt: undefined, want: NOON + 59, error: undefined },
  {
    name: "29 days old is late, not wrong",
    timestamp: NOON - 29 * 24 * HOUR,
    sentAt: undefined,
    want: NOON - 29 * 24 * HOUR,
    error: undefined,
  },
  {
    name: "40 days old is the time of arrival",
    timestamp: NOON - 40 * 24 * HOUR,
    sentAt: undefined,
    want: NOON,
    error: "past_timestamp",
  },
];
for (const { name, timestamp, sentAt, want, error } of cases) {
  test(name, () => {
    const { event } = digestedPayload({ timestamp }, sentAt === undefined ? {} : { sentAt });
    assert.equal(event.timestamp, want);
    assert.equal(event.received, NOON);
    assert.deepEqual(
      event.errors?.map(({ type }) => type),
      error === undefined ? undefined : [error],
    );
  });
}

test("breadcrumbs move with the event, and the error names both clocks", () => {
  const sent = NOON - 2 * HOUR;
  const payload = { timestamp: sent - 5, breadcrumbs: [{ timestamp: sent - 7, message: "a" }, { message: "b" }] };
  const { event } = digestedPayload(payload, { sentAt: isoAt(sent) });
  assert.deepEqual(
    event.breadcrumbs?.values.map(({ timestamp }) => timestamp),
    [NOON - 7, undefined],
  );
  assert.deepEqual(event.errors, [
    { type: "clock_drift", name: "timestamp", sdk_time: isoAt(sent - 5), server_time: isoAt(NOON) },
  ]);
});
