import { hash } from "node:crypto";
import { readEventId } from "../../protocol/event-id.ts";
import type { Json } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { readEnvironment, readRelease } from "../event/normalise-release.ts";
import { newNotes } from "../event/notes.ts";
import { cut } from "../event/read.ts";
import { scrubMessage, scrubUrl } from "../event/scrub-rules.ts";
import type { SentReport } from "./parse.ts";

/** What somebody wrote, ready to be stored. */
export type DigestedReport = {
  readonly projectId: number;
  readonly keyId: number;
  readonly receivedAtMs: number;
  readonly kind: SentReport["kind"];
  /** 32 lower-case hex digits. Of a user report: the id of the event it is about, so that a second one takes its place. */
  readonly reportId: string;
  /** The event it is about, whether or not that has arrived. */
  readonly eventId?: string;
  readonly name?: string;
  readonly email?: string;
  readonly comments: string;
  readonly url?: string;
  readonly source?: string;
  readonly release?: string;
  readonly environment?: string;
};

export type ReportProblem = { readonly kind: "no_event_id" | "no_data" };

/** What the request around a report says of it. */
export type ReportOrigin = {
  readonly projectId: number;
  readonly keyId: number;
  readonly receivedAtMs: number;
  /** Of the envelope's header. */
  readonly eventId: string | undefined;
};

const MAX_COMMENT_CHARS = 4_096;
const MAX_NAME_CHARS = 128;
const MAX_EMAIL_CHARS = 75;
const MAX_URL_CHARS = 2_048;
const MAX_SOURCE_CHARS = 64;

/** Judges a report. What people wrote loses tokens and card numbers, but not every line that has "password" in it. */
export function normaliseReport(sent: SentReport, origin: ReportOrigin): Result<DigestedReport, ReportProblem> {
  const { projectId, keyId, receivedAtMs } = origin;
  const comments = textOf(sent.comments, MAX_COMMENT_CHARS);
  if (comments === undefined && sent.kind === "feedback") return problem({ kind: "no_data" });
  const ids = idsOf(sent, origin, comments ?? "");
  if (ids === undefined) return problem({ kind: "no_event_id" });

  const url = textOf(sent.url, MAX_URL_CHARS);
  const fields = {
    eventId: ids.eventId,
    name: textOf(sent.name, MAX_NAME_CHARS),
    email: textOf(sent.email, MAX_EMAIL_CHARS),
    url: url === undefined ? undefined : (scrubUrl(url)?.text ?? url),
    source: textOf(sent.source, MAX_SOURCE_CHARS),
    release: nameOf(sent.release, readRelease),
    environment: nameOf(sent.environment, readEnvironment),
  };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const scrubbed = comments === undefined ? "" : (scrubMessage(comments)?.text ?? comments);
  return ok({ projectId, keyId, receivedAtMs, kind: sent.kind, reportId: ids.reportId, comments: scrubbed, ...given });
}

function idsOf(
  sent: SentReport,
  { eventId: headerId, receivedAtMs }: ReportOrigin,
  comments: string,
): { readonly reportId: string; readonly eventId: string | undefined } | undefined {
  const named = idIn(sent.eventId);
  if (sent.kind === "feedback") {
    // One that has no id at all must get the same one whenever the log is read.
    const reportId = headerId ?? idIn(sent.ownId) ?? hash("md5", `${receivedAtMs}\n${comments}`, "hex");
    return { reportId, eventId: named };
  }
  const eventId = headerId ?? named;
  return eventId === undefined ? undefined : { reportId: eventId, eventId };
}

function idIn(value: Json | undefined): string | undefined {
  const field = readEventId(value);
  return field.kind === "id" ? field.id : undefined;
}

function textOf(value: Json | undefined, maxChars: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = cut(value.trim(), maxChars, newNotes());
  return text === "" ? undefined : text;
}

function nameOf(value: Json | undefined, read: typeof readRelease): string | undefined {
  return value === undefined || value === null ? undefined : read(value, newNotes());
}
