import type { Notes } from "./notes.ts";
import { at, noteError } from "./notes.ts";
import { toMicroseconds } from "./timestamp.ts";

/** An SDK's clock may be off by so much without harm: queues and retries look like drift. As in Relay. */
const MIN_DRIFT_SECONDS = 55 * 60;
const MAX_FUTURE_SECONDS = 60;
const MAX_PAST_SECONDS = 30 * 24 * 3_600;

/** The event's own time on our clock, and by how much the event's other times (breadcrumbs) are to be moved with it. */
export type CorrectedClock = { readonly timestamp: number; readonly shift: number };

/**
 * Moves an event's time onto our clock, in Unix seconds. `sentAt` is the envelope header `sent_at`, absent in old SDKs. A time
 * that is then still in the future, or older than a month, becomes the time of arrival. Source: reference sentry-ingest §6.14.
 */
export function correctClock(
  sent: number | undefined,
  sentAt: number | undefined,
  received: number,
  notes: Notes,
): CorrectedClock {
  if (sent === undefined) return { timestamp: received, shift: 0 };
  const note = (type: string): undefined =>
    at(notes, "timestamp", () => noteError(notes, type, { sdk_time: isoOf(sent), server_time: isoOf(received) }));

  let time = sent;
  const drift = driftOf(sentAt, received);
  if (drift !== 0) {
    time += drift;
    note("clock_drift");
  }
  if (time > received + MAX_FUTURE_SECONDS) {
    note("future_timestamp");
    time = received;
  } else if (time < received - MAX_PAST_SECONDS) {
    note("past_timestamp");
    time = received;
  }
  return { timestamp: toMicroseconds(time), shift: time - sent };
}

/** By how much an SDK's clock is behind ours, in seconds; 0 when it is near enough. */
export function driftOf(sentAt: number | undefined, received: number): number {
  const drift = sentAt === undefined ? 0 : received - sentAt;
  return Math.abs(drift) >= MIN_DRIFT_SECONDS ? drift : 0;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
