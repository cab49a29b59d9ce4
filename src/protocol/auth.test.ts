import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { AuthCarriers } from "./auth.ts";
import { readAuth } from "./auth.ts";

const K = "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6";
const OTHER = "00000000000000000000000000000000";
const basic = (userAndPassword: string): string => `Basic ${Buffer.from(userAndPassword).toString("base64")}`;
const query = (text: string): URLSearchParams => new URLSearchParams(text);

const good: { readonly name: string; readonly carriers: AuthCarriers; readonly want: object | undefined }[] = [
  {
    name: "the header of most SDKs",
    carriers: {
      xSentryAuth: `Sentry sentry_key=${K}, sentry_version=7, sentry_client=sentry.python/2.1.0, sentry_timestamp=1.5`,
    },
    want: { publicKey: K, version: 7, client: "sentry.python/2.1.0" },
  },
  {
    name: "lower case, no spaces",
    carriers: { xSentryAuth: `sentry sentry_key=${K},sentry_version=7` },
    want: { publicKey: K, version: 7 },
  },
  {
    name: "neither version nor client (raven-go)",
    carriers: { xSentryAuth: `Sentry sentry_key=${K}` },
    want: { publicKey: K },
  },
  {
    name: "old Cocoa's secret",
    carriers: { xSentryAuth: `Sentry sentry_version=5.0,sentry_key=${K},sentry_secret=(null)` },
    want: { publicKey: K, version: 5 },
  },
  {
    name: "parts that mean nothing",
    carriers: { xSentryAuth: `Sentry , foo, sentry_key=${K}=x,,sentry_key=${OTHER}, a=b` },
    want: { publicKey: K },
  },
  { name: "Authorization: Sentry", carriers: { authorization: `Sentry sentry_key=${K}` }, want: { publicKey: K } },
  { name: "Authorization: Basic", carriers: { authorization: basic(`${K}:`) }, want: { publicKey: K } },
  { name: "Basic without a colon", carriers: { authorization: basic(K) }, want: { publicKey: K } },
  {
    name: "the query of browsers",
    carriers: { query: query(`sentry_key=${K}&sentry_version=7&sentry_client=sentry.javascript.react%2F8.0.0`) },
    want: { publicKey: K, version: 7, client: "sentry.javascript.react/8.0.0" },
  },
  {
    name: "a Bearer token beside the query",
    carriers: { authorization: "Bearer x", query: query(`sentry_key=${K}`) },
    want: { publicKey: K },
  },
  {
    name: "a proxy's Basic sign-in beside the query",
    carriers: { authorization: basic("anna:secret"), query: query(`sentry_key=${K}`) },
    want: { publicKey: K },
  },
  {
    name: "the same key twice: the header gives the client",
    carriers: { xSentryAuth: `Sentry sentry_key=${K}, sentry_client=a/1`, query: query(`sentry_key=${K}&sentry_client=b/2`) },
    want: { publicKey: K, client: "a/1" },
  },
  {
    name: "a version of the future",
    carriers: { xSentryAuth: `Sentry sentry_key=${K}, sentry_version=99` },
    want: { publicKey: K, version: 99 },
  },
  { name: "nothing", carriers: {}, want: undefined },
  { name: "only another scheme", carriers: { xSentryAuth: "Token x", authorization: "Bearer x" }, want: undefined },
  { name: "only sentry_release", carriers: { query: query("sentry_release=1.0") }, want: undefined },
];
for (const { name, carriers, want } of good) {
  test(`authentication is read: ${name}`, () => assert.deepEqual(readAuth(carriers), { ok: true, value: want }));
}

const bad: { readonly name: string; readonly carriers: AuthCarriers; readonly kind: string }[] = [
  { name: "no key", carriers: { xSentryAuth: "Sentry sentry_version=7" }, kind: "malformed" },
  { name: "an empty key", carriers: { xSentryAuth: "Sentry sentry_key=, sentry_version=7" }, kind: "malformed" },
  { name: "nothing after the scheme", carriers: { xSentryAuth: "Sentry" }, kind: "malformed" },
  { name: "a version in words", carriers: { xSentryAuth: `Sentry sentry_key=${K}, sentry_version=abc` }, kind: "malformed" },
  {
    name: "a version in words, in the query",
    carriers: { query: query(`sentry_key=${K}&sentry_version=x`) },
    kind: "malformed",
  },
  {
    name: "two keys, header and query",
    carriers: { xSentryAuth: `Sentry sentry_key=${K}`, query: query(`sentry_key=${OTHER}`) },
    kind: "conflicting",
  },
  {
    name: "two keys, header and Basic",
    carriers: { xSentryAuth: `Sentry sentry_key=${K}`, authorization: basic(`${OTHER}:`) },
    kind: "conflicting",
  },
  { name: "a short key", carriers: { query: query("sentry_key=xyz") }, kind: "bad-public-key" },
  { name: "a Basic user that is no key, alone", carriers: { authorization: basic("anna:x") }, kind: "bad-public-key" },
  { name: "a very long key", carriers: { query: query(`sentry_key=${"a".repeat(65)}`) }, kind: "bad-public-key" },
];
for (const { name, carriers, kind } of bad) {
  test(`authentication is refused (${kind}): ${name}`, () => {
    assert.deepEqual(readAuth(carriers), { ok: false, problem: { kind } });
  });
}

test("any header and query whatever give an answer, and a key that is given back has the form of one", () => {
  const header = fc.oneof(
    fc.string(),
    fc.string().map((text) => `Sentry ${text}`),
    fc
      .array(fc.constantFrom("sentry_key", "=", ",", " ", K, "sentry_version", "7", "Basic "))
      .map((parts) => `Sentry ${parts.join("")}`),
  );
  fc.assert(
    fc.property(
      fc.option(header, { nil: undefined }),
      fc.option(header, { nil: undefined }),
      fc.string(),
      (xSentryAuth, authorization, text) => {
        const auth = readAuth({ xSentryAuth, authorization, query: new URLSearchParams(text) });
        if (auth.ok && auth.value !== undefined) assert.match(auth.value.publicKey, /^[A-Za-z0-9_]{16,64}$/);
      },
    ),
  );
});

test("spelling does not matter: case of the scheme, order, whitespace and unknown parts", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([`sentry_key=${K}`, "sentry_version=7", "sentry_client=a/1", "sentry_secret=x", "y=z", "w"], {
        minLength: 6,
      }),
      fc.constantFrom("Sentry", "sentry", "SENTRY"),
      fc.constantFrom(",", ", ", " , ", ",\t"),
      (parts, scheme, separator) => {
        const auth = readAuth({ xSentryAuth: `${scheme} ${parts.join(separator)}` });
        assert.deepEqual(auth, { ok: true, value: { publicKey: K, version: 7, client: "a/1" } });
      },
    ),
  );
});
