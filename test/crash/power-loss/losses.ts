import type { Fate, Pending } from "./disk.ts";

/** One way in which power may be lost at a cut: a name for people, and the fate of everything that was not synced. */
export type Loss = { readonly name: string; readonly fateOf: (at: number) => Fate };

export const ALL_LOST = "everything unsynced lost";

/** Of so many unsynced writes each is lost alone; of more, the first, the last ones, and some between. */
const ALONE = 12;
const ALONE_AT_END = 5;

/**
 * The losses that are tried at a cut: everything unsynced, nothing, the bytes but not the names, the names but not the bytes,
 * each name alone, each write alone, the last write torn in half, all writes but the last, the later half, and two at random.
 * The same cut has the same losses in every run.
 */
export function lossesOf(pending: readonly Pending[], cut: number): readonly Loss[] {
  const nothing: Loss = { name: "nothing lost", fateOf: () => "kept" };
  const last = pending.at(-1);
  if (last === undefined) return [nothing];
  const names = new Set(pending.filter(({ what }) => what === "name").map(({ at }) => at));
  const data = pending.filter(({ what }) => what !== "name").map(({ at }) => at);
  const middle = pending[pending.length >> 1]?.at ?? 0;
  const random = randomOf(cut);
  const losses: Loss[] = [nothing, { name: ALL_LOST, fateOf: () => "lost" }];
  const lose = (name: string, isLost: (at: number) => boolean): void => {
    losses.push({ name, fateOf: (at) => (isLost(at) ? "lost" : "kept") });
  };
  if (names.size > 0 && data.length > 0) {
    lose("unsynced bytes lost", (at) => !names.has(at));
    lose("unsynced names lost", (at) => names.has(at));
  }
  for (const only of names) lose(`the name of ${only} lost`, (at) => at === only);
  for (const only of someOf(data, random)) lose(`the write of ${only} lost`, (at) => at === only);
  const lastWrite = pending.findLast(({ what }) => what === "write")?.at;
  if (lastWrite !== undefined) {
    losses.push({ name: `the write of ${lastWrite} torn`, fateOf: (at) => (at === lastWrite ? "torn" : "kept") });
    lose(`all writes but ${lastWrite} lost`, (at) => at !== lastWrite && !names.has(at));
  }
  lose("the later half lost", (at) => at >= middle);
  for (const turn of [1, 2]) {
    const lost = new Set(pending.filter(() => random() < 0.5).map(({ at }) => at));
    lose(`half lost at random (${turn})`, (at) => lost.has(at));
  }
  return losses;
}

function someOf(data: readonly number[], random: () => number): readonly number[] {
  if (data.length <= ALONE) return data;
  const between = Array.from(
    { length: ALONE - ALONE_AT_END - 1 },
    () => 1 + Math.floor(random() * (data.length - ALONE_AT_END - 1)),
  );
  return [0, ...between].flatMap((index) => data[index] ?? []).concat(data.slice(-ALONE_AT_END));
}

/** Chance that can be had again: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
