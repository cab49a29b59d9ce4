import type { Cursor, Read } from "./line.ts";
import { columnOf, isAtEnd, mistake, read, skipBlanks, take, takePattern, takeQuoted } from "./line.ts";
import type { MatcherKey } from "./matcher.ts";
import { isMatcherKey, KEYS } from "./matcher.ts";
import type { ReadRules, RulePlace } from "./problem.ts";
import { MAX_VALUES, readLines } from "./problem.ts";
import type { Matchers } from "./read-matchers.ts";
import { readMatchers } from "./read-matchers.ts";

/** `matchers -> values title="…"`. */
export type FingerprintRule = RulePlace & {
  readonly matchers: Matchers;
  readonly values: readonly string[];
  readonly title: string | undefined;
};

const ALLOWED: ReadonlySet<MatcherKey> = new Set(
  Object.keys(KEYS)
    .filter(isMatcherKey)
    .filter((key) => key !== "category" && key !== "error.mechanism"),
);

/** Names that stand for something of the event; `tags.NAME` besides. Source: reference grouping §3.1. */
export const VARIABLES: ReadonlySet<string> = new Set(
  (
    "default transaction message raw_message raw_value type error.type value error.value function stack.function module stack.module " +
    "path stack.abs_path stack.filename package stack.package level logger"
  ).split(" "),
);
const VARIABLE = /^\{\{\s*([^\s{}]+)\s*\}\}$/;

/** Reads rules that give events a fingerprint. Source of the grammar: reference grouping §3.2. */
export function readFingerprintRules(text: string): ReadRules<FingerprintRule> {
  return readLines(text, readRule);
}

function readRule(line: string): Read<Omit<FingerprintRule, keyof RulePlace>> {
  const cursor: Cursor = { line: line.trimEnd(), at: 0 };
  const matchers = readMatchers(cursor, ALLOWED, ({ line: whole, at }) => whole.startsWith("->", at));
  if (!matchers.ok) return matchers;
  skipBlanks(cursor);
  if (!take(cursor, "->"))
    return mistake(columnOf(cursor), "behind the matchers belongs -> and the fingerprint: -> database-down");
  const values: string[] = [];
  let title: string | undefined;
  for (skipSeparators(cursor); !isAtEnd(cursor); skipSeparators(cursor)) {
    const column = columnOf(cursor);
    const attribute = takePattern(cursor, /([A-Za-z_][\w.-]{0,50})=(?=")/y)?.[1];
    if (attribute !== undefined) {
      const text = takeQuoted(cursor);
      if (!text.ok) return text;
      if (attribute !== "title") return mistake(column, `there is no attribute “${attribute}”; the only one is title="…"`);
      title = text.value;
      continue;
    }
    const value = readValue(cursor);
    if (!value.ok) return value;
    if (values.push(value.value) > MAX_VALUES) return mistake(column, `write at most ${MAX_VALUES} texts in one fingerprint`);
  }
  if (values.length === 0) {
    return mistake(columnOf(cursor), "the fingerprint is empty; write a text, or {{ default }} to group as usual");
  }
  return read({ matchers: matchers.value, values, title });
}

function skipSeparators(cursor: Cursor): void {
  takePattern(cursor, /[\s,]*/y);
}

function readValue(cursor: Cursor): Read<string> {
  const column = columnOf(cursor);
  if (cursor.line[cursor.at] === '"') {
    const text = takeQuoted(cursor);
    return text.ok ? variableProblem(text.value, column) : text;
  }
  const value = takePattern(cursor, /\{\{[^{}]*\}\}|[^\s,]+/y)?.[0] ?? "";
  if (value.startsWith("{{") && !value.endsWith("}}")) return mistake(column, "close the braces: {{ type }}");
  return variableProblem(value, column);
}

function variableProblem(value: string, column: number): Read<string> {
  if (!value.startsWith("{{") || !value.endsWith("}}")) return read(value);
  const name = VARIABLE.exec(value)?.[1] ?? "";
  if (VARIABLES.has(name) || /^tags\../.test(name)) return read(`{{ ${name} }}`);
  return mistake(column, `nothing is known by “${name}”; known are ${[...VARIABLES].join(", ")} and tags.NAME`);
}
