/**
 * Received time, Unix ms: the wall clock, but it never goes backwards, not even over a restart. Storage, retention and the
 * order of the log rest on it. `floorMs` is the largest received time ever recorded.
 */
export function createReceivedClock(floorMs: number, wallClock: () => number = Date.now): () => number {
  let latest = floorMs;
  return () => {
    latest = Math.max(latest, Math.floor(wallClock()));
    return latest;
  };
}
