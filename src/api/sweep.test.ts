import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Role } from "../account/account.ts";
import { SCOPES_IN_ORDER } from "../account/scopes.ts";
import { SESSION_COOKIE } from "../account/session.ts";
import { createApi } from "./api.ts";
import type { Route } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import { sharedApi } from "./test-shared-api.ts";
import type { Right } from "./test-sweep-table.ts";
import { NOT_THERE, RIGHTS, SAYS_UNKNOWN } from "./test-sweep-table.ts";
import type { Answered, Asking, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, ORIGIN, PUBLIC_URL, recordError } from "./test-world.ts";

/** Stands in everything that a stranger must not read. */
const MARK = "Unmistakable";

/** A world with something at every address, and the names in paths that lead there: ours, and a rival's. */
type Swept = {
  readonly world: Populated;
  readonly own: { readonly [param: string]: string };
  readonly foreign: { readonly [param: string]: string };
  readonly key: string;
};
/** Each change that is allowed gets a world of its own: there are hundreds. */
const makeApi = sharedApi();
let swept: Swept;
let world: Populated;
/** The same, but members see the projects of their teams alone. */
let closed: Swept;
const tokens: { [name: string]: string } = {};

before(async () => {
  swept = await openSwept();
  ({ world } = swept);
  closed = await openSwept();
  await closed.world.store.commands.changeOrganization({ organizationId: closed.world.acme.id, isOpen: false });
  for (const [name, scope] of [
    ["wrong scope", "alerts:write"],
    ["wrong scope for alerts", "org:ci"],
  ] as const) {
    tokens[name] = await world.makeToken([scope], { userId: world.ownerId });
    tokens[`own organisation, ${name}`] = await world.makeToken([scope], { organizationId: world.acme.id });
  }
  tokens["unknown"] = "sntryu_" + "0".repeat(64);
});
after(() => assert.equal(world.delivered.length, 0, "no stranger may have anything sent"));

async function openSwept(): Promise<Swept> {
  const populated = await openPopulatedWorld(makeApi);
  const { commands, projects, accounts, credentials } = populated.store;
  const secret = (await projects.listProjects([populated.rival.id]))[0] ?? populated.web;
  recordError(populated, populated.web, { id: eventId(1), signature: "a", title: `${MARK}: secret text` });
  recordError(populated, secret, { id: eventId(2), signature: "b" });
  const stranger = await populated.makeSession(populated.strangerId);
  const issueOf = async (organization: string, session: string): Promise<string> =>
    (await populated.ask(`/api/0/organizations/${organization}/issues/`, { session })).json[0].id;
  const keyOf = async (projectId: number): Promise<string> => (await projects.listClientKeys(projectId))[0]?.publicKey ?? "";
  for (const organization of [populated.acme, populated.rival]) {
    await commands.createTeam({ organizationId: organization.id, name: `${organization.slug} crew` });
    await populated.makeToken(["org:ci"], { organizationId: organization.id });
  }
  const tokenOf = async (organizationId: number): Promise<string> =>
    String((await credentials.listTokens({ kind: "organization", organizationId })).at(0)?.id);
  const developer = await accounts.findUserByEmail("dev@example.org");
  const key = await keyOf(populated.web.id);
  return {
    world: populated,
    key,
    own: {
      ":organization": "acme",
      ":project": "web",
      ":issue": await issueOf("acme", populated.owner),
      ":event": eventId(1),
      ":shortId": "WEB-1",
      ":version": "shop@1.4.0",
      ":integration": "1",
      ":discarded": "1",
      ":attachment": "1",
      ":filter": "localhost",
      ":key": key,
      ":member": String(developer?.id),
      ":team": "acme-crew",
      ":token": await tokenOf(populated.acme.id),
    },
    foreign: {
      ":organization": "rival",
      ":project": "secret",
      ":issue": await issueOf("rival", stranger),
      ":event": eventId(2),
      ":shortId": "SECRET-1",
      ":key": await keyOf(secret.id),
      ":member": String(populated.strangerId),
      ":team": "rival-crew",
      ":token": await tokenOf(populated.rival.id),
    },
  };
}

const FOREIGN_PARAMS: ReadonlySet<string> = new Set(
  ":organization :project :issue :event :shortId :key :member :team :token".split(" "),
);

const routes = apiRoutes(partsForTheTable());

function partsForTheTable(): Parameters<typeof apiRoutes>[0] {
  // Only the rows are looked at; nothing in here is ever called.
  return { publicUrl: PUBLIC_URL } as Parameters<typeof apiRoutes>[0];
}

const ISSUE = /^\/(organizations\/:organization\/issues|issues|groups)\/:issue/;
const rowOf = ({ method, path }: Route): string => `${method} ${path.replace(ISSUE, "{issue}")}`;
const rightOf = (route: Route): Right | undefined => RIGHTS[rowOf(route)];

test("every route has a row in the table of rights, and every row a route", () => {
  const rows = new Set(routes.map(rowOf));
  const without = [...rows].filter((row) => RIGHTS[row] === undefined);
  assert.deepEqual(without, [], "say in test-sweep-table.ts who may ask these");
  assert.deepEqual(
    Object.keys(RIGHTS).filter((row) => !rows.has(row)),
    [],
  );
});

const RANKS: readonly Role[] = ["reporter", "developer", "maintainer", "owner"];
/** A member of the role, made at the first time. */
async function memberOf(of: Populated, role: Role): Promise<number> {
  const email = `${role}@sweep.example`;
  const known = await of.store.accounts.findUserByEmail(email);
  return known?.id ?? of.addMember(of.acme, email, role);
}

/** Every way to come. `expected`: the status for a row, `allowed` where the answer itself is given. */
type Caller = {
  readonly name: string;
  readonly role?: Role;
  readonly as: (of: Populated, route: Route) => Asking | Promise<Asking>;
  readonly expected: (right: Right) => number | "allowed";
};
const STRANGERS: readonly Caller[] = [
  { name: "nobody", as: () => ({}), expected: () => 401 },
  { name: "an unknown token", as: () => ({ token: tokens["unknown"] ?? "" }), expected: () => 401 },
  { name: "an unknown session", as: () => ({ session: "0".repeat(64) }), expected: () => 401 },
  {
    name: "another organisation's owner",
    as: async (of) => ({ session: await of.makeSession(of.strangerId) }),
    expected: (right) => (isAboutOneself(right) || right === "owner person" ? "allowed" : 404),
  },
  {
    name: "another organisation's token",
    as: (of) => ({ token: of.strangeToken }),
    expected: (right) => statusOfOrganizationToken(right, 404),
  },
  {
    name: "the owner's token without the scope",
    as: (_, route) => ({ token: tokens[wrongScopeFor(route)] ?? "" }),
    expected: (right) => (right === "anybody" || right === "person" ? "allowed" : 403),
  },
  {
    name: "the organisation's own token without the scope",
    as: (_, route) => ({ token: tokens[`own organisation, ${wrongScopeFor(route)}`] ?? "" }),
    expected: (right) => statusOfOrganizationToken(right, 403),
  },
];
const MEMBERS: readonly Caller[] = [
  ...RANKS.map((role) => ({
    name: `a ${role}'s browser`,
    role,
    as: async (of: Populated) => ({ session: await of.makeSession(await memberOf(of, role)) }),
    expected: (right: Right) => (isAboutOneself(right) || reaches(role, right) ? ("allowed" as const) : 403),
  })),
  ...RANKS.map((role) => ({
    name: `a ${role}'s token with every scope`,
    role,
    as: async (of: Populated) => ({
      token: await of.makeToken(SCOPES_IN_ORDER, { userId: await memberOf(of, role) }),
    }),
    expected: (right: Right) => {
      if (right === "anybody" || right === "listed" || right === "person") return "allowed" as const;
      return right.endsWith("session") || !reaches(role, right) ? 403 : ("allowed" as const);
    },
  })),
  {
    name: "the organisation's token with every scope",
    as: async (of) => ({ token: await of.makeToken(SCOPES_IN_ORDER, { organizationId: of.acme.id }) }),
    expected: (right) => (right.includes(" ") ? 403 : statusOfOrganizationToken(right, "allowed")),
  },
];

function wrongScopeFor({ access }: Route): string {
  const isOfAlerts = Array.isArray(access) && access.some((scope) => scope.startsWith("alerts:"));
  return isOfAlerts ? "wrong scope for alerts" : "wrong scope";
}

function isAboutOneself(right: Right): boolean {
  return right === "anybody" || right === "listed" || right === "person" || right === "session";
}

function isBetween({ role }: Caller, right: Right): boolean {
  return role !== undefined && role !== "owner" && !right.startsWith(role);
}

function reaches(role: Role, right: Right): boolean {
  return RANKS.findIndex((rank) => rank === role) >= RANKS.findIndex((rank) => right.startsWith(rank));
}

function statusOfOrganizationToken(right: Right, inOrganization: number | "allowed"): number | "allowed" {
  switch (right) {
    case "anybody":
      return "allowed";
    case "listed":
      return inOrganization === 403 ? 403 : "allowed";
    case "person":
      return 401;
    case "session":
    case "owner person":
      return 403;
    default:
      return inOrganization;
  }
}

for (const route of routes) {
  const right = rightOf(route);
  if (right === undefined || right === "open") continue;
  const row = rowOf(route);
  for (const caller of [...STRANGERS, ...MEMBERS]) {
    const expected = caller.expected(right);
    const isHome = MEMBERS.includes(caller);
    // To see that a role may is enough for the least one and the highest; each is a world.
    if (isHome && expected === "allowed" && route.method !== "GET" && isBetween(caller, right)) continue;
    test(`${route.method} ${route.path} answers ${expected} to ${caller.name}`, async () => {
      // What may change something gets a world of its own. Strangers change nothing of ours.
      const place = isHome && expected === "allowed" && route.method !== "GET" ? await openSwept() : swept;
      const answered = await ask(place, route, await caller.as(place.world, route), place.own);
      if (expected !== "allowed") {
        assert.equal(answered.status, expected, answered.text);
        assert.equal(typeof answered.json.detail, "string");
      } else assertAllowed(row, answered);
      if (!isHome) assertNothingOfAcme(answered, place.key, expected === "allowed" && caller.name.includes("owner's token"));
    });
  }
}

function assertAllowed(row: string, { status, text }: Answered): void {
  if (NOT_THERE.has(row)) return assert.ok([400, 404, 409].includes(status), `${status} ${text}`);
  // A body that is no object is refused, and so nothing has to be right in it.
  assert.ok([200, 201, 202, 204, 400, 409].includes(status), `${status} ${text.slice(0, 200)}`);
}

for (const route of routes) {
  const right = rightOf(route);
  const params = [...route.path.matchAll(/:\w+/g)].map(([param]) => param);
  if (right === undefined || ["open", "anybody", "listed", "person", "session"].includes(right)) continue;
  for (const param of params.filter((name) => FOREIGN_PARAMS.has(name))) {
    test(`${route.method} ${route.path} does not find a rival's ${param.slice(1)}`, async () => {
      if (param === ":key" && !route.path.includes("/keys/")) return;
      const place = { ...swept.own, [param]: swept.foreign[param] ?? "" };
      const answered = await ask(swept, route, { session: world.owner }, place);
      const want = param === params.at(-1) ? (SAYS_UNKNOWN[rowOf(route)] ?? 404) : 404;
      assert.equal(answered.status, want, answered.text.slice(0, 200));
    });
  }
  if (!params.includes(":project") && !params.includes(":issue")) continue;
  test(`${route.method} ${route.path} is not there for a developer whose teams do not have the project`, async () => {
    const answered = await ask(closed, route, { session: closed.world.developer }, closed.own);
    assert.equal(answered.status, reaches("developer", right) ? 404 : 403, answered.text.slice(0, 200));
  });
}

for (const route of routes.filter(({ method, path }) => method === "GET" && path.startsWith("/organizations/:organization"))) {
  test(`${route.method} ${route.path} shows nothing of a project that is not the developer's`, async () => {
    const answered = await ask(closed, route, { session: closed.world.developer }, closed.own);
    assert.ok(!answered.text.includes(MARK) && !answered.text.includes("WEB-1"), answered.text.slice(0, 300));
  });
}

for (const route of routes.filter(({ method }) => method !== "GET")) {
  const name = `${route.method} ${route.path}`;
  const forged: readonly { readonly name: string; readonly headers: { readonly [name: string]: string } }[] = [
    { name: "no origin", headers: {} },
    { name: "a foreign origin", headers: { origin: "https://evil.example" } },
    { name: "a foreign origin that begins like ours", headers: { origin: `${ORIGIN}.evil.example` } },
    { name: "an opaque origin", headers: { origin: "null", "sec-fetch-site": "cross-site" } },
    { name: "a sister site", headers: { "sec-fetch-site": "same-site" } },
  ];
  for (const { name: how, headers } of forged) {
    test(`${name} with the owner's cookie and ${how} changes nothing`, async () => {
      const answered = await world.ask(pathOf(route, swept.own), {
        method: route.method,
        body: route.method === "DELETE" ? undefined : [],
        headers: { cookie: `${SESSION_COOKIE}=${world.owner}`, ...headers },
      });
      assert.equal(answered.status, 403);
      assert.equal((await world.ask("/api/0/auth/", { session: world.owner })).status, 200);
    });
  }
}

test("an issue of another project is not found through a project path that the caller may see", async () => {
  const place = `/api/0/projects/acme/shop/events/${eventId(1)}/`;
  const issueId = swept.own[":issue"] ?? "";
  assert.equal((await world.ask(place, { session: world.owner })).status, 404);
  const changed = await world.ask(`/api/0/projects/acme/shop/issues/?id=${issueId}`, {
    method: "PUT",
    session: world.owner,
    body: { status: "resolved" },
  });
  assert.equal(changed.status, 204);
  assert.equal((await world.ask(`/api/0/issues/${issueId}/`, { session: world.owner })).json.status, "unresolved");
});

test("rights in one organisation give none in another", async () => {
  const issueId = swept.own[":issue"] ?? "";
  const memberships = [
    { organizationId: world.acme.id, userId: world.strangerId, role: "reporter" },
    { organizationId: world.rival.id, userId: world.strangerId, role: "owner" },
  ] as const;
  const api = await createApi({
    ...world.deps,
    accounts: { ...world.deps.accounts, listMemberships: async () => memberships },
  });
  const statusOf = async (method: string, path: string): Promise<number> => {
    const headers = {
      cookie: `${SESSION_COOKIE}=${await world.makeSession(world.strangerId)}`,
      origin: ORIGIN,
      "content-type": "application/json",
    };
    const body = method === "GET" ? undefined : Buffer.from(JSON.stringify({ status: "resolved" }));
    return (await api.handle({ method, path, headers, body, clientIp: "192.0.2.7" })).status;
  };
  assert.equal(await statusOf("GET", `/api/0/issues/${issueId}/`), 200);
  assert.equal(await statusOf("PUT", `/api/0/issues/${issueId}/`), 403);
  assert.equal(await statusOf("PUT", "/api/0/organizations/acme/issues/"), 403);
  assert.equal(await statusOf("GET", `/api/0/organizations/rival/issues/${issueId}/`), 404);
});

test("a stream of changes is granted to members alone", async () => {
  const grant = (headers: { readonly [name: string]: string }, path = "/api/0/organizations/acme/live/", of = world) =>
    of.api.streamGrant({ method: "GET", path, headers, body: undefined, clientIp: "192.0.2.7" });
  const cookie = (session: string): { readonly cookie: string } => ({ cookie: `${SESSION_COOKIE}=${session}` });
  assert.deepEqual(await grant(cookie(world.reporter)), { projectIds: [world.shop.id, world.web.id] });
  assert.deepEqual(await grant(cookie(closed.world.reporter), undefined, closed.world), { projectIds: [] });
  assert.equal(await grant(cookie(await world.makeSession(world.strangerId))), undefined);
  assert.equal(await grant({}), undefined);
  assert.equal(await grant({ authorization: `Bearer ${tokens["wrong scope"]}` }), undefined);
  assert.equal(await grant(cookie(world.owner), "/api/0/organizations/%E0%A4%A/live/"), undefined);
  assert.equal(await grant(cookie(world.owner), "/api/0/organizations/rival/live/"), undefined);
});

function ask(place: Swept, route: Route, asking: Asking, names: { readonly [param: string]: string }): Promise<Answered> {
  const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: [] };
  return place.world.ask(pathOf(route, names), { method: route.method, ...asking, ...body });
}

function pathOf(route: Route, names: { readonly [param: string]: string }): string {
  const named = route.path.replace(/:\w+/g, (param) =>
    param === ":key" && !route.path.includes("/keys/") ? "browser" : (names[param] ?? param),
  );
  return `/api/0${named}/`;
}

function assertNothingOfAcme(answered: Answered, key: string, mayNameItself: boolean): void {
  const secrets = [MARK, "WEB-1", key, ...(mayNameItself ? [] : ["ada@example.org", '"slug":"web"'])];
  const told = secrets.filter((secret) => answered.text.includes(secret) || JSON.stringify(answered.headers).includes(secret));
  // An id that the stranger asked for may come back in words; nothing else.
  assert.deepEqual(told, []);
}
