import type { GroupingFrame } from "../input.ts";
import { canonicalFrame } from "./frame.ts";
import { inAppFlags } from "./in-app.ts";
import { memoOf } from "./memo.ts";

/** Which frames of a stack are the program's own, as grouping sees them; asked again of its result, it says the same. */
export function frameFlags(frames: readonly GroupingFrame[], platform: string): readonly boolean[] {
  return inAppFlags(
    frames,
    frames.map((frame) => memoOf(frame, platform, canonicalFrame)),
    platform,
  );
}
