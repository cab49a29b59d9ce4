import type { EnvelopeProblem } from "../protocol/envelope.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { OutcomeKind } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import { rateLimitsHeader, retryAfterHeader } from "../protocol/rate-limit-header.ts";
import { SUPPORTED_CODINGS } from "./content-encoding.ts";
import type { DialogProblem } from "./dialog.ts";
import { wordsOfLimit } from "./limits.ts";

/** Why a request, or a part of it, was not taken. Everything a client or a full machine can cause. */
export type IngestProblem =
  | { readonly kind: "not-found" }
  | { readonly kind: "wrong-method"; readonly allow: string }
  | {
      readonly kind:
        | "no-auth"
        | "bad-auth"
        | "bad-envelope-auth"
        | "conflicting-auth"
        | "bad-public-key"
        | "bad-project-id"
        | "bad-event-path";
    }
  | { readonly kind: "unknown-key" | "key-expired"; readonly isGitLab: boolean }
  | { readonly kind: "origin-not-allowed" }
  | { readonly kind: "rate-limited"; readonly limits: readonly RateLimit[] }
  | { readonly kind: "unsupported-coding" }
  | { readonly kind: "unsupported-type"; readonly supported: readonly string[] }
  | DialogProblem
  | BodyProblem
  | InspectProblem
  | { readonly kind: "other-project" | "other-key" }
  | { readonly kind: "log-full" | "disk-low" | "disk-full" | "log-failed" | "closing" | "internal" };

/** What can go wrong while a body arrives. `aborted`: the client is gone, and nobody is there to be answered. */
export type BodyProblem = { readonly kind: "body-too-large" | "busy" | "body-timeout" | "aborted" };

/** What can be wrong with a body that has arrived. */
export type InspectProblem =
  | {
      readonly kind:
        | "empty-body"
        | "corrupt-coding"
        | "inflates-too-far"
        | "no-store-event"
        | "bad-store-event"
        | "bad-event-id"
        | "no-report"
        | "bad-form"
        | "no-minidump"
        | "bad-minidump";
    }
  | { readonly kind: "bad-user-report"; readonly errors: { readonly [field: string]: readonly string[] } }
  | { readonly kind: "bad-check-in"; readonly detail: string }
  | { readonly kind: "bad-envelope"; readonly reason: EnvelopeProblem["kind"] }
  | { readonly kind: "item-too-large" | "too-many-items"; readonly itemType: string };

export type Refusal = {
  readonly status: number;
  /** One line for whoever debugs an SDK. ASCII, for it goes into a header too. */
  readonly detail: string;
  readonly headers?: { readonly [name: string]: string };
  /** Stands beside `detail`, for whoever asks by field. */
  readonly fields?: JsonObject;
};

/** The answer to a problem. SDKs give up what is refused with most of these, so each is counted as an outcome too. */
export function refusalOf(problem: IngestProblem): Refusal {
  switch (problem.kind) {
    case "not-found":
      return { status: 404, detail: "no such ingest endpoint" };
    case "wrong-method":
      return { status: 405, detail: `method not allowed, use ${problem.allow}`, headers: { Allow: problem.allow } };
    case "no-auth":
      return { status: 401, detail: "missing authorization information: no sentry_key in header, query or envelope dsn" };
    case "bad-auth":
      return { status: 401, detail: "bad x-sentry-auth header: no sentry_key, or a sentry_version that is no number" };
    case "bad-envelope-auth":
      return { status: 401, detail: "bad envelope authentication header" };
    case "conflicting-auth":
      return { status: 401, detail: "multiple authorization payloads detected, and they name different keys" };
    case "bad-public-key":
      return { status: 400, detail: "bad public key in the DSN: 16 to 64 letters, digits or underscores are expected" };
    case "bad-project-id":
      return { status: 400, detail: "bad project path parameter: a number is expected" };
    case "bad-event-path":
      return { status: 400, detail: "bad event path parameter: the id of an event is expected, 32 hex digits" };
    case "unknown-key":
      return { status: problem.isGitLab ? 404 : 403, detail: "no active client key of this project: compare the DSN" };
    case "key-expired":
      return { status: problem.isGitLab ? 404 : 403, detail: "this client key has expired: use the DSN of a current one" };
    case "origin-not-allowed":
      return { status: 403, detail: "event submission rejected with_reason: Cors" };
    case "rate-limited":
      return limited(problem.limits);
    case "unsupported-coding":
      return {
        status: 415,
        detail: `unsupported content encoding, use ${SUPPORTED_CODINGS}`,
        headers: { "Accept-Encoding": SUPPORTED_CODINGS },
      };
    case "unsupported-type":
      return { status: 415, detail: `unsupported content type, use one of ${problem.supported.join(", ")}` };
    case "bad-dialog-event": {
      const detail = "eventId is to be the id of an event, 32 hex digits";
      return { status: 400, detail, fields: { eventId: detail } };
    }
    case "bad-dialog-dsn": {
      const detail = "dsn is to be one of an active client key of this server";
      return { status: 404, detail, fields: { dsn: detail } };
    }
    case "other-project":
      return { status: 400, detail: "project id header mismatch: the envelope's dsn names another project" };
    case "other-key":
      return { status: 400, detail: "public key header mismatch: the envelope's dsn names another key" };
    default:
      return isBodyProblem(problem) ? bodyRefusal(problem) : serverOrContentRefusal(problem);
  }
}

function limited(limits: readonly RateLimit[]): Refusal {
  return {
    status: 429,
    detail: `rate limited: ${wordsOfLimit(limits[0]?.reason)}`,
    headers: { "Retry-After": retryAfterHeader(limits), "X-Sentry-Rate-Limits": rateLimitsHeader(limits) },
  };
}

function isBodyProblem(problem: IngestProblem): problem is BodyProblem {
  const { kind } = problem;
  return kind === "body-too-large" || kind === "busy" || kind === "body-timeout" || kind === "aborted";
}

function bodyRefusal(problem: BodyProblem): Refusal {
  switch (problem.kind) {
    case "body-too-large":
      return { status: 413, detail: "request body exceeded size limits" };
    case "busy":
      return unavailable(5, "too many bytes are being received at once, send again later");
    case "body-timeout":
    case "aborted":
      return { status: 408, detail: "the request body did not arrive in time", headers: { Connection: "close" } };
  }
}

type ServerOrContentProblem =
  | InspectProblem
  | { readonly kind: "log-full" | "disk-low" | "disk-full" | "log-failed" | "closing" | "internal" };

function serverOrContentRefusal(problem: ServerOrContentProblem): Refusal {
  switch (problem.kind) {
    case "empty-body":
      return { status: 400, detail: "empty request body" };
    case "corrupt-coding":
      return { status: 400, detail: "invalid compression: the body is not what its content encoding says" };
    case "inflates-too-far":
      return { status: 413, detail: "inflated request body exceeded size limits" };
    case "no-store-event":
      return { status: 400, detail: "invalid request body: neither JSON nor base64 of it" };
    case "bad-store-event":
      return { status: 400, detail: "invalid JSON data" };
    case "bad-event-id":
      return { status: 400, detail: "invalid JSON data: event_id is no UUID" };
    case "no-report":
      return { status: 400, detail: "invalid request body: a report or a list of reports in JSON is expected" };
    case "bad-form":
      return {
        status: 400,
        detail: "invalid multipart body: compare the boundary in the content type, and send at most 200 parts",
      };
    case "no-minidump":
      return { status: 400, detail: "missing minidump: the field upload_file_minidump is expected" };
    case "bad-minidump":
      return { status: 400, detail: "invalid minidump: it starts with neither MDMP nor PMDM, packed or not" };
    case "bad-user-report":
      return { status: 400, detail: "the form is to be corrected", fields: { errors: problem.errors } };
    case "bad-check-in":
      return { status: 400, detail: `invalid check-in: ${problem.detail}` };
    case "bad-envelope":
      return { status: problem.reason === "too-many-items" ? 413 : 400, detail: ENVELOPE_WORDS[problem.reason] };
    case "item-too-large":
      return { status: 413, detail: `envelope exceeded size limits for type '${plain(problem.itemType)}'` };
    case "too-many-items":
      return { status: 413, detail: `envelope exceeded the number of items for type '${plain(problem.itemType)}'` };
    case "log-full":
      return unavailable(30, "the log of events not yet digested is full: the operator must see why the digest lags behind");
    case "disk-low":
      return unavailable(60, "the disk is nearly full: the operator must free space in the data directory");
    case "disk-full":
      return unavailable(60, "the disk is full: the operator must free space in the data directory");
    case "log-failed":
      return unavailable(30, "the log cannot be written: the operator must check the disk of the data directory");
    case "closing":
      return unavailable(5, "the server is stopping, send again in a moment");
    case "internal":
      return { status: 500, detail: "internal error" };
  }
}

const ENVELOPE_WORDS: { readonly [kind in EnvelopeProblem["kind"]]: string } = {
  "missing-header": "missing envelope header",
  "invalid-header": "invalid envelope header",
  "invalid-item-header": "invalid item header",
  "unexpected-end": "unexpected end of file: an item is longer than the rest of the envelope",
  "missing-newline": "missing newline after header or payload: an item's length is wrong",
  "too-many-items": "envelope exceeded the number of items",
};

function unavailable(retryAfterSeconds: number, detail: string): Refusal {
  return { status: 503, detail, headers: { "Retry-After": String(retryAfterSeconds) } };
}

/** An item's type comes from outside and goes into a header. */
function plain(text: string): string {
  return text.slice(0, 64).replaceAll(/[^A-Za-z0-9_.-]/g, "?");
}

/** How a refused request is counted; undefined when there was no request to count. Reasons are Sentry's where it has one. */
export function outcomeOf(problem: IngestProblem): { readonly kind: OutcomeKind; readonly reason: string } | undefined {
  switch (problem.kind) {
    case "rate-limited":
      return { kind: "rate-limited", reason: problem.limits[0]?.reason ?? "key" };
    case "busy":
    case "log-full":
    case "disk-low":
    case "disk-full":
    case "log-failed":
    case "closing":
      return { kind: "rate-limited", reason: problem.kind };
    case "unknown-key":
      return { kind: "invalid", reason: "project_id" };
    case "key-expired":
      return { kind: "invalid", reason: "key-expired" };
    case "origin-not-allowed":
      return { kind: "invalid", reason: "cors" };
    case "other-project":
    case "other-key":
      return { kind: "invalid", reason: "multi_project_id" };
    case "body-too-large":
    case "inflates-too-far":
      return { kind: "invalid", reason: "too_large" };
    case "item-too-large":
    case "too-many-items":
      // The type is bounded to those that have a limit, so the reasons are too.
      return { kind: "invalid", reason: `too_large:${problem.itemType}` };
    case "unsupported-coding":
    case "corrupt-coding":
      return { kind: "invalid", reason: "invalid_compression" };
    case "empty-body":
      return { kind: "invalid", reason: "no_data" };
    case "bad-envelope":
      return { kind: "invalid", reason: "invalid_envelope" };
    case "no-store-event":
      return { kind: "invalid", reason: "payload" };
    case "bad-store-event":
    case "bad-event-id":
    case "no-report":
    case "bad-check-in":
    case "bad-user-report":
      return { kind: "invalid", reason: "invalid_json" };
    case "bad-form":
      return { kind: "invalid", reason: "invalid_multipart" };
    case "no-minidump":
      return { kind: "invalid", reason: "missing_minidump_upload" };
    case "bad-minidump":
      return { kind: "invalid", reason: "invalid_minidump" };
    case "unsupported-type":
      return { kind: "invalid", reason: "content_type" };
    case "body-timeout":
      return { kind: "invalid", reason: "timeout" };
    case "internal":
      return { kind: "invalid", reason: "internal" };
    default:
      return undefined;
  }
}
