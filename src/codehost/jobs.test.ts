import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { FakeGitlab } from "../../test/fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../../test/fakes/codehost/fake-gitlab.ts";
import type { FakeIssue, FakeRepository, FakeWorld } from "../../test/fakes/codehost/world.ts";
import { addIssue, GOOD_TOKEN, shopWorld } from "../../test/fakes/codehost/world.ts";
import { contractEvent } from "../backend/test-world.ts";
import { createOutbound } from "../outbound/client.ts";
import { openWriter } from "../store/sqlite/database.ts";
import type { LinkedStore } from "../store/sqlite/read/test-linked-store.ts";
import { openLinkedStore } from "../store/sqlite/read/test-linked-store.ts";
import { createJobs } from "./jobs.ts";
import { openHost, sealToken } from "./open-host.ts";
import { portOf } from "./test-host.ts";

const SECRET_KEY = "a secret key of the installation";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

type World = LinkedStore & {
  readonly host: FakeWorld;
  readonly gitlab: FakeGitlab;
  readonly repository: FakeRepository;
  /** Linked to `one`. */
  readonly issue: FakeIssue;
  readonly round: () => Promise<void>;
  readonly changed: number[];
  /** What a backend elsewhere was told, and whether it listens. */
  readonly decided: string[];
  readonly backend: { isDown: boolean; knowsHost: boolean };
  readonly problem: () => Promise<string | undefined>;
  /** Requests to the fake so far, GETs left out. */
  readonly written: () => readonly string[];
};

async function openWorld(context: TestContext, change: { readonly polls?: boolean } = {}): Promise<World> {
  const store = await openLinkedStore(context);
  const host = shopWorld("acme");
  const gitlab = await fakeGitlab(host, "");
  const outbound = createOutbound({ allow: [{ kind: "range", range: "127.0.0.1" }] });
  context.after(async () => {
    outbound.close();
    await gitlab.close();
  });
  const [repository] = host.repositories;
  assert.ok(repository !== undefined);
  const issue = addIssue(repository, "Title one", "");
  const { origin } = gitlab;
  const projectId = store.store.first.id;
  // Hosts have a clock of their own, and polling goes by it.
  if (change.polls === true) store.clock.nowMs = Date.now();
  const { connection } = await store.save({
    origin,
    repository: { id: String(repository.id), path: repository.path, url: `${origin}/acme/shop`, defaultBranch: "main" },
    sealedToken: sealToken(SECRET_KEY, { projectId, origin }, GOOD_TOKEN),
    polls: change.polls ?? false,
  });
  await store.commands.unlinkIssue({ issueId: store.one.id });
  const linked = { number: issue.number, url: `${origin}/acme/shop/-/issues/1`, title: issue.title, state: "open" } as const;
  await store.commands.linkIssue({
    issueId: store.one.id,
    connectionId: connection.id,
    issue: linked,
    byUserId: undefined,
  });
  const changed: number[] = [];
  const decided: string[] = [];
  const backend = { isDown: false, knowsHost: true };
  const jobs = createJobs({
    reader: store.hosts,
    releases: store.releases,
    commands: store.commands,
    hostOf: (one) => openHost(one, { send: outbound.send, secretKey: SECRET_KEY }),
    publicUrl: "https://errors.example.org",
    async decide(inProject, issueId, status) {
      decided.push(`${status} ${issueId}`);
      if (backend.isDown) return { ok: false, problem: { message: "The backend is down." } };
      // A backend elsewhere writes down what it has decided, as people's decisions are.
      const args = { issueIds: [issueId], projectIds: [inProject], change: { status }, byUserId: undefined };
      await store.commands.updateIssues(args);
      return { ok: true, value: undefined };
    },
    async linkBack(_connection, { number }) {
      decided.push(`link back to ${number}`);
      if (backend.isDown) return { ok: false, problem: { message: "The backend is down.", isHopeless: false } };
      return backend.knowsHost ? { ok: true, value: undefined } : { ok: false, problem: { message: "No.", isHopeless: true } };
    },
    now: () => store.clock.nowMs,
    onChanged: (_projectId, issueIds) => changed.push(...issueIds),
  });
  return {
    ...store,
    host,
    gitlab,
    repository,
    issue,
    connection,
    round: jobs.round,
    changed,
    decided,
    backend,
    problem: async () => (await store.hosts.findCodeHost(projectId))?.problem,
    written: () => gitlab.seen.filter((request) => !request.startsWith("GET")),
  };
}

test("a resolved error closes its issue with a note that leads back, once", async (context) => {
  const { decide, round, issue, link, jobs, changed, one, written } = await openWorld(context);
  await decide("resolved");
  await round();
  assert.equal(issue.state, "closed");
  assert.deepEqual(issue.notes, [
    `Closed: the error was resolved in Culprit. https://errors.example.org/organizations/example/issues/${one.id}/`,
  ]);
  assert.equal((await link())?.state, "closed");
  assert.deepEqual(await jobs(), []);
  assert.deepEqual(changed, [one.id]);
  const before = written().length;
  await round();
  assert.equal(written().length, before);
});

test("a regression reopens the issue", async (context) => {
  const { decide, round, issue, happen, clock, link } = await openWorld(context);
  await decide("resolved");
  await round();
  clock.nowMs += SECOND;
  happen();
  await round();
  assert.equal(issue.state, "open");
  assert.match(issue.notes.at(-1) ?? "", /^Reopened: the error is unresolved again in Culprit\./);
  assert.equal((await link())?.state, "open");
});

test("an issue that is closed already gets no second note", async (context) => {
  const { decide, round, issue } = await openWorld(context);
  issue.state = "closed";
  await decide("resolved");
  await round();
  assert.deepEqual(issue.notes, []);
});

test("while the host is down nothing is lost, each try waits longer, and what went wrong is shown", async (context) => {
  const { decide, round, clock, host, issue, jobs, problem, gitlab } = await openWorld(context);
  host.tokens.clear();
  await decide("resolved");
  const tries: number[] = [];
  for (const start = clock.nowMs; clock.nowMs < start + HOUR; clock.nowMs += SECOND) {
    const before = gitlab.seen.length;
    await round();
    if (gitlab.seen.length > before) tries.push((clock.nowMs - start) / SECOND);
  }
  assert.deepEqual(tries, [0, 10, 30, 70, 150, 310, 630, 1_270, 2_170, 3_070]);
  assert.match((await problem()) ?? "", /token/);
  assert.deepEqual(await jobs(), ["close 1"]);
  host.tokens.set(GOOD_TOKEN, new Set(["see", "write-issues"]));
  clock.nowMs += HOUR;
  await round();
  assert.equal(issue.state, "closed");
  assert.equal(await problem(), undefined);
});

test("after a day of failures a job is given up and shown", async (context) => {
  const { decide, round, clock, host, hosts, connection } = await openWorld(context);
  host.tokens.clear();
  await decide("resolved");
  for (let hour = 0; hour < 23; hour += 1) {
    await round();
    clock.nowMs += HOUR;
  }
  assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 1, dead: 0 });
  clock.nowMs += HOUR;
  await round();
  assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 0, dead: 1 });
});

test("an issue that is gone is given up at once and holds up no other", async (context) => {
  const { decide, round, repository, hosts, connection, two, commands, store } = await openWorld(context);
  const other = addIssue(repository, "Title two", "");
  const linked = { number: other.number, url: "https://git.example/2", title: other.title, state: "open" } as const;
  await commands.linkIssue({ issueId: two.id, connectionId: connection.id, issue: linked, byUserId: undefined });
  repository.issues.splice(0, 1);
  await decide("resolved");
  const change = { status: "resolved" } as const;
  await commands.updateIssues({ issueIds: [two.id], projectIds: [store.first.id], change, byUserId: undefined });
  await round();
  assert.equal(other.state, "closed");
  assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 0, dead: 1 });
});

test("a host that does not answer holds up no other", async (context) => {
  const { decide, round, issue, commands, store } = await openWorld(context);
  await commands.saveCodeHost({
    projectId: store.second.id,
    kind: "gitlab",
    origin: "http://127.0.0.1:1",
    repository: { id: "1", path: "a/b", url: "http://127.0.0.1:1/a/b", defaultBranch: "main" },
    sealedToken: sealToken(SECRET_KEY, { projectId: store.second.id, origin: "http://127.0.0.1:1" }, GOOD_TOKEN),
    tokenHint: "",
    sealedWebhookSecret: "",
    closesIssues: true,
    resolvesErrors: true,
    polls: true,
  });
  await decide("resolved");
  await round();
  assert.equal(issue.state, "closed");
});

/** The second project, connected to a host that takes calls and never answers, with `count` closed issues to be told there. */
async function connectSilent({ store, commands, clock }: World, origin: string, count: number): Promise<void> {
  const projectId = store.second.id;
  const { connection } = await commands.saveCodeHost({
    projectId,
    kind: "gitlab",
    origin,
    repository: { id: "1", path: "a/b", url: `${origin}/a/b`, defaultBranch: "main" },
    sealedToken: sealToken(SECRET_KEY, { projectId, origin }, GOOD_TOKEN),
    tokenHint: "",
    sealedWebhookSecret: "",
    closesIssues: true,
    resolvesErrors: true,
    polls: false,
  });
  const words = Array.from({ length: count }, (_, index) => `silent ${index}`);
  const nowMs = clock.nowMs;
  store.record(words.map((issue) => contractEvent({ issue, project: "second", receivedAtMs: nowMs, timestampMs: nowMs })));
  const writer = openWriter(store.path);
  writer.exec(`
    INSERT INTO issue_link (issue_id, connection_id, number, url, title, state, created_at_ms)
      SELECT id, ${connection.id}, id, '', '', 'open', 0 FROM issue WHERE project_id = ${projectId};
    INSERT INTO codehost_job (connection_id, issue_id, action, created_at_ms, next_at_ms)
      SELECT ${connection.id}, id, 'close', ${nowMs}, ${nowMs - 1} FROM issue WHERE project_id = ${projectId}`);
  writer.close();
}

test("any number of jobs at a host that is down hold up no other", async (context) => {
  const world = await openWorld(context);
  await connectSilent(world, "http://127.0.0.1:1", 250);
  await world.round();
  await world.decide("resolved");
  await world.round();
  assert.equal(world.issue.state, "closed");
});

test("a host that takes its time holds up no other", async (context) => {
  const world = await openWorld(context);
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  context.after(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await connectSilent(world, `http://127.0.0.1:${portOf(silent)}`, 1);
  const asked = once(silent, "request");
  const slow = world.round();
  await asked;
  await world.decide("resolved");
  const startedAt = performance.now();
  await world.round();
  assert.ok(performance.now() - startedAt < 5_000, "it is asked by one round at a time");
  assert.equal(world.issue.state, "closed");
  silent.closeAllConnections();
  await slow;
});

test("a connection that was saved again does not rest for the failures of before", async (context) => {
  const { decide, round, clock, host, issue, save, gitlab, connection, store } = await openWorld(context);
  host.tokens.clear();
  await decide("resolved");
  for (let tries = 0; tries < 5; tries += 1) {
    await round();
    clock.nowMs += 5 * MINUTE;
  }
  await round();
  host.tokens.set(GOOD_TOKEN, new Set(["see", "write-issues"]));
  const { origin } = gitlab;
  const sealedToken = sealToken(SECRET_KEY, { projectId: store.first.id, origin }, GOOD_TOKEN);
  await save({ origin, repository: connection.repository, sealedToken });
  await round();
  assert.equal(issue.state, "closed");
});

test("a look after a webhook takes the state from the host and not from the hook", async (context) => {
  const { commands, connection, round, issue, status, jobs } = await openWorld(context);
  const hook = async (deliveryId: string): Promise<void> => {
    await commands.noteDelivery({ connectionId: connection.id, deliveryId, issueNumber: issue.number });
    await round();
  };
  await hook("1");
  assert.equal(await status(), "unresolved");
  issue.state = "closed";
  await hook("2");
  assert.equal(await status(), "resolved");
  issue.state = "open";
  await hook("3");
  assert.equal(await status(), "unresolved");
  assert.deepEqual(await jobs(), []);
});

test("where the host cannot call, it is asked each minute", async (context) => {
  const { gitlab, repository, issue, round, status, clock, changed, one, written } = await openWorld(context, { polls: true });
  await round();
  await gitlab.setState(repository, issue, "closed");
  issue.title = "Renamed there";
  clock.nowMs += 59 * SECOND;
  await round();
  assert.equal(await status(), "unresolved");
  clock.nowMs += SECOND;
  await round();
  assert.equal(await status(), "resolved");
  await gitlab.setState(repository, issue, "open");
  clock.nowMs += MINUTE;
  await round();
  assert.equal(await status(), "unresolved");
  assert.deepEqual(changed, [one.id, one.id]);
  assert.deepEqual(written(), [], "what came from there is not sent back");
});

test("an issue that is kept elsewhere is resolved there, and tried again while that is down", async (context) => {
  const { commands, connection, round, issue, status, one, store, decided, backend, clock, jobs } = await openWorld(context);
  const writer = openWriter(store.path);
  writer.exec(`
    INSERT INTO sentry_connection
      (id, project_id, origin, organization_slug, organization_name, project_slug, project_name, remote_project_id, created_at_ms,
       checked_at_ms, answered_at_ms)
    VALUES (5, ${store.first.id}, 'https://sentry.example', '', '', '', '', '1', 0, 0, 0);
    UPDATE project SET backend = 'sentry', connection_id = 5 WHERE id = ${store.first.id};
    UPDATE issue SET connection_id = 5, remote_id = '77' WHERE id = ${one.id}`);
  writer.close();
  backend.isDown = true;
  issue.state = "closed";
  await commands.noteDelivery({ connectionId: connection.id, deliveryId: "1", issueNumber: issue.number });
  await round();
  await round();
  assert.deepEqual(decided, [`resolved ${one.id}`]);
  assert.deepEqual(await jobs(), ["resolve 1"]);
  backend.isDown = false;
  clock.nowMs += MINUTE;
  await round();
  assert.deepEqual(decided, [`resolved ${one.id}`, `resolved ${one.id}`]);
  assert.equal(await status(), "resolved");
  assert.deepEqual(await jobs(), [], "what came from the host is not sent back");
  issue.state = "open";
  await commands.noteDelivery({ connectionId: connection.id, deliveryId: "2", issueNumber: issue.number });
  await round();
  await round();
  assert.equal(await status(), "unresolved");
  assert.deepEqual([issue.state, issue.notes.length], ["open", 0]);
});

for (const knowsHost of [true, false]) {
  const name = knowsHost ? "shows the link" : "cannot show it, which is no failure";
  test(`a Sentry that keeps the error ${name}`, async (context) => {
    const { commands, connection, round, two, store, decided, backend, clock, hosts, problem } = await openWorld(context);
    const writer = openWriter(store.path);
    writer.exec(`UPDATE issue SET connection_id = 5, remote_id = '77' WHERE id = ${two.id}`);
    writer.close();
    backend.knowsHost = knowsHost;
    backend.isDown = true;
    const issue = { number: 3, url: "https://git.example/3", title: "Three", state: "open" } as const;
    await commands.linkIssue({ issueId: two.id, connectionId: connection.id, issue, byUserId: undefined });
    await round();
    assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 1, dead: 0 });
    backend.isDown = false;
    clock.nowMs += MINUTE;
    await round();
    assert.deepEqual(decided, ["link back to 3", "link back to 3"]);
    assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 0, dead: 0 });
    assert.equal(await problem(), undefined);
  });
}

test("a token of another origin is not opened, so nothing is sent", async (context) => {
  const { decide, round, save, gitlab, problem } = await openWorld(context);
  await save({
    origin: gitlab.origin,
    repository: { id: "11", path: "acme/shop", url: "", defaultBranch: "main" },
    sealedToken: sealToken(SECRET_KEY, { projectId: 1, origin: "https://elsewhere.example" }, GOOD_TOKEN),
  });
  await decide("resolved");
  await round();
  assert.deepEqual(gitlab.seen, []);
  assert.match((await problem()) ?? "", /Enter it again/);
});
