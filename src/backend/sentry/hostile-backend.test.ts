import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trick } from "../../../test/fakes/sentry/hostile-sentry.ts";
import { ENDLESS, TRICKS, startHostileSentry } from "../../../test/fakes/sentry/hostile-sentry.ts";
import { HOSTILE_EVENT } from "../../../test/fakes/sentry/honest-answer.ts";
import type { Backend } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import { ALL, NOON_MS } from "../test-world.ts";
import { remoteIssue } from "../../store/sqlite/test-remote-issue.ts";
import type { ConnectedStore } from "./test-sentry-world.ts";
import { openConnectedStore } from "./test-sentry-world.ts";

const REMOTES = [
  { id: "20", slug: "shop", organization: { slug: "acme" } },
  { id: "21", slug: "till", organization: { slug: "acme" } },
] as const;

async function withBackend(trick: Trick, use: (backend: Backend, connected: ConnectedStore) => Promise<void>): Promise<void> {
  const sentry = await startHostileSentry(trick);
  const connected = await openConnectedStore(sentry.origin, REMOTES);
  try {
    await use(connected.open(), connected);
  } finally {
    await connected.close();
    await sentry.close();
  }
}

/** Asks for everything there is to ask for; answers what was rejected. */
async function askAll(backend: Backend, { first, store }: ConnectedStore): Promise<readonly unknown[]> {
  const { issueIds } = await store.writer.commands.rememberRemoteIssues({
    connectionId: first.connectionId ?? 0,
    issues: [remoteIssue({ id: "4001", shortId: "SHOP-1" })],
    askedAtMs: NOON_MS,
  });
  const [id = 0] = issueIds;
  const issue = await backend.findIssue([first], { kind: "id", id });
  assert.ok(issue);
  const list = { projects: [first], filter: ALL, limit: 100 };
  const asked = await Promise.allSettled([
    backend.listIssues({ ...list, sort: "last-seen" }),
    backend.listIssues({ ...list, sort: "events", cursor: "1:1:0" }),
    backend.listEvents(issue, { limit: 100 }),
    backend.findEvent(issue, "latest"),
    backend.findEvent(issue, { eventId: HOSTILE_EVENT }),
    backend.findIssueOfEvent([first], HOSTILE_EVENT),
    backend.listTags(issue, 10),
    backend.listHourlyCounts([issue], 490_000, 490_024),
    backend.updateIssues([first], [id], { status: "ignored", until: { untilMs: 2e12 } }, undefined),
  ]);
  return asked.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
}

for (const trick of TRICKS) {
  test(`a hostile Sentry breaks nothing: ${trick.name}`, async () => {
    await withBackend(trick, async (backend, connected) => {
      const startedAt = performance.now();
      for (const reason of await askAll(backend, connected)) {
        assert.ok(reason instanceof BackendProblem, String(reason));
        assert.ok(reason.message.length < 1_000);
      }
      assert.ok(performance.now() - startedAt < 30_000);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
      // Our own rows still read.
      const { issues } = await connected.reader.errors.listIssues({
        projects: [connected.first],
        filter: ALL,
        sort: "last-seen",
        limit: 100,
      });
      assert.ok(issues.length > 0 && issues.every(({ title }) => title.length <= 1_000));
    });
  });
}

for (const trick of ENDLESS) {
  test(`a Sentry that never ends holds up no list of which something is known: ${trick.name}`, async () => {
    await withBackend(trick, async (backend, { first, store }) => {
      const connectionId = first.connectionId ?? 0;
      await store.writer.commands.rememberRemoteIssues({
        connectionId,
        issues: [remoteIssue({ id: "4001" })],
        askedAtMs: NOON_MS,
      });
      const startedAt = performance.now();
      const page = await backend.listIssues({ projects: [first], filter: ALL, sort: "last-seen", limit: 100 });
      assert.equal(page.issues.length, 1);
      assert.ok(performance.now() - startedAt < 6_000);
    });
  });
}
