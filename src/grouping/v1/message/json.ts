import { isTelling, plainValue } from "./pairs.ts";

/** A text that begins otherwise is not worth a try, since failing costs more than all else. */
const MAY_BE_JSON = /^(?:\{\s*["}]|\[\s*["{[\]\dtfn-])/;
const MAX_DEPTH = 4;
const MAX_KEYS = 30;

/**
 * A JSON object or list by its keys, sorted: `{event:paid,order:<value>}`. The values of keys that name what happened
 * stay. `undefined` when the text is no such JSON.
 */
export function cleanJson(text: string): string | undefined {
  const isObject = text.startsWith("{") && text.endsWith("}");
  if (!isObject && !(text.startsWith("[") && text.endsWith("]"))) return undefined;
  if (!MAY_BE_JSON.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // A bracketed number or name is a tag of a log line: "[12]".
  if (!isObject && !(Array.isArray(value) && value.some((member) => typeof member === "object" && member !== null))) {
    return Array.isArray(value) && value.length > 1 ? "<list>" : undefined;
  }
  return shapeOf(value, 0);
}

function shapeOf(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return "<value>";
  if (Array.isArray(value)) return "<list>";
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_KEYS)
    .map(([key, member]) => `${key.slice(0, 64)}:${memberOf(key, member, depth)}`);
  return `{${members.join(",")}}`;
}

function memberOf(key: string, value: unknown, depth: number): string {
  if (isTelling(key) && (typeof value === "string" || typeof value === "number")) return plainValue(String(value));
  return typeof value === "object" && value !== null ? shapeOf(value, depth + 1) : "<value>";
}

/** Where the bracket that opens at a place closes, strings left aside. */
export function endOfBrackets(line: string, at: number, limit = line.length): number | undefined {
  let depth = 0;
  let isString = false;
  for (let index = at; index < limit; index += 1) {
    const character = line[index];
    if (isString) {
      if (character === "\\") index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if ((character === "}" || character === "]") && (depth -= 1) === 0) return index + 1;
  }
  return undefined;
}
