import type { ExplanationPart } from "../grouping.ts";
import type { RuledStack } from "../rules/apply-stack-rules.ts";
import type { RulePlace } from "../rules/problem.ts";
import { part } from "./decision.ts";

export type RuleKind = "fingerprint" | "stack";

/** "the stack rule in line 3". */
export function placeWords(kind: RuleKind, { line }: RulePlace): string {
  return `the ${kind} rule in line ${line}`;
}

/** A rule as one of the parts that decided, or that did not. */
export function rulePart(kind: RuleKind, { line, text }: RulePlace, reason?: string): ExplanationPart {
  return part(`${kind} rule`, `line ${line}: ${text}`, reason);
}

/** The rules that made a stack what it counts as. */
export function ruleParts(ruled: RuledStack | undefined): readonly ExplanationPart[] {
  return ruled?.applied.map((rule) => rulePart("stack", rule)) ?? [];
}

/** Why a frame does not count, where a rule is the reason. */
export function ruleReason({ isInApp, group, appBy, groupBy }: RuledStack["frames"][number]): string | undefined {
  const reasons = [
    ...(group === false && groupBy !== undefined ? [`ignored by ${placeWords("stack", groupBy)}`] : []),
    ...(!isInApp && appBy !== undefined ? [`marked as not in-app by ${placeWords("stack", appBy)}`] : []),
  ];
  return reasons.length === 0 ? undefined : reasons.join(" and ");
}
