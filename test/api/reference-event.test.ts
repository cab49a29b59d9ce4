import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { eventEnvelope, newId, outcome, outcomes, send, settle, stored } from "./reference-rows.ts";

/** Rows 53 to 87 of the reference, §12, each against a whole server: what is made of an event, a session, a report. */
let server: TestServer;
before(async () => {
  server = await startServer({ env: { CULPRIT_TRUSTED_PROXIES: "127.0.0.1" } });
});
after(() => server[Symbol.asyncDispose]());

type Stored = { readonly [field: string]: unknown };

/** Sends an event, which must be answered 200, and reads what is stored of it. */
async function keep(event: object | string, headers: { readonly [name: string]: string } = {}): Promise<Stored> {
  const id = newId();
  const answer = await send(server, { body: eventEnvelope(id, event), headers });
  assert.deepEqual([answer.status, answer.text], [200, `{"id":"${id}"}`]);
  return stored(server, id);
}

const trace = { type: "Boom", value: "x", stacktrace: { frames: [{ function: "f", filename: "a.py", lineno: 1 }] } };
const errorsOf = (event: Stored): string => JSON.stringify(event["errors"] ?? []);
const now = Date.now() / 1_000;

type Row = {
  readonly row: number;
  readonly name: string;
  /** Each is sent by itself and must be stored as the entry of `want` at its place says. */
  readonly events: readonly object[];
  readonly headers?: { readonly [name: string]: string };
  readonly want: readonly Stored[];
  /** What the notes of the event must name, where one is expected. */
  readonly notes?: readonly (RegExp | undefined)[];
};

const exception = { values: [trace] };
const rows: readonly Row[] = [
  {
    row: 54,
    name: "an empty exception, null and a text are no exception, the text is noted",
    events: [
      { exception: {}, message: "m" },
      { exception: null, message: "m" },
      { exception: "str", message: "m" },
    ],
    want: [{ exception: undefined }, { exception: undefined }, { exception: undefined }],
    notes: [undefined, undefined, /"exception"/],
  },
  {
    row: 55,
    name: "a message as text, with %s, with {}, and false",
    events: [
      { message: "hello" },
      { message: { message: "a %s", params: ["b"] } },
      { logentry: { message: "a {}", params: ["b"] } },
      { message: false },
    ],
    want: [
      { logentry: { formatted: "hello" } },
      { logentry: { formatted: "a b", message: "a %s", params: ["b"] } },
      { logentry: { formatted: "a b", message: "a {}", params: ["b"] } },
      { logentry: undefined },
    ],
  },
  {
    row: 56,
    name: "levels 40, critical, log and bogus",
    events: [{ level: 40 }, { level: "critical" }, { level: "log" }, { level: "bogus" }],
    want: [{ level: "error" }, { level: "fatal" }, { level: "info" }, { level: "error" }],
    notes: [undefined, undefined, undefined, /"level"/],
  },
  {
    row: 57,
    name: "tags of an object with true and a number, of pairs, with a space in a key",
    events: [{ tags: { a: true, b: 42 } }, { tags: [["a", "1"]] }, { tags: { "foo bar": "x" } }],
    want: [
      {
        tags: [
          ["a", "True"],
          ["b", "42"],
        ],
      },
      { tags: [["a", "1"]] },
      { tags: [["foo-bar", "x"]] },
    ],
  },
  {
    row: 58,
    name: "a tag environment becomes the environment",
    events: [{ tags: { environment: "staging" } }],
    want: [{ environment: "staging", tags: undefined }],
  },
  {
    row: 59,
    name: "a tag value of 201 characters is left out and noted",
    events: [{ tags: { a: "x".repeat(201) } }],
    want: [{ tags: undefined }],
    notes: [/value_too_long/],
  },
  {
    row: 60,
    name: "a release with a slash is left out and noted, a number is a text",
    events: [{ release: "foo/bar" }, { release: 1.0 }],
    want: [{ release: undefined }, { release: "1" }],
    notes: [/"release"/, undefined],
  },
  {
    row: 66,
    name: "a user's id of twenty digits keeps them all",
    events: [JSON.parse('{"user":{"id":"12345678901234567890"}}')],
    want: [{ user: { id: "12345678901234567890" } }],
  },
  {
    row: 67,
    name: "empty lists stand for empty objects, without a note",
    events: [{ extra: [], user: [], contexts: [] }],
    want: [{ errors: undefined }],
  },
  {
    row: 70,
    name: "NUL and half a character in a message are cleaned",
    events: [{ message: "a\u0000b\ud800c" }],
    want: [{ logentry: { formatted: "ab\ufffdc" } }],
  },
  {
    row: 71,
    name: "an address is taken apart",
    events: [{ request: { url: "http://a/b?x=1#f" } }],
    want: [{ request: { url: "http://a/b", query_string: [["x", "1"]], fragment: "f" } }],
  },
  {
    row: 72,
    name: "cookies come out of the headers, authorization is filtered",
    events: [{ request: { url: "http://a/", headers: { Cookie: "a=b", authorization: "Bearer t" } } }],
    want: [{ request: { url: "http://a/", cookies: [["a", "b"]], headers: [["Authorization", "[Filtered]"]] } }],
  },
  {
    row: 73,
    name: "secrets in extra are filtered by their names and by their words",
    events: [{ extra: { password: "x", note: "my password is 1" } }],
    want: [{ extra: { password: "[Filtered]", note: "[Filtered]" } }],
  },
  {
    row: 74,
    name: "a card number and a password in an address are filtered",
    events: [{ extra: { n: "4111 1111 1111 1111", u: "http://u:p@h/" } }],
    want: [{ extra: { n: "[Filtered]", u: "http://u:[Filtered]@h/" } }],
  },
  { row: 75, name: "a tag named password stays", events: [{ tags: { password: "x" } }], want: [{ tags: [["password", "x"]] }] },
];

for (const { row, name, events, headers, want, notes = [] } of rows) {
  test(`row ${row}: ${name}`, async () => {
    for (const [index, event] of events.entries()) {
      const kept = await keep(event, headers);
      for (const [field, value] of Object.entries(want[index] ?? {})) assert.deepEqual(kept[field], value, field);
      const note = notes[index];
      if (note === undefined) assert.equal(kept["errors"], undefined);
      else assert.match(errorsOf(kept), note);
    }
  });
}

test("row 53: an exception as object, as list, as values and under its old name is stored alike", async () => {
  const forms = [
    { exception: trace },
    { exception: [trace] },
    { exception: { values: [trace] } },
    { "sentry.interfaces.Exception": { values: [trace] } },
  ];
  const kept = await Promise.all(forms.map((form) => keep(form)));
  for (const { exception: as } of kept) assert.deepEqual(as, kept[0]?.["exception"]);
  assert.match(JSON.stringify(kept[0]?.["exception"]), /"type":"Boom"/);
});

test("row 61: times without a zone, as number, of the far future and of 40 days ago", async () => {
  const plain = await keep({ timestamp: new Date(now * 1_000).toISOString().slice(0, 19) });
  assert.equal(plain["timestamp"], Math.floor(now));
  assert.equal((await keep({ timestamp: now }))["timestamp"], now);
  for (const [timestamp, note] of [
    ["2099-01-01T00:00:00Z", /future_timestamp/],
    [now - 40 * 86_400, /past_timestamp/],
  ] as const) {
    const corrected = await keep({ timestamp });
    assert.ok(Math.abs(Number(corrected["timestamp"]) - now) < 3_600);
    assert.match(errorsOf(corrected), note);
  }
});

test("row 62: a clock two hours behind is moved and noted, one half an hour behind is left", async () => {
  const at = async (behindSeconds: number): Promise<Stored> => {
    const id = newId();
    const sentAt = new Date((now - behindSeconds) * 1_000).toISOString();
    const payload = JSON.stringify({ message: "m", timestamp: now - behindSeconds });
    const body = `${JSON.stringify({ event_id: id, sent_at: sentAt })}\n{"type":"event"}\n${payload}`;
    assert.equal((await send(server, { body })).status, 200);
    return stored(server, id);
  };
  const far = await at(7_200);
  assert.ok(Math.abs(Number(far["timestamp"]) - now) < 600);
  assert.match(errorsOf(far), /clock_drift/);
  const near = await at(1_800);
  assert.ok(Math.abs(Number(near["timestamp"]) - (now - 1_800)) < 1);
  assert.equal(near["errors"], undefined);
});

const forwarded = { "x-forwarded-for": "203.0.113.7" };
const ipOf = (event: Stored): unknown => (event["user"] as { ip_address?: unknown } | undefined)?.ip_address;

test("row 63: {{auto}} is the client's address, through a trusted proxy", async () => {
  assert.equal(ipOf(await keep({ user: { ip_address: "{{auto}}" } }, forwarded)), "203.0.113.7");
});

test("row 64: an SDK that says never gets no address", async () => {
  const event = { user: { ip_address: "{{auto}}" }, sdk: { name: "a", version: "1", settings: { infer_ip: "never" } } };
  assert.equal(ipOf(await keep(event, forwarded)), undefined);
});

test("row 65: a server's program without an address stays without", async () => {
  assert.equal(ipOf(await keep({ platform: "python", message: "m" }, forwarded)), undefined);
});

test("row 66: a bare number of twenty digits as a user's id, too", async () => {
  const kept = await keep('{"user":{"id":12345678901234567890}}');
  assert.deepEqual(kept["user"], { id: "12345678901234567890" });
});

test("row 68: of 600 frames the 250 newest are kept", async () => {
  const frames = Array.from({ length: 600 }, (_, number) => ({ function: `f${number}`, filename: "a.py", lineno: number }));
  const kept = await keep({ exception: { values: [{ type: "A", value: "b", stacktrace: { frames } }] } });
  const text = JSON.stringify(kept["exception"]);
  assert.equal(text.match(/"lineno"/g)?.length, 250);
  assert.ok(text.includes('"f599"') && text.includes('"f350"') && !text.includes('"f349"'));
});

test("row 69: JSON nested 500 deep is dropped as invalid, at the store endpoint refused", async () => {
  const deep = `{"a":${"[".repeat(500)}${"]".repeat(500)}}`;
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id, deep) })).status, 200);
  assert.equal(await outcome(server, id), "invalid invalid_json");
  assert.equal((await send(server, { path: "/api/{P}/store/", body: deep })).status, 400);
});

test("row 73: what is below a name of a secret is removed", async () => {
  const kept = await keep({ extra: { pin: { token: 1 } } });
  assert.doesNotMatch(JSON.stringify(kept["extra"]), /1/);
});

/** Sends one event with filters set, and says what became of it. */
async function filtered(event: object, headers: { readonly [name: string]: string } = {}): Promise<string> {
  const id = newId();
  assert.equal((await send(server, { body: eventEnvelope(id, event), headers })).status, 200);
  return outcome(server, id);
}

test("row 76: a crawler is filtered", async () => {
  await settle(server, { active: true }, "filters/web-crawlers/");
  const request = { url: "http://shop.example/", headers: { "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" } };
  assert.equal(await filtered({ exception, request }), "filtered web-crawlers");
});

test("row 77: an old Chrome is filtered", async () => {
  await settle(server, { subfilters: ["chrome"] }, "filters/legacy-browsers/");
  const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.0.0 Safari/537.36";
  const request = { url: "http://shop.example/", headers: { "User-Agent": agent } };
  assert.equal(await filtered({ platform: "javascript", exception, request }), "filtered legacy-browsers");
});

test("row 78: a browser's extension is filtered by its first exception", async () => {
  await settle(server, { active: true }, "filters/browser-extensions/");
  const values = [{ type: "Error", value: "Extension context invalidated." }];
  assert.equal(await filtered({ platform: "javascript", exception: { values } }), "filtered browser-extensions");
});

test("row 79: a page on localhost is filtered, one whose name begins like it is kept", async () => {
  await settle(server, { active: true }, "filters/localhost/");
  assert.equal(await filtered({ exception, request: { url: "http://foo.localhost:3000/" } }), "filtered localhost");
  assert.equal(await filtered({ exception, request: { url: "http://localhost.com/" } }), "accepted");
});

test("row 80: an exception is filtered by a pattern of its text", async () => {
  await settle(server, { options: { "filters:error_messages": "*Timeout*" } });
  assert.equal(await filtered({ exception: { values: [{ type: "HttpTimeout", value: "x" }] } }), "filtered error-message");
});

const sessionsOf = async (release: string): Promise<string> => {
  const query = `field=sum(session)&groupBy=session.status&query=${encodeURIComponent(`release:${release}`)}&statsPeriod=1d&interval=1d`;
  const answer = (await server.read(`/organizations/${server.organization}/sessions/?${query}`)) as {
    groups: { by: { [name: string]: string }; totals: { [field: string]: number } }[];
  };
  return answer.groups
    .map(({ by, totals }) => `${by["session.status"]} ${totals["sum(session)"]}`)
    .filter((text) => !text.endsWith(" 0"))
    .toSorted()
    .join(", ");
};

const sessionEnvelope = (type: string, ...payloads: readonly object[]): string =>
  ["{}", ...payloads.flatMap((payload) => [`{"type":"${type}"}`, JSON.stringify(payload)])].join("\n");

test("row 81: a session that began well and then crashed is one, and crashed", async () => {
  const session = { sid: randomUUID(), started: new Date().toISOString(), attrs: { release: "row@81" } };
  const body = sessionEnvelope(
    "session",
    { ...session, init: true, status: "ok" },
    { ...session, seq: 1, status: "crashed", errors: 1 },
  );
  assert.deepEqual(await send(server, { body }), { status: 200, text: "{}" });
  await waitFor(async () => (await sessionsOf("row@81")) === "crashed 1", { what: "the session" });
});

test("row 82: sessions without a release, of six days ago or of an unknown status are dropped without a word", async () => {
  const started = new Date().toISOString();
  const attrs = { release: "row@82" };
  const bad = [
    { sid: randomUUID(), started, status: "ok", attrs: {} },
    { sid: randomUUID(), started: new Date(Date.now() - 6 * 86_400_000).toISOString(), status: "ok", attrs },
    { sid: randomUUID(), started, status: "bogus", attrs },
  ];
  for (const payload of bad)
    assert.deepEqual(await send(server, { body: sessionEnvelope("session", payload) }), { status: 200, text: "{}" });
  assert.equal(await sessionsOf("row@82"), "");
});

test("row 83: sessions that an SDK has counted are added up", async () => {
  const aggregates = [{ started: new Date().toISOString(), exited: 5, errored: 2, crashed: 1 }];
  const body = sessionEnvelope("sessions", { aggregates, attrs: { release: "row@83" } });
  assert.equal((await send(server, { body })).status, 200);
  await waitFor(async () => (await sessionsOf("row@83")) === "crashed 1, errored 2, healthy 5", { what: "the sessions" });
});

test("row 84: a client report alone is answered {} and its counts join the outcomes", async () => {
  const report = { timestamp: now, discarded_events: [{ reason: "sample_rate", category: "error", quantity: 7 }] };
  const answer = await send(server, {
    isSigned: false,
    path: "/api/{P}/envelope/?sentry_key={K}",
    body: sessionEnvelope("client_report", report),
  });
  assert.deepEqual(answer, { status: 200, text: "{}" });
  await waitFor(async () => (await outcomes(server)).get("client-discard error sample_rate") === 7, { what: "the discards" });
});

test("row 85: a user's report that comes before its event is linked when it arrives", async () => {
  const id = newId();
  const report = { event_id: id, name: "Zoe", email: "zoe@example.org", comments: "it broke" };
  assert.equal((await send(server, { body: sessionEnvelope("user_report", report) })).status, 200);
  await keepAs(id);
  const path = `/projects/${server.organization}/${server.project}/events/${id}/`;
  await waitFor(async () => JSON.stringify(await server.read(path)).includes("it broke"), { what: "the report" });
});

async function keepAs(id: string): Promise<void> {
  assert.equal((await send(server, { body: eventEnvelope(id) })).status, 200);
  await stored(server, id);
}

test("row 86: feedback with an attachment is kept as feedback, and is no issue", async () => {
  const id = newId();
  const feedback = { event_id: id, contexts: { feedback: { message: "the button is gone", contact_email: "a@b.c" } } };
  const body = [
    JSON.stringify({ event_id: id }),
    '{"type":"feedback"}',
    JSON.stringify(feedback),
    '{"type":"attachment","filename":"shot.png","length":3}',
    "png",
  ].join("\n");
  assert.equal((await send(server, { body })).status, 200);
  const below = `/projects/${server.organization}/${server.project}`;
  await waitFor(async () => JSON.stringify(await server.read(`${below}/user-feedback/`)).includes("the button is gone"), {
    what: "the feedback",
  });
  assert.deepEqual(await server.read(`${below}/issues/?query=button`), []);
});

test("row 87: a transaction, a profile and a replay are counted and not kept", async () => {
  const items = ["transaction", "profile", "replay_event", "replay_recording"].flatMap((type) => [`{"type":"${type}"}`, "{}"]);
  assert.equal((await send(server, { body: [`{"event_id":"${newId()}"}`, ...items].join("\n") })).status, 200);
  await waitFor(
    async () => {
      const all = await outcomes(server);
      return ["transaction", "profile", "replay"].every((category) => all.has(`filtered ${category} unsupported-item`));
    },
    { what: "the counts" },
  );
});
