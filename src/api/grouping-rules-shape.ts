import { z } from "zod";
import { readFingerprintRules } from "../grouping/rules/fingerprint-rules.ts";
import type { RuleProblem } from "../grouping/rules/problem.ts";
import { readStackRules } from "../grouping/rules/stack-rules.ts";
import type { GroupingRulesVersion, RuleTexts } from "../project/grouping-rules.ts";

/** Rules of grouping under Sentry's names of them. */
export type WrittenRules = {
  readonly fingerprintingRules?: string | null | undefined;
  readonly groupingEnhancements?: string | null | undefined;
};

const text = z.string("must be a text").nullish();
/** Any texts: their mistakes are told otherwise. */
export const writtenRules = { fingerprintingRules: text, groupingEnhancements: text };

/** Texts that hold no mistake. */
export const rulesFields = {
  fingerprintingRules: text.superRefine((rules, context) => {
    for (const problem of readFingerprintRules(rules ?? "").problems) context.addIssue(problemWords(problem));
  }),
  groupingEnhancements: text.superRefine((rules, context) => {
    for (const problem of readStackRules(rules ?? "").problems) context.addIssue(problemWords(problem));
  }),
};

function problemWords({ line, column, message }: RuleProblem): string {
  return `line ${line}, column ${column}: ${message}`;
}

/** What stands after a change; `null` takes rules away. */
export function changedTexts(before: RuleTexts | undefined, wish: WrittenRules): RuleTexts {
  const { fingerprinting = "", enhancements = "" } = before ?? {};
  const { fingerprintingRules, groupingEnhancements } = wish;
  return {
    fingerprinting: fingerprintingRules === undefined ? fingerprinting : (fingerprintingRules ?? ""),
    enhancements: groupingEnhancements === undefined ? enhancements : (groupingEnhancements ?? ""),
  };
}

/** Rules as fields of a project. */
export function serialiseTexts(rules: GroupingRulesVersion | undefined): object {
  return { fingerprintingRules: rules?.fingerprinting ?? "", groupingEnhancements: rules?.enhancements ?? "" };
}
