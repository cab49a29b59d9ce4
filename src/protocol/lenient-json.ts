import type { Json } from "./json.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

export type JsonProblem = { readonly kind: "not-json" | "too-deep" };

/** Relay's parser stops here; deeper values would also overflow the stack of whoever walks them. */
export const MAX_JSON_DEPTH = 128;
/** Python's words for numbers that JSON has not. */
const PYTHON_NUMBER = /-?\b(?:NaN|Infinity)\b/g;

/** Parses JSON as SDKs write it: with `NaN` and `Infinity` (old Python ones), which become null. */
export function parseLenientJson(text: string): Result<Json, JsonProblem> {
  if (isTooDeep(text)) return problem({ kind: "too-deep" });
  const value = parse(text);
  if (value !== undefined) return ok(value);
  if (!text.includes("NaN") && !text.includes("Infinity")) return problem({ kind: "not-json" });
  const mended = parse(withoutPythonNumbers(text));
  return mended === undefined ? problem({ kind: "not-json" }) : ok(mended);
}

/** `NaN` and `Infinity` outside strings become null. Walked by hand: a regular expression for strings takes quadratic time on `"\\"\\"\\"…`. */
export function withoutPythonNumbers(text: string): string {
  let mended = "";
  let position = 0;
  while (position < text.length) {
    const quote = text.indexOf('"', position);
    const plainEnd = quote < 0 ? text.length : quote;
    mended += text.slice(position, plainEnd).replaceAll(PYTHON_NUMBER, "null");
    position = quote < 0 ? plainEnd : stringEnd(text, quote);
    mended += text.slice(plainEnd, position);
  }
  return mended;
}

/** JSON has no undefined, so it can stand for "no JSON". */
function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let position = 0;
  while (position < text.length) {
    const unit = text.charCodeAt(position);
    if (unit === 0x22) {
      position = stringEnd(text, position);
      continue;
    }
    if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
    position += 1;
  }
  return false;
}

function stringEnd(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length) {
    const unit = text.charCodeAt(position);
    if (unit === 0x22) return position + 1;
    position += unit === 0x5c ? 2 : 1;
  }
  return text.length;
}
