import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL, HOUR_MS, NOON_MS, contractEvent } from "../../../backend/test-world.ts";
import type { OutcomeCount } from "../../../protocol/outcome.ts";
import type { SqliteReader } from "./reader.ts";
import { openSqliteReader } from "./reader.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

let store: TestStore;
let reader: SqliteReader;

before(async () => {
  store = await openTestStore();
  reader = openSqliteReader(store.path);
});

after(async () => {
  reader.close();
  await store.close();
});

test("a session is found until it expires", async () => {
  const { owner, writer } = store;
  await writer.commands.createSession({ userId: owner.id, tokenHash: "session", expiresAtMs: NOON_MS + 10 });
  const session = { user: owner, createdAtMs: NOON_MS, expiresAtMs: NOON_MS + 10, lastUsedAtMs: NOON_MS };
  assert.deepEqual(await reader.accounts.findSession("session", NOON_MS + 9), session);
  assert.equal(await reader.accounts.findSession("session", NOON_MS + 10), undefined);
  assert.equal(await reader.accounts.findSession("other", NOON_MS), undefined);
});

test("a token is found until it expires, with whom it acts as", async () => {
  const { owner, organization, writer } = store;
  const token = { lastFour: "abcd", name: "CI", scopes: ["event:read", "org:read"] as const };
  const personal = { ...token, tokenHash: "personal", userId: owner.id, expiresAtMs: NOON_MS + 10 };
  const { id } = (await writer.commands.createApiToken(personal)) as { id: number };
  await writer.commands.createApiToken({ ...token, tokenHash: "organisation", organizationId: organization.id, scopes: [] });

  const found = {
    id,
    name: "CI",
    scopes: token.scopes,
    user: owner,
    organizationId: undefined,
    expiresAtMs: NOON_MS + 10,
    lastUsedAtMs: undefined,
  };
  assert.deepEqual(await reader.accounts.findApiToken("personal", NOON_MS), found);
  assert.equal(await reader.accounts.findApiToken("personal", NOON_MS + 10), undefined);
  const ofOrganization = await reader.accounts.findApiToken("organisation", NOON_MS + 1e12);
  const { user, organizationId, scopes, expiresAtMs } = ofOrganization ?? {};
  assert.deepEqual([user, organizationId, scopes, expiresAtMs], [undefined, organization.id, [], undefined]);
});

test("a user is found by e-mail in any case, with roles", async () => {
  const { owner, organization } = store;
  assert.deepEqual(await reader.accounts.findUserByEmail("OWNER@example.com"), { ...owner, passwordHash: "not a hash" });
  assert.equal(await reader.accounts.findUserByEmail("nobody@example.com"), undefined);
  assert.deepEqual(await reader.accounts.findUsers([owner.id, owner.id + 1]), [owner]);
  assert.deepEqual(await reader.accounts.findUsers([]), []);
  const membership = { organizationId: organization.id, userId: owner.id, role: "owner" };
  assert.deepEqual(await reader.accounts.listMemberships(owner.id), [membership]);
  assert.equal(await reader.accounts.needsSetup(), false);
});

test("organisations and projects are found by slug and by id, projects within their organisation", async () => {
  const { projects } = reader;
  const { organization, owner, first, second } = store;
  for (const name of [organization.slug, String(organization.id)]) {
    assert.deepEqual(await projects.findOrganization(name), organization);
  }
  for (const name of ["nobody", "999", "-1", "1e0", "9".repeat(40), ""]) {
    assert.equal(await projects.findOrganization(name), undefined);
    assert.equal(await projects.findProject(organization.id, name), undefined);
  }
  for (const name of [second.slug, String(second.id)]) {
    assert.deepEqual(await projects.findProject(organization.id, name), second);
    assert.equal(await projects.findProject(organization.id + 1, name), undefined);
  }
  assert.deepEqual(await projects.findProjectById(first.id), first);
  assert.equal(await projects.findProjectById(999), undefined);
  assert.deepEqual(await projects.listOrganizations(undefined), [organization]);
  assert.deepEqual(await projects.listOrganizations(owner.id), [organization]);
  assert.deepEqual(await projects.listOrganizations(owner.id + 1), []);
  assert.deepEqual(await projects.listProjects([organization.id, 999]), [first, second]);
  assert.deepEqual(await projects.listProjects([]), []);
});

test("keys are listed with whether they are active", async () => {
  const { first, firstKey, second, writer } = store;
  const added = await writer.commands.createClientKey({ projectId: first.id, label: "old" });
  assert.ok("publicKey" in added);
  await writer.commands.updateClientKey({ keyId: added.id, settings: { ...added, isActive: false } });
  const keys = [firstKey, { ...added, isActive: false }];
  assert.deepEqual(await reader.projects.listClientKeys(first.id), keys);
  const all = await reader.projects.listAllClientKeys();
  assert.deepEqual(
    all.filter(({ projectId }) => projectId !== second.id),
    keys,
  );
  assert.equal(all.length, 3);
});

test("outcomes are summed over hours and keys, the largest first", async () => {
  const hour = NOON_MS / HOUR_MS;
  const outcome = (change: Partial<OutcomeCount>): OutcomeCount => ({
    projectId: store.second.id,
    keyId: 1,
    category: "error",
    kind: "invalid",
    reason: "too_large",
    hour,
    quantity: 1,
    ...change,
  });
  store.record(
    [],
    [
      outcome({}),
      outcome({ keyId: 2, quantity: 2 }),
      outcome({ hour: hour + 1, quantity: 3 }),
      outcome({ hour: hour + 2, quantity: 100 }),
      outcome({ kind: "rate-limited", reason: "key", quantity: 50 }),
      outcome({ projectId: store.first.id, quantity: 1_000 }),
    ],
  );
  assert.deepEqual(await reader.outcomes.listOutcomes(store.second.id, hour, hour + 1), [
    { kind: "rate-limited", category: "error", reason: "key", quantity: 50 },
    { kind: "invalid", category: "error", reason: "too_large", quantity: 6 },
  ]);
});

test("a reader that is open sees new days, and the first event of a project", async () => {
  const days = [0, 1, 2].map((day) => contractEvent({ timestampMs: NOON_MS + day * 24 * HOUR_MS }));
  for (const [index, event] of days.entries()) {
    store.record([event]);
    const { issues } = await reader.errors.listIssues({
      projects: [store.first],
      filter: ALL,
      sort: "last-seen",
      limit: 1,
    });
    assert.ok(issues[0]);
    const { events } = await reader.errors.listEvents(issues[0], { limit: 10 });
    assert.deepEqual(
      events.map((stored) => stored.event.event_id),
      days
        .slice(0, index + 1)
        .toReversed()
        .map(({ eventId }) => eventId),
    );
  }
  assert.equal((await reader.projects.findProjectById(store.first.id))?.firstEventAtMs, NOON_MS);
});

test("further values of a tag stand under the empty value", async () => {
  const events = Array.from({ length: 105 }, (_, index) =>
    contractEvent({ project: "second", issue: "tags", timestampMs: NOON_MS + 3 * 24 * HOUR_MS, tags: [["url", `/${index}`]] }),
  );
  store.record(events);
  const query = { projects: [store.second], filter: ALL, sort: "last-seen", limit: 1 } as const;
  const { issues } = await reader.errors.listIssues(query);
  assert.ok(issues[0]);
  const [spread] = await reader.errors.listTags(issues[0], 1_000);
  assert.deepEqual([spread?.key, spread?.total, spread?.values.length], ["url", 105, 101]);
  assert.deepEqual([spread?.values[0]?.value, spread?.values[0]?.count], ["", 5]);
});

test("a reader of a store that is not there says so", () => {
  assert.throws(() => openSqliteReader(`${store.path}.none`), { name: "StoreUnavailable" });
});
