import type { Event } from "../protocol/event.ts";

/** Rules of grouping as people write them; either may be empty. The grammar: docs/grouping-rules.md. */
export type RuleTexts = { readonly fingerprinting: string; readonly enhancements: string };

/** One saved state of a project's rules. It never changes: events name the one they were grouped by. */
export type GroupingRulesVersion = RuleTexts & {
  readonly id: number;
  readonly projectId: number;
  readonly createdAtMs: number;
  readonly byUserId: number | undefined;
};

export interface GroupingRulesReader {
  /** Those in force; `undefined` when the project has none. */
  findGroupingRules(projectId: number): Promise<GroupingRulesVersion | undefined>;
  /** Those that events were grouped by; `undefined` when they are no longer kept. */
  findGroupingRulesVersion(projectId: number, id: number): Promise<GroupingRulesVersion | undefined>;
}

export interface GroupingRulesCommands {
  /** Holds for events that are digested from now on. Saving what is in force changes nothing. */
  saveGroupingRules(args: RuleTexts & { readonly projectId: number; readonly byUserId?: number | undefined }): Promise<void>;
}

/** Port of the digest, which alone knows how events come to signature and title. `undefined`: no rules. */
export type GroupUnder = (
  texts: RuleTexts | undefined,
) => (event: Event) => { readonly signature: string; readonly title: string };
