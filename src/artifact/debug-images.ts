import type { Event } from "../protocol/event.ts";
import type { Json } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { plainDebugId } from "./debug-id.ts";

/** The debug ids that an event names, by the address of the script each belongs to. Source: reference sentry-web-api §6.5. */
export function debugIdsOf({ debug_meta: meta }: Event): ReadonlyMap<string, string> {
  const images = meta?.["images"];
  const ids = new Map<string, string>();
  for (const image of Array.isArray(images) ? (images as readonly Json[]) : []) {
    if (!isJsonObject(image) || image["type"] !== "sourcemap") continue;
    const { code_file: file, debug_id: id } = image;
    const debugId = typeof id === "string" ? plainDebugId(id) : undefined;
    if (typeof file === "string" && debugId !== undefined) ids.set(file, debugId);
  }
  return ids;
}
