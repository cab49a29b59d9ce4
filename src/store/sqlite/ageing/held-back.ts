import type { Database } from "../database.ts";
import { dayOf, endOfDay } from "../event-tables.ts";

/** The newest day with events before that of a moment: so far the clock was right. */
const NEWEST_BEFORE = "SELECT max(day) AS day FROM event_day WHERE day < ?";
const DAY_MS = 86_400_000;
/** From one day with events to now; more is either a quiet or stopped installation, or a clock that has leapt. */
const LEAP_MS = 2 * DAY_MS;
/** A clock that a machine starts with is put right within minutes, or it was right. */
const SETTLE_MS = 3_600_000;

export type Clocks = {
  /** Received time, Unix ms. */
  readonly receivedNow: () => number;
  /** Unix ms; may go backwards. */
  readonly wallClock: () => number;
  /** Milliseconds since whenever; never set. */
  readonly monotonic?: () => number;
};

/**
 * By what time old events go, Unix ms. A clock that leaps ahead by months would take everything with it in a few seconds, before anybody
 * puts it right: until the leap has held for an hour the time stands at the end of the last day with events. And a clock that was put
 * back counts, where received time does not follow: to delete late harms nobody.
 */
export function heldBackClock(
  db: Database,
  { receivedNow, wallClock, monotonic = () => performance.now() }: Clocks,
): () => number {
  let leap: { readonly fromMs: number; readonly sinceMs: number } | undefined;
  return () => {
    const nowMs = Math.min(receivedNow(), wallClock());
    const { day } = db.statement(NEWEST_BEFORE).get(dayOf(nowMs)) as { day: string | null };
    const knownMs = day === null ? nowMs : endOfDay(day);
    if (nowMs <= knownMs + LEAP_MS) {
      leap = undefined;
      return nowMs;
    }
    if (leap?.fromMs !== knownMs) leap = { fromMs: knownMs, sinceMs: monotonic() };
    return monotonic() - leap.sinceMs < SETTLE_MS ? knownMs : nowMs;
  };
}
