import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { SearchProblem } from "./search-problem.ts";

/** One part of a search text; all parts must hold. `at` is where it begins. */
export type Term = TextTerm | FilterTerm;
export type TextTerm = { readonly kind: "text"; readonly at: number; readonly text: string; readonly isQuoted: boolean };
export type FilterTerm = {
  readonly kind: "filter";
  readonly at: number;
  readonly end: number;
  readonly isNegated: boolean;
  /** In lower case, but for `tags[…]` and keys in quotes. */
  readonly key: string;
  /** The same as typed: names of tags tell cases apart. */
  readonly name: string;
  /** At least one; any of them may hold. Only `""` alone is empty: it stands for "not there". */
  readonly values: readonly TermValue[];
};
/** A value in quotes is text, whatever it looks like. `raw` still has its backslashes, so that `\\*` is not a wildcard. */
export type TermValue = {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly raw: string;
  readonly isQuoted: boolean;
};

type Read<T> = Result<{ readonly read: T; readonly end: number }, SearchProblem>;

/**
 * Splits a search text by the grammar of the issue list, in one pass: filters `key:value`, `key:"value"`, `key:[a, b]`, each
 * perhaps with `!`, and free text in words or quotes. What people paste stays text: `TypeError: x`, an address, a lone quote.
 * `isKey` knows the keys of filters: those need a value. Source: reference sentry-web-api §3.1.
 */
export function readTerms(text: string, isKey: (key: string) => boolean): Result<readonly Term[], SearchProblem> {
  const terms: Term[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const term = readTerm(text, at, isKey);
    if (!term.ok) return term;
    terms.push(term.value.read);
    at = skipBlanks(text, term.value.end);
  }
  return ok(terms);
}

function readTerm(text: string, at: number, isKey: (key: string) => boolean): Read<Term> {
  const head = readFilterHead(text, at);
  if (head === undefined) return ok(readText(text, at));
  if (!isBlank(text, head.end)) return readFilter(text, at, head);
  if (!isKey(head.key)) return ok(readText(text, at));
  return problem({
    kind: "empty-value",
    at,
    end: head.end,
    words: `"${head.name}:" needs a value right after its colon.`,
  });
}

type FilterHead = { readonly isNegated: boolean; readonly key: string; readonly name: string; readonly end: number };

/** What follows the colon in addresses, paths and names that people paste: `http://…`, `C:\\…`, `std::bad_alloc`. */
const PASTED = ["//", "\\", ":"];

/** `key:` or `!key:`, up to and with the colon. */
function readFilterHead(text: string, at: number): FilterHead | undefined {
  const isNegated = text.charAt(at) === "!";
  const key = readKey(text, isNegated ? at + 1 : at);
  if (key === undefined || text.charAt(key.end) !== ":") return undefined;
  const end = key.end + 1;
  return PASTED.some((sign) => text.startsWith(sign, end)) ? undefined : { isNegated, ...key, end };
}

const PLAIN_KEY = /[A-Za-z][\w.-]*/y;
const TAG_KEY = /tags\[[^\]\s]+\]/y;

type Key = { readonly key: string; readonly name: string; readonly end: number };

function readKey(text: string, at: number): Key | undefined {
  if (text.charAt(at) === '"') {
    const end = endOfQuoted(text, at);
    if (end === undefined || end === at + 2) return undefined;
    const name = unescaped(text.slice(at + 1, end - 1));
    return { key: name, name, end };
  }
  const tagKey = matchAt(TAG_KEY, text, at);
  if (tagKey !== undefined) return { key: tagKey, name: tagKey, end: at + tagKey.length };
  const name = matchAt(PLAIN_KEY, text, at);
  return name === undefined ? undefined : { key: name.toLowerCase(), name, end: at + name.length };
}

function readFilter(text: string, at: number, { isNegated, key, name, end: valueAt }: FilterHead): Read<Term> {
  const found = text.charAt(valueAt) === "[" ? readList(text, valueAt) : readOneValue(text, valueAt);
  if (!found.ok) return found;
  const { read: values, end } = found.value;
  if (!isBlank(text, end)) {
    return problem({
      kind: "bad-value",
      at,
      end: endOfWord(text, end),
      words: `a blank is missing after the value of "${name}".`,
    });
  }
  const empty = values.find((value) => value.text === "");
  if (empty !== undefined && !(empty.isQuoted && values.length === 1)) {
    return problem({ kind: "empty-value", at: empty.at, end, words: `"${name}" has an empty value in its list; take it out.` });
  }
  return ok({ read: { kind: "filter", at, end, isNegated, key, name, values }, end });
}

function readOneValue(text: string, at: number): Read<readonly TermValue[]> {
  const value = readValue(text, at, END_OF_WORD);
  return value.ok ? ok({ read: [value.value.read], end: value.value.end }) : value;
}

function readList(text: string, at: number): Read<readonly TermValue[]> {
  const values: TermValue[] = [];
  let end = at;
  do {
    const value = readValue(text, skipBlanks(text, end + 1), END_OF_ITEM);
    if (!value.ok) return value;
    values.push(value.value.read);
    end = skipBlanks(text, value.value.end);
  } while (text.charAt(end) === ",");
  if (text.charAt(end) === "]") return ok({ read: values, end: end + 1 });
  const words = `the list needs a comma between its items and a "]" at its end.`;
  return problem({ kind: "unclosed-list", at, end: Math.max(at + 1, Math.min(text.length, end + 1)), words });
}

const END_OF_WORD = /\s|$/g;
const END_OF_ITEM = /[,\]]|$/g;

/** One value, in quotes or up to what `ends` it. */
function readValue(text: string, at: number, ends: RegExp): Read<TermValue> {
  if (text.charAt(at) !== '"') {
    const end = searchFrom(ends, text, at);
    const raw = text.slice(at, end).trimEnd();
    return ok({ read: { at, end: at + raw.length, text: raw, raw, isQuoted: false }, end });
  }
  const end = endOfQuoted(text, at);
  if (end === undefined) {
    return problem({ kind: "unclosed-quote", at, end: text.length, words: `the quote is not closed; put a " at its end.` });
  }
  const raw = text.slice(at + 1, end - 1);
  return ok({ read: { at, end, text: unescaped(raw), raw, isQuoted: true }, end });
}

/** A word, or what stands in quotes; a quote that is not closed is text as well. */
function readText(text: string, at: number): { readonly read: TextTerm; readonly end: number } {
  const quotedEnd = text.charAt(at) === '"' ? (endOfQuoted(text, at) ?? text.length) : at;
  const end = searchFrom(END_OF_WORD, text, quotedEnd);
  const isQuoted = end === quotedEnd && text.charAt(at) === '"' && endOfQuoted(text, at) !== undefined;
  return {
    read: { kind: "text", at, text: isQuoted ? unescaped(text.slice(at + 1, end - 1)) : text.slice(at, end), isQuoted },
    end,
  };
}

const IN_QUOTES = /"(?:[^"\\]|\\.)*"/sy;

function endOfQuoted(text: string, at: number): number | undefined {
  const quoted = matchAt(IN_QUOTES, text, at);
  return quoted === undefined ? undefined : at + quoted.length;
}

/** What stands in quotes, without the backslashes before quotes, backslashes and stars. */
function unescaped(raw: string): string {
  return raw.replace(/\\(["\\*])/g, "$1");
}

function endOfWord(text: string, at: number): number {
  return searchFrom(END_OF_WORD, text, at);
}

const NOT_BLANK = /\S|$/g;

function skipBlanks(text: string, at: number): number {
  return searchFrom(NOT_BLANK, text, at);
}

function isBlank(text: string, at: number): boolean {
  return at >= text.length || /\s/.test(text.charAt(at));
}

/** What a sticky expression matches right here. */
function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}

/** Where a global expression, which also matches the end, matches first from here on. */
function searchFrom(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.exec(text)?.index ?? text.length;
}
