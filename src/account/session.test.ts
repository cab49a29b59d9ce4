import assert from "node:assert/strict";
import { test } from "node:test";
import { readSessionCookie, sessionCookie } from "./session.ts";
import { hashToken, makeApiToken, makeOrganizationToken, makeSessionToken } from "./tokens.ts";

const cookies = [
  { url: "http://localhost:9000", want: "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax" },
  { url: "https://errors.example.org", want: "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure" },
  { url: "https://example.org/errors", want: "Path=/errors; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure" },
];
for (const { url, want } of cookies) {
  test(`the session cookie of ${url} stays below its path`, () => {
    assert.equal(sessionCookie(url, "abc"), `culprit_session=abc; ${want}`);
  });
}

test("signing out takes the cookie away", () => {
  assert.match(sessionCookie("http://localhost:9000", undefined), /^culprit_session=; Path=\/; Max-Age=0;/);
});

test("the session is read from among other cookies, and nothing else is taken for one", () => {
  const { token } = makeSessionToken();
  assert.equal(readSessionCookie(`a=1; culprit_session=${token}; b=2`), token);
  assert.equal(readSessionCookie(`culprit_session=${token}x`), undefined);
  assert.equal(readSessionCookie(`xculprit_session=${token}`), undefined);
  assert.equal(readSessionCookie(undefined), undefined);
});

test("a token for programs has Sentry's shape and is found by its hash alone", () => {
  const { token, hash, lastFour } = makeApiToken();
  assert.match(token, /^sntryu_[0-9a-f]{64}$/);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(hash, hashToken(token));
  assert.equal(lastFour, token.slice(-4));
});

test("an organisation's token says where it is good and for whom, so that Sentry's clients need no more settings", () => {
  const url = "https://errors.example.org/base";
  const { token, lastFour } = makeOrganizationToken("acme", url, 1_760_000_000_250);
  const [prefix, payload = "", secret = "", ...rest] = token.split("_");
  assert.deepEqual([prefix, rest], ["sntrys", []]);
  assert.deepEqual(JSON.parse(Buffer.from(payload, "base64").toString()), {
    iat: 1_760_000_000.25,
    url,
    region_url: url,
    org: "acme",
  });
  // Clients take any other secret for a token of another kind.
  assert.match(secret, /^[A-Za-z0-9+/]{43}$/);
  assert.equal(lastFour, token.slice(-4));
});
