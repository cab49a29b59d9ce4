import { familyOf } from "../family.ts";
import { globMatcher } from "../glob.ts";
import type { GroupingFrame } from "../input.ts";
import type { Matcher } from "./matcher.ts";
import { KEYS, listOf, yesOrNo } from "./matcher.ts";

export type TextTest = (text: string | undefined) => boolean;

/** What is read of a text for rules: an end far away costs time for each of them. */
export const MAX_TEXT = 2_000;

/** The test of one text. What is missing meets nothing, so that `!` before a matcher takes it in. */
export function textTest({ key, argument, isNegated }: Matcher): TextTest {
  const kind = KEYS[key];
  const matches =
    kind === "names" || kind === "families" || kind === "yes-or-no" ? nameTest(argument) : patternTest(argument, kind);
  return (text) => (text !== undefined && matches(text)) !== isNegated;
}

/** Whoever is named, and whatever is below it: `sentry.javascript` is also `sentry.javascript.react`. */
function nameTest(argument: string): (text: string) => boolean {
  const names = listOf(argument);
  return (text) => names.some((name) => text === name || text.startsWith(`${name}.`));
}

function patternTest(argument: string, options: { readonly isPath?: boolean }): (text: string) => boolean {
  if (options.isPath !== true) return globMatcher([argument], options);
  const matches = globMatcher([argument.replaceAll("\\", "/")], options);
  return (text) => {
    const path = text.replaceAll("\\", "/");
    return matches(path) || (!path.startsWith("/") && matches(`/${path}`));
  };
}

/** The test of a flag. */
export function flagTest({ argument, isNegated }: Matcher): (flag: boolean) => boolean {
  const wanted = yesOrNo(argument) !== isNegated;
  return (flag) => flag === wanted;
}

/** The test of the family of a platform. */
export function familyTest({ argument, isNegated }: Matcher): (platform: string) => boolean {
  const names = listOf(argument);
  return (platform) => (names.includes("all") || names.includes(familyOf(platform))) !== isNegated;
}

export type FrameTest = (frame: GroupingFrame, platform: string) => boolean;

/** The test of what a frame says itself; `undefined` for a key that is not of that kind. `platform` is the event's. */
export function frameTest(matcher: Matcher): FrameTest | undefined {
  const { key } = matcher;
  const test = textTest(matcher);
  switch (key) {
    case "stack.function":
      return (frame) => test(frame.function ?? "<unknown>");
    case "stack.module":
      return (frame) => test(frame.module);
    case "stack.abs_path":
      return (frame) => test(frame.abs_path ?? frame.filename);
    case "stack.package":
      return (frame) => test(frame.package);
    case "family": {
      const isOf = familyTest(matcher);
      return (frame, platform) => isOf(frame.platform ?? platform);
    }
    default:
      return undefined;
  }
}
