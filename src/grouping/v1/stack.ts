import type { ExplanationPart } from "../grouping.ts";
import type { GroupingFrame, GroupingStack } from "../input.ts";
import type { RuledStack } from "../rules/apply-stack-rules.ts";
import { isDatabaseType } from "./codes.ts";
import { recursionOf, withoutCycles } from "./cycles.ts";
import { count, part } from "./decision.ts";
import type { CanonicalFrame } from "./frame.ts";
import type { StackContext } from "./frame-flags.ts";
import { flagStack } from "./frame-flags.ts";
import { placeWords, ruleParts, ruleReason } from "./rule-words.ts";
import { strengthOf } from "./strength.ts";

/** Runtimes cut stacks at 10, 50, 100 frames: of a long one only the innermost of the program count, when they say enough. */
const INNERMOST = 10;
const ENOUGH_DISTINCT = 6;
const MAX_CONTEXT = 120;
const MAX_FRAMES = 250;
/** A line of source is looked at so far. */
const MAX_LINE = 1_024;
export type UsableStack = {
  readonly hashed: readonly string[];
  /** The frames that decided, outermost first. */
  readonly keys: readonly string[];
  /** The failing line, where it decided too; else "". */
  readonly line: string;
  /** False: what the stack says fits many errors, and the text has to help. */
  readonly isStrong: boolean;
  /** "3 in-app frames" or "library frames alone". */
  readonly words: string;
  readonly parts: () => readonly ExplanationPart[];
};

type Read = {
  readonly canonical: CanonicalFrame;
  readonly raw: GroupingFrame;
  readonly isInApp: boolean;
  /** "" when the frame says nothing. */
  readonly key: string;
  /** Set where a rule says whether the frame may count. */
  readonly group: boolean | undefined;
  /** Why it does not count, where a rule is the reason. */
  readonly ruledOut: string | undefined;
};
type Ruled = RuledStack | undefined;

/** The frames of a stack that count; `undefined` when there are none. */
export function usableStack(
  stack: GroupingStack | undefined,
  context: StackContext,
  isOverflow: boolean,
): UsableStack | undefined {
  if (stack === undefined || stack.frames.length === 0) return undefined;
  // The digest keeps as many; a stack that did not come through it is cut the same way.
  const most = context.mostFrames ?? MAX_FRAMES;
  const raws = stack.frames.length > most ? stack.frames.slice(-most) : stack.frames;
  const { canonical, flags, ruled } = flagStack(raws, context);
  const frames = canonical.map((frame, index): Read => {
    const raw = raws[index] ?? {};
    const key = frame.key !== "" && isMinified(frame.name, frame.family, raw) ? "" : frame.key;
    const isInApp = flags[index] === true;
    const by = ruled?.frames[index];
    return { canonical: frame, raw, isInApp, key, group: by?.group, ruledOut: by && ruleReason(by) };
  });
  const usable = frames.filter(({ key, group, canonical: { hidden } }) => key !== "" && (group ?? hidden === undefined));
  const own = usable.filter(({ isInApp }) => isInApp);
  if (own.length > 0) return ownStack(frames, own, isOverflow, ruled);
  if (ruled?.min !== undefined && usable.length < ruled.min.count) return undefined;
  // Machinery alone still says which one it was.
  const last = usable.at(-1) ?? frames.findLast(({ key, group }) => key !== "" && group !== false);
  return last === undefined ? scriptOf(frames, ruled) : libraryStack(frames, last, ruled, context.owner?.type ?? "");
}

/** What rules made of a stack that is not usable. */
export function unusableParts(stack: GroupingStack | undefined, context: StackContext): readonly ExplanationPart[] {
  if (stack === undefined || context.rules === undefined) return [];
  return ruleParts(flagStack(stack.frames, context).ruled);
}

function ownStack(frames: readonly Read[], own: readonly Read[], isOverflow: boolean, ruled: Ruled): UsableStack | undefined {
  const round = isOverflow && ruled?.max === undefined ? recursionOf(own.map(({ key }) => key)) : [];
  if (round.length > 0) {
    return {
      hashed: ["recursion", ...round],
      keys: round,
      line: "",
      isStrong: true,
      words: `the recursion of ${count(round.length, "frame")}`,
      parts: () => [
        ...ruleParts(ruled),
        ...explain(frames, (frame) => (round.includes(frame.key) ? undefined : "outside of the recursion")),
      ],
    };
  }
  const whole = withoutCycles(own.map(({ key }) => key));
  if (ruled?.min !== undefined && whole.length < ruled.min.count) return undefined;
  const { keys, beyond } = innermostOf(whole, ruled);
  const counted = ruled?.max === undefined ? own : own.filter(({ key }) => keys.includes(key));
  const innermost = own.at(-1);
  const context = innermost === undefined ? "" : contextOf(innermost);
  return {
    hashed: [...keys, ...(context === "" ? [] : ["at", context])],
    keys,
    line: context,
    isStrong: strengthOf(counted.map(({ canonical: frame }) => frame)) >= 1,
    words: `${beyond === undefined ? "" : "the innermost "}${count(keys.length, "in-app frame")}${context === "" ? "" : " and the failing line"}`,
    parts: () => [
      ...ruleParts(ruled),
      ...explain(frames, (frame, previous) => {
        if (!frame.isInApp) return "not in-app";
        if (frame.key === previous?.key) return "recursion";
        return keys.includes(frame.key) ? undefined : beyond;
      }),
      ...(context === "" ? [] : [part("failing line", context)]),
    ],
  };
}

/** The frames that count of those that may, and why the others do not. */
function innermostOf(
  whole: readonly string[],
  ruled: Ruled,
): { readonly keys: readonly string[]; readonly beyond: string | undefined } {
  if (ruled?.max !== undefined && whole.length > ruled.max.count) {
    return {
      keys: whole.slice(-ruled.max.count),
      beyond: `beyond the frames that count by ${placeWords("stack", ruled.max.by)}`,
    };
  }
  const isCut = whole.length > INNERMOST && new Set(whole.slice(-INNERMOST)).size >= ENOUGH_DISTINCT;
  return isCut
    ? { keys: whole.slice(-INNERMOST), beyond: `beyond the ${INNERMOST} innermost in-app frames` }
    : { keys: whole, beyond: undefined };
}

/** Nothing of the program: the innermost call stands for the whole, since frames between are the library's own affair. */
function libraryStack(frames: readonly Read[], last: Read, ruled: Ruled, type: string): UsableStack {
  const { hidden, family, place } = last.canonical;
  const isRuntime = hidden !== undefined && family === "javascript" && place !== "";
  // What a database says is the same whichever call of its driver hands it on.
  const isDriver = isDatabaseType(type);
  return {
    // Of the runtime's own calls only the module stays from version to version.
    hashed: ["library", isDriver ? "" : isRuntime ? place : last.key],
    keys: [last.key],
    line: "",
    isStrong: false,
    words: isDriver ? "the database's driver" : "the innermost library frame",
    parts: () => [
      ...ruleParts(ruled),
      ...explain(frames, (frame) =>
        isDriver ? "the database's driver" : frame === last ? undefined : "library code, and not the innermost",
      ),
    ],
  };
}

/** Every name was made by a tool: which script it was is all there is to say. */
function scriptOf(frames: readonly Read[], ruled: Ruled): UsableStack | undefined {
  const isScript = ({ canonical: { hidden, place, family }, raw }: Read): boolean =>
    hidden === undefined && place !== "" && family === "javascript" && !isPage(raw);
  const last = frames.findLast((frame) => frame.group !== false && isScript(frame))?.canonical;
  if (last === undefined) return undefined;
  return {
    hashed: ["script", last.place],
    keys: [last.place],
    line: "",
    isStrong: false,
    words: `the script ${last.place}, whose names are minified`,
    parts: () => [...ruleParts(ruled), ...explain(frames, () => "minified")],
  };
}

/** A script within a page has the page's address, which is another for each language, shop and order. */
function isPage({ abs_path, filename }: GroupingFrame): boolean {
  const address = abs_path ?? filename ?? "";
  return (
    /^https?:\/\//.test(address) &&
    !/\.(?:[cm]?[jt]sx?|bundle|jsbundle|hbc|vue|svelte|wasm)$/.test(address.split(/[?#]/, 1)[0] ?? "")
  );
}

/** Names of one or two letters were given by a tool and change with every build; so does what has none in a bundle. */
function isMinified(name: string, family: CanonicalFrame["family"], raw: GroupingFrame): boolean {
  if (family === "jvm") return name.length <= 2 && /^(?:\w{1,2}\.)*\w{1,3}$/.test(raw.module ?? "");
  if (family === "dart") return /\.dart\.js$|^minified:/.test(raw.abs_path ?? raw.filename ?? "") && !/\w{4,}/.test(name);
  if (family !== "javascript" || name.length > 2) return false;
  const file = raw.abs_path ?? raw.filename ?? "";
  const hasLine = raw.context_line !== undefined && raw.context_line.trim() !== "" && raw.context_line.length <= MAX_CONTEXT;
  return !hasLine && /^(?:https?|app|capacitor|ionic|file):\/\/|\.(?:jsbundle|bundle|min\.js|hbc)(?:$|[?:])/.test(file);
}

/** The failing line, without what an editor changes in it. A very long one is minified. */
function contextOf({ canonical: { family }, raw }: Read): string {
  const line = raw.context_line;
  if (line === undefined) return "";
  const plain = line.slice(0, MAX_LINE).replace(/\s+/g, " ").trim();
  if (plain.length > MAX_CONTEXT || plain.startsWith("{snip}")) return "";
  const comment = family === "python" || family === "ruby" ? / # .*$/ : / (?:\/\/|\/\*) .*$/;
  return plain.replace(comment, "").replace(/;$/, "").trim();
}

function explain(
  frames: readonly Read[],
  reasonOf: (frame: Read, previous: Read | undefined) => string | undefined,
): readonly ExplanationPart[] {
  return frames.map((frame, index) => {
    const { raw, key, canonical, group, ruledOut } = frame;
    const { hidden } = canonical;
    if (ruledOut !== undefined && (group === false || reasonOf(frame, frames[index - 1]) !== undefined)) {
      return part("frame", nameOf(raw), ruledOut);
    }
    if (hidden !== undefined && reasonOf(frame, frames[index - 1]) !== undefined) return part("frame", nameOf(raw), hidden);
    if (key === "") return part("frame", nameOf(raw), "neither place nor function is telling");
    return part("frame", key.replace("\n", " ").trim(), reasonOf(frame, frames[index - 1]));
  });
}

function nameOf({ function: name, filename, module }: GroupingFrame): string {
  return [module ?? filename, name].filter((text) => text !== undefined).join(" ") || "?";
}
