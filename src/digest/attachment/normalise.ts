import { hash } from "node:crypto";
import type { Json } from "../../protocol/json.ts";
import type { EnvelopeItem } from "../../protocol/envelope.ts";

/** A file that belongs to an event, ready to be stored. */
export type DigestedAttachment = {
  readonly projectId: number;
  readonly keyId: number;
  readonly receivedAtMs: number;
  /** The event it belongs to, which may have arrived long before, or arrive later, or never. */
  readonly eventId: string;
  /** Without directories. */
  readonly name: string;
  readonly contentType: string;
  /** Sentry's `attachment_type`, as `event.attachment` or `event.view_hierarchy`. */
  readonly type: string;
  /** A view into the request's bytes: only good while the batch is recorded. */
  readonly bytes: Uint8Array;
  /** What the file is stored and found under: lower-case hex SHA-256. */
  readonly digest: string;
};

/** Of traces, which are not kept. */
export const TRACE_ATTACHMENT = "application/vnd.sentry.trace-attachment";

const MAX_NAME_CHARS = 255;

/** Reads the header of an attachment; its bytes are taken as they are. Source: reference sentry-ingest §4.6. */
export function normaliseAttachment(
  { header, payload }: EnvelopeItem,
  origin: Pick<DigestedAttachment, "projectId" | "keyId" | "receivedAtMs" | "eventId">,
): DigestedAttachment {
  const { filename, content_type: contentType, attachment_type: type } = header;
  return {
    ...origin,
    name: nameOf(filename),
    contentType: plain(contentType, /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:;.{0,100})?$/) ?? "application/octet-stream",
    type: plain(type, /^[\w.-]{1,64}$/) ?? "event.attachment",
    bytes: payload,
    digest: hash("sha256", payload, "hex"),
  };
}

function nameOf(sent: Json | undefined): string {
  const name = typeof sent === "string" ? (sent.split(/[/\\]/).at(-1) ?? "") : "";
  const clean = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, "")
    .trim();
  const short = clean.slice(0, MAX_NAME_CHARS).toWellFormed();
  return /^\.*$/.test(short) ? "attachment" : short;
}

function plain(sent: Json | undefined, shape: RegExp): string | undefined {
  return typeof sent === "string" && shape.test(sent) && /^[\x20-\x7e]*$/.test(sent) ? sent : undefined;
}
