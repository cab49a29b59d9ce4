import type { DirectoryContent } from "./test-memory-files.ts";
import { resized, written } from "./test-memory-files.ts";
import type { FileOperation, Recording } from "./test-recording-files.ts";

/**
 * What becomes of that which was not synced: `all` is lost; `nothing` is; of each file some first operations are kept and the
 * next is torn (`torn`); or of each write some blocks are kept and others are not, in any order (`scattered`).
 */
export type Loss = { readonly kind: "all" | "nothing" | "torn" | "scattered"; readonly seed: number };

/** Small, so that a test's short records span many. */
const BLOCK_BYTES = 16;

/**
 * The directory as it may look after power was lost when the first `cut` of the recorded operations had been done. What was
 * there before is durable. What was synced is kept: bytes by the sync of their file, names by that of the directory.
 */
export function afterPowerLoss(recording: Recording, cut: number, loss: Loss): DirectoryContent {
  const done = recording.operations.slice(0, cut);
  const random = randomOf(loss.seed * 7_919 + cut);
  const fates = fatesOf(done, loss, random);
  const bytesOf = new Map<number, Buffer>();
  const fileOf = new Map<string, number>();
  for (const [name, { file, bytes }] of recording.initial) {
    fileOf.set(name, file);
    bytesOf.set(file, bytes);
  }

  for (const [index, operation] of done.entries()) {
    const fate = fates[index] ?? "lost";
    if (fate === "lost" || operation.kind === "sync" || operation.kind === "sync-directory") continue;
    if (operation.kind === "create") fileOf.set(operation.name, operation.file);
    if (operation.kind === "unlink" && fileOf.get(operation.name) === operation.file) fileOf.delete(operation.name);
    if (operation.kind === "create" || operation.kind === "unlink") continue;
    const old = bytesOf.get(operation.file) ?? Buffer.alloc(0);
    if (operation.kind === "truncate") bytesOf.set(operation.file, resized(old, operation.size));
    else bytesOf.set(operation.file, writtenPartly(old, operation, fate, random));
  }
  return new Map(Array.from(fileOf, ([name, file]) => [name, bytesOf.get(file) ?? Buffer.alloc(0)]));
}

type Fate = "kept" | "torn" | "scattered" | "lost";

function fatesOf(done: readonly FileOperation[], loss: Loss, random: () => number): Fate[] {
  const durable = durableOf(done);
  // How many of a file's unsynced operations survive before the torn one; names are kept in -1.
  const budgets = new Map<number, number>();
  return done.map((operation, index): Fate => {
    if (durable.has(index)) return "kept";
    if (loss.kind === "all") return "lost";
    if (loss.kind === "nothing") return "kept";
    const isName = operation.kind === "create" || operation.kind === "unlink";
    if (loss.kind === "scattered") return operation.kind === "write" ? "scattered" : random() < 0.5 ? "kept" : "lost";

    const owner = isName || operation.kind === "sync-directory" ? -1 : operation.file;
    const budget = budgets.get(owner) ?? Math.floor(random() * 4);
    budgets.set(owner, budget - 1);
    if (budget > 0) return "kept";
    return budget === 0 && operation.kind === "write" ? "torn" : "lost";
  });
}

/** Which operations a sync has made durable. */
function durableOf(done: readonly FileOperation[]): ReadonlySet<number> {
  const durable = new Set<number>();
  const givenUp = new Set<number>();
  for (const sync of done) {
    if (sync.kind !== "sync" && sync.kind !== "sync-directory") continue;
    for (const [index, operation] of done.slice(0, sync.from).entries()) {
      const isName = operation.kind === "create" || operation.kind === "unlink";
      const isCovered =
        sync.kind === "sync-directory"
          ? isName
          : !isName && operation.kind !== "sync-directory" && operation.file === sync.file && !durable.has(index);
      if (!isCovered) continue;
      if (sync.kind === "sync" && !sync.isDone) givenUp.add(index);
      else if (!givenUp.has(index)) durable.add(index);
    }
  }
  return durable;
}

function writtenPartly(
  old: Buffer,
  { offset, bytes }: { readonly offset: number; readonly bytes: Buffer },
  fate: Fate,
  random: () => number,
): Buffer {
  if (fate === "kept") return written(old, bytes, offset);
  if (fate === "torn") return written(old, bytes.subarray(0, Math.floor(random() * (bytes.length + 1))), offset);
  let result = old;
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    if (random() < 0.5) result = written(result, bytes.subarray(at, at + BLOCK_BYTES), offset + at);
  }
  return result;
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
