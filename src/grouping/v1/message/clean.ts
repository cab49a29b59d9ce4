import { isIPv6 } from "node:net";
import { cleanJson, endOfBrackets } from "./json.ts";
import { cleanPair } from "./pairs.ts";
import { quotedAt } from "./quoted.ts";
import { isSql, sqlText } from "./sql.ts";
import type { Token } from "./token.ts";
import { dateAt, numberAt, wordAt } from "./tokens.ts";
import { cleanWord } from "./words.ts";

/** A message is looked at so far, and no further. */
const MAX_CHARS = 2_000;
const MAX_LINES = 2;
/** At least so much of what was cleaned before a token is known to it: see meaning.ts. */
const MAX_TAIL = 260;

/**
 * What a message says, with what differs from event to event replaced by its kind: `order <number> of <email>`. Numbers with a
 * meaning (a status, an errno, `utf-8`) stay. One pass over the text, in linear time; cleaning what is clean changes nothing.
 */
export function cleanMessage(text: string): string {
  const cut = text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text;
  const known = cleaned.get(cut);
  if (known !== undefined) return known;
  const result = clean(cut.normalize("NFC").replace(BLANKS, " "));
  if (cleaned.size >= MAX_KEPT) cleaned.clear();
  cleaned.set(cut, result);
  return result;
}

/** Blanks that languages put into and behind numbers. */
const BLANKS = /[\u00a0\u2007\u2009\u202f]/g;

/** Errors say the same over and over. A few MB at most. */
const MAX_KEPT = 1_000;
const cleaned = new Map<string, string>();

/**
 * Databases repeat the row in a line of its own, webpack the address of the chunk and how it was missed, Jackson the place in
 * what it read.
 */
const REPEATS =
  /^(?:(?:DETAIL|HINT|CONTEXT|LINE \d+|PARAMETERS|QUERY):|at \[Source: |\((?:error|missing|timeout|load): \S+\)$)/;

function clean(cut: string): string {
  const whole = cleanJson(cut.trim());
  if (whole !== undefined) return whole;
  const lines = cut
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !REPEATS.test(line));
  // Whoever laid a statement out broke it into lines.
  const isStatement = lines.length > 1 && isSql(lines.join(" "));
  return (isStatement ? [lines.join(" ")] : tellingLines(lines)).map(cleanLine).join("\n");
}

/** What a logger of Google's puts before a line: level, day, time, thread. */
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,9} (?=[\w./-]{1,200}:\d{1,7}\] )/;

function cleanLine(line: string): string {
  return isSql(line) ? sqlText(line) : scan(line.replace(GLOG, "$1 "));
}

/** The lines that say what happened: the first two, but of a trace of Python its last. */
function tellingLines(lines: readonly string[]): readonly string[] {
  const trace = lines.findIndex((line) => line.startsWith("Traceback (most recent call last)"));
  return trace < 0 || trace >= MAX_LINES ? lines.slice(0, MAX_LINES) : [...lines.slice(0, trace), ...lines.slice(-1)];
}

/** One line, token after token. What is no token is copied; runs of blanks become one. */
function scan(line: string): string {
  let out = "";
  let tail = "";
  let at = 0;
  const brackets = { "}": line.lastIndexOf("}"), "]": line.lastIndexOf("]"), budget: MAX_BRACKETS };
  while (at < line.length) {
    const token = phraseAt(line, at) ?? tokenAt(line, at, tail, brackets);
    out += token.text;
    tail += token.text;
    if (tail.length > 2 * MAX_TAIL) tail = tail.slice(-MAX_TAIL);
    at = token.end;
  }
  return oneOfMany(out.trim());
}

/** Most of a text are plain words, which stay as they are: as many of them as follow each other, with what stands between. */
function phraseAt(line: string, at: number): Token | undefined {
  PHRASE.lastIndex = at;
  const text = PHRASE.exec(line)?.[0];
  return text === undefined ? undefined : { text, end: at + text.length };
}

/** No word that a date may begin with, and none as long as an id; it begins with no blank. */
const PHRASE =
  /(?! )(?: (?![ \t])|[,;|()}\]>]|(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Za-z]{1,31}[.:!?]?(?=[ \t,;|()}\]>]|$))+/y;

/** "1, 2 and 3" is as many as there happened to be; "1m 12s" is one time. */
function oneOfMany(line: string): string {
  const listed =
    line.includes(">, <") || line.includes(">,<")
      ? line.replace(/(<[a-z]{2,10}>)(?:, ?\1)+(?:,? (?:and|or|&) \1)?/g, "$1")
      : line;
  return listed.includes("<duration> <duration>") ? listed.replace(/<duration>(?: <duration>)+/g, "<duration>") : listed;
}

/** Where the last of each closing bracket is, and how many characters may still be looked through for the one that closes. */
type Brackets = { readonly "}": number; readonly "]": number; budget: number };
const MAX_BRACKETS = 20_000;

function tokenAt(line: string, at: number, before: string, brackets: Brackets): Token {
  const character = line.charAt(at);
  if (character === " " || character === "\t") return blankAt(line, at, before);
  if (character === "<") {
    const placeholder = /<[a-z]{2,10}>/y;
    placeholder.lastIndex = at;
    const found = placeholder.exec(line)?.[0];
    if (found !== undefined) return { text: found, end: at + found.length };
  }
  if (character === "{" || character === "[") {
    const ipv6 = character === "[" ? ipv6At(line, at) : undefined;
    return ipv6 ?? jsonAt(line, at, before, brackets) ?? { text: character, end: at + 1 };
  }
  return (
    quotedAt(line, at, before) ??
    dateAt(line, at, before) ??
    numberAt(line, at, before) ??
    wordToken(line, at, before) ?? { text: character, end: at + 1 }
  );
}

function blankAt(line: string, at: number, before: string): Token {
  let end = at;
  while (end < line.length && (line[end] === " " || line[end] === "\t")) end += 1;
  return { text: before.endsWith(" ") ? "" : " ", end };
}

function wordToken(line: string, at: number, before: string): Token | undefined {
  const word = wordAt(line, at);
  if (word === "") return undefined;
  const pair = cleanPair(line, at, word);
  if (pair !== undefined) return pair;
  return { text: cleanWord(word, before), end: at + word.length };
}

/** A JSON value within a line: keys stay, values go. */
function jsonAt(line: string, at: number, before: string, brackets: Brackets): Token | undefined {
  if (brackets[line.charAt(at) === "{" ? "}" : "]"] < at || brackets.budget <= 0) return undefined;
  const end = endOfBrackets(line, at);
  brackets.budget -= (end ?? line.length) - at;
  if (end === undefined) return undefined;
  // A list of one is a list; at the beginning of a line it is the tag of a logger.
  if (/[:=] ?$/.test(before.slice(-2)) && /^\[[^[\]{}]*\]$/.test(line.slice(at, end))) return { text: "<list>", end };
  const text = cleanJson(line.slice(at, end));
  return text === undefined ? undefined : { text, end };
}

/** `[2001:db8::17]:8080` */
function ipv6At(line: string, at: number): Token | undefined {
  BRACKETED.lastIndex = at;
  const [whole = "", inside = ""] = BRACKETED.exec(line) ?? [];
  return whole !== "" && isIPv6(inside) ? { text: "<ip>", end: at + whole.length } : undefined;
}

const BRACKETED = /\[([0-9a-f:.]{2,45})(?:%\w{1,16})?\](?::\d{1,5})?/iy;
