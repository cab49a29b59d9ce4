import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import type { Sending } from "./reference-rows.ts";
import { eventEnvelope, newId, outcome, outcomes, send, settle, stored } from "./reference-rows.ts";

/** Rows 1 to 52 and 88 to 99 of the reference, §12, each against a whole server: what is answered, and whether it is kept. */
let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server[Symbol.asyncDispose]());

type Case = Sending & {
  readonly status: number;
  /** Words of the answer. */
  readonly says?: string | RegExp;
  /** The id under which an event must be stored then. */
  readonly keeps?: string;
};
type Row = { readonly row: number; readonly name: string; readonly cases: readonly Case[] };

const MIB = 2 ** 20;
const UNKNOWN_KEY = "0".repeat(32);
const ids = Array.from({ length: 80 }, newId);
let next = 0;
/** A case that keeps an event under a new id, which its body is made of. */
const kept = (make: (id: string) => Sending): Case => {
  const id = ids[next++] ?? newId();
  return { status: 200, says: `{"id":"${id}"}`, keeps: id, ...make(id) };
};
const enveloped = (more: Sending = {}): Case => kept((id) => ({ body: eventEnvelope(id), ...more }));
const coded = (coding: string, encode: (body: string) => Uint8Array): Case =>
  kept((id) => ({ body: encode(eventEnvelope(id)), headers: { "content-encoding": coding } }));
const store = (make: (id: string) => Omit<Sending, "path">): Case => kept((id) => ({ path: "/api/{P}/store/", ...make(id) }));
const storeText = (id: string): string => JSON.stringify({ event_id: id, message: "row" });
const withDsn = (dsn: string): string => `{"dsn":"${dsn}"}\n{"type":"event"}\n{"message":"row"}`;
const refused = (status: number, says: string | RegExp, sending: Sending): Case => ({ status, says, ...sending });
const EVENT = '{"type":"event"}\n{"message":"row"}';

const rows: readonly Row[] = [
  {
    row: 1,
    name: "an envelope with lengths, with and without a newline at the end, and without a length",
    cases: [
      enveloped(),
      kept((id) => ({ body: eventEnvelope(id).trimEnd() })),
      kept((id) => ({ body: `{"event_id":"${id}"}\n${EVENT}` })),
    ],
  },
  {
    row: 2,
    name: "no slash at the end, doubled slashes",
    cases: [enveloped({ path: "/api/{P}/envelope" }), enveloped({ path: "/api//{P}//envelope/" })],
  },
  { row: 3, name: "a header alone", cases: [{ status: 200, says: /^\{\}$/, body: "{}" }] },
  { row: 4, name: "an empty body", cases: [refused(400, "empty request body", {})] },
  {
    row: 5,
    name: "a body of words, and a list for a header",
    cases: ["not json", "[]"].map((body) => refused(400, "invalid envelope header", { body })),
  },
  {
    row: 6,
    name: "a length beyond the end",
    cases: [refused(400, "unexpected end of file", { body: '{}\n{"type":"event","length":99}\n{}' })],
  },
  {
    row: 7,
    name: "a length that is too small, or counts characters",
    cases: ['{}\n{"type":"event","length":1}\n{}', '{}\n{"type":"event","length":13}\n{"message":"é"}'].map((body) =>
      refused(400, "missing newline", { body }),
    ),
  },
  {
    row: 10,
    name: "an item without a type",
    cases: [refused(400, "invalid item header", { body: "{}\n{}\n{}" })],
  },
  {
    row: 11,
    name: "an unknown item between two known ones",
    cases: [kept((id) => ({ body: `${eventEnvelope(id)}{"type":"news"}\n{}\n{"type":"client_report"}\n{}` }))],
  },
  { row: 12, name: "CRLF after headers", cases: [kept((id) => ({ body: eventEnvelope(id).replaceAll("}\n", "}\r\n") }))] },
  { row: 13, name: "two newlines at the end", cases: [kept((id) => ({ body: `${eventEnvelope(id)}\n` }))] },
  { row: 14, name: "gzip", cases: [coded("gzip", (body) => zlib.gzipSync(body))] },
  {
    row: 15,
    name: "deflate as zlib and raw, br, zstd",
    cases: [
      coded("deflate", (body) => zlib.deflateSync(body)),
      coded("deflate", (body) => zlib.deflateRawSync(body)),
      coded("br", (body) => zlib.brotliCompressSync(body)),
      coded("zstd", (body) => zlib.zstdCompressSync(body)),
    ],
  },
  {
    row: 16,
    name: "a coding that is empty, or UTF-8",
    cases: ["", "UTF-8"].map((coding) => enveloped({ headers: { "content-encoding": coding } })),
  },
  {
    row: 17,
    name: "gzip that is cut off",
    cases: [
      refused(400, "invalid compression", {
        headers: { "content-encoding": "gzip" },
        body: zlib.gzipSync(EVENT).subarray(0, 20),
      }),
    ],
  },
  {
    row: 18,
    name: "a bomb of gzip",
    cases: [
      refused(413, "exceeded size limits", {
        headers: { "content-encoding": "gzip" },
        body: zlib.gzipSync(Buffer.alloc(200 * MIB), { level: 1 }),
      }),
    ],
  },
  {
    row: 19,
    name: "an unknown coding",
    cases: [refused(415, "unsupported content encoding", { headers: { "content-encoding": "foo" }, body: "x" })],
  },
  { row: 20, name: "chunks without a length", cases: [enveloped({ isChunked: true })] },
  {
    row: 21,
    name: "no authentication at all",
    cases: [refused(401, "missing authorization information", { isSigned: false, body: `{}\n${EVENT}` })],
  },
  {
    row: 22,
    name: "only the envelope's dsn",
    cases: [kept((id) => ({ isSigned: false, body: `{"event_id":"${id}","dsn":"http://{K}@host/{P}"}\n${EVENT}` }))],
  },
  {
    row: 23,
    name: "a dsn of another project, of another key",
    cases: [
      refused(400, "header mismatch", { body: withDsn("http://{K}@host/99") }),
      refused(400, "header mismatch", { body: withDsn(`http://${UNKNOWN_KEY}@host/{P}`) }),
    ],
  },
  {
    row: 24,
    name: "a dsn of another host, scheme and secret",
    cases: [kept((id) => ({ body: `{"event_id":"${id}","dsn":"https://{K}:secret@elsewhere.example/{P}"}\n${EVENT}` }))],
  },
  { row: 25, name: "header and query with the same key", cases: [enveloped({ path: "/api/{P}/envelope/?sentry_key={K}" })] },
  {
    row: 26,
    name: "header and query with different keys",
    cases: [
      refused(401, "multiple authorization", { path: `/api/{P}/envelope/?sentry_key=${UNKNOWN_KEY}`, body: `{}\n${EVENT}` }),
    ],
  },
  {
    row: 27,
    name: "lower case, no spaces",
    cases: [enveloped({ isSigned: false, headers: { "x-sentry-auth": "sentry sentry_key={K},sentry_version=7" } })],
  },
  {
    row: 29,
    name: "Bearer beside the query; neither version nor client; a secret of (null)",
    cases: [
      enveloped({ isSigned: false, path: "/api/{P}/envelope/?sentry_key={K}", headers: { authorization: "Bearer x" } }),
      enveloped({ isSigned: false, headers: { "x-sentry-auth": "Sentry sentry_key={K}" } }),
      enveloped({ isSigned: false, headers: { "x-sentry-auth": "Sentry sentry_key={K}, sentry_secret=(null)" } }),
    ],
  },
  {
    row: 30,
    name: "a version in words",
    cases: [
      refused(401, /bad .*header|authorization/i, {
        isSigned: false,
        headers: { "x-sentry-auth": "Sentry sentry_key={K}, sentry_version=abc" },
        body: "{}",
      }),
    ],
  },
  {
    row: 31,
    name: "an unknown key, a key on another project's path",
    cases: [
      refused(403, "", { isSigned: false, path: `/api/{P}/envelope/?sentry_key=${UNKNOWN_KEY}`, body: "{}" }),
      refused(403, "", { path: "/api/4300/envelope/", body: "{}" }),
    ],
  },
  {
    row: 32,
    name: "a key that is none, a project in words",
    cases: [
      refused(400, "bad public key", { isSigned: false, path: "/api/{P}/envelope/?sentry_key=xyz", body: "{}" }),
      refused(400, "bad project path parameter", { path: "/api/abc/envelope/", body: "{}" }),
    ],
  },
  {
    row: 36,
    name: "store: plain JSON as text",
    cases: [store((id) => ({ headers: { "content-type": "text/plain" }, body: storeText(id) }))],
  },
  {
    row: 37,
    name: "store: base64 of zlib, base64 of JSON, zlib that nobody declared",
    cases: [
      store((id) => ({
        headers: { "content-type": "application/octet-stream" },
        body: zlib.deflateSync(storeText(id)).toString("base64"),
      })),
      store((id) => ({ body: Buffer.from(storeText(id)).toString("base64") })),
      store((id) => ({ body: zlib.deflateSync(storeText(id)) })),
    ],
  },
  {
    row: 38,
    name: "store: garbage",
    cases: [refused(400, "invalid request body", { path: "/api/{P}/store/", body: Buffer.from([1, 2, 3, 250]) })],
  },
  {
    row: 39,
    name: "store: an id that is none",
    cases: [refused(400, "invalid JSON data", { path: "/api/{P}/store/", body: '{"event_id":"not-a-uuid"}' })],
  },
  {
    row: 40,
    name: "store: an id in upper case with hyphens",
    cases: [store((id) => ({ body: storeText(id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-").toUpperCase()) }))],
  },
  {
    row: 42,
    name: "store: an envelope by its content type",
    cases: [store((id) => ({ headers: { "content-type": "application/x-sentry-envelope" }, body: eventEnvelope(id) }))],
  },
  {
    row: 44,
    name: "store: the pixel",
    cases: [
      kept((id) => ({
        method: "GET",
        isSigned: false,
        path: `/api/{P}/store/?sentry_key={K}&sentry_data=${encodeURIComponent(storeText(id))}`,
        says: /^GIF89a/,
      })),
    ],
  },
  { row: 45, name: "store without a project", cases: [kept((id) => ({ path: "/api/store/", body: storeText(id) }))] },
  {
    row: 52,
    name: "31 attachments",
    cases: [
      refused(413, "attachment", {
        body: ["{}", ...Array.from({ length: 31 }, () => '{"type":"attachment","length":0}\n')].join("\n"),
      }),
    ],
  },
  {
    row: 95,
    name: "the crash dialog: without an event, of an unknown dsn, as it should be, a bad e-mail",
    cases: [
      refused(400, "eventId", { method: "GET", isSigned: false, path: "/api/embed/error-page/?dsn=http://{K}@host/{P}" }),
      refused(404, "dsn", {
        method: "GET",
        isSigned: false,
        path: `/api/embed/error-page/?eventId=${ids[0]}&dsn=http://${UNKNOWN_KEY}@host/{P}`,
      }),
      {
        status: 200,
        says: "function",
        method: "GET",
        isSigned: false,
        path: `/api/embed/error-page/?eventId=${ids[0]}&dsn=http://{K}@host/{P}`,
      },
      refused(400, "email", {
        isSigned: false,
        path: `/api/embed/error-page/?eventId=${ids[0]}&dsn=http://{K}@host/{P}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "name=Zoe&email=nothing&comments=x",
      }),
    ],
  },
  {
    row: 96,
    name: "the loader of an unknown key",
    cases: [{ status: 200, method: "GET", isSigned: false, path: `/js-sdk-loader/${UNKNOWN_KEY}.min.js` }],
  },
  { row: 98, name: "DELETE envelope", cases: [refused(405, "method not allowed", { method: "DELETE" })] },
  {
    row: 99,
    name: "OTLP traces, and a cron job by its address",
    cases: [
      { status: 200, path: "/api/{P}/integration/otlp/v1/traces", headers: { "content-type": "application/json" }, body: "{}" },
      { status: 202, method: "GET", isSigned: false, path: "/api/{P}/cron/nightly/{K}/?status=ok" },
    ],
  },
];

for (const { row, name, cases } of rows) {
  test(`row ${row}: ${name}`, async () => {
    for (const sending of cases) {
      const answer = await send(server, sending);
      assert.equal(answer.status, sending.status, answer.text);
      if (typeof sending.says === "string") assert.ok(answer.text.includes(sending.says), answer.text);
      else if (sending.says !== undefined) assert.match(answer.text, sending.says);
      if (sending.keeps !== undefined) await stored(server, sending.keeps);
    }
  });
}

const attachmentsOf = async (id: string): Promise<readonly { id: string; name: string; size: number }[]> =>
  (await server.read(`/projects/${server.organization}/${server.project}/events/${id}/attachments/`)) as never;

test("row 8: two empty attachments at the end", async () => {
  const id = newId();
  // The same file of the same name, sent again, would be the same attachment.
  const empty = (name: string): string => `{"type":"attachment","length":0,"filename":"${name}"}\n`;
  assert.equal((await send(server, { body: `${eventEnvelope(id)}${empty("a")}\n${empty("b")}` })).status, 200);
  await stored(server, id);
  assert.deepEqual(
    (await attachmentsOf(id)).map(({ size }) => size),
    [0, 0],
  );
});

test("row 9: an attachment with newlines and NUL comes back byte by byte", async () => {
  const id = newId();
  const file = Buffer.from("a\n\n\u0000b\r\n\u00ff", "latin1");
  const head = `${eventEnvelope(id)}{"type":"attachment","length":${file.length},"filename":"raw"}\n`;
  assert.equal((await send(server, { body: Buffer.concat([Buffer.from(head), file]) })).status, 200);
  await stored(server, id);
  const [attachment] = await attachmentsOf(id);
  const below = `/projects/${server.organization}/${server.project}/events/${id}/attachments/${attachment?.id}/?download=1`;
  assert.deepEqual(Buffer.from(await (await server.api(below)).arrayBuffer()), file);
});

test("row 28: Authorization: Basic", async () => {
  const id = newId();
  const authorization = `Basic ${Buffer.from(`${server.publicKey}:`).toString("base64")}`;
  assert.equal((await send(server, { isSigned: false, headers: { authorization }, body: eventEnvelope(id) })).status, 200);
  await stored(server, id);
});

test("row 33: a preflight is answered, with what the browser may send and for an hour", async () => {
  const url = `${server.url}/api/${server.projectId}/envelope/`;
  const headers = {
    Origin: "https://shop.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-sentry-auth, content-encoding",
  };
  const answer = await fetch(url, { method: "OPTIONS", headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.match(answer.headers.get("access-control-allow-headers") ?? "", /x-sentry-auth.*content-encoding/i);
  assert.equal(answer.headers.get("access-control-max-age"), "3600");
});

test("rows 34 and 35: a site that is not allowed is refused and may read why; what is no browser is let in", async () => {
  await settle(server, { allowedDomains: ["*.ok.com"] });
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { Origin: "https://evil.example" },
    body: eventEnvelope(newId()),
  });
  assert.equal(answer.status, 403);
  assert.match(await answer.text(), /cors/i);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id) })).status, 200);
  await stored(server, id);
  await settle(server, { allowedDomains: ["*"] });
});

test("row 41: store: NaN is null", async () => {
  const id = newId();
  const body = `{"event_id":"${id}","message":"m","extra":{"a":NaN}}`;
  assert.equal(
    (await send(server, { path: "/api/{P}/store/", headers: { "user-agent": "raven-python/6.10" }, body })).status,
    200,
  );
  assert.deepEqual((await stored(server, id))["extra"], { a: null });
});

test("row 43: store: a transaction is counted and not kept", async () => {
  const body = JSON.stringify({ event_id: newId(), type: "transaction" });
  assert.equal((await send(server, { path: "/api/{P}/store/", body })).status, 200);
  await waitFor(async () => (await outcomes(server)).has("filtered transaction unsupported-item"), { what: "the count" });
});

test("row 46: of two events in an envelope both are stored", async () => {
  const [first, second] = [newId(), newId()];
  const body = `${eventEnvelope(first)}{"type":"event"}\n{"event_id":"${second}"}`;
  assert.equal((await send(server, { body })).status, 200);
  await Promise.all([stored(server, first), stored(server, second)]);
});

test("row 47: of two ids that differ the header's is used", async () => {
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id, { event_id: newId() }) })).text, `{"id":"${id}"}`);
  assert.equal((await stored(server, id))["event_id"], id);
});

test("row 48: an id in the payload alone is used", async () => {
  const id = newId();
  const body = `{}\n{"type":"event"}\n{"event_id":"${id}"}`;
  assert.equal((await send(server, { body })).text, `{"id":"${id}"}`);
  await stored(server, id);
});

test("row 49: an event sent twice is answered 200 twice, and the second is a duplicate", async () => {
  const id = newId();
  const earlier = (await outcomes(server)).get("invalid error duplicate") ?? 0;
  for (let times = 0; times < 2; times += 1) assert.equal((await send(server, { body: eventEnvelope(id) })).status, 200);
  await waitFor(async () => (await outcomes(server)).get("invalid error duplicate") === earlier + 1, { what: "the duplicate" });
});

test("row 50: an event of broken JSON in an envelope is answered 200, and is invalid", async () => {
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id, '{"a":') })).status, 200);
  assert.equal(await outcome(server, id), "invalid invalid_json");
});

test("row 51: an event of 1.5 MiB is trimmed and stored", async () => {
  const id = newId();
  const extra = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`field${number}`, "x".repeat(5_000)]));
  assert.equal((await send(server, { body: eventEnvelope(id, { message: "large", extra }) })).status, 200);
  assert.ok(JSON.stringify(await stored(server, id)).length < MIB);
});

test("row 90: minidumps: in a form, packed, of a wrong beginning, without the field", async () => {
  const form = (name: string, dump: Uint8Array): FormData => {
    const made = new FormData();
    made.set(name, new Blob([Uint8Array.from(dump)]), "crash.dmp");
    return made;
  };
  const url = `${server.url}/api/${server.projectId}/minidump/?sentry_key=${server.publicKey}`;
  const dump = Buffer.concat([Buffer.from("MDMP"), Buffer.alloc(200)]);
  const cases = [
    [form("upload_file_minidump", dump), 200],
    [form("upload_file_minidump", zlib.gzipSync(dump)), 200],
    [form("upload_file_minidump", Buffer.from("nothing of it")), 400],
    [form("other", dump), 400],
  ] as const;
  for (const [body, status] of cases) {
    const answer = await fetch(url, { method: "POST", body });
    const id = (await answer.text()).replaceAll("-", "");
    assert.equal(answer.status, status);
    if (status !== 200) continue;
    await stored(server, id);
    assert.equal((await attachmentsOf(id)).length, 1);
  }
});

test("row 91: what a form says of a crash is put together", async () => {
  const body = new FormData();
  body.set("upload_file_minidump", new Blob([Buffer.concat([Buffer.from("MDMP"), Buffer.alloc(99)])]), "crash.dmp");
  body.set("sentry[release]", "1.0");
  body.set("sentry", JSON.stringify({ tags: { a: "b" } }));
  const url = `${server.url}/api/${server.projectId}/minidump/?sentry_key=${server.publicKey}`;
  const answer = await fetch(url, { method: "POST", body });
  const event = await stored(server, (await answer.text()).replaceAll("-", ""));
  assert.equal(event["release"], "1.0");
  assert.deepEqual(event["tags"], [["a", "b"]]);
});

test("row 92: files that come after their event are linked to it", async () => {
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id) })).status, 200);
  await stored(server, id);
  const body = new FormData();
  body.set("log", new Blob(["late"]), "late.log");
  const url = `${server.url}/api/${server.projectId}/events/${id}/attachments/?sentry_key=${server.publicKey}`;
  assert.equal((await fetch(url, { method: "POST", body })).status, 201);
  await waitFor(async () => (await attachmentsOf(id))[0]?.name === "late.log", { what: "the file" });
});

const report = { "csp-report": { "document-uri": "http://a/", "violated-directive": "img-src", "blocked-uri": "http://b/x" } };
const cspPath = "/api/{P}/security/?sentry_key={K}";
const acceptedReports = async (): Promise<number> => (await outcomes(server)).get("accepted security") ?? 0;

test("row 93: a report of a policy is an event; as HTML it is 415, empty it is 400", async () => {
  const earlier = await acceptedReports();
  const cases = [
    ["application/csp-report", JSON.stringify(report), 200],
    ["text/html", JSON.stringify(report), 415],
    ["application/csp-report", "", 400],
  ] as const;
  for (const [type, body, status] of cases) {
    const answer = await send(server, { isSigned: false, path: cspPath, headers: { "content-type": type }, body });
    assert.equal(answer.status, status, answer.text);
  }
  await waitFor(async () => (await acceptedReports()) === earlier + 1, { what: "the event" });
});

test("row 94: of two violations in one report each is an event", async () => {
  const earlier = await acceptedReports();
  const violation = (directive: string): object => ({
    type: "csp-violation",
    age: 1,
    url: "http://a/",
    user_agent: "x",
    body: { documentURL: "http://a/", effectiveDirective: directive, blockedURL: "http://b/x", disposition: "enforce" },
  });
  const body = JSON.stringify([violation("img-src"), violation("font-src")]);
  const headers = { "content-type": "application/reports+json" };
  assert.equal((await send(server, { isSigned: false, path: cspPath, headers, body })).status, 200);
  await waitFor(async () => (await acceptedReports()) === earlier + 2, { what: "both events" });
});

test("row 88: an event over its quota is 429 with exact headers, and the session beside it is kept", async () => {
  await settle(server, { options: { "quotas:rate-limits": [{ categories: ["error"], count: 1, window: 60 }] } });
  assert.equal((await send(server, { body: eventEnvelope(newId()) })).status, 200);
  const session = { sid: newId(), started: new Date().toISOString(), init: true, status: "ok", attrs: { release: "row@88" } };
  const earlier = (await outcomes(server)).get("accepted session") ?? 0;
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
  const body = `${eventEnvelope(newId())}{"type":"session"}\n${JSON.stringify(session)}`;
  const answer = await fetch(url, { method: "POST", body });
  assert.equal(answer.status, 429);
  assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  assert.match(answer.headers.get("x-sentry-rate-limits") ?? "", /^\d+:error:project:project-limit$/);
  await waitFor(async () => ((await outcomes(server)).get("accepted session") ?? 0) > earlier, { what: "the session" });
});

test("row 89: a minidump over the quota is answered with an id all the same, and dropped", async () => {
  const body = new FormData();
  body.set("upload_file_minidump", new Blob([Buffer.concat([Buffer.from("MDMP"), Buffer.alloc(99)])]), "crash.dmp");
  const answer = await fetch(`${server.url}/api/${server.projectId}/minidump/?sentry_key=${server.publicKey}`, {
    method: "POST",
    body,
  });
  assert.equal(answer.status, 200);
  const id = (await answer.text()).replaceAll("-", "");
  assert.match(id, /^[0-9a-f]{32}$/);
  const path = `/projects/${server.organization}/${server.project}/events/${id}/json/`;
  assert.equal((await server.api(path)).status, 404);
});
