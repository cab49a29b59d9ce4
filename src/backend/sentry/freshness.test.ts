import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { ALL_SCOPES, startFakeSentry } from "../../../test/fakes/sentry/fake-sentry.ts";
import { waitFor } from "../../../test/harness/wait-for.ts";
import type { IssueListQuery, IssuePage } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import { ALL, NOON_MS, contractEvent, wordsOf } from "../test-world.ts";
import type { SentryBackend } from "./sentry.ts";
import { CONNECTED_AT_MS, TOKEN, openConnectedStore } from "./test-sentry-world.ts";

const UNRESOLVED = { ...ALL, statuses: ["unresolved"] } as const;

/** A Sentry with issues a, b, c (the newest), and what is connected to it. */
async function openWorld(context: TestContext) {
  const sentry = await startFakeSentry({ now: () => CONNECTED_AT_MS, derivesTags: false });
  sentry.allow(TOKEN, ALL_SCOPES);
  const [shop, till] = [sentry.addProject("acme", "shop"), sentry.addProject("acme", "till")] as const;
  const record = (issue: string, minute: number, project = shop): void => {
    const { project: _project, ...event } = contractEvent({ issue, timestampMs: NOON_MS + minute * 60_000 });
    sentry.recordEvent(project, event);
  };
  for (const [minute, issue] of ["a", "b", "c"].entries()) record(issue, minute);
  const connected = await openConnectedStore(sentry.origin, [shop, till]);
  context.after(async () => {
    await connected.close();
    await sentry.close();
  });
  const list = (backend: SentryBackend, change: Partial<IssueListQuery> = {}): Promise<IssuePage> =>
    backend.listIssues({ projects: [connected.first], filter: UNRESOLVED, sort: "last-seen", limit: 25, ...change });
  return { ...connected, sentry, till, record, list };
}

const words = ({ issues }: IssuePage): string => wordsOf(issues).join("");
const isProblem =
  (kind: BackendProblem["kind"], says: RegExp) =>
  (error: unknown): boolean =>
    error instanceof BackendProblem && error.kind === kind && says.test(error.message);

test("for 15 seconds a list is asked for once; then the old one is shown at once, and the next look shows the new", async (context) => {
  const { open, list, clock, record, sentry } = await openWorld(context);
  const backend = open();
  const first = await list(backend);
  assert.deepEqual([words(first), first.freshness], ["cba", { asOfMs: CONNECTED_AT_MS, problem: undefined }]);
  record("d", 9);
  clock.nowMs += 14_000;
  assert.equal(words(await list(backend)), "cba");
  assert.equal(sentry.heard.length, 1);
  clock.nowMs += 2_000;
  const old = await list(backend);
  assert.deepEqual([words(old), old.freshness?.asOfMs], ["cba", CONNECTED_AT_MS]);
  await waitFor(async () => words(await list(backend)) === "dcba");
  assert.equal(sentry.heard.length, 2);
});

test("while the Sentry is down, what was shown is shown, and says since when and why", async (context) => {
  const { open, list, clock, sentry, reader, first } = await openWorld(context);
  const backend = open();
  await list(backend);
  sentry.be({ kind: "down" });
  clock.nowMs += 20 * 60_000;
  const page = await list(backend);
  assert.equal(words(page), "cba");
  assert.equal(page.freshness?.asOfMs, CONNECTED_AT_MS);
  assert.match(page.freshness?.problem ?? "", /hung up/);
  const health = async () => (await reader.connections.findConnectionInUse(first.id))?.health;
  await waitFor(async () => /hung up/.test((await health())?.problem ?? ""));

  sentry.be({ kind: "well" });
  clock.nowMs += 20 * 60_000;
  assert.equal((await list(backend)).freshness?.problem, undefined);
  await waitFor(async () => (await health())?.problem === undefined);
});

test("a thread that never asked shows the rows remembered, in pages of their own", async (context) => {
  const { open, list, sentry } = await openWorld(context);
  await list(open());
  sentry.be({ kind: "broken", status: 503 });
  const backend = open();
  const page = await list(backend, { limit: 2 });
  assert.equal(words(page), "cb");
  assert.match(page.freshness?.problem ?? "", /503/);
  const next = await list(backend, { limit: 2, cursor: page.next ?? "" });
  assert.equal(words(next), "a");
  assert.equal(words(await list(backend, { limit: 2, cursor: next.previous ?? "" })), "cb");
  await assert.rejects(list(backend, { cursor: "1:1:0" }), isProblem("unavailable", /503/));
});

test("after a failure nobody waits for the same again at once", async (context) => {
  const { open, list, sentry, clock } = await openWorld(context);
  const backend = open();
  sentry.be({ kind: "broken", status: 500 });
  await list(backend);
  const asked = sentry.heard.length;
  await list(backend);
  await list(backend, { sort: "events" });
  assert.equal(sentry.heard.length, asked);
  sentry.be({ kind: "well" });
  clock.nowMs += 5_000;
  assert.equal(words(await list(backend)), "cba");
});

test("a slow Sentry does not hold up a list of which something is known", async (context) => {
  const { open, list, sentry } = await openWorld(context);
  await list(open());
  sentry.be({ kind: "slow", ms: 6_000 });
  const startedAt = performance.now();
  const page = await list(open());
  assert.ok(performance.now() - startedAt < 4_500);
  assert.deepEqual([words(page), page.freshness], ["cba", { asOfMs: CONNECTED_AT_MS, problem: undefined }]);
});

test("an issue and its latest event are shown as they were while the Sentry is down; what was never seen is said to be missing", async (context) => {
  const { open, list, sentry, clock, first } = await openWorld(context);
  const backend = open();
  const [seen, unseen] = (await list(backend)).issues;
  assert.ok(seen !== undefined && unseen !== undefined);
  const latest = await backend.findEvent(seen, "latest");
  sentry.be({ kind: "down" });
  clock.nowMs += 20 * 60_000;
  const issue = await backend.findIssue([first], { kind: "id", id: seen.id });
  assert.equal(issue?.title, seen.title);
  assert.match(issue?.freshness?.problem ?? "", /hung up/);
  const again = await backend.findEvent(seen, "latest");
  assert.deepEqual(again?.stored, latest?.stored);
  assert.match(again?.freshness?.problem ?? "", /hung up/);
  assert.deepEqual(await backend.listTags(seen, 10), []);
  await assert.rejects(backend.findEvent(unseen, "latest"), isProblem("unavailable", /hung up/));
  await assert.rejects(backend.listEvents(unseen, { limit: 5 }), isProblem("unavailable", /hung up/));
  await assert.rejects(backend.findIssueOfEvent([first], "f".repeat(32)), isProblem("unavailable", /hung up/));
});

test("a token that is taken back is named as the reason, and the list still reads", async (context) => {
  const { open, list, sentry } = await openWorld(context);
  await list(open());
  sentry.allow(TOKEN, []);
  const backend = open();
  const page = await list(backend);
  assert.equal(words(page), "cba");
  assert.match(page.freshness?.problem ?? "", /needs the scope event:read/);
  const [issue] = page.issues;
  assert.ok(issue);
  await assert.rejects(backend.findEvent(issue, "latest"), isProblem("refused", /event:read/));
});

test("a decision is made there and here; it is seen at once, in other threads too", async (context) => {
  const { open, list, sentry, first, store } = await openWorld(context);
  const [here, elsewhere] = [open(), open()];
  const [issue] = (await list(here)).issues;
  assert.ok(issue);
  await list(elsewhere);
  const resolved = { filter: { ...ALL, statuses: ["resolved"] } } as const;
  assert.equal(words(await list(here, resolved)), "");
  await here.updateIssues([first], [issue.id], { status: "resolved" }, store.owner.id);
  assert.equal(words(await list(here)), "ba");
  assert.equal(words(await list(here, resolved)), "c");
  assert.equal(words(await list(elsewhere)), "ba");
  const decided = await here.findIssue([first], { kind: "id", id: issue.id });
  assert.ok(decided?.state.status === "resolved");
  assert.equal(decided.state.byUserId, store.owner.id);
  assert.equal(sentry.world.issues.get(issue.remote?.id ?? "")?.status, "resolved");
});

test("what the Sentry said before a decision does not undo it, however late it comes", async (context) => {
  const { open, list, sentry, first, store, clock, reader } = await openWorld(context);
  const backend = open();
  const [issue] = (await list(backend)).issues;
  assert.ok(issue);
  const stateNow = async () => (await reader.errors.findIssue([first], { kind: "id", id: issue.id }))?.state.status;
  clock.nowMs = CONNECTED_AT_MS + 16_000;
  sentry.be({ kind: "late", ms: 1_000 });
  await list(backend);
  await waitFor(async () => sentry.heard.length === 2);
  sentry.be({ kind: "well" });
  clock.nowMs += 500;
  await backend.updateIssues([first], [issue.id], { status: "resolved" }, store.owner.id);
  assert.equal(await stateNow(), "resolved");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal(await stateNow(), "resolved");
});

test("a decision that the Sentry refuses is not made here either", async (context) => {
  const { open, list, sentry, first } = await openWorld(context);
  const backend = open();
  const [issue] = (await list(backend)).issues;
  assert.ok(issue);
  sentry.allow(TOKEN, ["project:read", "event:read"]);
  const deciding = backend.updateIssues([first], [issue.id], { status: "resolved" }, undefined);
  await assert.rejects(deciding, isProblem("refused", /needs the scope event:write/));
  assert.equal(words(await list(backend)), "cba");
  // Reading goes on: nothing is wrong with the rest of the token.
  assert.equal((await list(backend)).freshness?.problem, undefined);
});

test("what some issues were refused is told with how many were not", async (context) => {
  const { open, list, sentry, first } = await openWorld(context);
  const backend = open();
  const { issues } = await list(backend);
  sentry.world.issues.delete(issues[1]?.remote?.id ?? "");
  const ids = issues.map(({ id }) => id);
  const deciding = backend.updateIssues([first], ids, { status: "resolved" }, undefined);
  await assert.rejects(deciding, isProblem("refused", /^2 of 3 issues were changed, the others were not\. /));
});

test("more issues than a Sentry can be asked to change one by one are refused before any is", async (context) => {
  const { open, list, record, first, sentry } = await openWorld(context);
  for (let index = 0; index < 101; index += 1) record(`n${index}`, index);
  const backend = open();
  const page = await list(backend, { limit: 100 });
  const rest = await list(backend, { limit: 100, cursor: page.next ?? "" });
  const ids = [...page.issues, ...rest.issues].map(({ id }) => id);
  const asked = sentry.heard.length;
  const deciding = backend.updateIssues([first], ids, { status: "resolved" }, undefined);
  await assert.rejects(deciding, isProblem("not-supported", /At most 100 issues/));
  assert.equal(sentry.heard.length, asked);
});

test("a search goes to the Sentry as typed, and its complaint comes back", async (context) => {
  const { open, list, sentry } = await openWorld(context);
  const backend = open();
  const search = (queryText: string): Promise<IssuePage> => list(backend, { filter: { ...UNRESOLVED, queryText } });
  assert.equal(words(await search('"title b" level:error')), "b");
  assert.match(
    decodeURIComponent(sentry.heard.at(-1)?.path ?? "").replaceAll("+", " "),
    /query=is:unresolved "title b" level:error&/,
  );
  await assert.rejects(search("(a OR b)"), isProblem("not-supported", /"OR" or "AND" are not supported/));
});

test("a list over several projects is of the rows remembered, with each project looked at", async (context) => {
  const { open, list, record, first, second, till, sentry, clock } = await openWorld(context);
  record("t", 1, till);
  const backend = open();
  const projects = [first, second];
  assert.equal(words(await list(backend, { projects, sort: "first-seen" })).length, 4);
  sentry.be({ kind: "down" });
  clock.nowMs += 20 * 60_000;
  const page = await list(backend, { projects });
  assert.equal(words(page).length, 4);
  assert.equal(page.freshness?.asOfMs, CONNECTED_AT_MS);
  assert.match(page.freshness?.problem ?? "", /^Shop: .*hung up/);
});
