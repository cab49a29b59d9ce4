import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, ORIGIN, recordError } from "./test-world.ts";

const MEMBERS = "/api/0/organizations/acme/members/";
const TEAMS = "/api/0/organizations/acme/teams/";
const PASSWORD = "violet kettle";

const post = (world: Populated, path: string, body: unknown, session = world.owner): Promise<Answered> =>
  world.ask(path, { method: "POST", session, body });
const put = (world: Populated, path: string, body: unknown, session = world.owner): Promise<Answered> =>
  world.ask(path, { method: "PUT", session, body });

async function invite(world: Populated, email: string, more: object = {}): Promise<string> {
  const invited = await post(world, MEMBERS, { email, orgRole: "developer", ...more });
  assert.equal(invited.status, 201, invited.text);
  return new URL(invited.json.inviteLink).searchParams.get("token") ?? "";
}

const accept = (world: Populated, body: object, session?: string): Promise<Answered> =>
  world.ask("/api/0/invitations/accept/", { method: "POST", body, ...(session !== undefined && { session }) });
const sessionIn = (answered: Answered): string =>
  /culprit_session=([0-9a-f]+)/.exec(answered.headers["set-cookie"] ?? "")?.[1] ?? "";
const idOf = async (world: Populated, email: string): Promise<string> => {
  const rows: readonly { readonly id: string; readonly email: string }[] = (await world.ask(MEMBERS, { session: world.owner }))
    .json;
  return rows.find((row) => row.email === email)?.id ?? "";
};

test("an invitation makes an account with its role, signs it in, and works once", async () => {
  const world = await openPopulatedWorld();
  await post(world, TEAMS, { name: "Shop crew" });
  const token = await invite(world, "new@example.org", { teams: ["shop-crew"] });
  const looked = await world.ask("/api/0/invitations/look/", { method: "POST", body: { token } });
  assert.deepEqual(
    [looked.json.email, looked.json.role, looked.json.organization.name, looked.json.hasAccount],
    ["new@example.org", "developer", "Acme", false],
  );
  const weak = await accept(world, { token, password: "password123" });
  assert.deepEqual([weak.status, Object.keys(weak.json)], [400, ["password"]]);

  const joined = await accept(world, { token, name: "Nora", password: PASSWORD });
  assert.equal(joined.status, 201, joined.text);
  const session = sessionIn(joined);
  const me = (await world.ask(`${MEMBERS}me/`, { session })).json;
  assert.deepEqual([me.email, me.orgRole, me.teams, me.pending], ["new@example.org", "developer", ["shop-crew"], false]);
  const again = await accept(world, { token, password: PASSWORD });
  assert.deepEqual([again.status, /not valid any more/.test(again.json.detail)], [403, true]);
});

test("an invitation ends by its time, by being taken back, and by a newer one", async () => {
  const world = await openPopulatedWorld();
  const first = await invite(world, "new@example.org");
  const second = await invite(world, "new@example.org");
  assert.equal((await accept(world, { token: first, password: PASSWORD })).status, 403);
  const pending = (await world.ask(MEMBERS, { session: world.owner })).json.filter((row: { pending: boolean }) => row.pending);
  assert.equal(pending.length, 1);
  assert.equal(pending[0].inviteLink, undefined, "the link is shown once");
  const resent = await put(world, `${MEMBERS}${pending[0].id}/`, { reinvite: true });
  assert.match(resent.json.inviteLink, /^https:\/\/errors\.example\.org\/base\/invitation\?token=/);
  assert.equal((await accept(world, { token: second, password: PASSWORD })).status, 403);

  const third = await invite(world, "new@example.org");
  const removed = await world.ask(`${MEMBERS}${await idOf(world, "new@example.org")}/`, {
    method: "DELETE",
    session: world.owner,
  });
  assert.equal(removed.status, 204);
  assert.equal((await accept(world, { token: third, password: PASSWORD })).status, 403);
  const fourth = await invite(world, "new@example.org");
  world.clock.nowMs += 7 * 24 * 3_600_000;
  assert.equal((await accept(world, { token: fourth, password: PASSWORD })).status, 403);
});

test("an invitation is bound to its address", async () => {
  const world = await openPopulatedWorld();
  const token = await invite(world, "mallory@example.org");
  assert.equal((await accept(world, { token }, world.developer)).status, 403);
  const unsigned = await accept(world, { token, password: PASSWORD });
  assert.equal(unsigned.status, 409, "an account that is there has to sign in, the link alone does not open it");
  const session = await world.makeSession(world.strangerId);
  assert.equal((await accept(world, { token }, session)).status, 201);
  assert.equal((await world.ask("/api/0/organizations/acme/", { session })).status, 200);
  assert.equal((await post(world, MEMBERS, { email: "mallory@example.org" })).status, 409);
});

test("who is removed has lost sessions, tokens and teams by the next request", async () => {
  const world = await openPopulatedWorld();
  const id = await idOf(world, "dev@example.org");
  const token = await world.makeToken(["event:read"], { userId: Number(id) });
  const path = "/api/0/organizations/acme/issues/";
  assert.equal((await world.ask(path, { token })).status, 200);
  assert.equal((await world.ask(`${MEMBERS}${id}/`, { method: "DELETE", session: world.owner })).status, 204);
  assert.equal((await world.ask(path, { token })).status, 401);
  assert.equal((await world.ask(path, { session: world.developer })).status, 401);
});

test("the last owner stays, and may go once there is another", async () => {
  const world = await openPopulatedWorld();
  const mine = `${MEMBERS}${world.ownerId}/`;
  assert.equal((await world.ask(mine, { method: "DELETE", session: world.owner })).status, 409);
  const demoted = await put(world, mine, { orgRole: "developer" });
  assert.deepEqual([demoted.status, /last owner/.test(demoted.json.detail)], [409, true]);
  await put(world, `${MEMBERS}${await idOf(world, "dev@example.org")}/`, { orgRole: "owner" });
  assert.equal((await put(world, mine, { orgRole: "reporter" })).json.role, "reporter");
  assert.equal((await put(world, mine, { orgRole: "owner" })).status, 403, "a role counts from the next request on");
});

test("a member leaves by themselves, but not by a token, and removes nobody else", async () => {
  const world = await openPopulatedWorld();
  const me = `${MEMBERS}me/`;
  const rita = await idOf(world, "rita@example.org");
  const token = await world.makeToken(["member:read"], { userId: Number(rita) });
  assert.equal((await world.ask(me, { method: "DELETE", token })).status, 403);
  const other = await world.ask(`${MEMBERS}${world.ownerId}/`, { method: "DELETE", session: world.reporter });
  assert.equal(other.status, 403);
  assert.equal((await world.ask(me, { method: "DELETE", session: world.reporter })).status, 204);
  assert.equal((await world.ask("/api/0/auth/", { session: world.reporter })).status, 401);
});

test("where an organisation is closed, members see the projects of their teams alone, and maintainers all", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  recordError(world, world.shop, { id: eventId(2), signature: "b" });
  const seen = async (session: string): Promise<readonly string[]> =>
    (await world.ask("/api/0/organizations/acme/projects/", { session })).json.map(({ slug }: { slug: string }) => slug);
  assert.deepEqual(await seen(world.developer), ["shop", "web"]);
  await put(world, "/api/0/organizations/acme/", { openMembership: false });
  assert.deepEqual(await seen(world.developer), []);
  await post(world, TEAMS, { name: "Web crew" });
  await post(world, "/api/0/projects/acme/web/teams/web-crew/", {});
  await post(world, `${MEMBERS}${await idOf(world, "dev@example.org")}/teams/web-crew/`, {});
  assert.deepEqual(await seen(world.developer), ["web"]);
  assert.deepEqual(await seen(world.owner), ["shop", "web"]);
  assert.equal((await world.ask("/api/0/projects/acme/shop/", { session: world.developer })).status, 404);
  const issues = (await world.ask("/api/0/organizations/acme/issues/", { session: world.developer })).json;
  assert.deepEqual(
    issues.map(({ project }: { project: { slug: string } }) => project.slug),
    ["web"],
  );
  const all = (await world.ask("/api/0/organizations/acme/issues/", { session: world.owner })).json;
  const hidden = all.find(({ project }: { project: { slug: string } }) => project.slug === "shop").id;
  for (const path of [
    `/api/0/issues/${hidden}/`,
    `/api/0/organizations/acme/issues/SHOP-1/`,
    `/api/0/organizations/acme/eventids/${eventId(2)}/`,
  ]) {
    assert.equal((await world.ask(path, { session: world.developer })).status, 404, path);
  }
  await put(world, `${MEMBERS}${await idOf(world, "dev@example.org")}/`, { orgRole: "maintainer" });
  assert.deepEqual(await seen(world.developer), ["shop", "web"]);
});

test("a team is made, renamed, filled, seen from a project, and deleted", async () => {
  const world = await openPopulatedWorld();
  const made = await post(world, TEAMS, { slug: "crew" });
  assert.deepEqual([made.status, made.json.name, made.json.memberCount], [201, "crew", 0]);
  assert.equal((await post(world, TEAMS, { slug: "crew" })).status, 409);
  assert.equal((await post(world, TEAMS, {})).status, 400);
  const place = "/api/0/teams/acme/crew/";
  assert.equal((await put(world, place, { name: "The crew" })).json.name, "The crew");
  await post(world, `${MEMBERS}me/teams/crew/`, {});
  assert.equal((await world.ask(`${place}members/`, { session: world.owner })).json.length, 1);
  const project = await post(world, `${place}projects/`, { name: "Api" });
  assert.deepEqual([project.status, project.json.teams.map(({ slug }: { slug: string }) => slug)], [201, ["crew"]]);
  assert.equal((await world.ask(`${place}projects/`, { session: world.reporter })).json[0].slug, "api");
  assert.equal(
    (await world.ask("/api/0/projects/acme/api/teams/crew/", { method: "DELETE", session: world.owner })).status,
    200,
  );
  assert.deepEqual((await world.ask("/api/0/organizations/acme/user-teams/", { session: world.owner })).json[0].isMember, true);
  assert.equal((await world.ask(place, { method: "DELETE", session: world.owner })).status, 204);
  assert.equal((await world.ask(place, { session: world.owner })).status, 404);
});

test("an owner makes a second organisation, which the first one's people do not see", async () => {
  const world = await openPopulatedWorld();
  assert.equal((await post(world, "/api/0/organizations/", { name: "Skunk works" }, world.developer)).status, 403);
  const made = await post(world, "/api/0/organizations/", { name: "Skunk works" });
  assert.deepEqual([made.status, made.json.slug], [201, "skunk-works"]);
  assert.equal((await world.ask("/api/0/organizations/skunk-works/", { session: world.owner })).status, 200);
  assert.equal((await world.ask("/api/0/organizations/skunk-works/", { session: world.developer })).status, 404);
});

test("an organisation is deleted by whoever names it, with its projects, tokens and teams, and never the only one", async () => {
  const world = await openPopulatedWorld();
  const token = await world.makeToken(["project:read"], { organizationId: world.acme.id });
  const remove = (body: unknown, org = "acme", session = world.owner): Promise<Answered> =>
    world.ask(`/api/0/organizations/${org}/`, { method: "DELETE", session, body });
  assert.deepEqual((await remove({ slug: "Acme" })).json, { slug: ["must be acme"] });
  assert.equal((await remove({ slug: "acme" }, "acme", world.developer)).status, 403);
  const other = await post(world, "/api/0/organizations/", { name: "Skunk works" });
  assert.equal(other.status, 201);
  assert.equal((await remove({ slug: "acme" })).status, 204);
  assert.equal((await world.ask("/api/0/organizations/acme/", { session: world.owner })).status, 404);
  assert.equal((await world.ask("/api/0/projects/acme/web/", { session: world.owner })).status, 404);
  assert.deepEqual(await world.store.projects.listClientKeys(world.web.id), []);
  assert.equal((await world.ask("/api/0/projects/", { token })).status, 401);
  // Who is nowhere else is out; who is, stays.
  assert.equal((await world.ask("/api/0/auth/", { session: world.developer })).status, 401);
  assert.deepEqual(
    (await world.ask("/api/0/organizations/", { session: world.owner })).json.map(({ slug }: { slug: string }) => slug),
    ["skunk-works"],
  );
  // Its slug is free again.
  assert.equal((await post(world, "/api/0/organizations/", { name: "Acme" })).json.slug, "acme");
  const stranger = await world.makeSession(world.strangerId);
  assert.equal((await remove({ slug: "acme" })).status, 204);
  assert.equal((await remove({ slug: "rival" }, "rival", stranger)).status, 204);
  const last = await remove({ slug: "skunk-works" }, "skunk-works");
  assert.deepEqual([last.status, /Make another one first/.test(last.text)], [409, true]);
});

test("every change is in the log: who, what, when, from where, and nothing secret", async () => {
  const world = await openPopulatedWorld();
  const token = await invite(world, "new@example.org");
  await accept(world, { token, password: PASSWORD });
  await put(world, `${MEMBERS}${await idOf(world, "new@example.org")}/`, { orgRole: "maintainer" });
  await put(world, "/api/0/projects/acme/web/", { name: "Website" });
  await put(world, "/api/0/projects/acme/web/", { name: 3 });
  const log = await world.ask("/api/0/organizations/acme/audit-logs/", { session: world.owner });
  const rows: readonly { readonly [field: string]: unknown }[] = log.json.rows;
  assert.deepEqual(
    rows.map(({ event, note, target }) => [event, target, note]),
    [
      ["projects.edit", "projects/acme/web", "name"],
      [
        "members.edit",
        `organizations/acme/members/${await idOf(world, "new@example.org")}`,
        "new@example.org: developer → maintainer",
      ],
      ["invitations.accept.create", "invitations/accept", "joined as developer"],
      ["members.create", "organizations/acme/members", "new@example.org, developer"],
    ],
  );
  assert.deepEqual([log.json.rows[0].actor.email, rows[0]?.["ipAddress"]], ["ada@example.org", "192.0.2.7"]);
  for (const secret of [token, PASSWORD]) assert.ok(!log.text.includes(secret));
  assert.equal((await world.ask("/api/0/organizations/acme/audit-logs/", { session: world.developer })).status, 403);
  const page = await world.ask("/api/0/organizations/acme/audit-logs/?limit=1&event=members.edit", { session: world.owner });
  assert.deepEqual([page.json.rows.length, /rel="next"; results="false"/.test(page.headers["link"] ?? "")], [1, true]);
});

test("a change that cannot be noted is not made", async (context) => {
  context.mock.method(console, "error", () => undefined);
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const places = ["organizations/", "projects/acme/web/", "projects/acme/web/keys/", "projects/acme/web/issues/", "projects/"];
  const isWhole = async (): Promise<string> => {
    const texts = [...places, "organizations/acme/members/", "organizations/acme/teams/", "users/me/"].map(async (place) => {
      const { text } = await world.ask(`/api/0/${place}`, { session: world.owner });
      return text;
    });
    return (await Promise.all(texts)).join("\n");
  };
  const before = await isWhole();
  const issue = (await world.ask("/api/0/projects/acme/web/issues/", { session: world.owner })).json[0].id;
  const member = await idOf(world, "dev@example.org");
  world.store.breakAuditLog();
  const changes = [
    ["POST", "organizations/", { name: "Skunk works" }],
    ["POST", "organizations/acme/members/", { email: "new@example.org", orgRole: "developer" }],
    ["PUT", `organizations/acme/members/${member}/`, { orgRole: "owner" }],
    ["POST", "organizations/acme/teams/", { name: "Crew" }],
    ["PUT", "projects/acme/web/", { name: "Website" }],
    ["PUT", "projects/acme/web/", { options: { "quotas:monthly-errors": 5 } }],
    ["POST", "projects/acme/web/keys/", { name: "More" }],
    ["PUT", `issues/${issue}/`, { status: "resolved" }],
    ["POST", `issues/${issue}/comments/`, { text: "Seen" }],
    ["PUT", "users/me/", { name: "Somebody" }],
    ["DELETE", "projects/acme/web/", undefined],
  ] as const;
  for (const [method, path, body] of changes) {
    const answered = await world.ask(`/api/0/${path}`, { method, body, session: world.owner });
    assert.equal(answered.status, 500, `${method} ${path}: ${answered.text}`);
    assert.equal(await isWhole(), before, `${method} ${path}`);
  }
});

test("another site cannot make a browser accept an invitation", async () => {
  const world = await openPopulatedWorld();
  const token = await invite(world, "new@example.org");
  const forged = await world.ask("/api/0/invitations/accept/", {
    method: "POST",
    body: { token, password: PASSWORD },
    headers: { origin: `${ORIGIN}.evil.example` },
  });
  assert.equal(forged.status, 403);
});
