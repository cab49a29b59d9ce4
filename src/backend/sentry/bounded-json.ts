import type { Json, JsonObject } from "../../protocol/json.ts";
import { parseLenientJson } from "../../protocol/lenient-json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";

/** What a parsed answer may take in memory, estimated. GitLab draws the line there too (gitlab-error-tracking §7.5). */
const MAX_PARSED_BYTES = 5 * 1024 * 1024;

/**
 * Reads an answer's JSON: at most 128 levels, at most 5 MiB in memory, NUL and lone surrogates taken out of texts, and without the
 * key `__proto__`, which must reach no assignment.
 */
export function parseBoundedJson(bytes: Uint8Array): Result<Json, "not-json" | "too-deep" | "too-large"> {
  const text = new TextDecoder().decode(bytes);
  const parsed = parseLenientJson(text);
  if (!parsed.ok) return problem(parsed.problem.kind);
  if (sizeOf(parsed.value, MAX_PARSED_BYTES) > MAX_PARSED_BYTES) return problem("too-large");
  return ok(needsCleaning(text) ? cleaned(parsed.value) : parsed.value);
}

/** Estimated bytes on the heap, or some number above `max`. */
function sizeOf(value: Json | undefined, max: number): number {
  if (typeof value === "string") return 16 + value.length;
  if (typeof value !== "object" || value === null) return 8;
  let size = 32;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && size <= max; index += 1) size += 8 + sizeOf(value[index], max - size);
    return size;
  }
  for (const [key, member] of Object.entries(value as JsonObject)) {
    size += 16 + key.length + sizeOf(member, max - size);
    if (size > max) return size;
  }
  return size;
}

function needsCleaning(text: string): boolean {
  return text.includes("__proto__") || (text.includes("\\u") && /\\u(?:0000|005f|d[89a-f])/i.test(text));
}

function cleaned(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const clean: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(value as JsonObject)) {
    const name = cleanText(key);
    if (name !== "__proto__") clean[name] = cleaned(member);
  }
  return clean;
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
