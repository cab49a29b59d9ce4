import type { GroupingFrame } from "../input.ts";
import type { CanonicalFrame } from "./frame.ts";

/**
 * Which frames are the program's own. The SDK's flag counts; but browsers know no libraries and flag all, so there a place that
 * is surely a library's wins. A silent frame is library code when its place says so. Otherwise it is the program's, unless the SDK
 * flagged others of the same stack as in-app: such SDKs leave the flag out to say no (Go, Java).
 */
export function inAppFlags(
  frames: readonly GroupingFrame[],
  canonical: readonly CanonicalFrame[],
  platform: string,
): readonly boolean[] {
  // What a rule made of a flag is no word of the SDK.
  const said = frames.map((frame) => frame.orig_in_app ?? frame.in_app);
  const isFlagged = said.includes(true);
  return frames.map(({ platform: own }, index) => {
    const flag = said[index];
    const { isLibrary = false, isAgent = false } = canonical[index] ?? {};
    if (flag === true) return !((own ?? platform) === "javascript" ? isLibrary : isAgent);
    return flag ?? (!isFlagged && !isLibrary);
  });
}
