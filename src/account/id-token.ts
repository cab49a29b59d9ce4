import type { KeyObject } from "node:crypto";
import { constants, createPublicKey, verify } from "node:crypto";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

/** Who a provider says somebody is. `subject` is the name that never changes; an address may, and names nobody. */
export type Identity = {
  readonly issuer: string;
  readonly subject: string;
  /** Only if the provider has verified it. */
  readonly email: string | undefined;
  readonly name: string | undefined;
};
export type Expected = {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly nowMs: number;
};
/** A public key as a provider publishes it (RFC 7517). */
export type Jwk = { readonly kty: string; readonly kid?: string | undefined; readonly use?: string | undefined };

const CLOCK_SKEW_SECONDS = 120;
const MAX_TOKEN_CHARS = 16_384;

/**
 * Reads an ID token: signature, issuer, audience, time and nonce are checked, as OpenID Connect Core §3.1.3.7 asks. Only signatures
 * with a public key are taken; `none` and those with a shared secret are not.
 */
export function readIdToken(token: string, keys: readonly Jwk[], expected: Expected): Result<Identity, string> {
  const parts = token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3 || token.length > MAX_TOKEN_CHARS) return problem("The ID token is not one.");
  const header = jsonIn(head);
  const claims = jsonIn(body);
  if (header === undefined || claims === undefined) return problem("The ID token is not readable.");
  const check = CHECKS[String(header["alg"])];
  if (check === undefined) return problem("The ID token is signed in a way that is not accepted.");
  const candidates = keys.filter(
    ({ kty, kid, use }) =>
      kty === check.kty && (use === undefined || use === "sig") && (header["kid"] === undefined || kid === header["kid"]),
  );
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, "base64url");
  if (!candidates.some((key) => isSigned(check, key, signed, bytes)))
    return problem("The ID token is not signed by the provider.");
  return readClaims(claims, expected);
}

function readClaims(claims: Claims, expected: Expected): Result<Identity, string> {
  const { iss, sub, aud, azp, exp, nonce, email, email_verified: isVerified, name } = claims;
  if (iss !== expected.issuer) return problem("The ID token is of another provider.");
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(expected.clientId)) return problem("The ID token is for another program.");
  if (audiences.length > 1 && azp !== expected.clientId) return problem("The ID token is for several programs.");
  if (typeof exp !== "number" || exp + CLOCK_SKEW_SECONDS < expected.nowMs / 1_000) return problem("The ID token has expired.");
  if (nonce !== expected.nonce) return problem("The ID token answers another request.");
  if (typeof sub !== "string" || sub === "" || sub.length > 255) return problem("The ID token names nobody.");
  return ok({ issuer: expected.issuer, subject: sub, ...readPerson({ email, email_verified: isVerified, name }) });
}

/** What is said of a person beside their name at the provider; all of it hostile. */
export function readPerson({ email, email_verified: isVerified, name }: Claims): Pick<Identity, "email" | "name"> {
  const hasEmail = typeof email === "string" && isVerified === true && /^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email);
  return {
    email: hasEmail ? email : undefined,
    name: typeof name === "string" ? name.replaceAll(/[\p{Cc}\p{Cs}]/gu, "").slice(0, 200) : undefined,
  };
}

type Claims = { readonly [name: string]: unknown };
type Check = { readonly kty: string; readonly hash: string | null; readonly pss?: boolean; readonly p1363?: boolean };

/** RFC 7518 §3.1, those with a public key. */
const CHECKS: { readonly [alg: string]: Check | undefined } = Object.assign(Object.create(null), {
  RS256: { kty: "RSA", hash: "sha256" },
  RS384: { kty: "RSA", hash: "sha384" },
  RS512: { kty: "RSA", hash: "sha512" },
  PS256: { kty: "RSA", hash: "sha256", pss: true },
  ES256: { kty: "EC", hash: "sha256", p1363: true },
  ES384: { kty: "EC", hash: "sha384", p1363: true },
  EdDSA: { kty: "OKP", hash: null },
} satisfies { [alg: string]: Check });

function isSigned({ hash, pss = false, p1363 = false }: Check, jwk: Jwk, signed: Buffer, signature: Buffer): boolean {
  try {
    const key: KeyObject = createPublicKey({ key: { ...jwk }, format: "jwk" });
    const options = {
      key,
      ...(pss && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }),
      ...(p1363 && { dsaEncoding: "ieee-p1363" as const }),
    };
    return verify(hash, signed, options, signature);
  } catch {
    // A key that is none signs nothing.
    return false;
  }
}

function jsonIn(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
