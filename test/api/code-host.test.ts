import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { z } from "zod";
import type { FakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import type { FakeIssue, FakeRepository, FakeWorld } from "../fakes/codehost/world.ts";
import { COMMIT, GOOD_TOKEN, hashOf, OLDER, shopWorld } from "../fakes/codehost/world.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const Issue = z.object({
  id: z.string(),
  status: z.string(),
  link: z.object({ number: z.number(), state: z.string() }).nullable(),
});
const Connection = z.object({
  polls: z.boolean(),
  webhook: z.object({ url: z.string(), installed: z.boolean() }),
  jobs: z.object({ waiting: z.number(), dead: z.number() }),
  health: z.object({ problem: z.string().nullable() }),
});

/** A server with one error, a GitLab, and a wire between them that can be cut. */
type World = {
  readonly server: TestServer;
  readonly host: FakeWorld;
  readonly gitlab: FakeGitlab;
  readonly repository: FakeRepository;
  readonly wire: { isCut: boolean };
  readonly happen: () => Promise<void>;
  readonly issue: () => Promise<z.infer<typeof Issue>>;
  readonly decide: (status: "resolved" | "unresolved") => Promise<z.infer<typeof Decided>>;
  readonly connect: (change?: object) => Promise<z.infer<typeof Connection>>;
  readonly connection: () => Promise<z.infer<typeof Connection>>;
  /** Makes the issue at the host. */
  readonly create: () => Promise<FakeIssue>;
  readonly becomes: (what: string, is: () => boolean | Promise<boolean>) => Promise<void>;
};
const Decided = z.object({ status: z.string(), closedIssue: z.number().nullable() });

async function openWorld(context: TestContext): Promise<World> {
  const host = shopWorld("acme");
  const gitlab = await fakeGitlab(host, "");
  const wire = await openWire(Number(new URL(gitlab.origin).port));
  const server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  context.after(async () => {
    await server[Symbol.asyncDispose]();
    wire.close();
    await gitlab.close();
  });
  const [repository] = host.repositories;
  assert.ok(repository !== undefined);
  const path = `/projects/${server.organization}/${server.project}/`;
  const send = async (method: string, below: string, body: object): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const response = await server.api(below, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${below}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const list = async () => z.array(Issue).parse(await server.read(`${path}issues/?query=`));
  const issue = async () => {
    const [one] = await list();
    assert.ok(one !== undefined);
    return one;
  };
  const becomes: World["becomes"] = async (what, is) => {
    await waitFor(is, { what, timeoutMs: 40_000 });
  };
  const happen = async (): Promise<void> => {
    const event = { event_id: randomUUID().replaceAll("-", ""), message: "disk full", level: "error" };
    const response = await fetch(
      `${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`,
      {
        method: "POST",
        body: JSON.stringify(event),
      },
    );
    assert.equal(response.status, 200);
  };
  await happen();
  await becomes("the event to be digested", async () => (await list()).length === 1);
  return {
    server,
    host,
    gitlab,
    repository,
    wire,
    happen,
    issue,
    becomes,
    decide: async (status) => Decided.parse(await send("PUT", `/issues/${(await issue()).id}/`, { status })),
    connection: async () => Connection.parse(await server.read(`${path}code-host/`)),
    connect: async (change = {}) => {
      const wish = { kind: "gitlab", origin: wire.origin, token: GOOD_TOKEN, repository: "11", ...change };
      return Connection.parse(await send("PUT", `${path}code-host/`, wish));
    },
    async create() {
      await send("POST", `/issues/${(await issue()).id}/link/`, {});
      const made = repository.issues.at(-1);
      assert.ok(made !== undefined);
      return made;
    },
  };
}

type Wire = { readonly origin: string; isCut: boolean; readonly close: () => void };

/** Passes connections on to a port, or hangs up at once. */
async function openWire(port: number): Promise<Wire> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (wire.isCut) socket.destroy();
    else {
      const other = net.connect(port, "127.0.0.1");
      other.on("error", () => socket.destroy());
      socket.on("close", () => other.destroy());
      socket.pipe(other).pipe(socket);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  let isCut = false;
  const wire: Wire = {
    origin: `http://127.0.0.1:${address.port}`,
    get isCut() {
      return isCut;
    },
    set isCut(cut) {
      isCut = cut;
      if (cut) for (const socket of sockets) socket.destroy();
    },
    close() {
      wire.isCut = true;
      server.close();
    },
  };
  return wire;
}

test("created here, closed there is resolved here, and the other way round", async (context) => {
  const { connect, create, gitlab, repository, becomes, issue, decide, happen } = await openWorld(context);
  assert.equal((await connect()).webhook.installed, true);
  const made = await create();
  assert.match(made.body, /disk full/);
  assert.deepEqual((await issue()).link, { number: 1, state: "open" });

  await gitlab.setState(repository, made, "closed");
  await becomes("the error to be resolved", async () => (await issue()).status === "resolved");
  assert.deepEqual((await issue()).link, { number: 1, state: "closed" });
  await gitlab.setState(repository, made, "open");
  await becomes("the error to be unresolved", async () => (await issue()).status === "unresolved");
  assert.deepEqual(made.notes, [], "what came from there is not sent back");

  assert.deepEqual(await decide("resolved"), { status: "resolved", closedIssue: 1 });
  await becomes("the issue to be closed", () => made.state === "closed");
  await becomes("the link to show it", async () => (await issue()).link?.state === "closed");
  assert.equal(made.notes.length, 1);
  await happen();
  await becomes("the regression to reopen the issue", () => made.state === "open");
  assert.equal((await issue()).status, "unresolved");
  await decide("resolved");
  await becomes("the issue to be closed again", () => made.state === "closed");
  await decide("unresolved");
  await becomes("the issue to be reopened", () => made.state === "open");
});

test("each direction can be switched off", async (context) => {
  const { connect, create, gitlab, repository, becomes, issue, decide } = await openWorld(context);
  await connect({ resolvesErrors: false });
  const made = await create();
  await gitlab.setState(repository, made, "closed");
  await becomes("the link to show it", async () => (await issue()).link?.state === "closed");
  assert.equal((await issue()).status, "unresolved");

  await connect({ token: undefined, closesIssues: false, resolvesErrors: true });
  await gitlab.setState(repository, made, "open");
  await becomes("the link to show it", async () => (await issue()).link?.state === "open");
  assert.deepEqual(await decide("resolved"), { status: "resolved", closedIssue: null });
  await gitlab.setState(repository, made, "closed");
  await becomes("the link to show it", async () => (await issue()).link?.state === "closed");
  await gitlab.setState(repository, made, "open");
  await becomes("the error to be unresolved", async () => (await issue()).status === "unresolved");
  assert.deepEqual(made.notes, []);
});

test("while the host is down nothing is lost, not even over kill -9", async (context) => {
  const { server, connect, connection, create, becomes, decide, wire } = await openWorld(context);
  await connect();
  const made = await create();
  wire.isCut = true;
  await decide("resolved");
  await becomes("the failure to be shown", async () => (await connection()).health.problem !== null);
  assert.deepEqual((await connection()).jobs, { waiting: 1, dead: 0 });
  await server.kill9();
  wire.isCut = false;
  await server.restart();
  await becomes("the issue to be closed", () => made.state === "closed");
  await becomes("the failure to be over", async () => (await connection()).health.problem === null);
  // The host tells of the closing by its webhook, and that has the issue looked at once more.
  await becomes("the jobs to be done", async () => (await connection()).jobs.waiting === 0);
  assert.equal((await connection()).jobs.dead, 0);
  assert.equal(made.notes.length, 1);
});

test("a host that does not take the webhook is asked, from where it was last heard", async (context) => {
  const { server, host, connect, create, gitlab, repository, becomes, issue } = await openWorld(context);
  host.tokens.set(GOOD_TOKEN, new Set(["see", "write-issues"]));
  const connected = await connect({ polls: false });
  assert.deepEqual([connected.polls, connected.webhook.installed], [true, false]);
  const made = await create();
  await server.stop();
  await gitlab.setState(repository, made, "closed");
  await server.restart();
  await becomes("the error to be resolved", async () => (await issue()).status === "resolved");
});

test("forged, foreign and replayed webhooks are refused over HTTP", async (context) => {
  const { connect, create, repository, issue } = await openWorld(context);
  const { webhook } = await connect();
  await create();
  const secret = repository.hooks[0]?.secret ?? "";
  const post = async (headers: { readonly [name: string]: string }, project = 11): Promise<number> => {
    const body = { object_kind: "issue", project: { id: project }, object_attributes: { iid: 1, state: "closed" } };
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await post({}), 401);
  assert.equal(await post({ "x-gitlab-token": "guessed" }), 401);
  assert.equal(await post({ "x-gitlab-token": secret, "idempotency-key": "1" }, 14), 403);
  assert.equal(await post({ "x-gitlab-token": secret, "idempotency-key": "1" }), 202);
  assert.equal(await post({ "x-gitlab-token": secret, "idempotency-key": "1" }), 409);
  // It says closed, but the host says open.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.equal((await issue()).status, "unresolved");
});

test("the commits of a release are fetched, suspected of its errors, and resolve what they fix", async (context) => {
  const { server, repository, connect, issue, becomes } = await openWorld(context);
  await connect();
  const releases = `/organizations/${server.organization}/releases/`;
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const response = await server.api(path, { method, headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const make = async (version: string, more: object) =>
    await send("POST", releases, { version, projects: [server.project], ...more });
  const read = async (version: string) => Fetched.parse(await server.read(`${releases}${version}/`));
  const becomesState = async (version: string, state: string) =>
    await becomes(`${version} to be ${state}`, async () => (await read(version)).commitFetches[0]?.state === state);
  const files = async (version: string) =>
    z.array(z.object({ filename: z.string() })).parse(await server.read(`${releases}${version}/commitfiles/`));

  // By what the release says it was made of; then by name, from where the one before ended.
  await make("shop@1.0.0", { ref: OLDER.id });
  await becomesState("shop@1.0.0", "done");
  assert.equal((await read("shop@1.0.0")).commitCount, 2);
  await make("shop@1.1.0", { refs: [{ repository: repository.path, commit: COMMIT.id }] });
  await becomesState("shop@1.1.0", "done");
  assert.equal((await read("shop@1.1.0")).commitCount, 1);
  assert.deepEqual((await files("shop@1.1.0")).map(({ filename }) => filename).toSorted(), COMMIT_FILES);

  const frames = [{ filename: "src/shop/checkout.py", function: "place_order", lineno: 2, in_app: true }];
  const exception = { values: [{ type: "KeyError", value: "total", stacktrace: { frames } }] };
  const event = JSON.stringify({ event_id: "e".repeat(32), release: "shop@1.1.0", platform: "python", exception });
  const door = `${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`;
  assert.equal((await fetch(door, { method: "POST", body: event })).status, 200);
  const path = `/projects/${server.organization}/${server.project}/issues/?query=KeyError`;
  const errors = async () => z.array(Issue.extend({ shortId: z.string() })).parse(await server.read(path));
  await becomes("the error to be there", async () => (await errors()).length === 1);
  const [error] = await errors();
  assert.ok(error !== undefined);
  const { suspects } = Suspects.parse(
    await server.read(`/organizations/${server.organization}/issues/${error.id}/suspect-commits/`),
  );
  assert.deepEqual(
    suspects.map(({ commit, path: file }) => [commit.id, file]),
    [[COMMIT.id, "src/shop/checkout.py"]],
  );

  // A release that names nothing the host knows says so, and is asked for again with the next change of it.
  await make("nightly", {});
  await becomesState("nightly", "failed");
  assert.match((await read("nightly")).commitFetches[0]?.problem ?? "", /set-commits nightly --commit "acme\/shop@COMMIT"/);
  await send("PUT", `${releases}nightly/`, { ref: OLDER.id });
  await becomesState("nightly", "done");

  // Open pages hear of what a commit fixed, be it fetched or sent.
  const stream = await server.api(`/organizations/${server.organization}/live/`);
  const told = heard(stream);
  const fix = { ...COMMIT, id: hashOf("the fix"), message: `Take it off once\n\nFixes ${error.shortId}`, parents: [COMMIT.id] };
  repository.commits.unshift(fix);
  await make("shop@1.2.0", { ref: fix.id });
  await becomes("the fixed error to be told of", () => told().includes(`"issues":["${error.id}"]`));
  assert.equal((await errors())[0]?.status, "resolved");
  const other = z.object({ shortId: z.string(), id: z.string() }).parse(await server.read(`/issues/${(await issue()).id}/`));
  const commits = [{ id: "f".repeat(40), message: `fixes ${other.shortId}` }];
  await make("shop@1.3.0", { commits });
  await becomes("the other error to be told of", () => told().includes(`"${other.id}"`));
});

const COMMIT_FILES = ["docs/What is new? ü #1.md", "docs/new.md", "src/shop/checkout.py"];
const Fetched = z.object({
  commitCount: z.number(),
  commitFetches: z.array(z.object({ repository: z.string(), state: z.string(), problem: z.string().nullable() })),
});
const Suspects = z.object({ suspects: z.array(z.object({ path: z.string(), commit: z.object({ id: z.string() }) })) });

/** Everything that a stream has said so far. */
function heard(stream: Response): () => string {
  let text = "";
  const decoder = new TextDecoder();
  const listen = async (): Promise<void> => {
    for await (const bytes of stream.body ?? []) text += decoder.decode(bytes, { stream: true });
  };
  listen().catch(() => undefined);
  return () => text;
}
