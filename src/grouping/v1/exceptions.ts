import type { ExplanationPart } from "../grouping.ts";
import type { GroupingException, GroupingInput } from "../input.ts";
import type { GroupingRules } from "../rules/rules.ts";
import { chainOf } from "./chain.ts";
import { codeOf, isDatabaseType, nsErrorOf } from "./codes.ts";
import type { Decision } from "./decision.ts";
import { count, part } from "./decision.ts";
import type { Family } from "./family.ts";
import { familyOf } from "./family.ts";
import { engineText } from "./engine-text.ts";
import { cleanMessage } from "./message/clean.ts";
import type { StackContext } from "./frame-flags.ts";
import type { UsableStack } from "./stack.ts";
import { unusableParts, usableStack } from "./stack.ts";

/** Types that say nothing: the stack beside them is where somebody reported, and the text is what happened. */
const REPORTED = /^\*?(?:errors\.errorString|fmt\.wrapErrors?|errors\.joinError|errors\.withMessage|errors\.wrapError)$/;
/** What a system calls a crash: made up by nobody, even if the exception is. */
const SIGNAL = /^(?:SIG[A-Z]{2,8}\b|EXC_[A-Z_]+|EXCEPTION_[A-Z_]+|0x[cC]0000\d{3})/;
/** Errors of look-ups: their text is the name that was looked for. */
const LOOK_UP = /^(?:KeyError|NameError|AttributeError|UndefinedError|UnboundLocalError|ImportError|ModuleNotFoundError)$/;
const OVERFLOW =
  /StackOverflow|RecursionError|SystemStackError|maximum recursion depth|Maximum call stack|too much recursion|stack level too deep|stack overflow|EXC_BAD_ACCESS.*stack/i;

/** Innermost frames that are looked at: of one stack, and of all of a chain. Four causes have as many each as one has alone. */
const MAX_FRAMES = 250;
const MAX_FRAMES_OF_ALL = 1_000;
/** The digest keeps as much of a type. */
const MAX_TYPE = 257;

type Read = {
  readonly type: string;
  readonly typeReason: string | undefined;
  /** As it came; cleaned where it counts or is shown. */
  readonly value: string;
  /** What the text says that belongs to the type; see codes.ts. */
  readonly code: string;
  readonly stack: UsableStack | undefined;
  readonly stackParts: UsableStack["parts"];
  readonly countsText: boolean;
};

/** Exceptions, innermost cause first: each by its type and its stack, by its text where that has to help. */
export function byExceptions(
  event: GroupingInput,
  exceptions: readonly GroupingException[],
  rules: GroupingRules | undefined,
): Decision {
  const { kept, left, members } = chainOf(exceptions);
  const mostFrames = Math.min(MAX_FRAMES, Math.floor(MAX_FRAMES_OF_ALL / kept.length));
  const all = kept.map((exception) => readException(exception, { platform: event.platform, rules, mostFrames }));
  const hasStack = all.some(({ stack }) => stack !== undefined);
  const isStrong = all.some(({ stack, countsText }) => stack?.isStrong === true && !countsText);
  const read = all.map((one) => ({
    ...one,
    countsText: one.countsText || (!isStrong && (one.stack !== undefined || !hasStack)),
  }));
  // Members of a group come in any order, and as many as there happened to be.
  const hashes = read.map(hashedOf);
  const ordered =
    members === undefined
      ? hashes
      : [...new Set(hashes.map((one) => one.join("\u0000")))].toSorted().map((one) => one.split("\u0000"));
  return {
    hashed: [hasStack ? "stack" : "exception", ...ordered.flatMap((one) => [String(one.length), ...one])],
    explain: () => ({
      decidedBy: hasStack ? "stack" : "exception",
      summary: summaryOf(read),
      parts: [
        ...read.flatMap(partsOf),
        ...left.map(({ exception, reason }) => part("exception type", exception.type ?? "", reason)),
      ],
    }),
  };
}

/** What an exception is called: its type as it counts, and the code that belongs to it. */
export function kindOf(exception: GroupingException, platform: string): string {
  const { type, code } = readException(exception, { platform, rules: undefined });
  return `${type} ${code}`.trim();
}

function readException(exception: GroupingException, around: Omit<StackContext, "owner">): Read {
  const { platform } = around;
  const { value = "", mechanism } = exception;
  const type = (exception.type ?? "").slice(0, MAX_TYPE);
  const family = familyOf(platform, exception.stacktrace?.frames.at(-1) ?? {});
  const isMadeUp = mechanism?.synthetic === true && family === "native" && !SIGNAL.test(type);
  const isReported = family === "go" && REPORTED.test(type);
  const context = { ...around, owner: exception };
  const stack = usableStack(exception.stacktrace, context, OVERFLOW.test(type) || OVERFLOW.test(value.slice(0, 200)));
  return {
    type: isMadeUp ? "" : `${moduleOf(exception, family)}${cleanType(type)}`,
    typeReason: isMadeUp ? "made up by the SDK" : undefined,
    value: textOf(type, family, value),
    code: codeOf(type, value) || nsErrorOf(mechanism?.meta),
    stack,
    stackParts: () => stack?.parts() ?? unusableParts(exception.stacktrace, context),
    // A thrown value carries the stack of the place that caught it; so do errors that are plain texts.
    countsText:
      isReported || (isDatabaseType(type) && codeOf(type, value) === "") || (mechanism?.synthetic === true && !isMadeUp),
  };
}

function textOf(type: string, family: Family, value: string): string {
  if (family === "javascript") return engineText(value);
  return LOOK_UP.test(type) ? value.replace(/^'([A-Za-z_]\w{0,60})'$/, "$1") : value;
}

/** Two packages may have an error of one name. Elsewhere the module is an assembly, with its version. */
function moduleOf({ module }: GroupingException, family: Family): string {
  const isTelling =
    (family === "python" || family === "jvm") && module !== undefined && !/^(?:__main__|builtins|)$/.test(module);
  return isTelling ? `${module}.` : "";
}

/** Classes made at run time and generic arguments are no part of what went wrong. */
function cleanType(type: string): string {
  return (
    type
      .replace(/`\d+.{0,200}$/s, "")
      .replace(/\$\$(?:Lambda|Enhancer).{0,200}$/s, "")
      .replace(/\$\d+$/, "")
      .replace(/^minified:.{0,20}$/, "")
      // The address of an access violation.
      .replace(/ \/ 0x[0-9a-f]+$/i, "")
  );
}

function hashedOf({ type, value, code, stack, countsText }: Read): readonly string[] {
  return [type, code, countsText ? cleanMessage(value) : "", ...(stack?.hashed ?? [])];
}

function partsOf({ type, typeReason, value, code, stack, stackParts, countsText }: Read): readonly ExplanationPart[] {
  const textReason = countsText
    ? undefined
    : stack === undefined
      ? "the stack of another exception decides"
      : "the stack decides";
  return [
    part("exception type", type, typeReason),
    ...(code === "" ? [] : [part("code", code)]),
    ...(value === "" ? [] : [part("exception text", cleanMessage(value), textReason)]),
    ...stackParts(),
  ];
}

function summaryOf(read: readonly Read[]): string {
  const chain = read.length === 1 ? "exception type" : `the types of ${count(read.length, "exception")}`;
  const text = read.some(({ countsText }) => countsText);
  const stacks = read.flatMap(({ stack }) => (stack === undefined ? [] : [stack.words]));
  if (stacks.length === 0) return `Grouped by ${chain}${text ? " and text" : ""}, for there is no stack.`;
  const where = stacks.length === 1 ? stacks[0] : `their stacks (${stacks.join("; ")})`;
  return `Grouped by ${chain}${text ? ", text" : ""} and ${where}.`;
}
