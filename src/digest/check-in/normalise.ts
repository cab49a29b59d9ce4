import { readEventId } from "../../protocol/event-id.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { readEnvironment, readRelease } from "../event/normalise-release.ts";
import { newNotes } from "../event/notes.ts";
import { lenient } from "../event/read.ts";
import type { SentCheckIn } from "./parse.ts";

/** What a job says of a run, ready to be stored. */
export type DigestedCheckIn = {
  readonly projectId: number;
  readonly keyId: number;
  readonly receivedAtMs: number;
  /** Lower case, `[a-z0-9_-]`. */
  readonly slug: string;
  /** Absent: the run that is under way. */
  readonly checkInId?: string;
  readonly status: CheckInStatus;
  readonly durationSeconds?: number;
  readonly environment: string;
  readonly release?: string;
  /** Sentry's names and shapes, known fields alone. */
  readonly config?: JsonObject;
};

const STATUSES = ["in_progress", "ok", "error", "missed", "timeout", "unknown"] as const;
export type CheckInStatus = (typeof STATUSES)[number];

export type CheckInProblem = { readonly kind: "monitor_slug" | "check_in_status" };

/** What the request around a check-in says of it. */
export type CheckInOrigin = { readonly projectId: number; readonly keyId: number; readonly receivedAtMs: number };

const MAX_SLUG_CHARS = 50;
const MAX_DURATION_SECONDS = 366 * 24 * 3_600;
const NUMBERS = ["checkin_margin", "max_runtime", "failure_issue_threshold", "recovery_threshold"] as const;
const UNITS: ReadonlySet<Json> = new Set(["year", "month", "week", "day", "hour", "minute"]);

export function normaliseCheckIn(sent: SentCheckIn, origin: CheckInOrigin): Result<DigestedCheckIn, CheckInProblem> {
  const { projectId, keyId, receivedAtMs } = origin;
  const slug = slugOf(sent.slug);
  if (slug === undefined) return problem({ kind: "monitor_slug" });
  const status = STATUSES.find((known) => known === sent.status);
  if (status === undefined) return problem({ kind: "check_in_status" });

  const { duration, config } = sent;
  const checkInId = readEventId(sent.checkInId);
  const release = nameOf(sent.release, readRelease);
  const isDuration = typeof duration === "number" && duration >= 0 && duration <= MAX_DURATION_SECONDS;
  return ok({
    projectId,
    keyId,
    receivedAtMs,
    slug,
    ...(checkInId.kind === "id" && { checkInId: checkInId.id }),
    status,
    ...(isDuration && { durationSeconds: duration }),
    environment: nameOf(sent.environment, readEnvironment) ?? "production",
    ...(release !== undefined && { release }),
    ...(config !== undefined && { config: configOf(config) }),
  });
}

/** Names that SDKs did not make a slug of become one. */
function slugOf(sent: Json | undefined): string | undefined {
  const text = sent === undefined || sent === null ? undefined : lenient(sent);
  const slug = text
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .slice(0, MAX_SLUG_CHARS);
  return slug === undefined || /^-*$/.test(slug) ? undefined : slug;
}

function configOf(sent: JsonObject): JsonObject {
  const { schedule, timezone } = sent;
  const numbers = NUMBERS.flatMap((name) => (typeof sent[name] === "number" ? [[name, sent[name]] as const] : []));
  return {
    ...(isJsonObject(schedule) && scheduleOf(schedule)),
    ...(typeof timezone === "string" && timezone.length <= 64 && { timezone }),
    ...Object.fromEntries(numbers),
  };
}

/** As Sentry's API has it: `schedule_type` with `"0 3 * * *"` or `[1, "day"]`. */
function scheduleOf({ type, value, unit }: JsonObject): JsonObject {
  if (type === "crontab" && typeof value === "string") return { schedule_type: "crontab", schedule: value.slice(0, 256) };
  const isInterval = type === "interval" && typeof value === "number" && Number.isInteger(value) && value > 0;
  return isInterval && typeof unit === "string" && UNITS.has(unit)
    ? { schedule_type: "interval", schedule: [value, unit] }
    : {};
}

function nameOf(value: Json | undefined, read: typeof readRelease): string | undefined {
  return value === undefined || value === null ? undefined : read(value, newNotes());
}
