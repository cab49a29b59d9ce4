/** A text against several patterns at once. The text is compared whole. */
export type GlobMatcher = (text: string) => boolean;
export type GlobOptions = {
  /** Default: without regard to case. */
  readonly isCaseSensitive?: boolean;
  /** Of paths, `*` and `?` stay within a segment and `**` crosses them. The text has forward slashes. */
  readonly isPath?: boolean;
};

export const MAX_GLOB_CHARS = 200;
/** `{a,b}{c,d}` stands for four patterns; one may stand for no more than this. */
export const MAX_GLOB_ALTERNATIVES = 16;

type Class = { readonly isNegated: boolean; readonly ranges: readonly (readonly [from: number, to: number])[] };
type Token = { readonly kind: "char"; readonly code: number } | { readonly kind: "any" } | ({ readonly kind: "class" } & Class);
/** What may stand before token i, or after all of them: nothing, any text, or any text without a slash. */
type Repeat = "none" | "any" | "segment";
type Parsed = { readonly tokens: readonly Token[]; readonly repeats: readonly Repeat[]; readonly isPath: boolean };

/**
 * Why a pattern cannot be used, in words; `undefined` when it can. Patterns are `*` any text, `?` any character, `[a-z]` and
 * `[!a-z]` one of a set, `{a,b}` either, and a backslash before what is meant as it stands.
 */
export function globProblem(pattern: string): string | undefined {
  if (pattern === "") return "must not be empty";
  if (pattern.length > MAX_GLOB_CHARS) return `must not be longer than ${MAX_GLOB_CHARS} characters`;
  if (alternativesOf(pattern) === undefined) {
    return `has too many alternatives; write {a,b} for at most ${MAX_GLOB_ALTERNATIVES} texts in all, and not one within another`;
  }
  return undefined;
}

/**
 * Makes a matcher of patterns that people wrote. Its time is the length of the text times that of the patterns, whatever they
 * hold: all places at which a pattern may stand are bits that move on together. Patterns with a problem match nothing.
 */
export function globMatcher(patterns: readonly string[], options: GlobOptions = {}): GlobMatcher {
  const { isCaseSensitive = false, isPath = false } = options;
  const automata = patterns
    .filter((pattern) => globProblem(pattern) === undefined)
    .flatMap((pattern) => alternativesOf(isCaseSensitive ? pattern : pattern.toLowerCase()) ?? [])
    .map((alternative) => testOf(parse(alternative, isPath)));
  const isAny = (text: string): boolean => automata.some((accepts) => accepts(text));
  return isCaseSensitive ? isAny : (text) => automata.length > 0 && isAny(text.toLowerCase());
}

/** The texts that braces stand for; `undefined` when there are too many, or braces within braces. */
function alternativesOf(pattern: string): readonly string[] | undefined {
  let texts = [""];
  for (const part of pattern.match(/\\.|\[[^\]]*\]|\{[^{}]*\}|\{|[^\\[{]+|[^]/gsu) ?? []) {
    const isChoice = part.startsWith("{") && part.endsWith("}") && part.includes(",");
    if (part === "{" && isNested(pattern)) return undefined;
    const choices = isChoice ? part.slice(1, -1).split(",") : [part];
    if (texts.length * choices.length > MAX_GLOB_ALTERNATIVES) return undefined;
    texts = texts.flatMap((text) => choices.map((choice) => text + choice));
  }
  return texts;
}

function isNested(pattern: string): boolean {
  return /\{[^}]*\{[^{}]*\}[^{]*\}/.test(pattern);
}

function parse(pattern: string, isPath: boolean): Parsed {
  const tokens: Token[] = [];
  const repeats: Repeat[] = ["none"];
  for (const part of pattern.match(/\\.|\[!?\]?[^\]]*\]|\*+|[^]/gsu) ?? []) {
    if (part.startsWith("*")) {
      repeats[tokens.length] = isPath && part.length === 1 ? "segment" : "any";
      continue;
    }
    tokens.push(tokenOf(part));
    repeats.push("none");
  }
  return { tokens, repeats, isPath };
}

function tokenOf(part: string): Token {
  if (part === "?") return { kind: "any" };
  if (part.length > 2 && part.startsWith("[")) return { kind: "class", ...classOf(part.slice(1, -1)) };
  return { kind: "char", code: (part.length > 1 && part.startsWith("\\") ? part.slice(1) : part).codePointAt(0) ?? 0 };
}

function classOf(inside: string): Class {
  const isNegated = inside.startsWith("!");
  const codes = Array.from(isNegated ? inside.slice(1) : inside, (char) => char.codePointAt(0) ?? 0);
  const ranges: (readonly [number, number])[] = [];
  for (let index = 0; index < codes.length; index += 1) {
    const from = codes[index] ?? 0;
    const to = codes[index + 1] === HYPHEN ? codes[index + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) index += 2;
  }
  return { isNegated, ranges };
}
const HYPHEN = 45;

/** Of places in a pattern, a word of a mask holds this many: the top bit stays free, so that numbers stay positive. */
const WORD = 30;
const FULL = 2 ** WORD - 1;
/** Characters whose masks are kept. */
const MAX_MASKS = 256;

/** Most patterns are plain text with any text around it, for which nothing is faster than searching. */
function testOf(parsed: Parsed): GlobMatcher {
  const { tokens, repeats } = parsed;
  const isPlain = tokens.every(({ kind }) => kind === "char") && repeats.slice(1, -1).every((repeat) => repeat === "none");
  if (!isPlain || repeats.includes("segment")) return automatonOf(parsed);
  const plain = longestRun(tokens, repeats);
  const [before, after] = [repeats[0] === "any", repeats.at(-1) === "any"];
  if (tokens.length === 0) return before ? () => true : (text) => text === "";
  if (before) return after ? (text) => text.includes(plain) : (text) => text.endsWith(plain);
  return after ? (text) => text.startsWith(plain) : (text) => text === plain;
}

/** Bit i of a state says that the text so far may have led to before token i; that after the last one says it may be whole. */
function automatonOf({ tokens, repeats, isPath }: Parsed): GlobMatcher {
  const words = Math.ceil((tokens.length + 1) / WORD);
  const staying = maskOf(
    words,
    repeats.map((repeat) => repeat !== "none"),
  );
  const crossing = maskOf(
    words,
    repeats.map((repeat) => repeat === "any"),
  );
  const masks = new Map<number, Uint32Array>();
  const advancing = (code: number): Uint32Array => {
    const known = masks.get(code);
    if (known !== undefined) return known;
    const mask = maskOf(
      words,
      tokens.map((token) => takes(token, code, isPath)),
    );
    if (masks.size >= MAX_MASKS) masks.clear();
    masks.set(code, mask);
    return mask;
  };
  // Most texts do not hold the longest run of plain characters, and a search for that is faster than all else.
  const needed = longestRun(tokens, repeats);
  if (words === 1) return shortAutomaton({ needed, advancing, staying, crossing, whole: tokens.length });
  const state = new Uint32Array(words);
  return (text) => {
    if (!text.includes(needed)) return false;
    state.fill(0);
    state[0] = 1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.codePointAt(index) ?? 0;
      if (code > 0xffff) index += 1;
      if (!move(state, advancing(code), code === SLASH ? crossing : staying)) return false;
    }
    return isSet(state, tokens.length);
  };
}
const SLASH = 47;

type Short = {
  readonly needed: string;
  readonly advancing: (code: number) => Uint32Array;
  readonly staying: Uint32Array;
  readonly crossing: Uint32Array;
  readonly whole: number;
};

/** The same for the patterns that fit one word, which are nearly all: some times faster, for its state is a number. */
function shortAutomaton({ needed, advancing, staying, crossing, whole }: Short): GlobMatcher {
  const [stays = 0, crosses = 0] = [staying[0], crossing[0]];
  /** -1: not known yet. */
  const ascii = new Int32Array(128).fill(-1);
  const maskOfCode = (code: number): number => {
    const known = code < 128 ? (ascii[code] ?? -1) : -1;
    if (known >= 0) return known;
    const mask = advancing(code)[0] ?? 0;
    if (code < 128) ascii[code] = mask;
    return mask;
  };
  return (text) => {
    if (!text.includes(needed)) return false;
    let state = 1;
    for (let index = 0; index < text.length; index += 1) {
      let code = text.charCodeAt(index);
      if (code >= 0xd800 && code <= 0xdbff) {
        code = text.codePointAt(index) ?? 0;
        if (code > 0xffff) index += 1;
      }
      state = ((state & maskOfCode(code)) << 1) | (state & (code === SLASH ? crosses : stays));
      if (state === 0) return false;
    }
    return ((state >>> whole) & 1) === 1;
  };
}

/** One character further. Answers whether any place is left. */
function move(state: Uint32Array, advancing: Uint32Array, staying: Uint32Array): boolean {
  let carry = 0;
  let left = 0;
  for (let word = 0; word < state.length; word += 1) {
    const from = state[word] ?? 0;
    const moved = ((from & (advancing[word] ?? 0)) << 1) | carry;
    carry = moved >>> WORD;
    const next = (moved & FULL) | (from & (staying[word] ?? 0));
    state[word] = next;
    left |= next;
  }
  return left !== 0;
}

function isSet(state: Uint32Array, bit: number): boolean {
  return (((state[Math.floor(bit / WORD)] ?? 0) >>> (bit % WORD)) & 1) === 1;
}

function maskOf(words: number, bits: readonly boolean[]): Uint32Array {
  const mask = new Uint32Array(words);
  for (const [bit, isOn] of bits.entries()) {
    if (isOn) mask[Math.floor(bit / WORD)] = (mask[Math.floor(bit / WORD)] ?? 0) | (1 << (bit % WORD));
  }
  return mask;
}

function takes(token: Token, code: number, isPath: boolean): boolean {
  if (token.kind === "char") return token.code === code;
  if (isPath && code === SLASH) return false;
  return token.kind === "any" || token.ranges.some(([from, to]) => code >= from && code <= to) !== token.isNegated;
}

function longestRun(tokens: readonly Token[], repeats: readonly Repeat[]): string {
  let longest = "";
  let run = "";
  for (const [index, token] of tokens.entries()) {
    if (repeats[index] !== "none" || token.kind !== "char") run = "";
    if (token.kind === "char") run += String.fromCodePoint(token.code);
    if (run.length > longest.length) longest = run;
  }
  return longest;
}
