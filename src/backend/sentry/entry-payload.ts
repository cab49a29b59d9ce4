import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Names, Payload } from "./payload-fields.ts";
import { objectsOf, put, renamed, valuesOf } from "./payload-fields.ts";
import { exceptionPayload, framePayload, stackPayload, threadPayload } from "./stack-payload.ts";

/** More are not looked at; an event has about ten. */
const MAX_ENTRIES = 50;

/** Adds what an event's `entries` hold to its payload. Of two entries of one type the first counts. */
export function addEntries(payload: Payload, entries: Json | undefined): void {
  for (const entry of objectsOf(entries).slice(0, MAX_ENTRIES)) {
    const { type, data } = entry;
    if (typeof type !== "string" || data === undefined || !isJsonObject(data)) continue;
    for (const [name, value] of Object.entries(partOf(type, data))) {
      if (!Object.hasOwn(payload, name)) payload[name] = value;
    }
  }
}

/** Source of the types: reference sentry-web-api §2.7. */
function partOf(type: string, data: JsonObject): Payload {
  switch (type) {
    case "exception":
      return part("exception", valuesOf(data, exceptionPayload));
    case "threads":
      return part("threads", valuesOf(data, threadPayload));
    case "breadcrumbs":
      return part(
        "breadcrumbs",
        valuesOf(data, (crumb) => crumb),
      );
    case "stacktrace":
      return part("stacktrace", stackPayload(data));
    case "message":
      return part("logentry", renamed(data, MESSAGE));
    case "request":
      return part("request", renamed(data, REQUEST));
    case "debugmeta":
      return part("debug_meta", renamed(data, DEBUG_META));
    case "template":
      return part("template", framePayload(data));
    case "csp":
      return { csp: data, type: "csp" };
    default:
      return {};
  }
}

function part(name: string, value: JsonObject | undefined): Payload {
  const payload: Payload = {};
  if (value !== undefined && Object.keys(value).length > 0) put(payload, name, value);
  return payload;
}

const MESSAGE: Names = [
  ["formatted", "formatted"],
  ["message", "message"],
  ["params", "params"],
];

const REQUEST: Names = [
  ["url", "url"],
  ["method", "method"],
  ["query", "query_string"],
  ["fragment", "fragment"],
  ["data", "data"],
  ["headers", "headers"],
  ["cookies", "cookies"],
  ["env", "env"],
  ["apiTarget", "api_target"],
];

const DEBUG_META: Names = [
  ["images", "images"],
  ["sdk_info", "sdk_info"],
];
