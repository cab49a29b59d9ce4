import { createHmac } from "node:crypto";
import type { Links, Message, Told } from "../message.ts";
import { headline, reasonWords } from "../message.ts";

/** The documented JSON of a generic webhook: docs/alerts.md. Fields are added, never taken away, within version 1. */
export function webhookBody(message: Message, links: Links, id: string, createdAtMs: number): object {
  return {
    version: 1,
    id,
    type: message.kind,
    created: new Date(createdAtMs).toISOString(),
    summary: headline(message),
    organization: message.organization,
    project: { id: String(message.project.id), slug: message.project.slug, name: message.project.name },
    rule: message.rule === undefined ? null : { id: String(message.rule.id), name: message.rule.name },
    url: links.list,
    issues: message.told.map((told) => issueBody(told, links)),
    more: message.more,
  };
}

function issueBody(told: Told, links: Links): object {
  return {
    id: String(told.issueId),
    shortId: told.shortId,
    reason: told.reason,
    reasonText: reasonWords(told),
    title: told.title,
    culprit: told.culprit,
    level: told.level,
    environment: told.environment ?? null,
    release: told.release ?? null,
    events: told.events,
    people: told.users,
    firstSeen: new Date(told.firstSeenMs).toISOString(),
    lastSeen: new Date(told.lastSeenMs).toISOString(),
    counted: told.counted === undefined ? null : { count: told.counted.count, minutes: told.counted.windowMs / 60_000 },
    url: links.issue(told),
  };
}

/**
 * Headers that let the receiver know who sent a body, and when: HMAC-SHA256 over `id.timestamp.body`. `secret` is `whsec_` and
 * base64; `atMs` is of this attempt, so that an old one cannot be replayed. Source: standardwebhooks.com, specification 1.0.
 */
export function signatureHeaders(secret: string, id: string, atMs: number, body: string): { readonly [name: string]: string } {
  const timestamp = String(Math.floor(atMs / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
