import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** Rules of grouping of a project, as people write them. */
export type RuleTexts = { fingerprintingRules: string; groupingEnhancements: string };
export type RuleField = keyof RuleTexts;
/** Line and column count from 1. */
export type RuleProblem = { line: number; column: number; message: string };
export type RuleProblems = { readonly [field in RuleField]: readonly RuleProblem[] };

export type NamedIssue = { id: string; shortId: string | null; title: string | null };
/** What rules would change, tried on stored events. */
export type Preview = {
  looked: { events: number; since: string | null; stoppedBy: "end" | "count" | "time" };
  movedEvents: number;
  counts: { merges: number; splits: number; moves: number; titles: number };
  merges: readonly {
    signature: string;
    issue: NamedIssue | null;
    title: string;
    events: number;
    issues: readonly (NamedIssue & { events: number })[];
  }[];
  splits: readonly { issue: NamedIssue; into: readonly { issue: NamedIssue | null; title: string; events: number }[] }[];
  moves: readonly { issue: NamedIssue; title: string; events: number }[];
  titles: readonly { issue: NamedIssue; from: string; to: string; events: number }[];
};

const pathOf = (org: string, project: string): string => `projects/${org}/${project}/grouping-rules/`;

export const useGroupingRules = (org: string, project: string) => useAsk<RuleTexts>(pathOf(org, project));

export async function saveGroupingRules(org: string, project: string, texts: RuleTexts): Promise<void> {
  await ask(pathOf(org, project), "PUT", texts);
  await reload(pathOf(org, project));
}

export async function checkGroupingRules(org: string, project: string, texts: RuleTexts): Promise<RuleProblems> {
  return (await ask<{ problems: RuleProblems }>(`${pathOf(org, project)}check/`, "POST", texts)).data.problems;
}

export async function previewGroupingRules(org: string, project: string, texts: RuleTexts): Promise<Preview> {
  return (await ask<Preview>(`${pathOf(org, project)}preview/`, "POST", texts)).data;
}
