import assert from "node:assert/strict";
import { test } from "node:test";
import { NOON_MS } from "../../backend/test-world.ts";
import { openReader, openWriter } from "./database.ts";
import { HOST_ISSUE, openLinkedStore, REPOSITORY } from "./read/test-linked-store.ts";

const DAY_MS = 86_400_000;

test("a connection is read back as it was saved", async (context) => {
  const { hosts, connection, store } = await openLinkedStore(context);
  assert.deepEqual(await hosts.findCodeHost(store.first.id), connection);
  assert.deepEqual(await hosts.findCodeHostById(connection.id), connection);
  assert.deepEqual(await hosts.listCodeHosts(), [connection]);
  assert.equal(connection.sealedToken, "a sealed token");
  assert.deepEqual(connection.repository, REPOSITORY);
  assert.equal(await hosts.findCodeHost(store.second.id), undefined);
});

test("another origin is another connection: the one before loses its secrets and its jobs, and keeps its links", async (context) => {
  const { save, hosts, connection, decide, jobs, link, commands, store } = await openLinkedStore(context);
  await decide("resolved");
  const other = await save({ origin: "https://other.example", sealedToken: "another" });
  assert.equal(other.isNew, true);
  assert.notEqual(other.connection.id, connection.id);
  assert.equal(await hosts.findCodeHostById(connection.id), undefined);
  assert.deepEqual(await jobs(), []);
  assert.equal((await link())?.follows, false);

  const back = await save({ sealedToken: "a third", sealedWebhookSecret: "a new secret" });
  assert.equal(back.connection.id, connection.id);
  assert.equal(back.connection.sealedWebhookSecret, "a new secret");
  assert.equal((await link())?.follows, true);
  await commands.removeCodeHost({ projectId: store.first.id });
  assert.equal(await hosts.findCodeHost(store.first.id), undefined);
  assert.equal((await link())?.number, 12);
});

test("secrets leave the store with the connection they are for", async (context) => {
  const { save, commands, store } = await openLinkedStore(context);
  const secrets = (): number => {
    const db = openReader(store.path);
    const row = db
      .prepare("SELECT count(sealed_token) + count(sealed_webhook_secret) + count(token_hint) AS n FROM codehost_connection")
      .get();
    db.close();
    return Number(row?.["n"]);
  };
  assert.equal(secrets(), 3);
  await save({ origin: "https://other.example" });
  assert.equal(secrets(), 3, "the other one's alone");
  await commands.removeCodeHost({ projectId: store.first.id });
  assert.equal(secrets(), 0);
});

test("a webhook that a person entered is known by its first call", async (context) => {
  const { commands, connection, hosts } = await openLinkedStore(context);
  assert.equal(connection.webhookInstalled, false);
  await commands.noteDelivery({ connectionId: connection.id, deliveryId: "a", issueNumber: 99 });
  assert.equal((await hosts.findCodeHostById(connection.id))?.webhookInstalled, true);
});

test("saving the same repository again keeps its webhook's secret and tries what was given up", async (context) => {
  const { save, hosts, connection, decide, jobs, commands } = await openLinkedStore(context);
  await decide("resolved");
  const [job] = await hosts.listDueJobs(NOON_MS, 10);
  await commands.postponeJob({ jobId: job?.id ?? 0, nextAtMs: undefined, problem: "The token is wrong." });
  assert.deepEqual(await hosts.countJobs(connection.id), { waiting: 0, dead: 1 });
  const again = await save({ sealedToken: "a better one", sealedWebhookSecret: "never used" });
  assert.equal(again.isNew, false);
  assert.equal(again.connection.sealedWebhookSecret, "a sealed secret");
  assert.deepEqual(await jobs(), ["close 12"]);
});

test("one link for an error, and one for an issue", async (context) => {
  const { commands, connection, one, two } = await openLinkedStore(context);
  const connectionId = connection.id;
  const other = { ...HOST_ISSUE, number: 13 };
  const link = async (issueId: number, issue: typeof other) =>
    (await commands.linkIssue({ issueId, connectionId, issue, byUserId: undefined })).problem?.kind;
  assert.equal(await link(one.id, other), "error-linked");
  assert.equal(await link(two.id, { ...HOST_ISSUE, number: 12 }), "issue-linked");
  assert.equal(await link(two.id, other), undefined);
  await commands.unlinkIssue({ issueId: one.id });
  await commands.unlinkIssue({ issueId: two.id });
  assert.equal(await link(two.id, { ...HOST_ISSUE, number: 12 }), undefined);
});

test("only one person at a time makes an issue for an error", async (context) => {
  const { commands, one, two, clock } = await openLinkedStore(context);
  const claim = async (issueId: number) => (await commands.claimIssueLink({ issueId })).isClaimed;
  assert.equal(await claim(one.id), false, "it is linked");
  assert.equal(await claim(two.id), true);
  assert.equal(await claim(two.id), false);
  await commands.releaseIssueLink({ issueId: two.id });
  assert.equal(await claim(two.id), true);
  clock.nowMs += 61_000;
  assert.equal(await claim(two.id), true, "a claim left behind ends by itself");
});

test("a decision writes its job, and a later one takes its place", async (context) => {
  const { decide, jobs } = await openLinkedStore(context);
  await decide("resolved");
  assert.deepEqual(await jobs(), ["close 12"]);
  await decide("unresolved");
  assert.deepEqual(await jobs(), ["reopen 12"]);
});

test("a regression asks for the issue to be reopened", async (context) => {
  const { decide, happen, jobs, status, clock } = await openLinkedStore(context);
  await decide("resolved");
  clock.nowMs += 1_000;
  happen();
  assert.equal(await status(), "unresolved");
  assert.deepEqual(await jobs(), ["reopen 12"]);
});

test("where it is switched off, decisions write no job and waiting ones are dropped", async (context) => {
  const { save, decide, jobs } = await openLinkedStore(context);
  await decide("resolved");
  await save({ closesIssues: false });
  assert.deepEqual(await jobs(), []);
  await decide("unresolved");
  assert.deepEqual(await jobs(), []);
});

test("a webhook is noted once, with a look at its issue", async (context) => {
  const { commands, connection, jobs } = await openLinkedStore(context);
  const note = async (deliveryId: string, issueNumber: number) =>
    (await commands.noteDelivery({ connectionId: connection.id, deliveryId, issueNumber })).isNew;
  assert.equal(await note("a", 12), true);
  assert.equal(await note("a", 12), false);
  assert.equal(await note("b", 12), true);
  assert.equal(await note("c", 99), true);
  assert.deepEqual(await jobs(), ["look 12"]);
});

test("what was closed there is resolved here, and writes no job back", async (context) => {
  const { commands, connection, one, status, link, jobs } = await openLinkedStore(context);
  const apply = async (state: "open" | "closed") =>
    await commands.applyHostStates({
      connectionId: connection.id,
      issues: [{ ...HOST_ISSUE, state }],
      polledToMs: undefined,
    });
  assert.deepEqual((await apply("open")).changedIssueIds, [], "no news");
  assert.deepEqual((await apply("closed")).changedIssueIds, [one.id]);
  assert.equal(await status(), "resolved");
  assert.equal((await link())?.state, "closed");
  assert.deepEqual(await jobs(), []);
  await apply("open");
  assert.equal(await status(), "unresolved");
  assert.deepEqual(await jobs(), []);
});

test("what the host says is no order while a decision of ours is on its way there", async (context) => {
  const { commands, connection, decide, status, jobs, link } = await openLinkedStore(context);
  const apply = async (state: "open" | "closed") =>
    await commands.applyHostStates({ connectionId: connection.id, issues: [{ ...HOST_ISSUE, state }], polledToMs: 1 });
  await decide("resolved");
  const [close] = [await link()];
  assert.equal(close?.state, "open");
  await decide("unresolved");
  await apply("closed");
  assert.equal(await status(), "unresolved", "the echo of our own closing");
  assert.deepEqual(await jobs(), ["reopen 12"]);
  await apply("open");
  assert.deepEqual(await jobs(), [], "it is open already");
  assert.equal(await status(), "unresolved");
});

test("where it is switched off, closing there only shows", async (context) => {
  const { save, commands, connection, status, link } = await openLinkedStore(context);
  await save({ resolvesErrors: false });
  const issues = [{ ...HOST_ISSUE, state: "closed" as const }];
  await commands.applyHostStates({ connectionId: connection.id, issues, polledToMs: undefined });
  assert.equal(await status(), "unresolved");
  assert.equal((await link())?.state, "closed");
});

test("the newest deliveries are kept, a bounded number of them", async (context) => {
  const { commands, connection, store } = await openLinkedStore(context);
  const note = async (deliveryId: string) =>
    (await commands.noteDelivery({ connectionId: connection.id, deliveryId, issueNumber: 99 })).isNew;
  await note("first");
  await note("second");
  const writer = openWriter(store.path);
  writer.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9998)
    INSERT INTO webhook_delivery (connection_id, delivery_id, at_ms) SELECT ${connection.id}, 'n' || i, 0 FROM n`);
  writer.close();
  assert.equal(await note("last"), true);
  assert.equal(await note("second"), false);
  assert.equal(await note("first"), true, "it was forgotten");
});

test("a job that was replaced while it was done is not ended with it", async (context) => {
  const { commands, decide, hosts, one, jobs, link, clock } = await openLinkedStore(context);
  await decide("resolved");
  const [job] = await hosts.listDueJobs(clock.nowMs, 10);
  await decide("unresolved");
  await commands.finishJob({ jobId: job?.id ?? 0, issueId: one.id, issue: { ...HOST_ISSUE, state: "closed" } });
  assert.deepEqual(await jobs(), ["reopen 12"]);
  assert.equal((await link())?.state, "closed");
  clock.nowMs += DAY_MS;
  assert.equal((await hosts.listDueJobs(clock.nowMs, 10)).length, 1);
});
