/**
 * How two cleaned texts differ. `data`: where cleaning has found something that differs from event to event in one of them, or
 * in where one was cut. `word`: in one plain word, which may be data or the point. `none`: neither says anything.
 */
export type TextRelation = "same" | "data" | "word" | "other" | "none";

/** A text that was cut says so much at least. */
const MIN_CUT_WORDS = 6;
/** Words that may stand where the other text has data. */
const MAX_DATA = 8;
/** In a text of fewer words one other word is another text. */
const MIN_WORDS = 4;

export function relationOf(a: string, b: string): TextRelation {
  if (a === b) return a === "" ? "none" : "same";
  if (isCutOf(a, b) || isCutOf(b, a)) return "data";
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  const start = commonStart(ofA, ofB);
  const end = commonEnd(ofA, ofB, start);
  const middles = [ofA.slice(start, ofA.length - end), ofB.slice(start, ofB.length - end)];
  if (start + end < 2) return "other";
  // What cleaning saw as data in one text stands for whatever is in its place in the other.
  if (middles.some((middle) => middle.every(isData)) && middles.every((middle) => middle.length <= MAX_DATA)) return "data";
  const isOneWord = middles.every((middle) => middle.length === 1) && ofA.length >= MIN_WORDS;
  return isOneWord ? "word" : "other";
}

/** Words that both have, of all that either has: 0 to 1. */
export function sharedWords(a: string, b: string): number {
  const [ofA, ofB] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  const union = ofA.union(ofB).size;
  return union === 0 ? 0 : ofA.intersection(ofB).size / union;
}

export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]{2,40}/gu) ?? [];
}

function isCutOf(short: string, long: string): boolean {
  const bare = short.replace(/(?:\.\.\.|…)$/, "");
  return bare !== "" && long.startsWith(bare) && partsOf(bare).length >= MIN_CUT_WORDS;
}

function partsOf(text: string): readonly string[] {
  return text.split(/[\s,;()[\]{}'"`=]+/).filter((part) => part !== "");
}

/** What cleaning put there, or left beside it. */
function isData(part: string): boolean {
  return /<\w+>/.test(part);
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function commonEnd(a: readonly string[], b: readonly string[], from: number): number {
  let back = 0;
  while (back < a.length - from && back < b.length - from && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return back;
}
