import { createHash, randomBytes } from "node:crypto";

/** A secret to be shown once, and what is kept of it. `hash` is lower-case hex SHA-256, the only way to find it again. */
export type MadeToken = { readonly token: string; readonly hash: string; readonly lastFour: string };

/** A token for programs, in the shape Sentry's clients expect: `sntryu_` and 64 hex digits (32 random bytes). */
export function makeApiToken(): MadeToken {
  return made(`sntryu_${randomBytes(32).toString("hex")}`);
}

/**
 * A token of an organisation, in the shape from which Sentry's clients read where it is good and for whom: `sntrys_`, the base64
 * of that as JSON, `_`, and 32 random bytes as base64 without padding, 43 characters. `publicUrl` has no slash at its end; without one
 * clients go where they are configured to. Both addresses are there even then: a client takes a payload without them for opaque.
 * Source: reference sentry-web-api §1.2.
 */
export function makeOrganizationToken(slug: string, publicUrl: string, nowMs: number): MadeToken {
  const payload = JSON.stringify({ iat: nowMs / 1_000, url: publicUrl, region_url: publicUrl, org: slug });
  const secret = randomBytes(32).toString("base64").replace(/=+$/, "");
  return made(`sntrys_${Buffer.from(payload).toString("base64")}_${secret}`);
}

/** The secret of a browser session: 64 hex digits. */
export function makeSessionToken(): MadeToken {
  return made(randomBytes(32).toString("hex"));
}

/** The secret of the one-time set-up link: 48 hex digits. */
export function makeSetupToken(): MadeToken {
  return made(randomBytes(24).toString("hex"));
}

/** The secret of a link that works once: of an invitation, or of a new password. 48 hex digits. */
export function makeLinkToken(): MadeToken {
  return made(randomBytes(24).toString("hex"));
}

/**
 * What is stored and looked up in place of a secret: lower-case hex SHA-256 of its text. A plain hash is enough, for the
 * secrets are random and long; passwords go through `password.ts`.
 */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

function made(token: string): MadeToken {
  return { token, hash: hashToken(token), lastFour: token.slice(-4) };
}
