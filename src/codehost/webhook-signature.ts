import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Json } from "../protocol/json.ts";
import type { Result } from "../protocol/result.ts";
import { problem } from "../protocol/result.ts";
import type { WebhookProblem } from "./codehost.ts";

/** Compares in a time that does not depend on where the texts differ, nor on how long they are. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  // An empty secret would let everybody in.
  return timingSafeEqual(digest(given), digest(expected)) && expected !== "";
}

export function hmacSha256(secret: string | Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** The body of a webhook whose signature is good. Nothing if it is no JSON. */
export function readJsonBody(body: Uint8Array): Json | undefined {
  try {
    const json: Json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return json;
  } catch {
    return undefined;
  }
}

/** The id by which a repeated delivery is known; hosts that send none are known by what they sent. */
export function deliveryIdOf(header: string | undefined, body: Uint8Array): string {
  if (header !== undefined && /^[\x21-\x7e]{1,100}$/.test(header)) return header;
  return createHash("sha256").update(body).digest("hex");
}

export function webhookProblem(kind: WebhookProblem["kind"], host: string): Result<never, WebhookProblem> {
  return problem({ kind, message: MESSAGES[kind](host) });
}

const MESSAGES: { readonly [kind in WebhookProblem["kind"]]: (host: string) => string } = {
  unsigned: (host) => `This webhook is not signed. Enter the secret of the connection in the webhook's settings at ${host}.`,
  "wrong-signature": (host) =>
    `This webhook is signed with another secret. Set it up again in the project's settings, or correct the secret at ${host}.`,
  broken: (host) => `This is no webhook of ${host}. Let it send JSON (application/json).`,
};
