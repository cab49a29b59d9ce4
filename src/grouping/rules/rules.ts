import type { StackRules } from "./apply-stack-rules.ts";
import { compileStackRules } from "./apply-stack-rules.ts";
import { readFingerprintRules } from "./fingerprint-rules.ts";
import type { FingerprintRules } from "./match-fingerprint.ts";
import { compileFingerprintRules } from "./match-fingerprint.ts";
import type { RuleProblem } from "./problem.ts";
import { readStackRules } from "./stack-rules.ts";

/** The rules of a project, made ready. Without a rule of a kind, nothing is looked at for it. */
export type GroupingRules = {
  readonly fingerprint: FingerprintRules | undefined;
  readonly stack: StackRules | undefined;
};

/** Rules as people write them. */
export type RuleTexts = { readonly fingerprinting: string; readonly enhancements: string };
export type RuleProblems = { readonly [text in keyof RuleTexts]: readonly RuleProblem[] };

/** Reads both texts. Lines with a mistake are left out of the rules. */
export function readGroupingRules({ fingerprinting, enhancements }: RuleTexts): {
  readonly rules: GroupingRules;
  readonly problems: RuleProblems;
} {
  const fingerprint = readFingerprintRules(fingerprinting);
  const stack = readStackRules(enhancements);
  return {
    rules: { fingerprint: compileFingerprintRules(fingerprint.rules), stack: compileStackRules(stack.rules) },
    problems: { fingerprinting: fingerprint.problems, enhancements: stack.problems },
  };
}
