import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { Commands } from "../../api/commands.ts";
import { describeEvent } from "../../digest/event/describe-event.ts";
import { sketchOf } from "../../grouping/v1/sketch.ts";
import { eventOf } from "../../digest/test-recorder.ts";
import { openReader } from "./database.ts";
import type { SqliteWriter } from "./writer.ts";
import { openSqliteWriter } from "./writer.ts";

const NOW = 1_790_000_000_000;
const setup = {
  tokenHash: "hash of the token",
  email: "ada@example.org",
  name: "Ada",
  passwordHash: "hash of the password",
  organizationName: "Acme Ltd",
  project: { name: "Shop (Web)", platform: "node" },
};
type SetupArgs = Parameters<Commands["completeSetup"]>[0];

type Store = SqliteWriter & {
  readonly setTime: (ms: number) => void;
  /** The rows of a query, over a connection of its own. */
  readonly read: (sql: string) => readonly object[];
};

function openStore(context: TestContext): Store {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-commands-"));
  let nowMs = NOW;
  const file = path.join(directory, "culprit.db");
  const writer = openSqliteWriter(file, { secretKey: "s".repeat(32), now: () => nowMs, describe: describeEvent, sketchOf });
  context.after(() => {
    writer.close();
    rmSync(directory, { recursive: true });
  });
  return {
    ...writer,
    read: (sql) => {
      const reader = openReader(file);
      const rows = reader.prepare(sql).all();
      reader.close();
      return rows.map((row) => ({ ...row }));
    },
    setTime: (ms) => {
      nowMs = ms;
    },
  };
}

test("the set-up makes owner, organisation, project and key, and spends the token", async (context) => {
  const { commands, needsSetup, listAllClientKeys } = openStore(context);
  await commands.storeSetupToken({ tokenHash: setup.tokenHash, expiresAtMs: NOW + 1 });
  assert.equal(needsSetup(), true);

  const answer = await commands.completeSetup(setup);
  assert.ok("user" in answer && answer.project !== undefined && answer.key !== undefined);
  assert.deepEqual(answer.user, { id: 1, email: "ada@example.org", name: "Ada", createdAtMs: NOW });
  assert.equal(answer.organization.slug, "acme-ltd");
  assert.equal(answer.project.slug, "shop-web");
  assert.equal(answer.project.organizationSlug, "acme-ltd");
  assert.match(answer.key.publicKey, /^[0-9a-f]{32}$/);
  assert.deepEqual(listAllClientKeys(), [answer.key]);
  assert.equal(needsSetup(), false);
  assert.deepEqual(await commands.completeSetup({ ...setup, email: "eve@example.org" }), { problem: { kind: "setup-done" } });
});

const refusals: readonly { readonly name: string; readonly args: Partial<SetupArgs>; readonly kind: string }[] = [
  { name: "a wrong token", args: { tokenHash: "guessed" }, kind: "setup-token-wrong" },
  { name: "an organisation without letter or digit", args: { organizationName: "!!" }, kind: "invalid-name" },
  { name: "a project without letter or digit", args: { project: { name: "-" } }, kind: "invalid-name" },
];
for (const { name, args, kind } of refusals) {
  test(`the set-up refuses ${name}, and the token stays good`, async (context) => {
    const { commands, needsSetup } = openStore(context);
    await commands.storeSetupToken({ tokenHash: setup.tokenHash, expiresAtMs: NOW + 1 });
    assert.deepEqual(await commands.completeSetup({ ...setup, ...args }), { problem: { kind } });
    assert.equal(needsSetup(), true);
    assert.ok("user" in (await commands.completeSetup(setup)));
  });
}

test("a set-up token dies with time, and when another is stored", async (context) => {
  const { commands, setTime } = openStore(context);
  await commands.storeSetupToken({ tokenHash: "earlier", expiresAtMs: NOW + 10 });
  await commands.storeSetupToken({ tokenHash: setup.tokenHash, expiresAtMs: NOW + 10 });
  assert.deepEqual(await commands.completeSetup({ ...setup, tokenHash: "earlier" }), {
    problem: { kind: "setup-token-wrong" },
  });
  setTime(NOW + 10);
  assert.deepEqual(await commands.completeSetup(setup), { problem: { kind: "setup-token-expired" } });
});

test("the configured administrator needs no token, and a project is not required", async (context) => {
  const { commands, listAllClientKeys } = openStore(context);
  const answer = await commands.completeSetup({ ...setup, tokenHash: undefined, project: undefined });
  assert.ok("user" in answer);
  assert.deepEqual([answer.project, answer.key, listAllClientKeys()], [undefined, undefined, []]);
});

test("an e-mail address has one account, whatever its case", async (context) => {
  const { commands } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  const args = { name: "B", passwordHash: "x", organizationId: 1, role: "developer" } as const;
  assert.deepEqual(await commands.createUser({ ...args, email: "ADA@example.org" }), { problem: { kind: "email-taken" } });
  assert.deepEqual(await commands.createUser({ ...args, email: "b@example.org", organizationId: 9 }), {
    problem: { kind: "not-found" },
  });
  assert.ok("user" in (await commands.createUser({ ...args, email: "b@example.org" })));
});

test("slugs of projects are made from their names and made unique; one that is asked for is taken or refused", async (context) => {
  const { commands } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  const slugOf = async (name: string, slug?: string): Promise<string> => {
    const answer = await commands.createProject({ organizationId: 1, name, ...(slug === undefined ? {} : { slug }) });
    return "problem" in answer ? answer.problem.kind : answer.project.slug;
  };
  assert.equal(await slugOf("Shop Web"), "shop-web-2");
  assert.equal(await slugOf("shop-web"), "shop-web-3");
  assert.equal(await slugOf("Any", "shop-web"), "slug-taken");
  assert.equal(await slugOf("Any", "my_shop"), "my_shop");
  for (const slug of ["42", "My Shop", "", "../x"]) assert.equal(await slugOf("Any", slug), "invalid-name");
  assert.equal(await slugOf("…"), "invalid-name");
  assert.deepEqual(await commands.createProject({ organizationId: 9, name: "x" }), { problem: { kind: "not-found" } });
});

test("a project gets another name and keeps its slug, and others keep theirs", async (context) => {
  const store = openStore(context);
  await store.commands.completeSetup({ ...setup, tokenHash: undefined });
  const other = await store.commands.createProject({ organizationId: 1, name: "Other" });
  await store.commands.describeProject({ projectId: 1, name: "Till", platform: undefined });
  assert.ok("project" in other);
  assert.deepEqual(store.read("SELECT name, slug FROM project ORDER BY id"), [
    { name: "Till", slug: "shop-web" },
    { name: "Other", slug: "other" },
  ]);
});

test("keys are made, switched off and on", async (context) => {
  const { commands, listAllClientKeys } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  const key = await commands.createClientKey({ projectId: 1, label: "Mobile" });
  assert.ok("publicKey" in key);
  assert.deepEqual(await commands.createClientKey({ projectId: 9, label: "x" }), { problem: { kind: "not-found" } });
  for (const isActive of [false, true]) {
    await commands.updateClientKey({ keyId: key.id, settings: { ...key, isActive } });
    assert.deepEqual(
      listAllClientKeys().map((one) => one.isActive),
      [true, isActive],
    );
  }
});

test("a token belongs to a user or an organisation that exists", async (context) => {
  const { commands } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  const args = { lastFour: "beef", name: "CI", scopes: ["org:ci", "project:read"] } as const;
  assert.ok("id" in (await commands.createApiToken({ ...args, tokenHash: "a", userId: 1 })));
  assert.ok("id" in (await commands.createApiToken({ ...args, tokenHash: "b", organizationId: 1, expiresAtMs: NOW })));
  assert.deepEqual(await commands.createApiToken({ ...args, tokenHash: "c", userId: 2 }), { problem: { kind: "not-found" } });
});

test("issues outside the projects, and ids of none, are passed over; the others are answered in the order asked", async (context) => {
  const { commands, recorder } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  await commands.createProject({ organizationId: 1, name: "Other" });
  const events = [eventOf({ bug: "a" }), eventOf({ bug: "b" }), eventOf({ bug: "c", project: 2 })];
  recorder.record({ fromPosition: 0, toPosition: 1, events, outcomes: [], quarantined: [] });
  const args = { issueIds: [3, 2, 99, 1, 2], change: { status: "resolved" }, byUserId: 1 } as const;
  assert.deepEqual(await commands.updateIssues({ ...args, projectIds: [1] }), { updated: [2, 1, 2] });
  assert.deepEqual(await commands.updateIssues({ ...args, projectIds: [1, 2] }), { updated: [3, 2, 1, 2] });
});

test("a decision made after the clock jumped back is no older than the events before it, and covers them", async (context) => {
  const { commands, recorder, read, setTime } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  const recordAt = (receivedAtMs: number): void => {
    const from = recorder.position();
    const events = [eventOf({ receivedAtMs, bug: "clock" })];
    recorder.record({ fromPosition: from, toPosition: from + 1, events, outcomes: [], quarantined: [] });
  };
  const state = () => read("SELECT status, status_since_ms FROM issue")[0];
  recordAt(NOW);
  setTime(NOW - 3_600_000);
  await commands.updateIssues({ issueIds: [1], projectIds: [1], change: { status: "resolved" }, byUserId: undefined });
  assert.deepEqual(state(), { status: "resolved", status_since_ms: NOW });
  recordAt(NOW);
  assert.deepEqual(state(), { status: "resolved", status_since_ms: NOW });
  recordAt(NOW + 1);
  assert.deepEqual(state(), { status: "unresolved", status_since_ms: NOW + 1 });
});

test("a session lives until it is ended or its time is over", async (context) => {
  const { commands, read, setTime } = openStore(context);
  await commands.completeSetup({ ...setup, tokenHash: undefined });
  for (const [tokenHash, expiresAtMs] of [
    ["short", NOW + 10],
    ["long", NOW + 1_000],
    ["ended", NOW + 1_000],
  ] as const) {
    await commands.createSession({ userId: 1, tokenHash, expiresAtMs });
  }
  await commands.deleteSession({ tokenHash: "ended" });
  await commands.deleteSession({ tokenHash: "never there" });
  setTime(NOW + 10);
  await commands.createSession({ userId: 1, tokenHash: "new", expiresAtMs: NOW + 20 });
  assert.deepEqual(read("SELECT token_hash FROM session ORDER BY 1"), [{ token_hash: "long" }, { token_hash: "new" }]);
  await assert.rejects(commands.createSession({ userId: 9, tokenHash: "nobody's", expiresAtMs: NOW + 20 }));
});

test("outcomes counted at the door are added up and added to what is there", (context) => {
  const { flushOutcomes, read } = openStore(context);
  const outcome = {
    projectId: 1,
    keyId: 1,
    category: "error",
    kind: "rate-limited",
    reason: "key",
    hour: 5,
    quantity: 2,
  } as const;
  flushOutcomes([outcome, outcome, { ...outcome, keyId: 0 }]);
  flushOutcomes([outcome]);
  flushOutcomes([]);
  assert.deepEqual(read("SELECT key_id, hour, quantity FROM outcome_hour ORDER BY key_id"), [
    { key_id: 0, hour: 5, quantity: 2 },
    { key_id: 1, hour: 5, quantity: 6 },
  ]);
});
