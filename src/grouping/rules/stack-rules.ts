import type { Cursor, Read } from "./line.ts";
import { columnOf, isAtEnd, mistake, read, skipBlanks, takePattern } from "./line.ts";
import type { MatcherKey } from "./matcher.ts";
import { FRAME_KEYS } from "./matcher.ts";
import type { ReadRules, RulePlace } from "./problem.ts";
import { readLines } from "./problem.ts";
import type { Matchers } from "./read-matchers.ts";
import { readMatchers } from "./read-matchers.ts";

/** `above` is towards the crash, `below` towards where the thread began. */
export type FlagAction = {
  readonly kind: "flag";
  readonly range: "self" | "above" | "below";
  readonly flag: "app" | "group";
  readonly value: boolean;
};
export type StackAction =
  | FlagAction
  | { readonly kind: "category"; readonly name: string }
  | { readonly kind: "max-frames" | "min-frames"; readonly count: number };

/** `matchers actions`. */
export type StackRule = RulePlace & { readonly matchers: Matchers; readonly actions: readonly StackAction[] };

const ALLOWED: ReadonlySet<MatcherKey> = new Set([...FRAME_KEYS, "family", "error.type", "error.value", "error.mechanism"]);
const BEGINS_ACTION = /(?:[v^]?[+-]|(?:category|max-frames|min-frames|invert-stacktrace)=)/y;

/** Reads rules that say which frames count. Source of the grammar: reference grouping §4.1. */
export function readStackRules(text: string): ReadRules<StackRule> {
  return readLines(text, readRule);
}

function readRule(line: string): Read<Omit<StackRule, keyof RulePlace>> {
  const cursor: Cursor = { line: line.trimEnd(), at: 0 };
  const matchers = readMatchers(cursor, ALLOWED, beginsAction);
  if (!matchers.ok) return matchers;
  const actions: StackAction[] = [];
  for (skipBlanks(cursor); !isAtEnd(cursor); skipBlanks(cursor)) {
    const action = readAction(cursor);
    if (!action.ok) return action;
    actions.push(action.value);
  }
  if (actions.length === 0) {
    return mistake(columnOf(cursor), "the rule does nothing; write an action behind the matchers, such as -app or -group");
  }
  return read({ matchers: matchers.value, actions });
}

function beginsAction({ line, at }: Cursor): boolean {
  BEGINS_ACTION.lastIndex = at;
  return BEGINS_ACTION.test(line);
}

function readAction(cursor: Cursor): Read<StackAction> {
  const column = columnOf(cursor);
  const flag = takePattern(cursor, /([v^]?)([+-])(app|group)(?=\s|$)/y);
  if (flag !== undefined) {
    const [, range, sign, name] = flag;
    return read({
      kind: "flag",
      range: range === "^" ? "above" : range === "v" ? "below" : "self",
      flag: name === "app" ? "app" : "group",
      value: sign === "+",
    });
  }
  const [word = ""] = takePattern(cursor, /\S+/y) ?? [];
  const [name = "", value = ""] = word.split(/=(.*)/s);
  if (name === "category" && /^[\w.-]{1,50}$/.test(value)) return read({ kind: "category", name: value });
  if ((name === "max-frames" || name === "min-frames") && /^\d{1,3}$/.test(value)) {
    return read({ kind: name, count: Number(value) });
  }
  return mistake(
    column,
    `“${word}” is no action; known are +app, -app, +group, -group, each with ^ or v before it for the frames above or below, ` +
      "category=NAME, max-frames=N and min-frames=N",
  );
}
