import { z } from "zod";
import type { Attachment } from "../issue/attachment.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { isEventId, plainEventId } from "./issue-search.ts";
import { answerSlice } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";

export const attachmentQuery = z.object({ download: one });

/** Types that a browser would run if it were ever made to show them. */
const ACTIVE_TYPE = /html|xml|svg|script|xsl|pdf|flash|multipart/i;

/** Files of an event: their list, one by one, and their bytes. */
export function attachmentRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    projectRoute(parts, { method: "GET", path: "/events/:event/attachments", scopes }, async (ask, place) => {
      const attachments = await listOf(parts, ask, place);
      return answerSlice(parts, ask, attachments.map(serialiseAttachment));
    }),
    projectRoute(parts, { method: "GET", path: "/events/:event/attachments/:attachment", scopes }, async (ask, place) => {
      const query = readQuery(ask, attachmentQuery);
      if (!query.ok) return refuse(query.problem);
      const attachments = await listOf(parts, ask, place);
      const attachment = attachments.find(({ id }) => String(id) === ask.params["attachment"]);
      if (attachment === undefined) return refuse({ kind: "not-found" });
      return query.value.download === undefined ? found(serialiseAttachment(attachment)) : download(parts, attachment);
    }),
  ];
}

/** None, where the name is no event id. */
async function listOf(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<readonly Attachment[]> {
  const name = ask.params["event"] ?? "";
  return isEventId(name) ? parts.attachments.listAttachments(project.id, plainEventId(name)) : [];
}

/** Always as a file to be saved: it came from outside, and must not run in the name of this address. */
async function download(parts: ApiParts, attachment: Attachment): Promise<Answer> {
  const bytes = await parts.attachments.readAttachment(attachment);
  const { name, contentType, digest } = attachment;
  if (bytes === undefined) {
    const place = `blobs/${digest.slice(0, 2)}/${digest.slice(2)}`;
    const detail = `The file is gone or damaged on the server's disk. Whoever runs the server may put ${place} back from a backup.`;
    return refuse({ kind: "not-found", detail });
  }
  const plainName = name.replaceAll(/[^\w .()-]/g, "_");
  return {
    status: 200,
    headers: {
      "Content-Type": ACTIVE_TYPE.test(contentType) ? "application/octet-stream" : contentType,
      "Content-Disposition": `attachment; filename="${plainName}"; filename*=UTF-8''${encoded(name)}`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "same-origin",
    },
    bytes,
  };
}

/** RFC 5987: what `encodeURIComponent` leaves and the header does not allow. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Source of the fields: reference sentry-web-api §2.6. */
function serialiseAttachment({ id, eventId, name, contentType, type, sizeBytes, digest, receivedAtMs }: Attachment): object {
  return {
    id: String(id),
    event_id: eventId,
    type,
    name,
    mimetype: contentType,
    dateCreated: dateOf(receivedAtMs),
    size: sizeBytes,
    headers: { "Content-Type": contentType },
    sha1: null,
    sha256: digest,
  };
}
