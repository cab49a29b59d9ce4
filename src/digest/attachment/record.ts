import type { EnvelopeItem } from "../../protocol/envelope.ts";
import type { LoggedRequest } from "../../protocol/logged-request.ts";
import type { DigestedAttachment } from "./normalise.ts";
import { normaliseAttachment, TRACE_ATTACHMENT } from "./normalise.ts";

export type AttachmentDigest =
  | { readonly kind: "attachment"; readonly attachment: DigestedAttachment }
  | { readonly kind: "not-kept" }
  | { readonly kind: "invalid"; readonly reason: string };

/** Takes an `attachment` item to what is stored of it. It belongs to the request's event, or to the one its envelope names. */
export function digestAttachment(
  item: EnvelopeItem,
  { projectId, keyId, receivedAtMs, eventId }: LoggedRequest,
): AttachmentDigest {
  if (item.header["content_type"] === TRACE_ATTACHMENT) return { kind: "not-kept" };
  if (eventId === undefined) return { kind: "invalid", reason: "no_event_id" };
  return { kind: "attachment", attachment: normaliseAttachment(item, { projectId, keyId, receivedAtMs, eventId }) };
}
