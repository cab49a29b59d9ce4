/** What was kept and is not digested yet, by project: a few counts for each tenth of a second. */
export type Backlog = {
  /** A request of the project is durable in the log and ends at `end`. */
  readonly noteKept: (kept: Kept, nowMs: number) => void;
  /** Everything in the log before `position` is recorded. */
  readonly noteDigested: (position: number, nowMs: number) => void;
  /** Age of the oldest entry. */
  readonly ageMs: (nowMs: number) => number;
  /** How long what is kept now waits: the age of the oldest entry, or what the digest needs for all of it if that is longer. */
  readonly waitMs: (nowMs: number) => number;
  /** Which part of the bytes is the project's, 0 to 1. */
  readonly shareOf: (projectId: number) => number;
  /**
   * Whether the project sent more than this part of what the digest can do in the time that the oldest entry has waited. True
   * while nobody knows what it can do.
   */
  readonly isAbovePart: (projectId: number, part: number, nowMs: number) => boolean;
  /** Errors of the project that wait. */
  readonly errorsOf: (projectId: number) => number;
  /** When another project than this one sent something last; undefined: never. */
  readonly lastOtherMs: (projectId: number) => number | undefined;
};

export type Kept = { readonly projectId: number; readonly end: number; readonly bytes: number; readonly errors: number };

type Sum = { bytes: number; errors: number };
type Slice = { end: number; readonly startedAtMs: number; readonly byProject: Map<number, Sum> };

const SLICE_MS = 100;
const MEASURE_MS = 250;
/** A shorter age says nothing of how fast a project sends. */
const MIN_AGE_MS = 1_000;
/** Twenty minutes in slices of their own; a longer backlog is counted more coarsely. */
const MAX_SLICES = 12_000;

/** `left` is what a former run of the server left behind: nobody's, for whose it is stands in the log alone. */
export function createBacklog(left: { readonly end: number; readonly bytes: number }, nowMs: number): Backlog {
  let slices: Slice[] = [];
  const total = new Map<number, Sum>();
  let totalBytes = 0;
  const speed = createSpeed(left.end - left.bytes, nowMs);
  const senders = createSenders();

  const add = (sums: Map<number, Sum>, projectId: number, { bytes, errors }: Sum, sign: 1 | -1): void => {
    const sum = sums.get(projectId) ?? { bytes: 0, errors: 0 };
    sum.bytes += sign * bytes;
    sum.errors += sign * errors;
    if (sum.bytes === 0 && sum.errors === 0) sums.delete(projectId);
    else sums.set(projectId, sum);
  };
  const note = (kept: Kept, atMs: number): void => {
    if (totalBytes === 0) speed.noteBegin(atMs);
    let slice = slices.at(-1);
    if (slice === undefined || atMs - slice.startedAtMs >= SLICE_MS) {
      slice = { end: kept.end, startedAtMs: atMs, byProject: new Map() };
      slices.push(slice);
      if (slices.length > MAX_SLICES) slices = joinedByPairs(slices, add);
    }
    slice.end = Math.max(slice.end, kept.end);
    add(slice.byProject, kept.projectId, kept, 1);
    add(total, kept.projectId, kept, 1);
    totalBytes += kept.bytes;
  };
  if (left.bytes > 0) note({ projectId: 0, end: left.end, bytes: left.bytes, errors: 0 }, nowMs);

  const ageMs = (atMs: number): number => (slices[0] === undefined ? 0 : Math.max(0, atMs - slices[0].startedAtMs));
  return {
    noteKept(kept, atMs) {
      senders.note(kept.projectId, atMs);
      note(kept, atMs);
    },
    noteDigested(position, atMs) {
      const firstOpen = slices.findIndex(({ end }) => end > position);
      const done = slices.splice(0, firstOpen < 0 ? slices.length : firstOpen);
      for (const { byProject } of done) {
        for (const [projectId, sum] of byProject) {
          totalBytes -= sum.bytes;
          add(total, projectId, sum, -1);
        }
      }
      speed.noteDone(position, atMs);
    },
    ageMs,
    waitMs(atMs) {
      const age = ageMs(atMs);
      // Before that, the speed is still that of quieter times.
      return age < 2 * MEASURE_MS ? age : Math.max(age, totalBytes / speed.bytesPerMs());
    },
    shareOf: (projectId) => (totalBytes === 0 ? 0 : (total.get(projectId)?.bytes ?? 0) / totalBytes),
    isAbovePart(projectId, part, atMs) {
      const bytesPerMs = speed.bytesPerMs();
      if (bytesPerMs === Infinity) return true;
      return (total.get(projectId)?.bytes ?? 0) > part * bytesPerMs * Math.max(ageMs(atMs), MIN_AGE_MS);
    },
    errorsOf: (projectId) => total.get(projectId)?.errors ?? 0,
    lastOtherMs: (projectId) => senders.lastOtherMs(projectId),
  };
}

function joinedByPairs(
  slices: readonly Slice[],
  add: (sums: Map<number, Sum>, projectId: number, sum: Sum, sign: 1) => void,
): Slice[] {
  return slices.flatMap((slice, index) => {
    if (index % 2 === 1) return [];
    const next = slices[index + 1];
    if (next === undefined) return [slice];
    for (const [projectId, sum] of next.byProject) add(slice.byProject, projectId, sum, 1);
    return [{ ...slice, end: next.end }];
  });
}

/**
 * How fast the digest is while it has something to do, measured over stretches of a quarter of a second: single events say
 * little, since a batch costs about the same whether it holds one or a hundred.
 */
function createSpeed(
  position: number,
  nowMs: number,
): {
  readonly noteBegin: (nowMs: number) => void;
  readonly noteDone: (position: number, nowMs: number) => void;
  readonly bytesPerMs: () => number;
} {
  let since = { position, atMs: nowMs };
  let done = position;
  let bytesPerMs = Infinity;
  return {
    noteBegin: (atMs) => void (since = { position: done, atMs }),
    noteDone(at, atMs) {
      done = at;
      if (atMs - since.atMs < MEASURE_MS) return;
      bytesPerMs = (at - since.position) / (atMs - since.atMs);
      since = { position: at, atMs };
    },
    bytesPerMs: () => bytesPerMs,
  };
}

/** The two that sent last tell for every project when another one did. */
function createSenders(): {
  readonly note: (projectId: number, nowMs: number) => void;
  readonly lastOtherMs: (projectId: number) => number | undefined;
} {
  let last: { readonly projectId: number; atMs: number } | undefined;
  let before: typeof last;
  return {
    note(projectId, atMs) {
      if (last?.projectId === projectId) last.atMs = atMs;
      else {
        before = last;
        last = { projectId, atMs };
      }
    },
    lastOtherMs: (projectId) => (last?.projectId === projectId ? before : last)?.atMs,
  };
}
