import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { MAX_EVENT_BYTES } from "../protocol/items.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { inflate } from "../protocol/inflate.ts";
import type { TestRequest } from "./test-door.ts";
import { K, K43, K_OFF, NOW_MS, openDoor } from "./test-door.ts";

/** Rows of the reference, §12, that the envelope and store endpoints answer. */
const H = { "x-sentry-auth": `Sentry sentry_key=${K}, sentry_version=7, sentry_client=test/1.0` };
const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const ID2 = "00000000000000000000000000000002";
const EVENT = '{"message":"x is null"}';
const ENVELOPE = `{"event_id":"${ID}"}\n{"type":"event","length":${EVENT.length}}\n${EVENT}\n`;
const dsn = (project: number, key = K): string => `https://${key}:secret@elsewhere.example/prefix/${project}`;
const withHeader = (header: object, items = `{"type":"event"}\n${EVENT}`): string => `${JSON.stringify(header)}\n${items}`;
const storePath = "/api/42/store/";
const raven = zlib.deflateSync(`{"event_id":"${ID}","message":"old"}`).toString("base64");

type Row = TestRequest & {
  readonly name: string;
  readonly status: number;
  /** What the answer's JSON must be (200), or its `detail` must contain. */
  readonly want: object | string;
  /** Whether an entry is logged; by default when the status is 200. */
  readonly logs?: boolean;
};

const rows: readonly Row[] = [
  // Framing and ids.
  { name: "an event with a length and a newline at the end", headers: H, body: ENVELOPE, status: 200, want: { id: ID } },
  { name: "the same without the newline", headers: H, body: ENVELOPE.trim(), status: 200, want: { id: ID } },
  { name: "the same without the length", headers: H, body: withHeader({ event_id: ID }), status: 200, want: { id: ID } },
  { name: "no trailing slash", path: "/api/42/envelope", headers: H, body: ENVELOPE, status: 200, want: { id: ID } },
  { name: "doubled slashes", path: "//api//42///envelope//", headers: H, body: ENVELOPE, status: 200, want: { id: ID } },
  { name: "a header alone", headers: H, body: "{}", status: 200, want: {}, logs: false },
  { name: "nothing", headers: H, body: "", status: 400, want: "empty request body" },
  { name: "words", headers: H, body: "not json", status: 400, want: "invalid envelope header" },
  { name: "a list for a header", headers: H, body: "[]", status: 400, want: "invalid envelope header" },
  {
    name: "a length beyond the end",
    headers: H,
    body: `{}\n{"type":"event","length":99}\n{}`,
    status: 400,
    want: "unexpected end of file",
  },
  { name: "a length too small", headers: H, body: `{}\n{"type":"event","length":1}\n{}`, status: 400, want: "missing newline" },
  { name: "an item without a type", headers: H, body: "{}\n{}\n{}", status: 400, want: "invalid item header" },
  { name: "CRLF after headers", headers: H, body: ENVELOPE.replaceAll("}\n", "}\r\n"), status: 200, want: { id: ID } },
  { name: "two newlines at the end", headers: H, body: `${ENVELOPE}\n`, status: 200, want: { id: ID } },
  {
    name: "an id in upper case with hyphens",
    headers: H,
    body: withHeader({ event_id: "9EC79C33-EC99-42AB-8353-589FCB2E04DC" }),
    status: 200,
    want: { id: ID },
  },
  {
    name: "ids that differ: the header's is used",
    headers: H,
    body: withHeader({ event_id: ID }, `{"type":"event"}\n{"event_id":"${ID2}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "an id in the payload alone",
    headers: H,
    body: withHeader({}, `{"type":"event"}\n{"event_id":"${ID2}"}`),
    status: 200,
    want: { id: ID2 },
  },
  {
    name: "an event whose JSON is broken (the digest judges it)",
    headers: H,
    body: withHeader({ event_id: ID }, '{"type":"event"}\n{broken'),
    status: 200,
    want: { id: ID },
  },
  {
    name: "an event of 1.5 MiB",
    headers: H,
    body: withHeader({ event_id: ID }, `{"type":"event"}\n{"a":"${"x".repeat(1_572_864)}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "an event of more than 2 MiB",
    headers: H,
    body: withHeader({}, `{"type":"event"}\n{"a":"${"x".repeat(MAX_EVENT_BYTES)}"}`),
    status: 413,
    want: "envelope exceeded size limits for type 'event'",
  },
  {
    name: "31 attachments",
    headers: H,
    body: withHeader({ event_id: ID }, `{"type":"event"}\n{}\n${'{"type":"attachment","length":0}\n\n'.repeat(31)}`),
    status: 413,
    want: "type 'attachment'",
  },
  {
    name: "1,001 items",
    headers: H,
    body: withHeader({}, '{"type":"x"}\n\n'.repeat(1_001)),
    status: 413,
    want: "number of items",
  },
  // Kinds of items.
  {
    name: "a transaction, a profile and a replay",
    headers: H,
    body: withHeader({ event_id: ID }, '{"type":"transaction"}\n{}\n{"type":"profile"}\n{}\n{"type":"replay_event"}\n{}'),
    status: 200,
    want: { id: ID },
    logs: false,
  },
  {
    name: "an unknown type between two known ones",
    headers: H,
    body: withHeader({ event_id: ID }, `{"type":"event"}\n{}\n{"type":"tomorrow","length":3}\na\nb\n{"type":"session"}\n{}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "a client report alone",
    path: `/api/42/envelope/?sentry_key=${K}`,
    body: withHeader({}, '{"type":"client_report"}\n{}'),
    status: 200,
    want: {},
  },
  // Codings.
  { name: "gzip", headers: { ...H, "content-encoding": "gzip" }, body: zlib.gzipSync(ENVELOPE), status: 200, want: { id: ID } },
  {
    name: "x-gzip, in capitals",
    headers: { ...H, "content-encoding": "X-GZIP" },
    body: zlib.gzipSync(ENVELOPE),
    status: 200,
    want: { id: ID },
  },
  {
    name: "deflate, as zlib",
    headers: { ...H, "content-encoding": "deflate" },
    body: zlib.deflateSync(ENVELOPE),
    status: 200,
    want: { id: ID },
  },
  {
    name: "deflate, raw",
    headers: { ...H, "content-encoding": "deflate" },
    body: zlib.deflateRawSync(ENVELOPE),
    status: 200,
    want: { id: ID },
  },
  {
    name: "br",
    headers: { ...H, "content-encoding": "br" },
    body: zlib.brotliCompressSync(ENVELOPE),
    status: 200,
    want: { id: ID },
  },
  {
    name: "zstd",
    headers: { ...H, "content-encoding": "zstd" },
    body: zlib.zstdCompressSync(ENVELOPE),
    status: 200,
    want: { id: ID },
  },
  { name: "an empty coding", headers: { ...H, "content-encoding": "" }, body: ENVELOPE, status: 200, want: { id: ID } },
  { name: "a coding of UTF-8", headers: { ...H, "content-encoding": "UTF-8" }, body: ENVELOPE, status: 200, want: { id: ID } },
  { name: "identity", headers: { ...H, "content-encoding": "identity" }, body: ENVELOPE, status: 200, want: { id: ID } },
  {
    name: "gzip twice",
    headers: { ...H, "content-encoding": "gzip, gzip" },
    body: zlib.gzipSync(zlib.gzipSync(ENVELOPE)),
    status: 200,
    want: { id: ID },
  },
  {
    name: "br in gzip",
    headers: { ...H, "content-encoding": "br, gzip" },
    body: zlib.gzipSync(zlib.brotliCompressSync(ENVELOPE)),
    status: 200,
    want: { id: ID },
  },
  {
    name: "three codings",
    headers: { ...H, "content-encoding": "gzip, gzip, gzip" },
    body: ENVELOPE,
    status: 415,
    want: "unsupported content encoding",
  },
  {
    name: "an unknown coding",
    headers: { ...H, "content-encoding": "foo" },
    body: ENVELOPE,
    status: 415,
    want: "unsupported content encoding",
  },
  {
    name: "gzip that is plain after all",
    headers: { ...H, "content-encoding": "gzip" },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  { name: "gzip that nobody declared", headers: H, body: zlib.gzipSync(ENVELOPE), status: 200, want: { id: ID } },
  { name: "zlib that nobody declared", headers: H, body: zlib.deflateSync(ENVELOPE), status: 200, want: { id: ID } },
  {
    name: "gzip cut off",
    headers: { ...H, "content-encoding": "gzip" },
    body: zlib.gzipSync(ENVELOPE).subarray(0, -9),
    status: 400,
    want: "invalid compression",
  },
  {
    name: "br that is none",
    headers: { ...H, "content-encoding": "br" },
    body: "garbage",
    status: 400,
    want: "invalid compression",
  },
  {
    name: "gzip of nothing",
    headers: { ...H, "content-encoding": "gzip" },
    body: zlib.gzipSync(""),
    status: 400,
    want: "empty request body",
  },
  { name: "chunks without a length", headers: H, body: ENVELOPE, isChunked: true, status: 200, want: { id: ID } },
  { name: "Expect: 100-continue", headers: { ...H, expect: "100-continue" }, body: ENVELOPE, status: 200, want: { id: ID } },
  // Authentication.
  { name: "nothing that names a key", body: ENVELOPE, status: 401, want: "missing authorization information" },
  { name: "nothing that names a key, and an empty body", body: "", status: 401, want: "missing authorization information" },
  {
    name: "nothing that names a key, and no envelope",
    body: "not json",
    status: 401,
    want: "bad envelope authentication header",
  },
  {
    name: "the envelope's own dsn (a tunnel)",
    body: withHeader({ event_id: ID, dsn: dsn(42) }),
    status: 200,
    want: { id: ID },
  },
  {
    name: "the envelope's own dsn, of an unknown key",
    body: withHeader({ dsn: dsn(42, "f".repeat(32)) }),
    status: 403,
    want: "no active client key",
  },
  {
    name: "a dsn of another project",
    headers: H,
    body: withHeader({ dsn: dsn(43) }),
    status: 400,
    want: "project id header mismatch",
  },
  {
    name: "a dsn with another key",
    headers: H,
    body: withHeader({ dsn: dsn(42, K43) }),
    status: 400,
    want: "public key header mismatch",
  },
  {
    name: "a dsn of another host, scheme and secret",
    headers: H,
    body: withHeader({ event_id: ID, dsn: dsn(42) }),
    status: 200,
    want: { id: ID },
  },
  {
    name: "header and query with the same key",
    path: `/api/42/envelope/?sentry_key=${K}`,
    headers: H,
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "header and query with different keys",
    path: `/api/42/envelope/?sentry_key=${K43}`,
    headers: H,
    body: ENVELOPE,
    status: 401,
    want: "multiple authorization",
  },
  {
    name: "lower case, no spaces",
    headers: { "x-sentry-auth": `sentry sentry_key=${K},sentry_version=7` },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "Authorization: Sentry",
    headers: { authorization: `Sentry sentry_key=${K}` },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "Authorization: Basic",
    headers: { authorization: `Basic ${btoa(`${K}:`)}` },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "a Bearer token beside the query",
    path: `/api/42/envelope/?sentry_key=${K}`,
    headers: { authorization: "Bearer x" },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "neither version nor client, a secret of (null)",
    headers: { "x-sentry-auth": `Sentry sentry_key=${K}, sentry_secret=(null)` },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "a version in words",
    headers: { "x-sentry-auth": `Sentry sentry_key=${K}, sentry_version=abc` },
    body: ENVELOPE,
    status: 401,
    want: "bad x-sentry-auth header",
  },
  {
    name: "an unknown key",
    path: `/api/42/envelope/?sentry_key=${"f".repeat(32)}`,
    body: ENVELOPE,
    status: 403,
    want: "no active client key",
  },
  {
    name: "a key of another project",
    path: `/api/42/envelope/?sentry_key=${K43}`,
    body: ENVELOPE,
    status: 403,
    want: "no active client key",
  },
  {
    name: "a key that is switched off",
    path: `/api/42/envelope/?sentry_key=${K_OFF}`,
    body: ENVELOPE,
    status: 403,
    want: "no active client key",
  },
  {
    name: "a project that is not there",
    path: `/api/4711/envelope/?sentry_key=${K}`,
    body: ENVELOPE,
    status: 403,
    want: "no active client key",
  },
  { name: "a key that is none", path: "/api/42/envelope/?sentry_key=xyz", body: ENVELOPE, status: 400, want: "bad public key" },
  {
    name: "a project in words",
    path: "/api/abc/envelope/",
    headers: H,
    body: ENVELOPE,
    status: 400,
    want: "bad project path parameter",
  },
  // GitLab's addresses.
  {
    name: "GitLab's collector",
    path: "/api/v4/error_tracking/collector/api/42/envelope/",
    headers: H,
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "GitLab's collector without api",
    path: "/api/v4/error_tracking/collector/42/store",
    headers: H,
    body: EVENT.replace("{", `{"event_id":"${ID}",`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "GitLab's service",
    path: "/errortracking/api/v1/projects/api/42/envelope",
    headers: H,
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "GitLab's collector, an unknown key",
    path: `/api/v4/error_tracking/collector/api/42/store/?sentry_key=${"f".repeat(32)}`,
    body: EVENT,
    status: 404,
    want: "no active client key",
  },
  {
    name: "GitLab's service, a key of another project",
    path: `/errortracking/api/v1/projects/api/42/store/?sentry_key=${K43}`,
    body: EVENT,
    status: 404,
    want: "no active client key",
  },
  // Methods.
  { name: "GET envelope", method: "GET", headers: H, status: 405, want: "method not allowed" },
  { name: "DELETE envelope", method: "DELETE", headers: H, status: 405, want: "method not allowed" },
  { name: "PUT store", method: "PUT", path: storePath, headers: H, status: 405, want: "method not allowed" },
  // Store.
  {
    name: "store: JSON as text",
    path: storePath,
    headers: { ...H, "content-type": "text/plain" },
    body: `{"event_id":"${ID}"}`,
    status: 200,
    want: { id: ID },
  },
  { name: "store: base64 of zlib", path: storePath, headers: H, body: raven, status: 200, want: { id: ID } },
  {
    name: "store: base64 of JSON",
    path: storePath,
    headers: H,
    body: btoa(`{"event_id":"${ID}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: zlib that nobody declared",
    path: storePath,
    headers: H,
    body: zlib.deflateSync(`{"event_id":"${ID}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: a form",
    path: storePath,
    headers: H,
    body: `sentry_data=${encodeURIComponent(raven)}`,
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: gzip",
    path: storePath,
    headers: { ...H, "content-encoding": "gzip" },
    body: zlib.gzipSync(`{"event_id":"${ID}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: br",
    path: storePath,
    headers: { ...H, "content-encoding": "br" },
    body: zlib.brotliCompressSync(`{"event_id":"${ID}"}`),
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: 600 KiB, parsed on the other thread",
    path: storePath,
    headers: H,
    body: `{"event_id":"${ID}","a":"${"x".repeat(600_000)}"}`,
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: garbage",
    path: storePath,
    headers: H,
    body: Buffer.from([0, 1, 2, 0xff]),
    status: 400,
    want: "invalid request body",
  },
  { name: "store: broken JSON", path: storePath, headers: H, body: '{"a":', status: 400, want: "invalid JSON data" },
  {
    name: "store: an id that is none",
    path: storePath,
    headers: H,
    body: '{"event_id":"not-a-uuid"}',
    status: 400,
    want: "invalid JSON data",
  },
  {
    name: "store: an id in upper case with hyphens",
    path: storePath,
    headers: H,
    body: '{"event_id":"9EC79C33-EC99-42AB-8353-589FCB2E04DC"}',
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: NaN",
    path: storePath,
    headers: H,
    body: `{"event_id":"${ID}","extra":{"a":NaN}}`,
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: nested 500 deep",
    path: storePath,
    headers: H,
    body: `{"a":${"[".repeat(500)}${"]".repeat(500)}}`,
    status: 400,
    want: "invalid JSON data",
  },
  { name: "store: nothing", path: storePath, headers: H, body: "", status: 400, want: "empty request body" },
  {
    name: "store: an envelope by its content type",
    path: storePath,
    headers: { ...H, "content-type": "application/x-sentry-envelope" },
    body: ENVELOPE,
    status: 200,
    want: { id: ID },
  },
  {
    name: "store: a transaction",
    path: storePath,
    headers: H,
    body: `{"event_id":"${ID}","type":"transaction"}`,
    status: 200,
    want: { id: ID },
    logs: false,
  },
  { name: "store: no authentication", path: storePath, body: EVENT, status: 401, want: "missing authorization information" },
  {
    name: "store: more than 2 MiB",
    path: storePath,
    headers: H,
    body: `{"a":"${"x".repeat(MAX_EVENT_BYTES)}"}`,
    status: 413,
    want: "type 'event'",
  },
  {
    name: "store without a project",
    path: "/api/store/",
    headers: H,
    body: `{"event_id":"${ID}"}`,
    status: 200,
    want: { id: ID },
  },
];

for (const { name, status, want, logs, ...request } of rows) {
  test(`${status}: ${name}`, async () => {
    await using door = await openDoor();
    const answer = await door.send(request);
    assert.equal(answer.status, status, answer.body.toString());
    if (typeof want === "string") assert.ok(detailOf(answer.json).includes(want), detailOf(answer.json));
    else assert.deepEqual(answer.json, want);
    assert.equal(door.logged.length, (logs ?? status === 200) ? 1 : 0);
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.equal(answer.headers["content-type"], "application/json");
    if (status >= 400) assert.equal(answer.headers["x-sentry-error"], detailOf(answer.json));
    assert.equal(door.ingest.bytesInFlight(), 0);
    assert.deepEqual(door.failures, []);
  });
}

function detailOf(json: unknown): string {
  return typeof json === "object" && json !== null && "detail" in json ? String(json.detail) : "";
}

function textOf({ body, coding }: LoggedRequest): string {
  const plain = inflate(body, coding, 10_000_000);
  assert.ok(plain.ok);
  return Buffer.from(plain.value).toString();
}

test("what is logged is what came, with all that time would change", async () => {
  await using door = await openDoor();
  const body = zlib.gzipSync(ENVELOPE);
  await door.send({ headers: { ...H, "content-encoding": "gzip", "user-agent": "UA/1" }, body });
  assert.deepEqual(
    { ...door.logged[0], body: Buffer.from(door.logged[0]?.body ?? "") },
    {
      kind: "envelope",
      projectId: 42,
      keyId: 1,
      receivedAtMs: NOW_MS,
      eventId: ID,
      clientIp: "192.0.2.1",
      userAgent: "UA/1",
      client: "test/1.0",
      coding: "gzip",
      body,
    },
  );
});

const logForms = [
  {
    name: "brotli is logged as zstd",
    path: undefined,
    coding: "br",
    body: zlib.brotliCompressSync(ENVELOPE),
    logged: "zstd",
    text: ENVELOPE,
  },
  {
    name: "the outer of two codings is taken off",
    path: undefined,
    coding: "zstd, gzip",
    body: zlib.gzipSync(zlib.zstdCompressSync(ENVELOPE)),
    logged: "zstd",
    text: ENVELOPE,
  },
  {
    name: "base64 of zlib is logged as its JSON",
    path: storePath,
    coding: "identity",
    body: raven,
    logged: "identity",
    text: `{"event_id":"${ID}","message":"old"}`,
  },
  {
    name: "a compressed store body stays compressed",
    path: storePath,
    coding: "gzip",
    body: zlib.gzipSync(EVENT),
    logged: "gzip",
    text: EVENT,
  },
  {
    name: "a mark before the JSON is gone",
    path: storePath,
    coding: "gzip",
    body: zlib.gzipSync(`\uFEFF${EVENT}`),
    logged: "identity",
    text: EVENT,
  },
];
for (const { name, path, coding, body, logged, text } of logForms) {
  test(name, async () => {
    await using door = await openDoor();
    const answer = await door.send({ path: path ?? "/api/42/envelope/", headers: { ...H, "content-encoding": coding }, body });
    assert.equal(answer.status, 200);
    const request = door.logged[0];
    assert.ok(request !== undefined);
    assert.equal(request.coding, logged);
    assert.equal(textOf(request), text);
  });
}

test("events without any id are given one, further events keep theirs or are given one", async () => {
  await using door = await openDoor();
  const answer = await door.send({
    headers: H,
    body: withHeader(
      {},
      `{"type":"session"}\n{}\n{"type":"event"}\n{}\n{"type":"event"}\n{"event_id":"${ID2}"}\n{"type":"event"}\n{}`,
    ),
  });
  const request = door.logged[0];
  assert.ok(request?.eventId !== undefined);
  assert.deepEqual(answer.json, { id: request.eventId });
  assert.match(request.eventId, /^[0-9a-f]{32}$/);
  assert.deepEqual(Object.keys(request.generatedIds ?? {}), ["2", "3"]);
  assert.equal(request.generatedIds?.["2"], ID2);
  assert.match(request.generatedIds?.["3"] ?? "", /^[0-9a-f]{32}$/);
});

test("the header's id is the first event's alone", async () => {
  await using door = await openDoor();
  await door.send({
    headers: H,
    body: withHeader({ event_id: ID }, `{"type":"event"}\n{}\n{"type":"event"}\n{"event_id":"${ID2}"}`),
  });
  assert.equal(door.logged[0]?.eventId, ID);
  assert.deepEqual(door.logged[0]?.generatedIds, { "1": ID2 });
});

test("the pixel form takes the event from the query and answers a picture", async () => {
  await using door = await openDoor();
  for (const data of [`{"event_id":"${ID}"}`, raven]) {
    const answer = await door.send({
      method: "GET",
      path: `${storePath}?sentry_key=${K}&sentry_data=${encodeURIComponent(data)}`,
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "image/gif");
    assert.equal(answer.body.subarray(0, 6).toString(), "GIF89a");
    assert.equal(door.logged.at(-1)?.eventId, ID);
  }
  const without = await door.send({ method: "GET", path: `${storePath}?sentry_key=${K}` });
  assert.equal(without.status, 400);
});

test("HEAD and a wrong method name the right ones", async () => {
  await using door = await openDoor();
  const head = await door.send({ method: "HEAD", headers: H });
  assert.equal(head.status, 405);
  assert.equal(head.headers.allow, "POST, OPTIONS");
  const put = await door.send({ method: "PUT", path: storePath, headers: H });
  assert.equal(put.headers.allow, "GET, POST, OPTIONS");
});

test("a preflight allows what browsers send, and what they ask for", async () => {
  await using door = await openDoor();
  const answer = await door.send({
    method: "OPTIONS",
    headers: { origin: "https://shop.example", "access-control-request-headers": "X-Sentry-Auth, x-my-own, bad header" },
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["access-control-allow-origin"], "*");
  assert.equal(answer.headers["access-control-max-age"], "3600");
  assert.match(answer.headers["access-control-allow-methods"] ?? "", /POST/);
  const allowed = (answer.headers["access-control-allow-headers"] ?? "").split(", ");
  assert.ok(["x-sentry-auth", "content-encoding", "x-my-own"].every((name) => allowed.includes(name)));
  assert.ok(!allowed.includes("bad header"));
});

test("browsers may read the headers that matter, on refusals too", async () => {
  await using door = await openDoor();
  const answer = await door.send({ body: ENVELOPE });
  assert.equal(answer.headers["access-control-expose-headers"], "x-sentry-error, x-sentry-rate-limits, retry-after");
  assert.equal(answer.headers["cross-origin-resource-policy"], "cross-origin");
});

test("below a path, requests are taken with it and without it", async () => {
  await using door = await openDoor({ basePath: "/errors" });
  for (const path of ["/errors/api/42/envelope/", "/api/42/envelope/"]) {
    assert.equal((await door.send({ path, headers: H, body: ENVELOPE })).status, 200, path);
  }
  assert.equal((await door.send({ path: "/other/api/42/envelope/", headers: H, body: ENVELOPE })).status, 404);
});
