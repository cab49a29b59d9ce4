import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { parseEventJson } from "../event/parse.ts";

/** What somebody wrote about an error or about the program, as it was sent. */
export type SentReport = {
  /** `user-report`: the crash dialog and old SDKs. `feedback`: the widget; it has an id of its own. */
  readonly kind: "user-report" | "feedback";
  readonly ownId: Json | undefined;
  /** The event it is about. */
  readonly eventId: Json | undefined;
  readonly name: Json | undefined;
  readonly email: Json | undefined;
  readonly comments: Json | undefined;
  readonly url: Json | undefined;
  readonly source: Json | undefined;
  readonly release: Json | undefined;
  readonly environment: Json | undefined;
};

export type ReportParseProblem = { readonly kind: "invalid_json" | "no_data" };

/** The payload of a `user_report` item. Source: reference sentry-ingest §4.4. */
export function parseUserReport(payload: Uint8Array): Result<SentReport, ReportParseProblem> {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return parsed;
  const { event_id: eventId, name, email, comments } = parsed.value;
  const none = { ownId: undefined, url: undefined, source: undefined, release: undefined, environment: undefined };
  return ok({ kind: "user-report", eventId, name, email, comments, ...none });
}

/** The payload of a `feedback` item: an event whose context `feedback` holds what was written. Source: §4.5. */
export function parseFeedback(payload: Uint8Array): Result<SentReport, ReportParseProblem> {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return parsed;
  const { event_id: ownId, contexts, user: sentUser, release, environment } = parsed.value;
  const feedback = isJsonObject(contexts) ? contexts["feedback"] : undefined;
  if (!isJsonObject(feedback)) return problem({ kind: "no_data" });
  const user: JsonObject = isJsonObject(sentUser) ? sentUser : {};
  const { message: comments, contact_email: email, name, url, source, associated_event_id: eventId } = feedback;
  return ok({
    kind: "feedback",
    ownId,
    eventId,
    name: isGiven(name) ? name : (user["name"] ?? user["username"]),
    email: isGiven(email) ? email : user["email"],
    comments,
    url,
    source,
    release,
    environment,
  });
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}
