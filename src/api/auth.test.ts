import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword } from "../account/password.ts";
import { hashToken } from "../account/tokens.ts";
import { dsnOf } from "../project/dsn.ts";
import type { Answered, World } from "./test-world.ts";
import { openWorld, ORIGIN, PUBLIC_URL } from "./test-world.ts";

const SETUP = {
  token: "setup-token",
  email: "ada@example.org",
  password: "violet kettle",
  name: "Ada",
  organization: "Acme",
  project: { name: "Web", platform: "javascript" },
};

async function openFresh(): Promise<World> {
  const world = await openWorld();
  await world.store.commands.storeSetupToken({
    tokenHash: hashToken("setup-token"),
    expiresAtMs: world.clock.nowMs + 3_600_000,
  });
  return world;
}

async function openWithAda(): Promise<World> {
  const world = await openWorld();
  await world.store.commands.createUser({
    email: "ada@example.org",
    name: "Ada",
    passwordHash: await hashPassword("violet kettle"),
    organizationId: world.store.addOrganization("Acme").id,
    role: "owner",
  });
  return world;
}

const signIn = (world: World, password: string, email = "ada@example.org", session?: string): Promise<Answered> =>
  world.ask("/api/0/auth/", { method: "POST", body: { email, password }, ...(session === undefined ? {} : { session }) });
const sessionIn = (answered: Answered): string =>
  /culprit_session=([0-9a-f]+)/.exec(answered.headers["set-cookie"] ?? "")?.[1] ?? "";

test("set-up makes the owner, organisation, project and DSN, signs in, and works once", async () => {
  const world = await openFresh();
  assert.deepEqual((await world.ask("/api/0/setup/")).json, { needsSetup: true });
  const answered = await world.ask("/api/0/setup/", { method: "POST", body: SETUP });
  assert.equal(answered.status, 201, answered.text);
  const { user, organization, project, dsn } = answered.json;
  assert.deepEqual(
    [user.email, organization.slug, project.slug, project.platform],
    ["ada@example.org", "acme", "web", "javascript"],
  );
  const [key] = await world.store.projects.listClientKeys(Number(project.id));
  assert.equal(dsn, dsnOf(PUBLIC_URL, key?.publicKey ?? "", Number(project.id)));
  assert.match(answered.headers["set-cookie"] ?? "", /; Path=\/base; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/);

  const session = sessionIn(answered);
  assert.equal((await world.ask("/api/0/auth/", { session })).json.email, "ada@example.org");
  assert.deepEqual((await world.ask("/api/0/setup/")).json, { needsSetup: false });
  const again = await world.ask("/api/0/setup/", { method: "POST", body: SETUP });
  assert.equal(again.status, 403);
  assert.equal(typeof again.json.detail, "string");
});

test("an owner without a name is called by the first part of the address", async () => {
  const world = await openFresh();
  const answered = await world.ask("/api/0/setup/", { method: "POST", body: { ...SETUP, name: undefined } });
  assert.equal(answered.json.user.name, "ada");
});

const wrongSetups: readonly {
  readonly name: string;
  readonly change: object;
  readonly want: number;
  readonly field?: string;
}[] = [
  { name: "a wrong token", change: { token: "guess" }, want: 403 },
  { name: "a short password", change: { password: "short" }, want: 400, field: "password" },
  { name: "a common password", change: { password: "password123" }, want: 400, field: "password" },
  { name: "no e-mail address", change: { email: "ada" }, want: 400, field: "email" },
  { name: "an empty organisation", change: { organization: "  " }, want: 400, field: "organization" },
  { name: "an empty project", change: { project: { name: "" } }, want: 400, field: "project.name" },
];
for (const { name, change, want, field } of wrongSetups) {
  test(`set-up with ${name} is refused and changes nothing`, async () => {
    const world = await openFresh();
    const answered = await world.ask("/api/0/setup/", { method: "POST", body: { ...SETUP, ...change } });
    assert.equal(answered.status, want);
    if (field !== undefined) assert.ok(Array.isArray(answered.json[field]), answered.text);
    assert.deepEqual((await world.ask("/api/0/setup/")).json, { needsSetup: true });
  });
}

test("signing in gives a new session each time and ends the one before", async () => {
  const world = await openWithAda();
  const first = sessionIn(await signIn(world, "violet kettle"));
  const second = sessionIn(await signIn(world, "violet kettle", "ADA@example.org", first));
  assert.match(second, /^[0-9a-f]{64}$/);
  assert.notEqual(first, second);
  assert.equal((await world.ask("/api/0/auth/", { session: first })).status, 401);
  assert.equal((await world.ask("/api/0/auth/", { session: second })).status, 200);

  const out = await world.ask("/api/0/auth/", { method: "DELETE", session: second });
  assert.equal(out.status, 204);
  assert.match(out.headers["set-cookie"] ?? "", /^culprit_session=; .*Max-Age=0/);
  assert.equal((await world.ask("/api/0/auth/", { session: second })).status, 401);
});

test("a session ends after thirty days", async () => {
  const world = await openWithAda();
  const session = sessionIn(await signIn(world, "violet kettle"));
  world.clock.nowMs += 30 * 86_400_000 - 1;
  assert.equal((await world.ask("/api/0/auth/", { session })).status, 200);
  world.clock.nowMs += 1;
  assert.equal((await world.ask("/api/0/auth/", { session })).status, 401);
});

test("an unknown address and a wrong password get the same answer", async () => {
  const world = await openWithAda();
  const wrong = await signIn(world, "violet kettl");
  const unknown = await signIn(world, "violet kettle", "bob@example.org");
  assert.equal(wrong.status, 401);
  assert.deepEqual([unknown.status, unknown.text], [wrong.status, wrong.text]);
  assert.equal(wrong.headers["set-cookie"], undefined);
});

test("guessing is slowed down, also when all guesses come at once, and the right password waits with it", async () => {
  const world = await openWithAda();
  const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn(world, "guess guess")));
  const statuses = guesses.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 401).length, 6);
  assert.equal(statuses.filter((status) => status === 429).length, 6);

  const right = await signIn(world, "violet kettle");
  assert.equal(right.status, 429);
  assert.equal(right.headers["retry-after"], "2");
  world.clock.nowMs += 2_000;
  assert.equal((await signIn(world, "violet kettle")).status, 200);
});

test("another site cannot sign a browser in", async () => {
  const world = await openWithAda();
  const asking = { method: "POST", body: { email: "ada@example.org", password: "violet kettle" } };
  const foreign = await world.ask("/api/0/auth/", { ...asking, headers: { origin: "https://evil.example" } });
  assert.equal(foreign.status, 403);
  const form = await world.ask("/api/0/auth/", { ...asking, headers: { "content-type": "text/plain" } });
  assert.equal(form.status, 415);
  assert.equal((await world.ask("/api/0/auth/", { ...asking, headers: { origin: ORIGIN } })).status, 200);
});

test("a token acts as its user within its scopes; an organisation's token is nobody", async () => {
  const world = await openWithAda();
  const [acme] = await world.store.projects.listOrganizations(undefined);
  const ada = await world.store.accounts.findUserByEmail("ada@example.org");
  const personal = await world.makeToken(["event:read"], { userId: ada?.id ?? 0 });
  const ci = await world.makeToken(["org:ci"], { organizationId: acme?.id ?? 0 });

  const root = (await world.ask("/api/0/", { token: personal })).json;
  assert.deepEqual([root.version, root.auth.scopes, root.user.email], ["0", ["event:read"], "ada@example.org"]);
  assert.equal(typeof root.user.id, "string");
  const ciRoot = (await world.ask("/api/0", { token: ci })).json;
  assert.deepEqual([ciRoot.auth.scopes, ciRoot.user], [["org:ci"], null]);
  assert.equal((await world.ask("/api/0/auth/", { token: ci })).status, 401);
  assert.equal((await world.ask("/api/0/organizations/acme/", { token: ci })).status, 200);
  assert.equal((await world.ask("/api/0/organizations/acme/projects/", { token: ci })).status, 403);
  assert.deepEqual((await world.ask("/api/0/")).json, { version: "0", auth: null, user: null });
  assert.equal((await world.ask("/api/0/", { token: "sntryu_unknown_unknown" })).status, 401);
});

test("a token is taken as Bearer, and as the user of Basic without a password", async () => {
  const world = await openWithAda();
  const userId = (await world.store.accounts.findUserByEmail("ada@example.org"))?.id ?? 0;
  const token = await world.makeToken(["org:read"], { userId });
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
  const statusOf = async (authorization: string): Promise<number> =>
    (await world.ask("/api/0/organizations/", { headers: { authorization } })).status;
  assert.equal(await statusOf(`Bearer ${token}`), 200);
  assert.equal(await statusOf(basic(`${token}:`)), 200);
  assert.equal(await statusOf(basic(token)), 200);
  for (const wrong of [basic(`${token}:password`), basic(`:${token}`), `Basic ${token}`, "Basic", `DSN ${token}`]) {
    assert.equal(await statusOf(wrong), 401, wrong);
  }
});
