import type { TextRelation } from "./text-relation.ts";
import { relationOf, sharedWords, wordsOf } from "./text-relation.ts";

/** What two issues are likened by: a sketch of an event of each. Made by grouping, judged here. */
export type EventSketch = {
  /** Innermost first. */
  readonly frames: readonly string[];
  /** The failing line, "" where it is not known. */
  readonly line: string;
  /** The frames are the program's own, and say enough without the text. */
  readonly isStrong: boolean;
  readonly type: string;
  /** Without what differs from event to event. */
  readonly text: string;
};

/** How much a feature says, 0 to 1: one that many signatures of the project have says little. */
export type WeightOf = (feature: string) => number;

export type Likeness = {
  /** 0: nothing in common; 1: all that was compared is equal. */
  readonly score: number;
  /** Frames that both have in the same order, those that say most first. */
  readonly sharedFrames: readonly string[];
  /** Of the one that has more. */
  readonly frameCount: number;
  readonly type: "same" | "other" | "none";
  readonly text: TextRelation;
  readonly line: "same" | "other" | "none";
};

/** Below this nothing is suggested. Chosen on the corpus: docs/grouping.md. */
export const SUGGESTED_FROM = 0.7;

const MAX_WORDS = 3;
/** How much less a frame says for each step away from the crash. */
const DECAY = 0.85;
/** A text of so many words is not said by chance by two errors. */
const TELLING_WORDS = 4;
const WEIGHTS = { frames: 0.55, type: 0.2, text: 0.25 };
/** What texts say by how they differ. Where one plain word does, only other issues can tell whether that word is data. */
const TEXT_SAYS: { readonly [relation in TextRelation]: number } = { same: 1, none: 1, data: 0.9, word: 0.5, other: 0 };

/** What a signature is found by: its frames, its type, and the longest words of its text, each in a spelling of its own. */
export function featuresOf({ frames, type, text }: EventSketch): readonly string[] {
  const words = [...new Set(wordsOf(text))].filter((word) => word.length >= 4);
  const longest = words.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, MAX_WORDS);
  const all = [...frames.map(frameFeature), ...(type === "" ? [] : [`t ${type}`]), ...longest.map((word) => `w ${word}`)];
  return [...new Set(all)];
}

export function frameFeature(frame: string): string {
  return `f ${frame}`;
}

/** How rare a feature is that `count` of `total` signatures have: 1 for one in a large project, towards 0 for what all have. */
export function rarity(count: number, total: number): number {
  return Math.log(1 + (total + 1) / Math.max(1, count)) / Math.log(2 + total);
}

/**
 * Compares two sketches. Symmetric; its time is bounded by the frames and words that sketches hold. `isWordData`: one word that
 * differs is known to be data, since it differs in many issues.
 */
export function likenessOf(a: EventSketch, b: EventSketch, weightOf: WeightOf, isWordData = false): Likeness {
  const relation = relationOf(a.text, b.text);
  const { share, shared } = align(a.frames, b.frames, weightOf);
  const likeness = {
    sharedFrames: shared.toSorted((one, other) => weightOf(frameFeature(other)) - weightOf(frameFeature(one))),
    frameCount: Math.max(a.frames.length, b.frames.length),
    type: a.type === b.type ? (a.type === "" ? "none" : "same") : "other",
    text: relation === "word" && isWordData ? "data" : relation,
    line: a.line === "" || b.line === "" ? "none" : a.line === b.line ? "same" : "other",
  } as const;
  if (a.frames.length + b.frames.length === 0 && (a.text === "" || b.text === "")) return { ...likeness, score: 0 };
  const score = a.isStrong && b.isStrong ? byStack(likeness, share, wordsOf(a.text).length) : byText(likeness, share);
  const isOnePlace = share === 1 && likeness.line === "other";
  return { ...likeness, score: isOnePlace ? score * (0.4 + 0.6 * sharedWords(a.line, b.line)) : score };
}

type Compared = Omit<Likeness, "score">;

/** Stacks that say enough: their share counts most. */
function byStack({ type, text }: Compared, share: number, words: number): number {
  const score = WEIGHTS.frames * share + WEIGHTS.type * (type === "other" ? 0 : 1) + WEIGHTS.text * TEXT_SAYS[text];
  // Something else went wrong at the same place, unless it says the very same and says a lot.
  const isOtherError = type === "other" ? text !== "same" || words < TELLING_WORDS : text === "other" && share === 1;
  return score * (isOtherError ? 0.6 : 1);
}

/** Stacks that fit many errors, or none: the text tells errors apart, so it alone can bring them together. */
function byText({ type, text, frameCount }: Compared, share: number): number {
  const isOnePlace = frameCount === 0 || share === 1;
  return type === "other" || !isOnePlace ? 0.5 * TEXT_SAYS[text] : 0.9 * TEXT_SAYS[text];
}

/**
 * The frames that both stacks have in the same order, chosen to weigh most, and their share of all that the stacks weigh: a
 * longest common subsequence of at most eight frames a side.
 */
function align(
  a: readonly string[],
  b: readonly string[],
  weightOf: WeightOf,
): { readonly share: number; readonly shared: readonly string[] } {
  const weights = (frames: readonly string[]): readonly number[] =>
    frames.map((frame, at) => weightOf(frameFeature(frame)) * DECAY ** at);
  const [ofA, ofB] = [weights(a), weights(b)];
  type Best = { readonly weight: number; readonly shared: readonly string[] };
  const none: Best = { weight: 0, shared: [] };
  let above: readonly Best[] = Array.from({ length: b.length + 1 }, () => none);
  for (const [i, frame] of a.entries()) {
    const row: Best[] = [none];
    for (const [j, other] of b.entries()) {
      const up = above[j + 1] ?? none;
      const left = row[j] ?? none;
      let best = up.weight >= left.weight ? up : left;
      const diagonal = above[j] ?? none;
      const matched = diagonal.weight + (ofA[i] ?? 0) + (ofB[j] ?? 0);
      if (frame === other && matched > best.weight) best = { weight: matched, shared: [...diagonal.shared, frame] };
      row.push(best);
    }
    above = row;
  }
  const best = above.at(-1) ?? none;
  const total = [...ofA, ...ofB].reduce((sum, weight) => sum + weight, 0);
  if (best.shared.length === a.length && a.length === b.length) return { share: 1, shared: best.shared };
  return { share: total === 0 ? 0 : best.weight / total, shared: best.shared };
}
