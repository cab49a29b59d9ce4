const SAMPLE_MS = 5_000;
const WINDOW_MS = 60_000;

/** What counters gained in a second, as the mean over the last minute. */
export type Rates<Name extends string> = {
  readonly perSecond: () => { readonly [name in Name]: number };
  readonly close: () => void;
};

/** Looks at counters that only grow, now and then: counting itself costs nothing more. `now`: Unix ms. */
export function createRates<Name extends string>(
  totals: () => { readonly [name in Name]: number },
  now: () => number = Date.now,
): Rates<Name> & { readonly sample: () => void } {
  let samples = [{ atMs: now(), totals: totals() }];
  const sample = (): void => {
    const atMs = now();
    // The last one before the window stays: the mean begins there.
    const inside = samples.findIndex((one) => one.atMs > atMs - WINDOW_MS);
    samples = [...(inside < 0 ? samples.slice(-1) : samples.slice(Math.max(0, inside - 1))), { atMs, totals: totals() }];
  };
  const timer = setInterval(sample, SAMPLE_MS);
  timer.unref();
  return {
    sample,
    perSecond() {
      const [first] = samples;
      const current = totals();
      const seconds = Math.max(1, (now() - (first?.atMs ?? 0)) / 1_000);
      const gained = Object.entries<number>(current).map(([name, total]) => {
        const before = Object.entries<number>(first?.totals ?? current).find(([one]) => one === name)?.[1] ?? total;
        return [name, (total - before) / seconds] as const;
      });
      return Object.fromEntries(gained) as { readonly [name in Name]: number };
    },
    close: () => clearInterval(timer),
  };
}
