import type { Mistake } from "./line.ts";

/** Something wrong in a text of rules. `line` and `column` count from 1. */
export type RuleProblem = Mistake & { readonly line: number };

/** Where a rule stands and how it is written, for who asks why. */
export type RulePlace = { readonly line: number; readonly text: string };

export const MAX_RULES_CHARS = 30_000;
export const MAX_RULES = 200;
export const MAX_LINE_CHARS = 2_000;
export const MAX_MATCHERS = 20;
export const MAX_VALUES = 20;
const MAX_PROBLEMS = 50;

export type ReadRules<T> = { readonly rules: readonly T[]; readonly problems: readonly RuleProblem[] };

/** Reads rules, one a line; empty lines and those that begin with `#` are none. Lines with a mistake are left out. */
export function readLines<T>(
  text: string,
  readLine: (line: string) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistake: Mistake },
): ReadRules<T & RulePlace> {
  if (text.length > MAX_RULES_CHARS) {
    const message = `the text has ${text.length} characters; write at most ${MAX_RULES_CHARS}`;
    return { rules: [], problems: [{ line: 1, column: 1, message }] };
  }
  const rules: (T & RulePlace)[] = [];
  const problems: RuleProblem[] = [];
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (/^\s*(?:#|$)/.test(whole)) continue;
    const wrong = limitOf(whole, rules.length);
    const found = wrong === undefined ? readLine(whole) : { ok: false as const, mistake: wrong };
    if (found.ok) rules.push({ ...found.value, line, text: whole.trim() });
    else problems.push({ line, ...found.mistake });
    if (problems.length >= MAX_PROBLEMS) break;
  }
  return { rules, problems };
}

function limitOf(line: string, known: number): Mistake | undefined {
  if (line.length > MAX_LINE_CHARS) {
    return { column: MAX_LINE_CHARS + 1, message: `the line is too long; write at most ${MAX_LINE_CHARS} characters` };
  }
  return known < MAX_RULES ? undefined : { column: 1, message: `there are too many rules; write at most ${MAX_RULES}` };
}
