import type { GroupingInput } from "./input.ts";
import type { GroupingRules } from "./rules/rules.ts";

/**
 * Gives an event its one decisive signature. Pure and deterministic: no clock, no chance, no order, so that the explanation
 * recomputed years later is the same. A released version never changes; a better one is a new version beside it.
 */
export type Grouping = {
  /** `v0`, `v1` … stored with each signature. */
  readonly version: string;
  /** `rules` are those of the project; `v0` knows none. */
  readonly group: (event: GroupingInput, rules?: GroupingRules) => Grouped;
};

export type Grouped = {
  /** 32 lower-case hex digits; equal for events that are one bug, within one project. */
  readonly signature: string;
  /** What a rule calls such events. */
  readonly title?: string;
  /** What decided, outermost first, in words a developer can read. */
  readonly explanation: Explanation;
};

export type Explanation = {
  readonly version: string;
  /** Which way the event went: `fingerprint`, `stack`, `exception`, `message`, `nothing`. */
  readonly decidedBy: string;
  /** One sentence: "Grouped by exception type and 3 in-app frames." */
  readonly summary: string;
  readonly parts: readonly ExplanationPart[];
};

/** One thing that grouping looked at. `contributes: false` says why not in `reason`. */
export type ExplanationPart = {
  readonly what: string;
  readonly value: string;
  readonly contributes: boolean;
  readonly reason?: string;
};
