import { parseRelease } from "../../release/version.ts";
import type { AssigneeName, IssueCondition } from "./condition.ts";
import type { KeyMeaning } from "./keys.ts";
import { searchKey } from "./keys.ts";
import type { TextMatch } from "./match.ts";
import { matchOf } from "./match.ts";
import { readComparison, readSpan, signOf } from "./read-values.ts";
import type { SearchProblem } from "./search-problem.ts";
import type { Shade } from "./shades.ts";
import { LEVELS, STATE_NAMES, shadesNamed } from "./shades.ts";
import type { FilterTerm, TermValue } from "./terms.ts";

/** What the terms read so far leave. */
export type Left = {
  readonly shades: Set<Shade>;
  readonly levels: Set<string>;
  readonly conditions: IssueCondition[];
  ids: ReadonlySet<number> | undefined;
  hasNothing: boolean;
};

type Wrong = SearchProblem | undefined;

/** Narrows what is left by one filter, or says what is wrong with it. */
export function narrow(left: Left, term: FilterTerm, nowMs: number): Wrong {
  const inBrackets = /^tags\[(.+)\]$/.exec(term.key)?.[1];
  const known = inBrackets === undefined ? searchKey(term.key) : undefined;
  const meaning: KeyMeaning = known?.meaning ?? { is: "event", tag: inBrackets ?? term.name };
  const [first] = term.values;
  if (first?.text === "") return narrowPresence(left, meaning, first, term, !term.isNegated);
  switch (meaning.is) {
    case "state":
      return narrowStates(left, term);
    case "has":
      return narrowHas(left, term);
    case "level":
      return narrowLevels(left, term);
    case "id":
      return narrowIds(left, term);
    case "short-id":
      return add(left, { on: "short-id", anyOf: term.values.map(({ text }) => text.toUpperCase()), isNegated: term.isNegated });
    case "project":
      return add(left, { on: "project", anyOf: term.values.map(({ text }) => text.toLowerCase()), isNegated: term.isNegated });
    case "assignee":
      return narrowAssignees(left, term);
    case "category":
      if (term.values.some(({ text }) => text.toLowerCase() === "error") === term.isNegated) left.hasNothing = true;
      return undefined;
    case "number":
      return narrowNumbers(left, term, meaning.field);
    case "date":
      return narrowDates(left, term, meaning.field, nowMs);
    case "version":
      return narrowVersions(left, term);
    case "flag":
      return narrowFlags(left, term, meaning);
    case "text":
      return add(left, { on: "text", field: meaning.field, anyOf: matchesOf(term.values), isNegated: term.isNegated });
    case "event":
      return add(left, {
        on: "event",
        key: meaning.tag,
        anyOf: term.values.flatMap(({ raw }) => (meaning.prefixes ?? [""]).map((prefix) => prefixed(prefix, matchOf(raw)))),
        isNegated: term.isNegated,
      });
    case "elsewhere":
      return { kind: "unknown-key", at: term.at, end: term.end, words: meaning.words };
  }
}

function add(left: Left, condition: IssueCondition): undefined {
  left.conditions.push(condition);
}

function matchesOf(values: readonly TermValue[]): readonly TextMatch[] {
  return values.map(({ raw }) => matchOf(raw));
}

function prefixed(prefix: string, { pieces: [first = "", ...others] }: TextMatch): TextMatch {
  return { pieces: [prefix + first, ...others] };
}

function badValue({ at, end }: TermValue, words: string): SearchProblem {
  return { kind: "bad-value", at, end, words };
}

function narrowStates(left: Left, { key, values, isNegated }: FilterTerm): Wrong {
  const wanted = new Set<Shade>();
  for (const value of values) {
    const name = value.text.toLowerCase();
    const shades = shadesNamed(name);
    for (const shade of shades ?? []) wanted.add(shade);
    if (shades !== undefined) continue;
    const condition = tieNamed(name, isNegated);
    if (condition === undefined)
      return badValue(value, `"${key}:${value.text}" is not a state; use ${STATE_NAMES.join(", ")}.`);
    if (values.length > 1) return badValue(value, `"${value.text}" cannot stand in a list; give it a term of its own.`);
    return add(left, condition);
  }
  for (const shade of left.shades) if (wanted.has(shade) === isNegated) left.shades.delete(shade);
  return undefined;
}

/** What `is:` says beside the state. */
function tieNamed(name: string, isNegated: boolean): IssueCondition | undefined {
  switch (name) {
    case "assigned":
      return { on: "assignee", anyOf: [{ kind: "none" }], isNegated: !isNegated };
    case "unassigned":
      return { on: "assignee", anyOf: [{ kind: "none" }], isNegated };
    case "linked":
      return { on: "link", isNegated };
    case "unlinked":
      return { on: "link", isNegated: !isNegated };
    default:
      return undefined;
  }
}

function narrowHas(left: Left, term: FilterTerm): Wrong {
  if (term.values.length > 1) {
    return badValue(term.values[1] ?? never(term), `"has" takes one key; write has:a has:b.`);
  }
  const value = term.values[0] ?? never(term);
  const inBrackets = /^tags\[(.+)\]$/.exec(value.text)?.[1];
  const known = inBrackets === undefined ? searchKey(value.text.toLowerCase())?.meaning : undefined;
  const meaning: KeyMeaning = known ?? { is: "event", tag: inBrackets ?? value.text };
  return narrowPresence(left, meaning, value, term, term.isNegated);
}

/** That a key is there, or (negated) is not. */
function narrowPresence(left: Left, meaning: KeyMeaning, value: TermValue, term: FilterTerm, isNegated: boolean): Wrong {
  switch (meaning.is) {
    case "event":
    case "flag": {
      const anyOf =
        meaning.is === "event" && meaning.prefixes?.length === 1 ? [{ pieces: [meaning.prefixes[0] ?? "", ""] }] : undefined;
      return add(left, { on: "event", key: meaning.tag, ...(anyOf && { anyOf }), isNegated });
    }
    case "version":
      return add(left, { on: "event", key: "release", isNegated });
    case "assignee":
      return add(left, { on: "assignee", anyOf: [{ kind: "none" }], isNegated: !isNegated });
    case "text":
      return add(left, { on: "text", field: meaning.field, anyOf: [{ pieces: [""] }], isNegated: !isNegated });
    default: {
      const words = `"${term.key === "has" ? value.text : term.name}" is there on every issue; name a tag, as has:user.`;
      return { kind: "empty-value", at: value.at, end: value.end, words };
    }
  }
}

function narrowLevels(left: Left, { values, isNegated }: FilterTerm): Wrong {
  const levels = new Set(values.map(({ text }) => text.toLowerCase()));
  const unknown = values.find(({ text }) => !LEVELS.some((level) => level === text.toLowerCase()));
  if (unknown !== undefined) return badValue(unknown, `"${unknown.text}" is not a level; use ${LEVELS.join(", ")}.`);
  for (const level of left.levels) if (levels.has(level) === isNegated) left.levels.delete(level);
  return undefined;
}

function narrowIds(left: Left, { values, isNegated }: FilterTerm): Wrong {
  const wrong = values.find(({ text }) => !/^\d{1,15}$/.test(text));
  if (wrong !== undefined) return badValue(wrong, '"issue.id" takes numbers.');
  const ids = values.map(({ text }) => Number(text));
  if (isNegated) return add(left, { on: "other-than", ids });
  left.ids = left.ids === undefined ? new Set(ids) : new Set(ids).intersection(left.ids);
  return undefined;
}

function narrowAssignees(left: Left, { values, isNegated }: FilterTerm): Wrong {
  return add(left, { on: "assignee", anyOf: values.map(({ text }) => assigneeNamed(text)), isNegated });
}

function assigneeNamed(text: string): AssigneeName {
  const name = text.toLowerCase();
  if (name === "me" || name === "none") return { kind: name };
  if (name === "my_teams" || name === "my-teams") return { kind: "my-teams" };
  return name.startsWith("#") ? { kind: "team", slug: name.slice(1) } : { kind: "name", name };
}

function narrowNumbers(left: Left, { name, values, isNegated }: FilterTerm, field: "events" | "users"): Wrong {
  const [value, second] = values;
  if (second !== undefined) return badValue(second, `"${name}" takes one number; write ${name}:>10 ${name}:<100.`);
  const test = value === undefined ? undefined : readComparison(value.text);
  if (value === undefined || test === undefined) {
    return badValue(value ?? never(undefined), `"${name}" takes a number, as ${name}:100 or ${name}:>1k.`);
  }
  return add(left, { on: "number", field, test: isNegated ? { ...test, sign: OPPOSITES[test.sign] } : test });
}

const OPPOSITES = { ">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "=" } as const;

function narrowDates(
  left: Left,
  { name, values, isNegated }: FilterTerm,
  field: "first-seen" | "last-seen",
  nowMs: number,
): Wrong {
  const [value, second] = values;
  if (second !== undefined) return badValue(second, `"${name}" takes one date; write ${name}:>2026-03-01 ${name}:<2026-04-01.`);
  const span = value === undefined ? undefined : readSpan(value.text, nowMs);
  if (value === undefined || span === undefined) {
    return badValue(value ?? never(undefined), `"${name}" takes a date, as ${name}:-24h, ${name}:+7d or ${name}:>2026-03-01.`);
  }
  return add(left, { on: "date", field, ...span, isNegated: isNegated !== (span.isNegated === true) });
}

function narrowVersions(left: Left, { name, values, isNegated }: FilterTerm): Wrong {
  const [value, second] = values;
  if (second !== undefined) return badValue(second, `"${name}" takes one version; write ${name}:>=1.0 ${name}:<2.0.`);
  if (value === undefined) return never(undefined);
  const { sign, isGiven, rest } = signOf(value.text);
  if (!isGiven && rest.includes("*")) {
    const matches = [{ pieces: ["", `@${rest}`.split("*")[0] ?? "", ...rest.split("*").slice(1)] }, matchOf(value.raw)];
    return add(left, { on: "event", key: "release", anyOf: matches, isNegated });
  }
  if (parseRelease(rest).semantic === undefined) {
    return badValue(value, `"${rest}" is not a version of numbers, as 2.1.0; search other releases by release:.`);
  }
  return add(left, { on: "event", key: "release", version: { sign, than: rest }, isNegated });
}

const YES = new Set(["true", "1", "yes"]);
const NO = new Set(["false", "0", "no"]);

function narrowFlags(left: Left, { name, values, isNegated }: FilterTerm, meaning: Extract<KeyMeaning, { is: "flag" }>): Wrong {
  const anyOf: TextMatch[] = [];
  for (const value of values) {
    const text = value.text.toLowerCase();
    if (!YES.has(text) && !NO.has(text)) return badValue(value, `"${name}" is true or false.`);
    anyOf.push({ pieces: [YES.has(text) === (meaning.yes === "yes") ? "yes" : "no"] });
  }
  return add(left, { on: "event", key: meaning.tag, anyOf, isNegated });
}

/** A term has at least one value. */
function never(term: unknown): never {
  throw new Error(`a filter without a value: ${JSON.stringify(term)}`);
}
