import type { GroupingException } from "../input.ts";
import type { FrameSets, PlaceCondition, RuledFrame, SieveStack } from "./frame-sets.ts";
import { framesThatMeet, openFrameSets, sieve } from "./frame-sets.ts";
import type { RulePlace } from "./problem.ts";
import type { FlagAction, StackAction, StackRule } from "./stack-rules.ts";
import { MAX_TEXT, textTest } from "./text-test.ts";

export type StackRules = { readonly sets: FrameSets; readonly rules: readonly CompiledRule[] };

type CompiledRule = RulePlace & {
  readonly owner: ((exception: GroupingException | undefined) => boolean) | undefined;
  readonly place: PlaceCondition;
  readonly actions: readonly StackAction[];
};

/** What rules have made of a stack. */
export type RuledStack = {
  readonly frames: readonly {
    readonly isInApp: boolean;
    /** Absent: as grouping thinks. */
    readonly group?: boolean;
    /** What made it so. */
    readonly appBy?: RulePlace;
    readonly groupBy?: RulePlace;
  }[];
  readonly max: { readonly count: number; readonly by: RulePlace } | undefined;
  readonly min: { readonly count: number; readonly by: RulePlace } | undefined;
  /** Rules that did anything, in their order. */
  readonly applied: readonly RulePlace[];
};

export function compileStackRules(rules: readonly StackRule[]): StackRules | undefined {
  if (rules.length === 0) return undefined;
  const sets = openFrameSets();
  return { sets, rules: rules.map((rule) => compileRule(rule, sets)) };
}

function compileRule({ line, text, matchers, actions }: StackRule, sets: FrameSets): CompiledRule {
  const { own, caller, callee } = matchers;
  const owners = own.flatMap((matcher) => {
    const test = textTest(matcher);
    const { key } = matcher;
    if (key === "error.type") return [(one?: GroupingException) => test(one?.type ?? UNKNOWN)];
    if (key === "error.value") return [(one?: GroupingException) => test(one?.value?.slice(0, MAX_TEXT) ?? UNKNOWN)];
    if (key === "error.mechanism") return [(one?: GroupingException) => test(one?.mechanism?.type ?? UNKNOWN)];
    return [];
  });
  return {
    line,
    text,
    owner: owners.length === 0 ? undefined : (exception) => owners.every((test) => test(exception)),
    place: {
      own: sets.add(own),
      caller: caller === undefined ? undefined : sets.add([caller]),
      callee: callee === undefined ? undefined : sets.add([callee]),
    },
    actions,
  };
}

const UNKNOWN = "<unknown>";

type Frame = RuledFrame & { group?: boolean; appBy?: RulePlace; groupBy?: RulePlace };
type Working = {
  readonly stack: SieveStack;
  readonly frames: readonly Frame[];
  max: RuledStack["max"];
  min: RuledStack["min"];
  readonly applied: RulePlace[];
};

/**
 * Applies rules to a stack, each to all frames, from the first rule to the last. `owner` is the exception that raised it.
 * `undefined`: nothing is changed.
 */
export function applyStackRules(
  { rules, sets }: StackRules,
  frames: readonly RuledFrame[],
  platform: string,
  owner: GroupingException | undefined,
): RuledStack | undefined {
  const stack = sieve(frames, sets, platform);
  const working: Working = { stack, frames, max: undefined, min: undefined, applied: [] };
  for (const rule of rules) {
    if (rule.place.own.set !== undefined && !stack.bySet.has(rule.place.own.set)) continue;
    if (rule.owner !== undefined && !rule.owner(owner)) continue;
    const matched = framesThatMeet(stack, rule.place);
    if (matched.length > 0) act(working, rule, matched);
  }
  const { max, min, applied } = working;
  return applied.length === 0 ? undefined : { frames: working.frames, max, min, applied };
}

function act(working: Working, rule: CompiledRule, matched: readonly number[]): void {
  let hasActed = false;
  for (const action of rule.actions) {
    switch (action.kind) {
      case "category":
        // It counts only by what other rules make of it.
        for (const index of matched) setCategory(working.frames[index], action.name);
        break;
      case "max-frames":
        working.max = action.count === 0 ? undefined : { count: action.count, by: rule };
        hasActed = true;
        break;
      case "min-frames":
        working.min = action.count === 0 ? undefined : { count: action.count, by: rule };
        hasActed = true;
        break;
      case "flag":
        hasActed = setFlags(working.frames, action, matched, rule) || hasActed;
    }
  }
  if (hasActed) working.applied.push(rule);
}

function setCategory(frame: Frame | undefined, name: string): void {
  if (frame !== undefined) frame.category = name;
}

/** Answers whether any frame is another now. */
function setFlags(
  frames: readonly Frame[],
  { range, flag, value }: FlagAction,
  matched: readonly number[],
  by: RulePlace,
): boolean {
  // Above any match is above the first of them, and below any is below the last.
  const [first = 0, last = 0] = [matched[0], matched.at(-1)];
  const targets =
    range === "self"
      ? matched.map((index) => frames[index])
      : range === "above"
        ? frames.slice(first + 1)
        : frames.slice(0, last);
  let isChanged = false;
  for (const frame of targets) {
    if (frame === undefined || (flag === "app" ? frame.isInApp === value : frame.group === value)) continue;
    isChanged = true;
    if (flag === "app") Object.assign(frame, { isInApp: value, appBy: by });
    else Object.assign(frame, { group: value, groupBy: by });
  }
  return isChanged;
}
