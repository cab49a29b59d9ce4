import type { GroupingInput, GroupingStack } from "../input.ts";
import type { CompiledFingerprint } from "../rules/match-fingerprint.ts";
import { matchingFingerprint } from "../rules/match-fingerprint.ts";
import type { GroupingRules } from "../rules/rules.ts";
import type { Decision } from "./decision.ts";
import { byFingerprint, isUsual, variable } from "./fingerprint.ts";
import { framesForRules } from "./frame-flags.ts";
import { placeWords, rulePart } from "./rule-words.ts";

/** The first rule of the project that gives this event a fingerprint. */
export function ruleFor(event: GroupingInput, rules: GroupingRules | undefined): CompiledFingerprint | undefined {
  if (rules?.fingerprint === undefined) return undefined;
  return matchingFingerprint(rules.fingerprint, event, () =>
    stacksOf(event).map(({ frames }) => framesForRules(frames, event.platform)),
  );
}

const MAX_STACKS = 50;

function stacksOf({ exception, stacktrace, threads }: GroupingInput): readonly GroupingStack[] {
  const all = [
    ...(exception?.values.map((one) => one.stacktrace) ?? []),
    stacktrace,
    ...(threads?.values.map((thread) => thread.stacktrace) ?? []),
  ];
  return all.filter((stack) => stack !== undefined).slice(0, MAX_STACKS);
}

/** The rule decides; one that says `{{ default }}` alone leaves it to what is usual. */
export function byRule(
  rule: CompiledFingerprint,
  event: GroupingInput,
  rules: GroupingRules | undefined,
  content: () => Decision,
): Decision {
  const by = placeWords("fingerprint", rule);
  if (isUsual(rule.values)) return noting(content(), rule, "it leaves the decision to what is usual");
  return noting(byFingerprint(rule.values, event, { rules, by, content }), rule, undefined);
}

/** The same decision, and in its explanation the rule that was met; with a reason, it did not count. */
export function noting(decision: Decision, rule: CompiledFingerprint, reason: string | undefined): Decision {
  return {
    hashed: decision.hashed,
    explain: () => {
      const explained = decision.explain();
      return { ...explained, parts: [rulePart("fingerprint", rule, reason), ...explained.parts] };
    },
  };
}

const MAX_TITLE = 256;

/** The title that a rule gives, its variables filled in as they came. "" is no title. */
export function titleBy(
  { title }: CompiledFingerprint,
  event: GroupingInput,
  rules: GroupingRules | undefined,
): string | undefined {
  const text = title
    ?.replace(/\{\{\s{0,8}([\w.-]{1,200})\s{0,8}\}\}/g, (_whole, name: string) =>
      name === "default" ? "" : variable(name, event, rules),
    )
    .replace(/\s+/g, " ")
    .trim();
  return text === undefined || text === "" ? undefined : text.slice(0, MAX_TITLE).toWellFormed();
}
