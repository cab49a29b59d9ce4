import { readEventId } from "../protocol/event-id.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { parseLenientJson } from "../protocol/lenient-json.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { MadeItem } from "./made-item.ts";
import type { InspectProblem } from "./problem.ts";

const STATUSES: ReadonlySet<string> = new Set(["in_progress", "ok", "error"]);
const MAX_TEXT = 200;

/**
 * A check-in of a job that calls an address before and after its work, as the item an SDK would send. Its words are in the query,
 * or in a JSON body that may also configure the monitor. Without `check_in_id` it is about the last one in progress, which is
 * what the nil UUID says. Source: reference sentry-ingest §4.8.
 */
export function itemOfCheckIn(body: Uint8Array, slug: string, query: string): Result<MadeItem, InspectProblem> {
  const words = body.length === 0 ? ok({}) : readBody(body);
  if (!words.ok) return words;
  const given: JsonObject = { ...Object.fromEntries(new URLSearchParams(query)), ...words.value };
  const { status, check_in_id: idField, environment, release, monitor_config: config, contexts } = given;
  if (typeof status !== "string" || !STATUSES.has(status)) {
    return problem({ kind: "bad-check-in", detail: "status is to be in_progress, ok or error" });
  }
  const id = readEventId(idField);
  if (id.kind === "invalid") return problem({ kind: "bad-check-in", detail: "check_in_id is no UUID" });
  const duration = secondsOf(given["duration"]);
  const checkIn: JsonObject = {
    check_in_id: id.kind === "id" ? id.id : NIL,
    monitor_slug: slug.slice(0, MAX_TEXT),
    status,
    ...(duration !== undefined && { duration }),
    ...(typeof environment === "string" && { environment: environment.slice(0, MAX_TEXT) }),
    ...(typeof release === "string" && { release: release.slice(0, MAX_TEXT) }),
    ...(isJsonObject(config) && { monitor_config: config }),
    ...(isJsonObject(contexts) && { contexts }),
  };
  return ok({ header: { type: "check_in" }, payload: Buffer.from(JSON.stringify(checkIn)) });
}

const NIL = "0".repeat(32);

function readBody(body: Uint8Array): Result<JsonObject, InspectProblem> {
  const parsed = parseLenientJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  if (parsed.ok && isJsonObject(parsed.value)) return ok(parsed.value);
  return problem({ kind: "bad-check-in", detail: "the body is to be empty or a JSON object" });
}

function secondsOf(value: Json | undefined): number | undefined {
  const seconds = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
