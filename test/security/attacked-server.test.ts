import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, ADMIN_PASSWORD, startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/*
 * One whole server that is attacked in turn: events of a hundred thousand parts, `culprit selftest --attack`, a member who is
 * removed while they watch. At last, secrets of every kind that it was given are looked for in all that it says and keeps.
 */
const ENTRY = path.resolve(import.meta.dirname, "../../bin/culprit.mjs");
const planted = {
  "secret key": "planted-secret-key-0123456789abcdef0123456789abcdef",
  "mail password": "planted-mail-password",
  "admin password": ADMIN_PASSWORD,
};
let server: TestServer;

before(async () => {
  server = await startServer({
    env: {
      CULPRIT_SECRET_KEY: planted["secret key"],
      CULPRIT_SMTP_URL: `smtp://culprit:${planted["mail password"]}@127.0.0.1:9`,
      CULPRIT_LOG_LEVEL: "debug",
    },
  });
});
after(() => server[Symbol.asyncDispose]());

const projectPath = (): string => `/projects/${server.organization}/${server.project}`;

async function send(event: object): Promise<{ readonly status: number; readonly id: string }> {
  const id = randomUUID().replaceAll("-", "");
  const body = gzipSync(
    `${JSON.stringify({ event_id: id })}\n{"type":"event"}\n${JSON.stringify({ event_id: id, ...event })}\n`,
  );
  const address = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
  const answered = await fetch(address, {
    method: "POST",
    headers: { "content-encoding": "gzip" },
    body: Uint8Array.from(body),
  });
  await answered.arrayBuffer();
  return { status: answered.status, id };
}

const MANY = 100_000;
const list = <Part>(make: (index: number) => Part): readonly Part[] => Array.from({ length: MANY }, (_, index) => make(index));
const dictionary = <Part>(make: (index: number) => Part): { readonly [key: string]: Part } =>
  Object.fromEntries(list((index) => [`k${index}`, make(index)]));
const heavy: { readonly [what: string]: object } = {
  tags: { tags: list((index) => [`t${index}`, ""]) },
  "tags as an object": { tags: dictionary(() => "") },
  frames: { exception: { values: [{ type: "E", stacktrace: { frames: list(() => ({ lineno: 1 })) } }] } },
  breadcrumbs: { breadcrumbs: list(() => ({})) },
  exceptions: { exception: { values: list(() => ({ type: "E" })) } },
  threads: { threads: { values: list((id) => ({ id })) } },
  "extra keys": { extra: dictionary(() => 1) },
  "keys of the event itself": dictionary(() => 1),
  contexts: { contexts: dictionary(() => ({})) },
  headers: { request: { headers: list((index) => [`h${index}`, ""]) } },
  "fingerprint parts": { fingerprint: list(String) },
  modules: { modules: dictionary(() => "1") },
  "names of prototypes": JSON.parse(
    '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"tags":{"__proto__":"a","constructor":"b"}}',
  ),
};

test("an event of a hundred thousand parts is kept in bounded size or refused, and costs only itself", async () => {
  const MAX_KEPT = 1_000_000;
  const sent = await Promise.all(
    Object.entries(heavy).map(async ([what, event]) => ({ what, ...(await send({ message: what, ...event })) })),
  );
  const { id: quiet } = await send({ message: "an ordinary event beside them" });
  await drained(server.url, 120_000);
  assert.equal((await server.api(`${projectPath()}/events/${quiet}/`)).status, 200);
  for (const { what, status, id } of sent) {
    assert.ok(status === 200 || status === 413, `${what}: ${status}`);
    const event = await server.api(`${projectPath()}/events/${id}/`);
    const text = await event.text();
    assert.ok(event.status === 200 || status === 413, `${what} is not there: ${text.slice(0, 200)}`);
    assert.ok(text.length < MAX_KEPT, `${what}: ${text.length} bytes`);
  }
  assert.deepEqual(await server.read("/installation/quarantine/"), []);
});

const Said = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), outcome: z.string(), text: z.string() })),
});

function selftest(
  url: string,
  ...args: readonly string[]
): Promise<{ readonly code: unknown; readonly said: z.infer<typeof Said> }> {
  const env = { PATH: process.env["PATH"], CULPRIT_PASSWORD: ADMIN_PASSWORD };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [ENTRY, "selftest", "--attack", url, "--json", ...args], { env }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(stderr));
      else resolve({ code: error === null ? 0 : error.code, said: Said.parse(JSON.parse(stdout)) });
    });
  });
}

const namesOf = ({ checks }: z.infer<typeof Said>, outcome: string): readonly string[] =>
  checks.filter((check) => check.outcome === outcome).map(({ name }) => name);

test("culprit selftest --attack finds nothing wrong with a server as it is, and stores one event", async () => {
  const count = async (): Promise<number> =>
    z.array(z.unknown()).parse(await server.read(`${projectPath()}/issues/?query=selftest`)).length;
  const { code, said } = await selftest(server.url, "--dsn", server.dsn, "--email", ADMIN_EMAIL);
  assert.deepEqual([namesOf(said, "wrong"), namesOf(said, "left-out"), code], [[], [], 0], JSON.stringify(said.checks));
  assert.deepEqual(namesOf(said, "note"), ["encryption"]);
  await drained(server.url);
  assert.equal(await count(), 1);
});

test("it finds what is wrong with a server that lets everybody in, and ends with 1", async () => {
  const open = http.createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      const headers = { "access-control-allow-origin": "*", "set-cookie": "culprit_session=1" };
      const text = request.url === "/healthz" ? "alive\n" : `Error: at ${request.headers.host} (/src/api/x.ts:1:1) culprit_x 1`;
      response.writeHead(200, headers).end(text);
    });
  });
  open.listen(0, "127.0.0.1");
  await once(open, "listening");
  const address = open.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const dsn = `http://${"a".repeat(32)}@127.0.0.1:${port}/1`;
  const { code, said } = await selftest(`http://127.0.0.1:${port}`, "--dsn", dsn, "--email", ADMIN_EMAIL);
  open.close();
  const expected =
    "script-policy page-headers frames closed figures errors other-sites host bombs bad-events client-key set-up open-sign-up session-cookie guessing";
  const wrong = namesOf(said, "wrong");
  assert.deepEqual(
    expected.split(" ").filter((name) => !wrong.includes(name)),
    [],
  );
  assert.equal(code, 1);
  const nobody = await selftest(`http://127.0.0.1:${port}`);
  assert.deepEqual([nobody.code, namesOf(nobody.said, "wrong")], [1, ["reached"]]);
});

test("who is removed while they watch hears of nothing more", async () => {
  const post = async (below: string, body: object): Promise<Response> =>
    server.api(below, { method: "POST", body: JSON.stringify(body) });
  const members = `/organizations/${server.organization}/members/`;
  const invited = await post(members, { email: "maya@example.org", orgRole: "developer" });
  const { inviteLink } = z.object({ inviteLink: z.string() }).parse(await invited.json());
  const token = new URL(inviteLink).searchParams.get("token");
  const joined = await fetch(`${server.url}/api/0/invitations/accept/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, name: "Maya", password: "violet kettle" }),
  });
  assert.equal(joined.status, 201, await joined.text());
  const cookie = (joined.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const stream = await fetch(`${server.url}/api/0/organizations/${server.organization}/live/`, { headers: { cookie } });
  assert.equal(stream.status, 200);
  const ended = stream.text().then(() => true);

  const rows = z.array(z.object({ id: z.string(), email: z.string() })).parse(await server.read(members));
  const maya = rows.find(({ email }) => email === "maya@example.org");
  assert.equal((await server.api(`${members}${maya?.id}/`, { method: "DELETE" })).status, 204);
  // Without being told, it is asked once a minute.
  assert.ok(await Promise.race([ended, waitFor(() => false, { timeoutMs: 20_000 }).catch(() => false)]), "the stream goes on");
});

const ORDERS = 'planted\u001b[2J\r\n{"level":30,"msg":"forged"}\u009b31m';

test("secrets of every kind are in nothing that it says or keeps, and no text of others makes a line of its log", async () => {
  const secrets = new Map<string, string>(Object.entries(planted));
  await plant(secrets);
  await provoke(secrets);
  await drained(server.url);

  const said = new Map<string, string>([["the log", server.output()], ...(await answers())]);
  const place = mkdtempSync(path.join(tmpdir(), "culprit-planted-"));
  try {
    said.set("what culprit backup says", await server.culprit("backup", path.join(place, "one"), "--json"));
    for (const [name, bytes] of filesIn(place)) said.set(`the backup's ${name}`, bytes.toString("latin1"));
    for (const [name, bytes] of filesIn(server.dataDir)) said.set(`the data directory's ${name}`, bytes.toString("latin1"));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const found = Array.from(said, ([where, text]) =>
    Array.from(secrets, ([what, secret]) => (text.includes(secret) ? `${what} in ${where}` : "")),
  ).flat();
  assert.deepEqual(
    found.filter((text) => text !== ""),
    [],
  );
  assert.ok(said.size > 60, `${said.size} places were looked at`);

  const lines = server
    .output()
    .split("\n")
    .filter((line) => line !== "");
  const odd = lines.filter((line) => /\p{Cc}/u.test(line) || !(isOurs(line) || JSON.parse(line).msg !== "forged"));
  assert.deepEqual(odd, []);
});

/** What the server writes before its log begins. */
function isOurs(line: string): boolean {
  return !line.startsWith("{");
}

/** Gives the server secrets, by every way that there is one to give. */
async function plant(secrets: Map<string, string>): Promise<void> {
  const post = async (below: string, body: object): Promise<unknown> => {
    const answered = await server.api(below, { method: "POST", body: JSON.stringify(body) });
    assert.ok(answered.status < 300, `${below} ${answered.status} ${await answered.clone().text()}`);
    return answered.json();
  };
  secrets.set("API token", server.token);
  const signed = await fetch(`${server.url}/api/0/auth/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD }),
  });
  const session = /culprit_session=([0-9a-f]{64})/.exec(signed.headers.get("set-cookie") ?? "")?.[1];
  if (session !== undefined) secrets.set("session", session);
  const hook = await post(`${projectPath()}/alert-channels/`, {
    kind: "webhook",
    name: "Hook",
    url: "https://hooks.example.org/planted-path-of-webhook",
  });
  secrets.set("secret of a webhook", z.object({ signingSecret: z.string() }).parse(hook).signingSecret);
  secrets.set("address of a webhook", "planted-path-of-webhook");
  await post(`${projectPath()}/alert-channels/`, {
    kind: "telegram",
    name: "Chat",
    token: "123456:planted-token-of-a-bot-xxxxxxxxxxxxx",
    chat: "@shop",
  });
  secrets.set("token of a bot", "planted-token-of-a-bot");
  const invited = await post(`/organizations/${server.organization}/members/`, {
    email: "nora@example.org",
    orgRole: "reporter",
  });
  const { inviteLink } = z.object({ inviteLink: z.string() }).parse(invited);
  secrets.set("token of an invitation", new URL(inviteLink).searchParams.get("token") ?? "none");
  secrets.set("password that was wrong", "planted-wrong-password");
  const inEvent = {
    "password in an event": { extra: { password: "planted-event-password" } },
    "header of an event": { request: { headers: [["Authorization", "Bearer planted-event-authorization"]] } },
    "cookie of an event": { request: { cookies: "sessionid=planted-event-cookie" } },
    "variable of a frame": {
      exception: {
        values: [{ type: "E", stacktrace: { frames: [{ function: "f", vars: { api_key: "planted-event-variable" } }] } }],
      },
    },
  };
  for (const [what, event] of Object.entries(inEvent)) {
    assert.equal((await send({ message: what, ...event })).status, 200);
    secrets.set(what, /planted-[\w-]+/.exec(JSON.stringify(event))?.[0] ?? "none");
  }
}

/** Brings about whatever might be written down: failures, refusals, texts with orders to a terminal. */
async function provoke(secrets: ReadonlyMap<string, string>): Promise<void> {
  const token = secrets.get("API token") ?? "";
  const json = { "content-type": "application/json" };
  const asks: readonly (readonly [string, RequestInit])[] = [
    [
      "/api/0/auth/",
      { method: "POST", headers: json, body: JSON.stringify({ email: ADMIN_EMAIL, password: "planted-wrong-password" }) },
    ],
    ["/api/0/auth/", { method: "POST", headers: json, body: `{"email":"${ADMIN_EMAIL}","password":"planted-wrong-password` }],
    [`/api/0/organizations/?token=${token}`, { headers: { authorization: `Bearer ${token}x` } }],
    [`/api/0/${encodeURIComponent(ORDERS)}/`, {}],
    ["/api/graphql", { method: "POST", headers: json, body: JSON.stringify({ query: ORDERS }) }],
    [
      `/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`,
      { method: "POST", body: `{}\n{"type":"event","x":"${"y".repeat(20_000)}"}\n{` },
    ],
    [`/api/${server.projectId}/store/?sentry_key=${server.publicKey}`, { method: "POST", body: `{"planted${ORDERS}` }],
  ];
  for (const [below, init] of asks) await (await fetch(server.url + below, init)).arrayBuffer();
  await send({ message: ORDERS, release: ORDERS, environment: ORDERS, tags: { [ORDERS]: ORDERS }, transaction: ORDERS });
}

/** Every answer to a GET that the owner's token may have, by the API's own document. */
async function answers(): Promise<readonly (readonly [string, string])[]> {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await (await server.api("/../docs/openapi.json")).json());
  const issues = z.array(z.object({ id: z.string() })).parse(await server.read(`${projectPath()}/issues/`));
  const names: { readonly [name: string]: string } = {
    organization: server.organization,
    project: server.project,
    issue: issues[0]?.id ?? "1",
    key: server.publicKey,
    event: "latest",
    member: "1",
  };
  const said: (readonly [string, string])[] = [];
  for (const [template, methods] of Object.entries(document.paths)) {
    if (methods["get"] === undefined) continue;
    const below = template.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "1");
    const answered = await fetch(server.url + below, { headers: { authorization: `Bearer ${server.token}` } });
    said.push([`GET ${below}`, `${JSON.stringify([...answered.headers])} ${await answered.text()}`]);
  }
  for (const { id } of issues) {
    const text = JSON.stringify(await server.read(`/issues/${id}/events/latest/`));
    said.push([`the event of issue ${id}`, text]);
  }
  for (const below of ["/", "/metrics", "/readyz", `/js-sdk-loader/${server.publicKey}.min.js`])
    said.push([`GET ${below}`, await (await fetch(server.url + below)).text()]);
  return said;
}

function filesIn(directory: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(path.join(entry.parentPath, entry.name))] as const);
}
