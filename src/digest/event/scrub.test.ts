import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject } from "../../protocol/json.ts";
import { newNotes } from "./notes.ts";
import { scrubEvent } from "./scrub.ts";
import { isSecretCookie, isSecretName, scrubExceptionText, scrubMessage, scrubText } from "./scrub-rules.ts";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §8.2; rows 72 to 75 of its §12. */
const CARD = "4111 1111 1111 1111";

const values = [
  { name: "a text with the word", text: "my password is 1", want: "[Filtered]" },
  { name: "author, for it contains auth", text: "GET /authors", want: "[Filtered]" },
  { name: "a token before a colon", text: "Token: abc", want: "[Filtered]" },
  { name: "a token before an equals sign", text: "access_token=abc", want: "[Filtered]" },
  { name: "the word token alone stays", text: "unexpected token in JSON", want: undefined },
  { name: "an exact word", text: "otp", want: "[Filtered]" },
  { name: "the same within a word stays", text: "laptop", want: undefined },
  { name: "a bearer", text: "sent Bearer abc.def-ghi, twice", want: "sent [Filtered], twice" },
  { name: "a card with blanks", text: `paid by ${CARD}.`, want: "paid by [Filtered]." },
  { name: "a card with hyphens", text: "5500-0000-0000-0004", want: "[Filtered]" },
  { name: "an American card", text: "340000000000009", want: "[Filtered]" },
  { name: "a longer number is no card", text: "41111111111111112222", want: undefined },
  { name: "a UUID of digits is no card", text: "48570000-0000-1000-8000-000000000000", want: undefined },
  { name: "a card before a word", text: "4111-1111-1111-1111-refund", want: "[Filtered]-refund" },
  { name: "a time in microseconds is no card", text: "1795340245196407", want: undefined },
  { name: "an IBAN", text: "to DE89370400440532013000 now", want: "to [Filtered] now" },
  { name: "no country, no IBAN", text: "to XX89370400440532013000 now", want: undefined },
  { name: "an American social number", text: "078-05-1120", want: "[Filtered]" },
  { name: "a password in an address", text: "http://u:p@h/", want: "http://u:[Filtered]@h/" },
  { name: "an address without one", text: "http://u@h:80/a:b@c", want: undefined },
  {
    name: "a key",
    text: "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
    want: "-----BEGIN RSA PRIVATE KEY-----\n[Filtered]\n-----END RSA PRIVATE KEY-----",
  },
  { name: "a key without an end", text: "-----BEGIN PUBLIC KEY-----\nabc", want: "-----BEGIN PUBLIC KEY-----\n[Filtered]\n" },
  { name: "a harmless text", text: "totalling cart", want: undefined },
];
for (const { name, text, want } of values) {
  test(`free text: ${name}`, () => {
    const scrubbed = scrubText(text);
    assert.equal(scrubbed?.text, want);
    if (scrubbed !== undefined) assert.equal(scrubText(scrubbed.text), undefined, "twice is once");
  });
}

const messages = [
  { text: "mail to zoe@example.com failed", want: "mail to [email] failed" },
  { text: `card ${CARD} refused`, want: "card [creditcard] refused" },
  { text: "no password given", want: undefined },
  { text: "Bearer abc refused", want: "[token] refused" },
  { text: "redis://u:p@h:6379 down", want: "redis://u:[Filtered]@h:6379 down" },
];
for (const { text, want } of messages) test(`message: ${text}`, () => assert.equal(scrubMessage(text)?.text, want));

test("an exception's text keeps e-mail addresses, and loses cards", () => {
  assert.equal(scrubExceptionText("no user zoe@example.com"), undefined);
  assert.equal(scrubExceptionText(`no card ${CARD}`)?.text, "no card [creditcard]");
});

const names = [
  ...[
    "password",
    "Db_Password2",
    "secret",
    "apiKey",
    "API-KEY",
    "Authorization",
    "x-auth",
    "author",
    "accessToken",
    "otp",
    "two_factor",
    "private_key",
  ].map((name) => [name, true] as const),
  ...["pin", "note", "laptop", "key", "user"].map((name) => [name, false] as const),
];
for (const [name, want] of names)
  test(`name: ${name} ${want ? "is" : "is not"} a secret's`, () => assert.equal(isSecretName(name), want));

test("cookies of sessions are secrets", () => {
  assert.deepEqual(["sessionid", "PHPSESSID", "_csrf", "xsrf-token", "theme"].map(isSecretCookie), [
    true,
    true,
    true,
    true,
    false,
  ]);
});

test("a whole event is scrubbed where it is of free form, and only there", () => {
  const secret = {
    password: "x",
    pin: { token: 1 },
    note: "my password is 1",
    list: [{ apikey: ["y"] }],
    n: CARD,
    u: "http://u:p@h/",
  };
  const clean = {
    password: "[Filtered]",
    pin: { token: null },
    note: "[Filtered]",
    list: [{ apikey: null }],
    n: "[Filtered]",
    u: "http://u:[Filtered]@h/",
  };
  const { event } = digestedPayload({
    extra: secret,
    contexts: { order: secret, os: { name: "secretOS", password: "x" }, trace: { data: secret } },
    user: { id: "1", email: "zoe@example.com", data: secret },
    request: {
      url: "http://u:p@h/token",
      query_string: { token: "x", a: "1" },
      headers: { authorization: "Bearer t", "user-agent": "authbot" },
      cookies: "sessionid=1; theme=dark",
      data: secret,
      env: secret,
    },
    breadcrumbs: [{ message: "login with secret", data: secret }],
    exception: [
      {
        type: "AuthError",
        value: "bad password",
        mechanism: { description: "my secret", data: secret },
        stacktrace: { frames: [{ function: "auth", filename: "auth/secret.py", context_line: "password = 1", vars: secret }] },
      },
    ],
    logentry: { message: "password %s", params: ["secret x"] },
    tags: { password: "x" },
    transaction: "auth.login",
    modules: { "secret-lib": "1" },
    fingerprint: ["secret"],
  });
  assert.deepEqual(event.extra, clean);
  assert.deepEqual(event.contexts?.["order"], { ...clean, type: "order" });
  assert.deepEqual(event.contexts?.["os"], { name: "secretOS", password: "x", type: "os", os: "secretOS" });
  assert.deepEqual(event.contexts?.["trace"], { data: clean, type: "trace" });
  assert.deepEqual(event.user, { id: "1", email: "zoe@example.com", data: clean });
  assert.deepEqual(event.request, {
    url: "http://u:[Filtered]@h/token",
    query_string: [
      ["token", "[Filtered]"],
      ["a", "1"],
    ],
    headers: [
      ["Authorization", "[Filtered]"],
      ["User-Agent", "authbot"],
    ],
    cookies: [
      ["sessionid", "[Filtered]"],
      ["theme", "dark"],
    ],
    data: clean,
    env: clean,
  });
  assert.deepEqual(event.breadcrumbs?.values[0], { message: "[Filtered]", data: clean, type: "default", level: "info" });
  const [exception] = event.exception?.values ?? [];
  assert.deepEqual(
    [exception?.type, exception?.value, exception?.mechanism],
    ["AuthError", "bad password", { type: "generic", description: "[Filtered]", data: clean }],
  );
  assert.deepEqual(exception?.stacktrace?.frames[0], {
    function: "auth",
    filename: "auth/secret.py",
    abs_path: "auth/secret.py",
    context_line: "password = 1",
    in_app: true,
    vars: clean,
  });
  assert.deepEqual(event.logentry, { formatted: "password secret x", message: "password %s", params: ["[Filtered]"] });
  assert.deepEqual(
    [event.tags, event.transaction, event.modules, event.fingerprint],
    [[["password", "x"]], "auth.login", { "secret-lib": "1" }, ["secret"]],
  );
  const { extra } = event["_meta"] ?? {};
  assert.deepEqual(isJsonObject(extra) && extra["password"], { "": { rem: [["@password:filter", "s"]] } });
});

test("a value that is refused is scrubbed where the error repeats it", () => {
  const { event } = digestedPayload({
    user: { ip_address: "my secret" },
    sdk: 5,
    errors: [{ type: "x", name: "a.password", value: "y" }],
  });
  assert.deepEqual(
    event.errors?.map(({ value }) => value),
    ["[Filtered]", "[Filtered]", 5],
  );
});

test("scrubbing twice is scrubbing once, and says nothing new", () => {
  const { event } = digestedPayload({
    extra: { a: `x ${CARD}`, password: "x", k: "-----BEGIN PRIVATE KEY-----\nabc" },
    message: `pay ${CARD}`,
  });
  const notes = newNotes();
  assert.equal(scrubEvent(event, notes), event);
  assert.equal(notes.metaCount, 0);
});

/** Each is built to make a pattern try again from every position. */
const nasty = [
  "Bearer ".repeat(100_000),
  "bearer" + " ".repeat(1_000_000),
  "//a:".repeat(200_000),
  `//${"a".repeat(1_000_000)}`,
  "4 1 1 ".repeat(150_000),
  "41".repeat(500_000),
  "DE89".repeat(200_000),
  "-----BEGIN PRIVATE KEY-----".repeat(30_000),
  `-----BEGIN${" ".repeat(1_000_000)}`,
  "a.b@c.".repeat(150_000),
  "a@".repeat(400_000),
  "token".repeat(200_000),
  `token${" ".repeat(1_000_000)}`,
  "12-".repeat(300_000),
];
test("a megabyte built against the patterns ends", () => {
  for (const text of nasty) {
    scrubText(text);
    scrubMessage(text);
    scrubExceptionText(text);
  }
});
