import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
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
  if (typeof value === "string") return 24 + value.length;
  if (typeof value !== "object" || value === null) return 8;
  let size = 40;
  if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      size += 8 + key.length + sizeOf(member, max - size);
      if (size > max) return size;
    }
    return size;
  }
  for (let index = 0; index < value.length && size <= max; index += 1) size += sizeOf(value[index], max - size);
  return size;
}

/** Escapes of NUL, of surrogates, and of the letters that `__proto__` could be written with. */
const SUSPECT = /\\u(?:0000|005f|006f|007[024]|d[89a-f])/i;

function needsCleaning(text: string): boolean {
  return text.includes("__proto__") || SUSPECT.test(text);
}

function cleaned(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (!isJsonObject(value)) return value.map(cleaned);
  const clean: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(value)) {
    const name = cleanText(key);
    if (name !== "__proto__") clean[name] = cleaned(member);
  }
  return clean;
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
