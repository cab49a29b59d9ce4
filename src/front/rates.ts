const SAMPLE_MS = 5_000;
const WINDOW_MS = 60_000;

/** Counters by name; each only grows. */
export type Totals = { readonly [name: string]: number };

/** What counters gained in a second, as the mean over the last minute. */
export type Rates = {
  readonly of: (name: string) => number;
  /** Looks at the counters; done by itself every few seconds. */
  readonly sample: () => void;
  readonly close: () => void;
};

/** Looks at counters now and then: counting itself costs nothing more. `now`: Unix ms. */
export function createRates(totals: () => Totals, now: () => number = Date.now): Rates {
  const first = { atMs: now(), totals: totals() };
  let samples = [first];
  const sample = (): void => {
    const atMs = now();
    // The last one before the window stays: the mean begins there.
    const inside = samples.findIndex((one) => one.atMs > atMs - WINDOW_MS);
    const kept = inside < 0 ? samples.slice(-1) : samples.slice(Math.max(0, inside - 1));
    samples = [...kept, { atMs, totals: totals() }];
  };
  const timer = setInterval(sample, SAMPLE_MS);
  timer.unref();
  return {
    of(name) {
      const since = samples[0] ?? first;
      const seconds = Math.max(1, (now() - since.atMs) / 1_000);
      return ((totals()[name] ?? 0) - (since.totals[name] ?? 0)) / seconds;
    },
    sample,
    close: () => clearInterval(timer),
  };
}
