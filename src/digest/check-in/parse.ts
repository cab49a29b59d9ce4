import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok } from "../../protocol/result.ts";
import { parseEventJson } from "../event/parse.ts";

/** What a scheduled job says of one of its runs, as it was sent. */
export type SentCheckIn = {
  readonly checkInId: Json | undefined;
  readonly slug: Json | undefined;
  readonly status: Json | undefined;
  readonly duration: Json | undefined;
  readonly release: Json | undefined;
  readonly environment: Json | undefined;
  readonly config: JsonObject | undefined;
};

/** The payload of a `check_in` item. Source: reference sentry-ingest §4.8. */
export function parseCheckIn(payload: Uint8Array): Result<SentCheckIn, { readonly kind: "invalid_json" }> {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return parsed;
  const { check_in_id: checkInId, monitor_slug: slug, status, duration, release, environment } = parsed.value;
  const { monitor_config: config } = parsed.value;
  return ok({ checkInId, slug, status, duration, release, environment, config: isJsonObject(config) ? config : undefined });
}
