import type { GroupingException, GroupingFrame } from "../input.ts";
import type { RuledStack } from "../rules/apply-stack-rules.ts";
import { applyStackRules } from "../rules/apply-stack-rules.ts";
import type { RuledFrame } from "../rules/frame-sets.ts";
import type { GroupingRules } from "../rules/rules.ts";
import type { CanonicalFrame } from "./frame.ts";
import { canonicalFrame } from "./frame.ts";
import { inAppFlags } from "./in-app.ts";
import { memoOf } from "./memo.ts";

/** Whose stack it is, and what the project says of stacks. */
export type StackContext = {
  readonly platform: string;
  readonly rules: GroupingRules | undefined;
  /** The exception that raised it. */
  readonly owner?: GroupingException | undefined;
  /** So many innermost frames of the stack are looked at. */
  readonly mostFrames?: number;
};

export type FlaggedStack = {
  readonly canonical: readonly CanonicalFrame[];
  /** Whether each frame is the program's own. */
  readonly flags: readonly boolean[];
  /** Absent: no rule changed anything. */
  readonly ruled: RuledStack | undefined;
};

/**
 * Which frames of a stack are the program's own, as grouping sees them, and what rules make of that; asked again of its result, it
 * says the same.
 */
export function flagStack(frames: readonly GroupingFrame[], { platform, rules, owner }: StackContext): FlaggedStack {
  const usual = usualFlags(frames, platform);
  if (rules?.stack === undefined) return usual;
  const { canonical, flags } = usual;
  const ruled = applyStackRules(rules.stack, ruledFrames(frames, usual), platform, owner);
  return { canonical, flags: ruled?.frames.map(({ isInApp }) => isInApp) ?? flags, ruled };
}

/** One stack is looked at several times on its way: for rules, for flags, for its signature. It never changes. */
const seen = new WeakMap<readonly GroupingFrame[], FlaggedStack & { readonly platform: string }>();

function usualFlags(frames: readonly GroupingFrame[], platform: string): FlaggedStack {
  const known = seen.get(frames);
  if (known?.platform === platform) return known;
  const canonical = frames.map((frame) => memoOf(frame, platform, canonicalFrame));
  const usual = { platform, canonical, flags: inAppFlags(frames, canonical, platform), ruled: undefined };
  seen.set(frames, usual);
  return usual;
}

/** The frames of a stack as rules of fingerprints see them: as flagged without rules of stacks. */
export function framesForRules(frames: readonly GroupingFrame[], platform: string): readonly RuledFrame[] {
  return ruledFrames(frames, usualFlags(frames, platform));
}

function ruledFrames(frames: readonly GroupingFrame[], { canonical, flags }: FlaggedStack): readonly RuledFrame[] {
  return frames.map((frame, index) => ({
    frame,
    known: canonical[index] ?? frame,
    isInApp: flags[index] === true,
    category: undefined,
  }));
}
