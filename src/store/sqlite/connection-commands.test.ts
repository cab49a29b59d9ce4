import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RememberedIssue } from "../../backend/sentry/connection.ts";
import { ALL, NOON_MS, contractEvent, wordsOf } from "../../backend/test-world.ts";
import type { Project } from "../../project/project.ts";
import { openReader } from "./database.ts";
import { openSqliteReader } from "./read/reader.ts";
import { openTestStore } from "./read/test-store.ts";
import { remoteIssue } from "./test-remote-issue.ts";

const REMOTE = { id: "7", slug: "web", name: "Web", organization: { slug: "acme", name: "Acme" } };
const SAVED = { origin: "https://sentry.example", remote: REMOTE, sealedToken: "v1.sealed", tokenHint: "••••1234" };

async function openWorld(context: TestContext) {
  const store = await openTestStore();
  const reader = openSqliteReader(store.path);
  context.after(async () => {
    reader.close();
    await store.close();
  });
  const { commands } = store.writer;
  const connect = async (change: Partial<typeof SAVED> = {}, projectId = store.first.id): Promise<number> => {
    const { connectionId } = await commands.saveSentryConnection({ ...SAVED, projectId, ...change });
    await commands.chooseBackend({ projectId, backend: { kind: "sentry", connectionId } });
    return connectionId;
  };
  const project = async (id = store.first.id): Promise<Project> => {
    const found = await reader.projects.findProjectById(id);
    assert.ok(found);
    return found;
  };
  const words = async (): Promise<readonly string[]> => {
    const projects = [await project(), await project(store.second.id)];
    return wordsOf((await reader.errors.listIssues({ projects, filter: ALL, sort: "last-seen", limit: 100 })).issues);
  };
  return { ...store, commands, reader, connect, project, words };
}

test("a connection is kept, with the health of the moment it was tried", async (context) => {
  const { connect, reader, first, project } = await openWorld(context);
  const connectionId = await connect();
  const { tokenHint, sealedToken, origin } = SAVED;
  const health = { checkedAtMs: NOON_MS, answeredAtMs: NOON_MS, problem: undefined };
  assert.deepEqual(await reader.connections.findConnection(connectionId), {
    id: connectionId,
    projectId: first.id,
    origin,
    remote: REMOTE,
    sealedToken,
    tokenHint,
    health,
  });
  const { backend, connectionId: chosen } = await project();
  assert.deepEqual([backend, chosen], ["sentry", connectionId]);
  assert.equal(await reader.connections.findConnection(99), undefined);
});

test("connecting to the same project again finds its row and renews it; another one takes its token away", async (context) => {
  const { connect, reader, second } = await openWorld(context);
  const first = await connect();
  const elsewhere = await connect({}, second.id);
  assert.equal(await connect({ sealedToken: "v1.new", remote: { ...REMOTE, name: "Renamed" } }), first);
  const renewed = await reader.connections.findConnection(first);
  assert.deepEqual([renewed?.sealedToken, renewed?.remote.name], ["v1.new", "Renamed"]);

  const other = await connect({ origin: "https://other.example" });
  assert.notEqual(other, first);
  const [old, ofSecond] = [await reader.connections.findConnection(first), await reader.connections.findConnection(elsewhere)];
  assert.deepEqual([old?.sealedToken, old?.tokenHint], [undefined, undefined]);
  assert.equal(ofSecond?.sealedToken, SAVED.sealedToken);
});

test("health says when the Sentry last answered, and what is wrong since", async (context) => {
  const { connect, reader, commands } = await openWorld(context);
  const connectionId = await connect();
  await commands.noteConnectionHealth({ connectionId, problem: "It is down." });
  assert.equal((await reader.connections.findConnection(connectionId))?.health.problem, "It is down.");
  await commands.noteConnectionHealth({ connectionId, problem: undefined });
  assert.equal((await reader.connections.findConnection(connectionId))?.health.problem, undefined);
});

test("a project shows the issues of the backend it uses, and finds them again when it comes back", async (context) => {
  const { connect, commands, record, words, first, second } = await openWorld(context);
  record([contractEvent({ issue: "own" }), contractEvent({ issue: "till", project: "second", timestampMs: NOON_MS + 1 })]);
  const one = await connect();
  await commands.rememberRemoteIssues({ connectionId: one, issues: [remoteIssue({ title: "Title one" })], askedAtMs: NOON_MS });
  assert.deepEqual(await words(), ["till", "one"]);
  const two = await connect({ origin: "https://other.example" });
  await commands.rememberRemoteIssues({ connectionId: two, issues: [remoteIssue({ title: "Title two" })], askedAtMs: NOON_MS });
  assert.deepEqual(await words(), ["till", "two"]);
  await commands.chooseBackend({ projectId: first.id, backend: { kind: "integrated" } });
  assert.deepEqual(await words(), ["till", "own"]);
  await commands.chooseBackend({ projectId: first.id, backend: { kind: "sentry", connectionId: one } });
  assert.deepEqual(await words(), ["till", "one"]);
  // Nobody's connection but one's own.
  await commands.chooseBackend({ projectId: second.id, backend: { kind: "sentry", connectionId: one } });
  assert.deepEqual(await words(), ["till", "one"]);
});

test("issues of a backend that is not in use are found by nothing and changed by nobody", async (context) => {
  const { connect, commands, record, reader, first, project } = await openWorld(context);
  record([contractEvent({ issue: "own" })]);
  const own = await reader.errors.findIssue([first], { kind: "number", projectId: first.id, number: 1 });
  assert.ok(own);
  const connectionId = await connect();
  const { issueIds } = await commands.rememberRemoteIssues({ connectionId, issues: [remoteIssue()], askedAtMs: NOON_MS });
  const [remoteId = 0] = issueIds;
  const both = [own.id, remoteId];
  const inUse = async (): Promise<readonly number[]> => {
    const projects = [await project()];
    const found = await Promise.all(both.map((id) => reader.errors.findIssue(projects, { kind: "id", id })));
    const listed = await reader.errors.listIssues({ projects, filter: { ...ALL, ids: both }, sort: "events", limit: 9 });
    const ids = found.flatMap((issue) => issue?.id ?? []);
    assert.deepEqual(
      listed.issues.map(({ id }) => id),
      ids,
    );
    const args = { issueIds: both, projectIds: [first.id], change: { status: "resolved" }, byUserId: 1 } as const;
    assert.deepEqual((await commands.updateIssues(args)).updated, ids);
    return ids;
  };
  assert.deepEqual(await inUse(), [remoteId]);
  await commands.chooseBackend({ projectId: first.id, backend: { kind: "integrated" } });
  assert.deepEqual(await inUse(), [own.id]);
});

test("keys of a project whose errors a Sentry keeps take no events, until it is kept here again", async (context) => {
  const { connect, commands, writer, first } = await openWorld(context);
  const active = (): readonly boolean[] => writer.listAllClientKeys().map(({ isActive }) => isActive);
  assert.deepEqual(active(), [true, true]);
  await connect();
  assert.deepEqual(active(), [false, true]);
  await commands.chooseBackend({ projectId: first.id, backend: { kind: "integrated" } });
  assert.deepEqual(active(), [true, true]);
});

test("a remembered issue has the number of its short id there where it is free, and its page there", async (context) => {
  const { connect, commands, record, reader, first, project } = await openWorld(context);
  record([contractEvent({ issue: "own" })]);
  const connectionId = await connect();
  const shortIds = ["WEB-1F", "WEB-1", "WEB-1F", "nonsense", "", "WEB-7ZZZZZZZZZ", "web-2"];
  const issues = shortIds.map((shortId, index) => remoteIssue({ id: String(100 + index), shortId }));
  const { issueIds } = await commands.rememberRemoteIssues({ connectionId, issues, askedAtMs: NOON_MS });
  const projects = [await project()];
  const found = await Promise.all(issueIds.map((id) => reader.errors.findIssue(projects, { kind: "id", id })));
  const names = ["SHOP-1F", "SHOP-1G", "SHOP-1H", "SHOP-1J", "SHOP-1K", "SHOP-1M", "SHOP-2"];
  assert.deepEqual(
    found.map((issue) => issue?.shortId),
    names,
  );
  assert.deepEqual(found[0]?.remote, { id: "100", url: "https://sentry.example/organizations/acme/issues/100/" });

  // Events that come later do not take a number twice.
  await commands.chooseBackend({ projectId: first.id, backend: { kind: "integrated" } });
  record([contractEvent({ issue: "later" })]);
  const later = await reader.errors.findIssue([await project()], { kind: "number", projectId: first.id, number: 53 });
  assert.equal(later?.title, "Title later");
});

test("remembering again renews the row, writes nothing when nothing changed, and keeps releases that a list does not tell", async (context) => {
  const { connect, commands, reader, project, path } = await openWorld(context);
  const connectionId = await connect();
  const watching = openReader(path);
  context.after(() => watching.close());
  const version = (): unknown => watching.prepare("PRAGMA data_version").get()?.["data_version"];
  const remember = async (change: Partial<RememberedIssue>) => {
    const { issueIds } = await commands.rememberRemoteIssues({
      connectionId,
      issues: [remoteIssue(change)],
      askedAtMs: NOON_MS,
    });
    const issue = await reader.errors.findIssue([await project()], { kind: "id", id: issueIds[0] ?? 0 });
    assert.ok(issue);
    return issue;
  };
  const made = await remember({ firstRelease: "1.0", lastRelease: "1.1" });
  const before = version();
  assert.deepEqual(await remember({}), made);
  assert.equal(version(), before);
  const grown = await remember({ title: "Title new", eventCount: 6, lastRelease: "1.2" });
  assert.notEqual(version(), before);
  assert.deepEqual(grown, { ...made, title: "Title new", eventCount: 6, lastRelease: "1.2" });
});

test("a decision made here keeps its name while the Sentry agrees, and yields to the Sentry's news", async (context) => {
  const { connect, commands, reader, first, owner, project } = await openWorld(context);
  const connectionId = await connect();
  const remember = (state: RememberedIssue["state"], askedAtMs = NOON_MS) =>
    commands.rememberRemoteIssues({ connectionId, issues: [remoteIssue({ state })], askedAtMs });
  const { issueIds } = await remember({ status: "unresolved", substatus: "new" });
  const stateNow = async () => (await reader.errors.findIssue([await project()], { kind: "id", id: issueIds[0] ?? 0 }))?.state;
  await commands.updateIssues({ issueIds, projectIds: [first.id], change: { status: "resolved" }, byUserId: owner.id });
  await remember({ status: "resolved" });
  assert.deepEqual(await stateNow(), { status: "resolved", sinceMs: NOON_MS, byUserId: owner.id });
  // The Sentry was asked before the decision, and tells it afterwards.
  await remember({ status: "unresolved", substatus: "new" }, NOON_MS - 1);
  assert.deepEqual(await stateNow(), { status: "resolved", sinceMs: NOON_MS, byUserId: owner.id });
  await remember({ status: "ignored", substatus: "archived_until_escalating", untilMs: undefined });
  const ignored = { status: "ignored", substatus: "archived_until_escalating", until: undefined };
  assert.deepEqual(await stateNow(), { ...ignored, sinceMs: NOON_MS, byUserId: undefined });
  await remember({ status: "unresolved", substatus: "regressed" });
  assert.deepEqual(await stateNow(), { status: "unresolved", substatus: "regressed", sinceMs: NOON_MS });
});
