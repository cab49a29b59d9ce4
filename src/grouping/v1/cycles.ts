const MAX_CYCLE = 8;

/** A recursion counts once, however deep it went: repeats of up to eight frames are taken out. Linear time. */
export function withoutCycles(keys: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const key of keys) {
    kept.push(key);
    for (let period = 1; period <= MAX_CYCLE && period * 2 <= kept.length; period += 1) {
      if (endsWithRepeat(kept, period)) {
        kept.length -= period;
        break;
      }
    }
  }
  return kept;
}

function endsWithRepeat(keys: readonly string[], period: number): boolean {
  for (let back = 1; back <= period; back += 1) {
    if (keys[keys.length - back] !== keys[keys.length - back - period]) return false;
  }
  return true;
}

/**
 * Where a stack overflowed, the frames of the recursion alone, in one order: how it began is cut off by the runtime, and where in
 * the round it ended is chance.
 */
export function recursionOf(keys: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const most = Math.max(...times.values(), 0);
  if (most < 3) return [];
  return [...times]
    .filter(([, n]) => n * 2 >= most)
    .map(([key]) => key)
    .toSorted();
}
