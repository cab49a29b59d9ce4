import type { Json, JsonObject } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { parseLenientJson } from "../protocol/lenient-json.ts";

const MAX_DEPTH = 10;

/**
 * The event that the fields of a crash uploader describe: `sentry` is its JSON, also cut up as `sentry__1`, `sentry__2` …;
 * `sentry[user][id]` is one value in it; what has another name goes to `extra`. Source: reference sentry-ingest §4.10.
 */
export function eventOfForm(fields: readonly (readonly [name: string, value: string])[]): JsonObject {
  const chunks: [order: number, text: string][] = [];
  const single: [path: readonly string[], value: string][] = [];
  const extra: { [name: string]: Json } = {};
  let whole: JsonObject = {};
  for (const [name, value] of fields) {
    const chunk = /^sentry__(\d{1,6})$/.exec(name)?.[1];
    const path = pathOf(name);
    if (name === "sentry") whole = objectIn(value);
    else if (chunk !== undefined) chunks.push([Number(chunk), value]);
    else if (path !== undefined) single.push([path, value]);
    else if (name !== "" && name !== "__proto__") extra[name] = value;
  }
  const joined = chunks.sort(([a], [b]) => a - b).map(([, text]) => text);
  let event: JsonObject = { ...whole, ...(joined.length > 0 && objectIn(joined.join(""))) };
  for (const [path, value] of single) event = withValue(event, path, value);
  if (Object.keys(extra).length === 0) return event;
  return { ...event, extra: { ...extra, ...(isJsonObject(event["extra"]) && event["extra"]) } };
}

function objectIn(text: string): JsonObject {
  const parsed = parseLenientJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
}

/** `sentry[user][id]` → `["user", "id"]`. */
function pathOf(name: string): readonly string[] | undefined {
  if (!/^sentry(?:\[[^[\]]{1,200}\])+$/.test(name)) return undefined;
  const path = name.slice("sentry[".length, -1).split("][");
  return path.length <= MAX_DEPTH && !path.includes("__proto__") ? path : undefined;
}

function withValue(object: JsonObject, [key = "", ...rest]: readonly string[], value: string): JsonObject {
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: withValue(isJsonObject(inner) ? inner : {}, rest, value) };
}
