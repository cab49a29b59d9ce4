import type { Event } from "../protocol/event.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { plainDebugId } from "./debug-id.ts";

/** The debug ids that an event names, by the address of the script each belongs to. Source: reference sentry-web-api §6.5. */
export function debugIdsOf(event: Event): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const image of imagesOf(event, "sourcemap")) {
    const { code_file: file, debug_id: id } = image;
    const debugId = typeof id === "string" ? plainDebugId(id) : undefined;
    if (typeof file === "string" && debugId !== undefined) ids.set(file, debugId);
  }
  return ids;
}

const MAX_MAPPINGS = 4;

/** The mappings of ProGuard or R8 that an event names, each once. Source: reference sentry-web-api §6.6. */
export function proguardIdsOf(event: Event): readonly string[] {
  const ids = imagesOf(event, "proguard").map(({ uuid, debug_id: id }) => {
    const text = typeof uuid === "string" ? uuid : id;
    return typeof text === "string" ? plainDebugId(text) : undefined;
  });
  return [...new Set(ids.filter((id) => id !== undefined))].slice(0, MAX_MAPPINGS);
}

function imagesOf({ debug_meta: meta }: Event, type: string): readonly JsonObject[] {
  const images = meta?.["images"];
  if (!Array.isArray(images)) return [];
  return (images as readonly Json[]).filter((image) => isJsonObject(image)).filter((image) => image["type"] === type);
}
