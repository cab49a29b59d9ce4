import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import type { Jwk } from "./id-token.ts";
import { readIdToken } from "./id-token.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const keys = [
  { ...rsa.publicKey.export({ format: "jwk" }), kid: "r" },
  { ...ec.publicKey.export({ format: "jwk" }), kid: "e" },
] as unknown as readonly Jwk[];
const NOW_MS = 1_800_000_000_000;
const EXPECTED = { issuer: "https://login.example", clientId: "culprit", nonce: "n", nowMs: NOW_MS };
const CLAIMS = { iss: "https://login.example", aud: "culprit", sub: "7", exp: NOW_MS / 1_000 + 60, nonce: "n" };

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
function signed(header: object, claims: object, make: (text: Buffer) => Buffer): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${make(Buffer.from(text)).toString("base64url")}`;
}
const byRsa = (claims: object, header: object = { alg: "RS256", kid: "r" }): string =>
  signed(header, claims, (text) => sign("sha256", text, rsa.privateKey));

test("a token signed by the provider names a person, by RSA and by EC", () => {
  const byEc = signed({ alg: "ES256", kid: "e" }, CLAIMS, (text) =>
    sign("sha256", text, { key: ec.privateKey, dsaEncoding: "ieee-p1363" }),
  );
  for (const token of [byRsa(CLAIMS), byRsa(CLAIMS, { alg: "RS256" }), byEc]) {
    const read = readIdToken(token, keys, EXPECTED);
    assert.equal(read.ok && read.value.subject, "7");
  }
});

test("an address counts only if the provider has verified it", () => {
  for (const [more, want] of [
    [{ email: "a@b.example", email_verified: true }, "a@b.example"],
    [{ email: "a@b.example", email_verified: false }, undefined],
    [{ email: "a@b.example", email_verified: "true" }, undefined],
    [{ email: "a@b.example" }, undefined],
    [{ email: "a@x@b.example", email_verified: true }, undefined],
  ] as const) {
    const read = readIdToken(byRsa({ ...CLAIMS, ...more }), keys, EXPECTED);
    assert.equal(read.ok && read.value.email, want);
  }
});

const publicPem = rsa.publicKey.export({ type: "spki", format: "pem" });
const refused: readonly (readonly [what: string, token: string])[] = [
  ["no signature", `${encoded({ alg: "none" })}.${encoded(CLAIMS)}.`],
  [
    "a public key taken for a shared secret",
    signed({ alg: "HS256" }, CLAIMS, (text) => createHmac("sha256", publicPem).update(text).digest()),
  ],
  [
    "a signature by another key",
    signed({ alg: "RS256", kid: "r" }, CLAIMS, (text) =>
      sign("sha256", text, generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey),
    ),
  ],
  ["a changed claim", byRsa(CLAIMS).replace(/\.[^.]+\./, `.${encoded({ ...CLAIMS, sub: "8" })}.`)],
  ["another issuer", byRsa({ ...CLAIMS, iss: "https://evil.example" })],
  ["another program", byRsa({ ...CLAIMS, aud: "other" })],
  ["several programs", byRsa({ ...CLAIMS, aud: ["culprit", "other"] })],
  ["an end in the past", byRsa({ ...CLAIMS, exp: NOW_MS / 1_000 - 121 })],
  ["no end", byRsa({ ...CLAIMS, exp: undefined })],
  ["another nonce", byRsa({ ...CLAIMS, nonce: "m" })],
  ["nobody", byRsa({ ...CLAIMS, sub: "" })],
  ["a name of an object's own for its kind", byRsa(CLAIMS, { alg: "constructor" })],
  ["a key that is not there", byRsa(CLAIMS, { alg: "RS256", kid: "x" })],
  ["no JSON", "a.b.c"],
];
for (const [what, token] of refused) {
  test(`a token with ${what} is refused`, () => assert.equal(readIdToken(token, keys, EXPECTED).ok, false));
}
