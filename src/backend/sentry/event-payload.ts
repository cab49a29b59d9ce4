import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { addEntries } from "./entry-payload.ts";
import type { Names, Payload } from "./payload-fields.ts";
import { fieldOf, objectsOf, put, renamed } from "./payload-fields.ts";

export type Pairs = readonly (readonly [key: string, value: string])[];

const EVENT: Names = [
  ["platform", "platform"],
  ["dist", "dist"],
  ["user", "user"],
  ["contexts", "contexts"],
  ["context", "extra"],
  ["packages", "modules"],
  ["sdk", "sdk"],
  ["fingerprint", "fingerprint"],
  ["dateCreated", "timestamp"],
];

/** Fields that the Web API gives as tags alone. */
const FROM_TAGS = ["level", "logger", "transaction", "server_name", "environment", "release", "dist"] as const;

/**
 * The event in the form that SDKs send, as far as an answer tells: one about a single event has its `entries`, one of a list does
 * not and gets a title's worth of exception. `dateCreated` rules over whatever the SDK's clock said: Sentry has corrected it.
 */
export function payloadOf(event: JsonObject, eventId: string, tags: Pairs): JsonObject {
  const payload: Payload = { event_id: eventId, ...renamed(event, EVENT) };
  put(payload, "release", releaseOf(fieldOf(event, "release")));
  for (const name of FROM_TAGS) {
    const value = tags.find(([key]) => key === name)?.[1];
    if (!Object.hasOwn(payload, name)) put(payload, name, value);
  }
  payload["tags"] = tags.filter(([key]) => !PROMOTED.has(key));
  put(payload, "errors", errorsOf(fieldOf(event, "errors")));
  if (Array.isArray(fieldOf(event, "entries"))) addEntries(payload, fieldOf(event, "entries"));
  else addTitle(payload, event);
  return payload;
}

const PROMOTED: ReadonlySet<string> = new Set(FROM_TAGS);

function releaseOf(release: Json | undefined): Json | undefined {
  if (release === undefined || typeof release === "string") return release;
  return isJsonObject(release) ? fieldOf(release, "version") : undefined;
}

/** What went wrong at the Sentry (a source map that was missing, a field that was cut), in the SDKs' form of the same. */
function errorsOf(errors: Json | undefined): readonly JsonObject[] | undefined {
  const list = objectsOf(errors).map((error) => {
    const data = fieldOf(error, "data");
    const details = data !== undefined && isJsonObject(data) ? renamed(data, ERROR_DATA) : {};
    return { ...renamed(error, [["type", "type"]]), ...details };
  });
  return list.length === 0 ? undefined : list;
}

const ERROR_DATA: Names = [
  ["name", "name"],
  ["value", "value"],
  ["url", "value"],
];

/** The exception that gave the title, or the message that is it. */
function addTitle(payload: Payload, event: JsonObject): void {
  const metadata = fieldOf(event, "metadata");
  const parts = metadata !== undefined && isJsonObject(metadata) ? metadata : {};
  const exception = renamed(parts, [
    ["type", "type"],
    ["value", "value"],
  ]);
  const site = renamed(parts, [
    ["filename", "filename"],
    ["function", "function"],
  ]);
  if (Object.keys(exception).length > 0) {
    if (Object.keys(site).length > 0) exception["stacktrace"] = { frames: [{ ...site, in_app: true }] };
    payload["exception"] = { values: [exception] };
  } else {
    // For an exception this would be the text that Sentry searches in.
    put(payload, "message", fieldOf(event, "message") ?? fieldOf(event, "title"));
  }
}
