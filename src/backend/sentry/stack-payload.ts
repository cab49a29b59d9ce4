import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Names, Payload } from "./payload-fields.ts";
import { fieldOf, objectsOf, put, renamed } from "./payload-fields.ts";

const FRAME: Names = [
  ["filename", "filename"],
  ["absPath", "abs_path"],
  ["module", "module"],
  ["package", "package"],
  ["platform", "platform"],
  ["function", "function"],
  ["rawFunction", "raw_function"],
  ["symbol", "symbol"],
  ["lineNo", "lineno"],
  ["colNo", "colno"],
  ["inApp", "in_app"],
  ["vars", "vars"],
  ["instructionAddr", "instruction_addr"],
  ["symbolAddr", "symbol_addr"],
  ["addrMode", "addr_mode"],
  ["trust", "trust"],
  ["lock", "lock"],
  ["errors", "errors"],
];

/** A frame as an SDK sends it. The numbered lines of the Web API are parted at the frame's own. */
export function framePayload(raw: JsonObject): Payload {
  return { ...renamed(raw, FRAME), ...contextOf(fieldOf(raw, "context"), fieldOf(raw, "lineNo")) };
}

function contextOf(context: Json | undefined, lineNo: Json | undefined): Payload {
  if (!Array.isArray(context) || typeof lineNo !== "number") return {};
  const before: string[] = [];
  const after: string[] = [];
  let own: string | undefined;
  for (const row of context as readonly Json[]) {
    if (!Array.isArray(row)) continue;
    const [number, line]: readonly (Json | undefined)[] = row;
    // Sentry sends null for a line that it has no text of.
    const text = typeof line === "string" ? line : line === null ? "" : undefined;
    if (typeof number !== "number" || text === undefined) continue;
    if (number < lineNo) before.push(text);
    else if (number > lineNo) after.push(text);
    else own ??= text;
  }
  return own === undefined ? {} : { pre_context: before, context_line: own, post_context: after };
}

/** A stack as an SDK sends it; undefined when it has no frames. */
export function stackPayload(raw: Json | undefined): JsonObject | undefined {
  if (raw === undefined || !isJsonObject(raw)) return undefined;
  const frames = objectsOf(fieldOf(raw, "frames")).map(framePayload);
  if (frames.length === 0) return undefined;
  return {
    frames,
    ...renamed(raw, [
      ["framesOmitted", "frames_omitted"],
      ["registers", "registers"],
    ]),
  };
}

const EXCEPTION: Names = [
  ["type", "type"],
  ["value", "value"],
  ["module", "module"],
  ["threadId", "thread_id"],
  ["mechanism", "mechanism"],
];

export function exceptionPayload(raw: JsonObject): Payload {
  return withStacks(renamed(raw, EXCEPTION), raw);
}

const THREAD: Names = [
  ["id", "id"],
  ["name", "name"],
  ["crashed", "crashed"],
  ["current", "current"],
  ["main", "main"],
  ["state", "state"],
  ["heldLocks", "held_locks"],
];

export function threadPayload(raw: JsonObject): Payload {
  return withStacks(renamed(raw, THREAD), raw);
}

function withStacks(payload: Payload, raw: JsonObject): Payload {
  put(payload, "stacktrace", stackPayload(fieldOf(raw, "stacktrace")));
  put(payload, "raw_stacktrace", stackPayload(fieldOf(raw, "rawStacktrace")));
  return payload;
}
