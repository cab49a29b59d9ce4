import { isTelling, plainValue } from "./pairs.ts";

const MAX_DEPTH = 4;
const MAX_KEYS = 30;

/**
 * A JSON object or list by its keys, sorted: `{event:paid,order:<value>}`. The values of keys that name what happened
 * stay. `undefined` when the text is no such JSON.
 */
export function cleanJson(text: string): string | undefined {
  const isObject = text.startsWith("{") && text.endsWith("}");
  if (!isObject && !(text.startsWith("[") && text.endsWith("]"))) return undefined;
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
