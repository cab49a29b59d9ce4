import { cleanFrame } from "./clean-frame.ts";
import { cleanMessage } from "./clean-message.ts";
import { hasMadeUpType } from "./family.ts";
import type { Explanation, ExplanationPart, Grouped, Grouping } from "./grouping.ts";
import { hashParts } from "./hash-parts.ts";
import { inAppFlags } from "./in-app.ts";
import type { GroupingException, GroupingFrame, GroupingInput, GroupingStack, GroupingThread } from "./input.ts";

/**
 * The plain first version. What decides, first to last: the SDK's fingerprint or checksum; the raised exception's type and its
 * in-app frames (all frames when none is in-app; its text too when no frame has a telling name); its type and text when there is
 * no stack; the message, its template before its text; the stack of the event or of its crashed or current thread; nothing
 * but the kind of event.
 */
export const groupingV0: Grouping = { version: "v0", group };

function group(event: GroupingInput): Grouped {
  const entries = fingerprintOf(event);
  if (entries === undefined) return groupedBy(byContent(event));
  if (!entries.some(isDefault)) return groupedBy(byFingerprint(entries, undefined));
  return groupedBy(byFingerprint(entries, byContent(event)));
}

/** What one way of grouping found: the hashed parts, and how to explain them. Explanations are made when somebody asks. */
type Decision = { readonly hashed: readonly string[]; readonly explain: () => Omit<Explanation, "version"> };

function groupedBy({ hashed, explain }: Decision): Grouped {
  return {
    signature: hashParts(hashed),
    get explanation() {
      return { version: "v0", ...explain() };
    },
  };
}

// Fingerprint ---------------------------------------------------------------------------------------------------------

/** Entries that say more than "as usual"; `undefined` when the content decides. */
function fingerprintOf({ fingerprint, checksum }: GroupingInput): readonly string[] | undefined {
  if (fingerprint === undefined || fingerprint.length === 0) return checksum === undefined ? undefined : [checksum];
  return fingerprint.every(isDefault) ? undefined : fingerprint;
}

function isDefault(entry: string): boolean {
  return /^\{\{\s{0,8}default\s{0,8}\}\}$/.test(entry);
}

function byFingerprint(entries: readonly string[], content: Decision | undefined): Decision {
  const hashed = [
    "fingerprint",
    ...entries.map((entry) => (isDefault(entry) && content !== undefined ? hashParts(content.hashed) : entry)),
  ];
  return {
    hashed,
    explain: () => ({
      decidedBy: "fingerprint",
      summary:
        content === undefined
          ? "Grouped by the fingerprint the SDK set."
          : "Grouped by the fingerprint the SDK set, together with what would have decided without it.",
      parts: [...entries.map((value) => part("fingerprint", value)), ...(content?.explain().parts ?? [])],
    }),
  };
}

// Content -------------------------------------------------------------------------------------------------------------

function byContent(event: GroupingInput): Decision {
  const exception = event.exception?.values.at(-1);
  const message = event.logentry?.message ?? event.logentry?.formatted ?? "";
  // SDKs attach the stack of a captured message as an exception without a type: the message is what was reported.
  if (exception !== undefined && (exception.type !== undefined || message === "")) return byException(event, exception);

  // A stack beside a message is where somebody logged; all that goes through one logger would become one issue.
  if (message !== "") return byMessage(message);

  const stack = usable(event.stacktrace, event.platform) ?? usable(tellingThread(event)?.stacktrace, event.platform);
  return stack === undefined ? byNothing(event) : byStack(stack);
}

function tellingThread({ threads }: GroupingInput): GroupingThread | undefined {
  const all = threads?.values ?? [];
  const telling = all.find(({ crashed }) => crashed === true) ?? all.find(({ current }) => current === true);
  return telling ?? (all.length === 1 ? all[0] : undefined);
}

function byException(event: GroupingInput, exception: GroupingException): Decision {
  const hasType = exception.type !== undefined && !hasMadeUpType(exception.mechanism, event.platform);
  const type = hasType ? (exception.type ?? "") : "";
  const stack = usable(exception.stacktrace, event.platform);
  const value = cleanMessage(exception.value ?? "");
  // A thrown value carries the stack of the place that caught it, and a stack without names could be anybody's: there the text
  // tells two errors apart.
  const countsText = stack?.isWeak === true || (hasType && exception.mechanism?.synthetic === true);

  const typePart = part("exception type", exception.type ?? "", hasType ? undefined : "made up by the SDK");
  if (stack === undefined) {
    return {
      hashed: ["exception", type, value],
      explain: () => ({
        decidedBy: "exception",
        summary: "Grouped by exception type and text, for there is no stack.",
        parts: [typePart, part("exception text", value)],
      }),
    };
  }
  return {
    hashed: ["stack", type, countsText ? value : "", ...stack.hashed],
    explain: () => ({
      decidedBy: "stack",
      summary: `Grouped by exception type${countsText ? ", text" : ""} and ${stack.words}.`,
      parts: [typePart, part("exception text", value, countsText ? undefined : "the stack decides"), ...stack.parts()],
    }),
  };
}

function byStack(stack: UsableStack): Decision {
  return {
    hashed: ["stack", "", "", ...stack.hashed],
    explain: () => ({ decidedBy: "stack", summary: `Grouped by the stack: ${stack.words}.`, parts: stack.parts() }),
  };
}

function byMessage(message: string): Decision {
  const cleaned = cleanMessage(message);
  return {
    hashed: ["message", cleaned],
    explain: () => ({ decidedBy: "message", summary: "Grouped by message.", parts: [part("message", cleaned)] }),
  };
}

function byNothing(event: GroupingInput): Decision {
  return {
    hashed: ["nothing", event.type, event.platform],
    explain: () => ({
      decidedBy: "nothing",
      summary: "The event says nothing about an error: grouped by its type and platform.",
      parts: [part("type", event.type), part("platform", event.platform)],
    }),
  };
}

// Stacks --------------------------------------------------------------------------------------------------------------

type UsableStack = {
  readonly hashed: readonly string[];
  /** True when no frame that counts has a name that somebody chose. */
  readonly isWeak: boolean;
  /** "3 in-app frames" or "12 frames, none of them in-app". */
  readonly words: string;
  readonly parts: () => readonly ExplanationPart[];
};

/** The frames of a stack that count; `undefined` when there are none. */
function usable(stack: GroupingStack | undefined, platform: string): UsableStack | undefined {
  if (stack === undefined || stack.frames.length === 0) return undefined;
  const isInApp = inAppFlags(stack.frames, platform);
  const keys = stack.frames.map((frame) => keyOf(frame, platform));
  const hasInApp = keys.some((key, index) => key !== "" && isInApp[index] === true);
  const counted = keys.filter((key, index) => key !== "" && (!hasInApp || isInApp[index] === true));
  if (counted.length === 0) return undefined;

  const hashed = withoutCycles(counted);
  const frames = hashed.length === 1 ? "frame" : "frames";
  return {
    hashed,
    isWeak: !hashed.some(isNamed),
    words: hasInApp ? `${hashed.length} in-app ${frames}` : `${hashed.length} ${frames}, none of them in-app`,
    parts: () => explainFrames(stack.frames, keys, isInApp, hasInApp),
  };
}

function keyOf(frame: GroupingFrame, platform: string): string {
  const { place, name } = cleanFrame(frame, platform);
  return place === "" && name === "" ? "" : `${place}\n${name}`;
}

/** Names of one or two letters are minified ones; the generic ones were given by a compiler. */
function isNamed(key: string): boolean {
  const name = key.slice(key.indexOf("\n") + 1);
  return name.length > 2 && !GENERIC.test(name);
}

const GENERIC = /^(?:<?(?:module|lambda|anonymous)>?|\{closure\}|eval)$/i;

const MAX_CYCLE = 8;

/** A recursion counts once, however deep it went: repeats of up to eight frames are taken out. */
function withoutCycles(keys: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const key of keys) {
    kept.push(key);
    for (let period = 1; period <= MAX_CYCLE && period * 2 <= kept.length; period += 1) {
      if (endsWithRepeat(kept, period)) {
        kept.length -= period;
        break;
      }
    }
  }
  return kept;
}

function endsWithRepeat(keys: readonly string[], period: number): boolean {
  for (let back = 1; back <= period; back += 1) {
    if (keys[keys.length - back] !== keys[keys.length - back - period]) return false;
  }
  return true;
}

function explainFrames(
  frames: readonly GroupingFrame[],
  keys: readonly string[],
  isInApp: readonly boolean[],
  hasInApp: boolean,
): readonly ExplanationPart[] {
  return frames.map((frame, index) => {
    const key = keys[index] ?? "";
    if (key === "") return part("frame", frame.function ?? frame.filename ?? "?", "neither place nor function is known");
    const value = key.replace("\n", " ").trim();
    const isOut = hasInApp && isInApp[index] !== true;
    return part("frame", value, isOut ? "not in-app" : key === keys[index - 1] ? "recursion" : undefined);
  });
}

/** With a `reason`, the part did not count. */
function part(what: string, value: string, reason?: string): ExplanationPart {
  return reason === undefined ? { what, value, contributes: true } : { what, value, contributes: false, reason };
}
