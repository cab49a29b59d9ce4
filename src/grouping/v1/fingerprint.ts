import type { GroupingException, GroupingFrame, GroupingInput } from "../input.ts";
import { hashParts } from "../hash-parts.ts";
import type { GroupingRules } from "../rules/rules.ts";
import type { Decision } from "./decision.ts";
import { part } from "./decision.ts";
import { flagStack } from "./frame-flags.ts";
import { cleanMessage } from "./message/clean.ts";

/** The digest keeps as many, and as much of each. */
const MAX_ENTRIES = 100;
const MAX_ENTRY = 8_192;
/** A longer value is hashed once, however often it comes. */
const MAX_WHOLE = 256;
const VARIABLE = /^\{\{\s{0,8}([\w.-]{1,200})\s{0,8}\}\}$/;

/** Entries that say more than "as usual"; `undefined` when the content decides. */
export function fingerprintOf({ fingerprint }: GroupingInput): readonly string[] | undefined {
  if (fingerprint === undefined || fingerprint.length === 0) return undefined;
  return fingerprint.every(isDefault) ? undefined : fingerprint.slice(0, MAX_ENTRIES).map((entry) => entry.slice(0, MAX_ENTRY));
}

function isDefault(entry: string): boolean {
  return VARIABLE.exec(entry)?.[1] === "default";
}

/** The entries decide; `{{ default }}` stands for what would have decided without them. `by`: "the fingerprint the SDK set". */
export function byFingerprint(
  entries: readonly string[],
  event: GroupingInput,
  { rules, by, content }: { readonly rules: GroupingRules | undefined; readonly by: string; readonly content: () => Decision },
): Decision {
  const usual = entries.some(isDefault) ? content() : undefined;
  // The same variable again and again is read once.
  const known = new Map<string, { readonly value: string; readonly hashed: string }>();
  const read = entries.map((entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const value = valueOf(entry, event, rules);
    const isLong = value.length > MAX_WHOLE;
    const hashed = usual !== undefined && isDefault(entry) ? hashParts(usual.hashed) : isLong ? hashParts([value]) : value;
    known.set(entry, { value, hashed });
    return { value, hashed };
  });
  const values = read.map(({ value }) => value);
  return {
    hashed: ["fingerprint", ...read.map(({ hashed }) => hashed)],
    explain: () => ({
      decidedBy: "fingerprint",
      summary: `Grouped by ${by}${usual === undefined ? "" : ", together with what would have decided without it"}.`,
      parts: [
        ...entries.map((entry, index) =>
          part("fingerprint", entry === values[index] ? entry : `${entry} = ${values[index] ?? ""}`),
        ),
        ...(usual?.explain().parts ?? []),
      ],
    }),
  };
}

/** True when the entries say no more than that what is usual decides. */
export function isUsual(entries: readonly string[]): boolean {
  return entries.every(isDefault);
}

/** A literal, or what one variable stands for in this event. Source: reference grouping §3.1. */
function valueOf(entry: string, event: GroupingInput, rules: GroupingRules | undefined): string {
  const name = VARIABLE.exec(entry)?.[1];
  if (name === undefined) return messagesOf(event).includes(entry) ? cleanMessage(entry) : entry;
  if (name === "default") return entry;
  const value = variable(name, event, rules);
  return CLEANED.has(name) ? cleanMessage(value) : value;
}
const CLEANED = new Set(["message", "value", "error.value"]);

/** What a variable stands for, as it came. */
export function variable(name: string, event: GroupingInput, rules: GroupingRules | undefined): string {
  const exception = event.exception?.values.at(-1);
  if (name.startsWith("tags.")) {
    const key = name.slice("tags.".length);
    return event.tags?.find(([tag]) => tag === key)?.[1] ?? `<no-value-for-tag-${key}>`;
  }
  switch (name) {
    case "transaction":
      return event.transaction ?? "<no-transaction>";
    case "message":
    case "raw_message":
      return messagesOf(event)[0] ?? "<no-message>";
    case "type":
    case "error.type":
      return exception?.type ?? "<no-type>";
    case "value":
    case "raw_value":
    case "error.value":
      return exception?.value ?? "<no-value>";
    case "level":
      return event.level ?? "<no-level>";
    case "logger":
      return event.logger ?? "<no-logger>";
    default:
      return frameValue(name, exception, event, rules) ?? `<unrecognized-variable-${name}>`;
  }
}

function messagesOf({ logentry, exception }: GroupingInput): readonly string[] {
  const value = exception?.values.at(-1)?.value;
  return [logentry?.formatted ?? logentry?.message, value].filter((text) => text !== undefined);
}

const FRAME_VALUES: {
  readonly [name: string]: keyof GroupingFrame & ("function" | "module" | "abs_path" | "filename" | "package");
} = {
  function: "function",
  "stack.function": "function",
  module: "module",
  "stack.module": "module",
  path: "abs_path",
  "stack.abs_path": "abs_path",
  "stack.filename": "filename",
  package: "package",
  "stack.package": "package",
};

function frameValue(
  name: string,
  exception: GroupingException | undefined,
  event: GroupingInput,
  rules: GroupingRules | undefined,
): string | undefined {
  const field = Object.hasOwn(FRAME_VALUES, name) ? FRAME_VALUES[name] : undefined;
  if (field === undefined) return undefined;
  const frames = (exception?.stacktrace ?? event.stacktrace)?.frames ?? [];
  const owner = exception?.stacktrace === undefined ? undefined : exception;
  const { flags } = flagStack(frames, { platform: event.platform, rules, owner });
  const named = frames
    .map((frame, index) => ({ frame, isInApp: flags[index] === true }))
    .filter(({ frame }) => frame.function !== undefined);
  const crash = named.findLast(({ isInApp }) => isInApp) ?? named.at(-1);
  return crash?.frame[field] ?? `<no-${field.replace("abs_path", "path")}>`;
}
