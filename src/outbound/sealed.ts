import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

/** `message` is for the person whose secret it was, and holds nothing of it. */
export type SealedProblem = { readonly kind: "not-sealed" | "cannot-open"; readonly message: string };

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret for the store: `v1.` and base64url of nonce, AES-256-GCM ciphertext and tag. `secretKey` is the
 * installation's (`DataDirectory.secretKey`). `context` says what the secret is for and where it may go, as in
 * "project 12 sentry https://sentry.io": it is bound in and not stored, so a secret moved to another row or origin stays shut.
 */
export function seal(secretKey: string, context: string, text: string): string {
  // Random nonces of 96 bits are safe for 2^32 secrets under one key (NIST SP 800-38D, 8.3).
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(secretKey), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, "utf8"));
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString("base64url")}`;
}

/** Decrypts what `seal` made with the same key and context. */
export function open(secretKey: string, context: string, sealed: string): Result<string, SealedProblem> {
  const [version, encoded = "", ...rest] = sealed.split(".");
  const bytes = Buffer.from(encoded, "base64url");
  if (version !== VERSION || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
    return problem({ kind: "not-sealed", message: "The stored secret is damaged. Enter it again." });
  }
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", keyFrom(secretKey), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, "utf8"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return ok(text.toString("utf8"));
  } catch {
    // GCM says no more than "no", and neither do we: another key, another context and changed bytes look alike.
    const message =
      "The stored secret cannot be opened: the secret key of this installation has changed, or the address it belongs to. Enter it again.";
    return problem({ kind: "cannot-open", message });
  }
}

/** A secret as it may be shown: its last four characters, if what is hidden is at least twice as long. */
export function masked(secret: string): string {
  return secret.length >= 12 ? `••••${secret.slice(-4)}` : "••••";
}

/**
 * Whether a token that came in stands for the one that is kept: it is absent, of stars, or as `masked` shows one. No token holds a
 * dot of that kind.
 */
export function isMasked(token: string | undefined): boolean {
  return /^(\**|•.*)$/u.test(token?.trim() ?? "");
}

/** A text of the server that was sent the secret, which it may have repeated. */
export function withoutSecret(text: string, secret: string): string {
  return secret === "" ? text : text.replaceAll(secret, "••••");
}

/** The secret key also keys hashes; its own derivation (RFC 5869) keeps the uses apart. */
function keyFrom(secretKey: string): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(secretKey, "utf8"), "", "culprit sealed secrets v1", 32));
}
