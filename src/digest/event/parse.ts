import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { MAX_JSON_DEPTH, withoutPythonNumbers } from "../../protocol/lenient-json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";

export type ParseProblem = { readonly kind: "invalid_json" };

/**
 * Reads an event's JSON as leniently as SDKs need it: broken UTF-8 becomes U+FFFD, `NaN` and `Infinity` become null, NUL and lone
 * surrogates are cleaned from texts, the last of two equal keys wins, and integers beyond 2^53 come as strings of their
 * digits. Refused is only what is no JSON object at all or nests too deep.
 */
export function parseEventJson(bytes: Uint8Array): Result<JsonObject, ParseProblem> {
  const value = parseJsonText(textOf(bytes));
  return value !== undefined && isJsonObject(value) ? ok(value) : problem({ kind: "invalid_json" });
}

/** A JSON text within a payload, by the same rules. */
export function parseJsonText(text: string): Json | undefined {
  let value = parseLeniently(text);
  if (value === undefined) return undefined;
  const findings = { hasLongInteger: false };
  if (!isShallowMember(value, 0, findings)) return undefined;
  if (findings.hasLongInteger) value = parseLeniently(text, keepDigits);
  return value !== undefined && needsCleaning(text) ? cleaned(value) : value;
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parseLeniently(text: string, reviver?: Reviver): Json | undefined {
  try {
    // Two calls, for a reviver that is merely undefined costs as much as one that works.
    return reviver === undefined ? JSON.parse(text) : JSON.parse(text, reviver);
  } catch {
    if (!NOT_A_NUMBER.test(text)) return undefined;
  }
  try {
    return JSON.parse(withoutPythonNumbers(text), reviver);
  } catch {
    return undefined;
  }
}

const NOT_A_NUMBER = /NaN|Infinity/;

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  if (!Number.isFinite(value)) return null;
  const source = context?.source;
  return source !== undefined && /^-?\d{1,40}$/.test(source) ? source : value;
}

/** Also looks for integers that `JSON.parse` has rounded, to spare a second pass over the text. */
function isShallow(value: JsonObject | readonly Json[], depth: number, findings: { hasLongInteger: boolean }): boolean {
  if (depth > MAX_JSON_DEPTH) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      if (!isShallowMember(value[index], depth, findings)) return false;
    }
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) if (!isShallowMember(object[key], depth, findings)) return false;
  return true;
}

function isShallowMember(member: Json | undefined, depth: number, findings: { hasLongInteger: boolean }): boolean {
  if (typeof member === "object") return member === null || isShallow(member, depth + 1, findings);
  if (typeof member === "number" && (member > Number.MAX_SAFE_INTEGER || member < Number.MIN_SAFE_INTEGER)) {
    findings.hasLongInteger = true;
  }
  return true;
}

/** Escapes of NUL and of surrogates; `__proto__`, however much of it is escaped, is a key that must not reach an assignment. */
function needsCleaning(text: string): boolean {
  return text.includes("__proto__") || (text.includes("\\u") && /\\u(?:0000|005f|00[67][0-9a-f]|d[89a-f])/i.test(text));
}

function cleaned(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const clean: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(value)) {
    const name = cleanText(key);
    if (name !== "__proto__") clean[name] = cleaned(member);
  }
  return clean;
}

function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "") : wellFormed;
}
