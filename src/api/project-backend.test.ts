import assert from "node:assert/strict";
import net from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { ALL_SCOPES, startFakeSentry } from "../../test/fakes/sentry/fake-sentry.ts";
import type { Scope } from "../account/account.ts";
import { hashToken, makeApiToken } from "../account/tokens.ts";
import { openBackends } from "../backend/backends.ts";
import { integratedBackend } from "../backend/integrated/integrated.ts";
import type { SentryClient } from "../backend/sentry/client.ts";
import { sentryClient } from "../backend/sentry/client.ts";
import { sentryBackend } from "../backend/sentry/sentry.ts";
import { NOON_MS, contractEvent } from "../backend/test-world.ts";
import { normaliseSent } from "../digest/event/normalise-sent.ts";
import { groupUnder } from "../digest/event/group-event.ts";
import { tryRules } from "../digest/event/try-rules.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import { parseAllowList } from "../outbound/allow-list.ts";
import { createOutbound } from "../outbound/client.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import { openTestStore } from "../store/sqlite/read/test-store.ts";
import { createApi } from "./api.ts";
import { testInstallation } from "./test-installation.ts";

const PUBLIC_URL = "https://errors.example.org";
const TOKEN = "sntryu_0123456789abcdef";
const BACKEND = "/projects/example/shop/backend/";

/** A real API over a real store, and a Sentry with the projects acme/web and acme/app. */
async function openWorld(context: TestContext, allow = "127.0.0.1") {
  const sentry = await startFakeSentry();
  const web = sentry.addProject("acme", "web", "Web");
  sentry.addProject("acme", "app", "App");
  sentry.allow(TOKEN, ALL_SCOPES);
  const store = await openTestStore();
  const reader = openSqliteReader(store.path);
  const outbound = createOutbound({ allow: parseAllowList(allow).entries });
  context.after(async () => {
    outbound.close();
    reader.close();
    await store.close();
    await sentry.close();
  });
  const { commands } = store.writer;
  const { errors, connections } = reader;
  const clientOf = (origin: string, token: string): SentryClient =>
    sentryClient({ send: outbound.send, origin, token, now: Date.now, sleep });
  const nobody = (): Promise<never> => Promise.reject(new Error("nobody uploads"));
  const NO_UPLOADS = {
    receiveChunks: nobody,
    listMissing: nobody,
    assemble: nobody,
    receiveFile: nobody,
    assembleDebugFile: nobody,
    receiveDebugFiles: nobody,
  };
  const ways = { secretKey: "k".repeat(32), clientOf, connections, commands, now: Date.now };
  const backends = openBackends(
    integratedBackend({ errors, commands }),
    sentryBackend({ ...ways, local: errors, normalise: normaliseSent }),
  );
  const api = await createApi({
    publicUrl: PUBLIC_URL,
    retentionDays: 90,
    accounts: reader.accounts,
    people: reader.people,
    credentials: reader.credentials,
    audit: reader.audit,
    projects: reader.projects,
    outcomes: reader.outcomes,
    activities: reader.activities,
    searches: reader.searches,
    seen: reader.seen,
    eventRules: reader.eventRules,
    tryRules,
    artifacts: reader.artifacts,
    openBlob: reader.openBlob,
    uploads: NO_UPLOADS,
    installation: testInstallation(reader.installation, Date.now),
    groupingRules: reader.groupingRules,
    groupUnder: groupUnder(groupingV1),
    erasures: reader.erasures,
    admissions: reader.admissions,
    door: { stateOf: () => Promise.reject(new Error("nobody asks")), findRefused: async () => undefined },
    releases: reader.releases,
    userReports: reader.userReports,
    attachments: reader.attachments,
    monitors: reader.monitors,
    backendOf: backends.of,
    listIssues: backends.listIssues,
    countIssues: backends.countIssues,
    sentry: { ...ways, publicUrl: PUBLIC_URL },
    codeHosts: { reader: reader.codeHosts, send: outbound.send, secretKey: ways.secretKey },
    alerts: { reader: reader.alerts, send: outbound.send, mail: undefined, secretKey: ways.secretKey },
    commands,
    now: Date.now,
    deliver: async () => ({ status: 200, body: "{}" }),
  });
  const tokenWith = async (scopes: readonly Scope[]): Promise<string> => {
    const { token, lastFour } = makeApiToken();
    await commands.createApiToken({ tokenHash: hashToken(token), lastFour, name: "t", scopes, userId: store.owner.id });
    return token;
  };
  const admin = await tokenWith(["project:admin", "event:admin", "org:read"]);
  const ask = async (method: string, path: string, body?: object, token = admin) => {
    const response = await api.handle({
      method,
      path: `/api/0${path}`,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
      clientIp: "::1",
    });
    const text = Buffer.from(response.body).toString();
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text === "" ? "null" : text) };
  };
  const wanted = { kind: "sentry", origin: sentry.origin, token: TOKEN, organization: "acme", project: "web" };
  return { ...store, reader, sentry, web, ask, tokenWith, wanted };
}

test("a project is kept here until it is connected; then it says where, and never the token", async (context) => {
  const { ask, sentry, wanted, web } = await openWorld(context);
  const before = (await ask("GET", BACKEND)).json;
  assert.deepEqual([before.kind, before.sentry, before.can.receivesEvents], ["integrated", null, true]);

  const projects = await ask("POST", `${BACKEND}sentry-projects/`, {
    origin: `${sentry.origin}/api/0/projects/acme/app/`,
    token: TOKEN,
  });
  assert.equal(projects.status, 200, projects.text);
  const organization = { id: "1", slug: "acme", name: "acme" };
  assert.deepEqual(
    projects.json.map(({ slug, suggested, organization: of }: { slug: string; suggested: boolean; organization: object }) => [
      slug,
      suggested,
      of,
    ]),
    [
      ["web", false, organization],
      ["app", true, organization],
    ],
  );

  const connected = await ask("PUT", BACKEND, wanted);
  assert.equal(connected.status, 200, connected.text);
  const { kind, can, sentry: told } = connected.json;
  assert.deepEqual([kind, can.search, can.receivesEvents], ["sentry", "sentry", false]);
  const { health, warning, ...place } = told;
  assert.deepEqual(place, {
    origin: sentry.origin,
    organization: { slug: "acme", name: "acme" },
    project: { id: web.id, slug: "web", name: "Web" },
    url: `${sentry.origin}/organizations/acme/issues/?project=${web.id}`,
    token: "••••cdef",
  });
  assert.equal(health.problem, null);
  assert.match(health.checkedAt, /Z$/);
  assert.match(warning, /unencrypted/);
  for (const path of [BACKEND, "/projects/example/shop/", "/organizations/example/projects/"]) {
    const answered = await ask("GET", path);
    assert.ok(!answered.text.includes(TOKEN));
  }
  const project = (await ask("GET", "/projects/example/shop/")).json;
  assert.deepEqual(project.backend, { kind: "sentry", can });
});

test("a connected project shows the Sentry's issues, and its own again when it goes back", async (context) => {
  const { ask, sentry, web, wanted, record } = await openWorld(context);
  record([contractEvent({ issue: "own" })]);
  const { project: _project, ...event } = contractEvent({ issue: "theirs", timestampMs: NOON_MS });
  sentry.recordEvent(web, event);
  const titles = async (): Promise<readonly string[]> => {
    const answered = await ask("GET", "/projects/example/shop/issues/?query=");
    return answered.json.map(({ title }: { title: string }) => title);
  };
  assert.deepEqual(await titles(), ["Title own"]);
  await ask("PUT", BACKEND, wanted);
  assert.deepEqual(await titles(), ["Title theirs"]);
  const sample = await ask("POST", "/projects/example/shop/create-sample/");
  assert.deepEqual([sample.status, /kept by a Sentry/.test(sample.json.detail)], [409, true]);
  const back = await ask("PUT", BACKEND, { kind: "integrated" });
  assert.deepEqual([back.json.kind, back.json.sentry.token], ["integrated", "••••cdef"]);
  assert.deepEqual(await titles(), ["Title own"]);
});

test("the kept token is used when none is given, or what is shown of it, and goes to its own origin alone", async (context) => {
  const { ask, sentry, wanted, reader, first } = await openWorld(context);
  await ask("PUT", BACKEND, wanted);
  const { token: _token, ...withoutToken } = wanted;
  for (const token of [undefined, null, "", "••••••", "********", "••••cdef", "••••1234"]) {
    const answered = await ask("PUT", BACKEND, { ...withoutToken, project: "app", ...(token === undefined ? {} : { token }) });
    assert.equal(answered.status, 200, answered.text);
    assert.equal(answered.json.sentry.project.slug, "app");
  }
  const other = await startFakeSentry();
  context.after(() => other.close());
  for (const path of [BACKEND, `${BACKEND}sentry-projects/`]) {
    const answered = await ask(path === BACKEND ? "PUT" : "POST", path, { ...withoutToken, origin: other.origin });
    assert.deepEqual([answered.status, answered.json.kind], [400, "token-needed"]);
  }
  assert.deepEqual(other.heard, []);
  const kept = await reader.connections.findConnectionInUse(first.id);
  assert.equal(kept?.origin, sentry.origin);
});

test("without a kept token one is asked for", async (context) => {
  const { ask, sentry } = await openWorld(context);
  const answered = await ask("POST", `${BACKEND}sentry-projects/`, { origin: sentry.origin });
  assert.deepEqual([answered.status, answered.json.kind], [400, "token-needed"]);
  assert.match(answered.json.detail, /project:read, event:read and event:write/);
});

test("each failure has a reason of its own, with its remedy, and changes nothing", async (context) => {
  const { ask, sentry, wanted } = await openWorld(context);
  sentry.allow("no-project", ["event:read"]);
  sentry.allow("no-event", ["project:read"]);
  const closed = net.createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as net.AddressInfo;
  closed.close();
  const failures = [
    { change: { origin: "https://no-such-host.invalid" }, kind: "name-not-found", says: /no host|looked up/ },
    { change: { origin: `http://127.0.0.1:${port}` }, kind: "refused", says: /refuses connections/ },
    { change: { origin: "http://10.11.12.13" }, kind: "private-address", says: /CULPRIT_OUTBOUND_ALLOW=10\.11\.12\.13/ },
    { change: { origin: sentry.origin.replace("http:", "https:") }, kind: "tls", says: /does not speak TLS|http:\/\// },
    { change: { token: "unknown" }, kind: "wrong-token", says: /does not know this token/ },
    { change: { token: "no-project" }, kind: "missing-scope", says: /needs the scope project:read/ },
    { change: { token: "no-event" }, kind: "missing-scope", says: /needs the scope event:read/ },
    { change: { project: "nothing" }, kind: "not-found", says: /acme\/nothing/ },
    { change: { origin: "" }, kind: undefined, says: /must not be empty/ },
    { change: { origin: "ftp://x" }, kind: "bad-address", says: /https:\/\// },
    { change: { origin: PUBLIC_URL }, kind: "itself", says: /this Culprit itself/ },
  ];
  for (const { change, kind, says } of failures) {
    const answered = await ask("PUT", BACKEND, { ...wanted, ...change });
    assert.deepEqual([answered.status, answered.json.kind], [400, kind], answered.text);
    assert.match(answered.json.detail ?? answered.text, says);
    assert.ok(!answered.text.includes(TOKEN));
  }
  assert.deepEqual((await ask("PUT", BACKEND, { kind: "else" })).json, { kind: ["must be integrated or sentry"] });
  sentry.be({ kind: "broken", status: 500 });
  assert.equal((await ask("PUT", BACKEND, wanted)).json.kind, "remote-error");
  assert.equal((await ask("GET", BACKEND)).json.kind, "integrated");
});

test("what is no Sentry, and what is too slow, is told as such", async (context) => {
  const { ask, wanted } = await openWorld(context);
  const page = net.createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p/>");
  });
  const silent = net.createServer((socket) => socket.on("error", () => socket.destroy()));
  for (const [server, kind] of [
    [page, "not-a-sentry"],
    [silent, "too-slow"],
  ] as const) {
    const sockets = new Set<net.Socket>();
    server.on("connection", (socket) => sockets.add(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    const startedAt = performance.now();
    const answered = await ask("PUT", BACKEND, { ...wanted, origin: `http://127.0.0.1:${port}` });
    assert.equal(answered.json.kind, kind, answered.text);
    assert.ok(performance.now() - startedAt < 12_000);
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

test("settings are for those who may change them", async (context) => {
  const { ask, wanted, tokenWith } = await openWorld(context);
  const reading = await tokenWith(["project:read"]);
  assert.equal((await ask("GET", BACKEND, undefined, reading)).status, 200);
  assert.equal((await ask("PUT", BACKEND, wanted, reading)).status, 403);
  assert.equal((await ask("POST", `${BACKEND}sentry-projects/`, wanted, reading)).status, 403);
});

test("a list of an organisation holds projects of both kinds in one order, each with its chart", async (context) => {
  const { ask, sentry, web, wanted, record } = await openWorld(context);
  const nowMs = Date.now();
  await ask("PUT", BACKEND, wanted);
  record([
    contractEvent({ issue: "b", project: "second", timestampMs: nowMs - 20_000 }),
    contractEvent({ issue: "d", project: "second", timestampMs: nowMs - 5_000 }),
  ]);
  for (const [issue, ago] of [
    ["a", 30_000],
    ["c", 10_000],
  ] as const) {
    const { project: _project, ...event } = contractEvent({ issue, timestampMs: nowMs - ago });
    sentry.recordEvent(web, event);
  }
  const listed = await ask("GET", "/organizations/example/issues/?query=");
  const rows: readonly { readonly title: string; readonly stats: { readonly "24h": readonly [number, number][] } }[] =
    listed.json;
  assert.deepEqual(
    rows.map(({ title }) => title),
    ["Title d", "Title c", "Title b", "Title a"],
  );
  for (const { stats } of rows)
    assert.equal(
      stats["24h"].reduce((sum, [, count]) => sum + count, 0),
      1,
    );
  assert.match(String(listed.headers["x-culprit-as-of"]), /Z$/);
});
