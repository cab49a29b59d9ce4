const FIRST_WAIT_MS = 2_000;
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** `freeFailures` cost nothing: people mistype. Waits double from 2 seconds up to `longestWaitMs`. */
export type BackOffRule = { readonly freeFailures: number; readonly longestWaitMs: number };
/** Of one account from one address. */
const PER_PAIR: BackOffRule = { freeFailures: 5, longestWaitMs: 15 * 60_000 };
/** Of one address, behind which a whole office may stand. */
export const PER_ADDRESS: BackOffRule = { freeFailures: 30, longestWaitMs: 15 * 60_000 };
/** Of one account, from anywhere. Short, since a stranger can bring it about: it slows a guesser with many addresses, no more. */
export const PER_ACCOUNT: BackOffRule = { freeFailures: 20, longestWaitMs: 30_000 };
/** Bounds the memory a flood can take; the oldest entry makes room. */
const MAX_ENTRIES = 10_000;

/** Slows down guessing of one secret from one address. A `key` names both, such as e-mail and IP. */
export type BackOff = {
  /** Milliseconds until the next attempt is looked at; 0 when it may go on. */
  readonly waitMs: (key: string, nowMs: number) => number;
  readonly recordFailure: (key: string, nowMs: number) => void;
  readonly recordSuccess: (key: string) => void;
  /** Takes back one failure that turned out to be none. */
  readonly forgive: (key: string) => void;
};

type Entry = { readonly failures: number; readonly blockedUntilMs: number };

/** Held in memory: a restart forgives. By default the waits begin with the sixth failure and end at 15 minutes. */
export function createBackOff(rule: BackOffRule = PER_PAIR): BackOff {
  const entries = new Map<string, Entry>();
  return {
    waitMs: (key, nowMs) => Math.max(0, (entries.get(key)?.blockedUntilMs ?? 0) - nowMs),
    recordFailure(key, nowMs) {
      const before = entries.get(key);
      // Who was quiet for a long wait begins anew.
      const isForgotten = before === undefined || nowMs - before.blockedUntilMs > FORGOTTEN_AFTER_MS;
      const failures = isForgotten ? 1 : before.failures + 1;
      entries.delete(key);
      entries.set(key, { failures, blockedUntilMs: nowMs + waitAfter(rule, failures) });
      const [oldest] = entries.keys();
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    },
    recordSuccess: (key) => void entries.delete(key),
    forgive(key) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      if (entry.failures <= 1) entries.delete(key);
      else
        entries.set(key, {
          failures: entry.failures - 1,
          blockedUntilMs: entry.blockedUntilMs - waitAfter(rule, entry.failures),
        });
    },
  };
}

function waitAfter({ freeFailures, longestWaitMs }: BackOffRule, failures: number): number {
  if (failures <= freeFailures) return 0;
  return Math.min(longestWaitMs, FIRST_WAIT_MS * 2 ** Math.min(failures - freeFailures - 1, 20));
}
