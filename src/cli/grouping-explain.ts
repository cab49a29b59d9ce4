import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { digestEvent } from "../digest/event/digest-event.ts";
import { groupEvent } from "../digest/event/group-event.ts";
import type { GroupingRules } from "../grouping/rules/rules.ts";
import { readGroupingRules } from "../grouping/rules/rules.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import { DEFAULT_RULES } from "../project/event-rules.ts";
import { readArguments, UsageError } from "./usage.ts";

/**
 * `culprit grouping explain [--fingerprint-rules FILE] [--stack-rules FILE] [FILE]`: reads
 * events as SDKs send them, an event a line or one JSON list or object, and prints a
 * JSON line for each: `event_id`, `signature`, `title`, `culprit`, `explanation`; or `problem` for what is no event.
 */
export async function explainGrouping(argv: readonly string[]): Promise<number> {
  const { words, option } = readArguments(argv, ["fingerprint-rules", "stack-rules"]);
  const [file, ...more] = words;
  if (more.length > 0) throw new UsageError("culprit grouping explain takes one file");
  const rules = rulesIn(option("fingerprint-rules"), option("stack-rules"));
  let isWhole = true;
  for await (const event of eventsOf(file)) {
    const line = explainEvent(event, rules);
    if ("problem" in line) isWhole = false;
    console.log(JSON.stringify(line));
  }
  return isWhole ? 0 : 1;
}

/** Throws `UsageError` for rules with a mistake. */
function rulesIn(fingerprintFile: string | undefined, stackFile: string | undefined): GroupingRules | undefined {
  if (fingerprintFile === undefined && stackFile === undefined) return undefined;
  const textOf = (file: string | undefined): string => (file === undefined ? "" : readFileSync(file, "utf8"));
  const { rules, problems } = readGroupingRules({
    fingerprinting: textOf(fingerprintFile),
    enhancements: textOf(stackFile),
  });
  for (const [file, found] of [
    [fingerprintFile, problems.fingerprinting],
    [stackFile, problems.enhancements],
  ] as const) {
    const [first] = found;
    if (first !== undefined) throw new UsageError(`${file}:${first.line}:${first.column}: ${first.message}`);
  }
  return rules;
}

/** One text of JSON an event. */
async function* eventsOf(file: string | undefined): AsyncGenerator<string> {
  const whole = file === undefined || file === "-" ? undefined : wholeJson(readFileSync(file, "utf8"));
  if (whole !== undefined) {
    yield* whole;
    return;
  }
  const input = file === undefined || file === "-" ? process.stdin : createReadStream(file, "utf8");
  const lines: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    // A list or a printed object goes over several lines: it is read as a whole.
    if (lines.length === 0 && isJsonObject(line)) yield line;
    else lines.push(line);
  }
  if (lines.length > 0) yield* wholeJson(lines.join("\n")) ?? lines;
}

function isJsonObject(line: string): boolean {
  return line.trimStart().startsWith("{") && parsed(line) !== undefined;
}

/** The events of a text that is one list or one object; `undefined` when it is neither. */
function wholeJson(text: string): readonly string[] | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) return value.map((event) => JSON.stringify(event));
  return typeof value === "object" && value !== null ? [text] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Line =
  | {
      readonly event_id: string;
      readonly signature: string;
      readonly title: string;
      readonly culprit: string;
      readonly explanation: object;
    }
  | { readonly problem: string };

const NO_ID = "0".repeat(32);

function explainEvent(text: string, rules: GroupingRules | undefined): Line {
  const value = parsed(text);
  const id =
    typeof value === "object" && value !== null && "event_id" in value ? String(value.event_id).replaceAll("-", "") : NO_ID;
  const item = {
    projectId: 1,
    keyId: 1,
    receivedAtMs: Date.now(),
    eventId: /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : NO_ID,
    payload: Buffer.from(text),
  };
  const digested = digestEvent(item, { grouping: groupingV1, secretKey: "of no installation", rulesOf: () => DEFAULT_RULES });
  if (digested.kind !== "event") return { problem: digested.reason };
  const { event, grouped, titles } = groupEvent(digested.event.event, groupingV1, rules);
  const { signature, explanation } = grouped;
  return { event_id: event.event_id, signature, title: titles.title, culprit: titles.culprit, explanation };
}
