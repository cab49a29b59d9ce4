/** Failures that cost nothing: people mistype. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Bounds the memory a flood can take; the oldest entry makes room. */
const MAX_ENTRIES = 10_000;

/** Slows down guessing of one secret from one address. A `key` names both, such as e-mail and IP. */
export type BackOff = {
  /** Milliseconds until the next attempt is looked at; 0 when it may go on. */
  readonly waitMs: (key: string, nowMs: number) => number;
  readonly recordFailure: (key: string, nowMs: number) => void;
  readonly recordSuccess: (key: string) => void;
};

type Entry = { readonly failures: number; readonly blockedUntilMs: number };

/** Waits double from 2 seconds at the sixth failure up to 15 minutes. Held in memory: a restart forgives. */
export function createBackOff(): BackOff {
  const entries = new Map<string, Entry>();
  return {
    waitMs: (key, nowMs) => Math.max(0, (entries.get(key)?.blockedUntilMs ?? 0) - nowMs),
    recordFailure(key, nowMs) {
      const before = entries.get(key);
      // Who was quiet for a long wait begins anew.
      const isForgotten = before === undefined || nowMs - before.blockedUntilMs > LONGEST_WAIT_MS;
      const failures = isForgotten ? 1 : before.failures + 1;
      entries.delete(key);
      entries.set(key, { failures, blockedUntilMs: nowMs + waitAfter(failures) });
      const [oldest] = entries.keys();
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    },
    recordSuccess: (key) => void entries.delete(key),
  };
}

function waitAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE_FAILURES - 1, 20));
}
