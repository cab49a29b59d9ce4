import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SESSION_COOKIE } from "../account/session.ts";
import { createBackOff } from "../account/back-off.ts";
import { createApi } from "./api.ts";
import type { Route } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import type { Answered, Asking, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, ORIGIN, PUBLIC_URL, recordError } from "./test-world.ts";

/** Stands in everything that a stranger must not read. */
const MARK = "Unmistakable";

let world: Populated;
let issueId = "";
let key = "";
const tokens: { [name: string]: string } = {};

before(async () => {
  world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a", title: `${MARK}: secret text` });
  const list = await world.ask("/api/0/organizations/acme/issues/", { session: world.owner });
  issueId = list.json[0].id;
  key = (await world.store.projects.listClientKeys(world.web.id))[0]?.publicKey ?? "";
  tokens["wrong scope"] = await world.makeToken(["org:ci"], { userId: world.ownerId });
  tokens["own organisation, wrong scope"] = await world.makeToken(["org:ci"], { organizationId: world.acme.id });
  tokens["expired"] = "sntryu_" + "0".repeat(64);
});
after(() => assert.equal(world.delivered.length, 0, "no stranger may have anything sent"));

/** Routes that everybody may ask; what they answer to whom has tests of its own. */
const OPEN = new Set([
  "GET /",
  "GET /setup",
  "POST /setup",
  "POST /auth",
  "POST /code-host/:connection/webhook",
  "POST /notifications/unsubscribe",
]);
/** Routes that only say who one is, or list what one sees: a stranger gets 200 with nothing of Acme's in it. */
const OWN = new Set([
  "GET /internal/health",
  "GET /users/me",
  "GET /users/me/regions",
  "GET /users/me/notifications",
  "PUT /users/me/notifications",
  "GET /auth",
  "DELETE /auth",
  "GET /organizations",
  "GET /projects",
]);

const routes = apiRoutes(partsForTheTable());

function partsForTheTable(): Parameters<typeof apiRoutes>[0] {
  const none = new Proxy({}, { get: () => () => Promise.reject(new Error("the table is only read")) });
  // Only the rows are looked at; nothing in here is ever called.
  return { publicUrl: PUBLIC_URL, backOff: createBackOff(), ...(none as object) } as Parameters<typeof apiRoutes>[0];
}

const callers: readonly {
  readonly name: string;
  readonly as: () => Asking | Promise<Asking>;
  readonly statuses: readonly number[];
}[] = [
  { name: "nobody", as: () => ({}), statuses: [401] },
  { name: "an unknown token", as: () => ({ token: tokens["expired"] ?? "" }), statuses: [401] },
  { name: "an unknown session", as: () => ({ session: "0".repeat(64) }), statuses: [401, 403] },
  {
    name: "another organisation's owner",
    as: async () => ({ session: await world.makeSession(world.strangerId) }),
    statuses: [404],
  },
  { name: "another organisation's token", as: () => ({ token: world.strangeToken }), statuses: [404] },
  { name: "the owner's token without the scope", as: () => ({ token: tokens["wrong scope"] ?? "" }), statuses: [403] },
  {
    name: "the organisation's own token without the scope",
    as: () => ({ token: tokens["own organisation, wrong scope"] ?? "" }),
    statuses: [403],
  },
];

for (const route of routes) {
  const name = `${route.method} ${route.path}`;
  if (OPEN.has(name)) continue;
  for (const { name: who, as, statuses } of callers) {
    test(`${name} tells nothing to ${who}`, async () => {
      const isOwn = OWN.has(name);
      const answered = await world.ask(pathOf(route), { method: route.method, body: bodyOf(route), ...(await as()) });
      const allowed = isOwn ? [200, 204, 401, 403] : statuses;
      assert.ok(allowed.includes(answered.status), `${answered.status} ${answered.text.slice(0, 200)}`);
      if (isOwn && statuses.includes(401))
        assert.ok(answered.status === 401 || answered.status === 403, String(answered.status));
      assertNothingOfAcme(answered, isOwn && who.includes("own"));
      if (!isOwn) assert.equal(typeof answered.json.detail, "string");
    });
  }
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
      const answered = await world.ask(pathOf(route), {
        method: route.method,
        body: bodyOf(route),
        headers: { cookie: `${SESSION_COOKIE}=${world.owner}`, ...headers },
      });
      assert.equal(answered.status, 403);
      assert.equal((await world.ask("/api/0/auth/", { session: world.owner })).status, 200);
    });
  }
}

const roles: readonly {
  readonly who: "reporter" | "developer";
  readonly method: string;
  readonly path: string;
  readonly want: number;
}[] = [
  { who: "reporter", method: "PUT", path: "/issues/:issue", want: 403 },
  { who: "reporter", method: "PUT", path: "/organizations/acme/issues", want: 403 },
  { who: "reporter", method: "POST", path: "/organizations/acme/projects", want: 403 },
  { who: "reporter", method: "POST", path: "/projects/acme/web/create-sample", want: 403 },
  { who: "developer", method: "POST", path: "/organizations/acme/projects", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/keys", want: 403 },
  { who: "developer", method: "PUT", path: "/projects/acme/web", want: 403 },
  { who: "developer", method: "PUT", path: "/projects/acme/web/grouping-rules", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/grouping-rules/preview", want: 403 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/grouping-rules", want: 200 },
  { who: "developer", method: "PUT", path: "/issues/:issue", want: 200 },
  { who: "reporter", method: "GET", path: "/issues/:issue", want: 200 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/backend", want: 200 },
  { who: "developer", method: "PUT", path: "/projects/acme/web/backend", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/backend/sentry-projects", want: 403 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/code-host", want: 200 },
  { who: "developer", method: "PUT", path: "/projects/acme/web/code-host", want: 403 },
  { who: "developer", method: "DELETE", path: "/projects/acme/web/code-host", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/code-host/repositories", want: 403 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/rules", want: 200 },
  { who: "developer", method: "POST", path: "/projects/acme/web/rules", want: 403 },
  { who: "developer", method: "DELETE", path: "/projects/acme/web/rules/1", want: 403 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/alert-channels", want: 200 },
  { who: "developer", method: "POST", path: "/projects/acme/web/alert-channels", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/alert-channels/1/test", want: 403 },
  { who: "developer", method: "POST", path: "/projects/acme/web/alert-deliveries/1/resend", want: 403 },
  { who: "reporter", method: "GET", path: "/issues/:issue/hashes", want: 200 },
  { who: "reporter", method: "DELETE", path: "/issues/:issue/hashes", want: 403 },
  { who: "reporter", method: "GET", path: "/issues/:issue/similar", want: 200 },
  { who: "reporter", method: "GET", path: "/issues/:issue/similar-issues", want: 200 },
  { who: "reporter", method: "POST", path: "/issues/:issue/similar", want: 403 },
  { who: "reporter", method: "GET", path: "/issues/:issue/activities", want: 200 },
  { who: "reporter", method: "GET", path: "/issues/:issue/notes", want: 200 },
  { who: "reporter", method: "POST", path: "/issues/:issue/notes", want: 403 },
  { who: "reporter", method: "PUT", path: "/issues/:issue/notes/1", want: 403 },
  { who: "reporter", method: "DELETE", path: "/issues/:issue/notes/1", want: 403 },
  { who: "reporter", method: "GET", path: "/organizations/acme/users", want: 200 },
  { who: "developer", method: "DELETE", path: "/issues/:issue", want: 403 },
  { who: "developer", method: "DELETE", path: "/organizations/acme/issues", want: 403 },
  { who: "developer", method: "DELETE", path: "/projects/acme/web/tombstones/1", want: 403 },
  { who: "reporter", method: "GET", path: "/issues/:issue/link/draft", want: 200 },
  { who: "reporter", method: "POST", path: "/issues/:issue/link", want: 403 },
  { who: "reporter", method: "PUT", path: "/issues/:issue/link", want: 403 },
  { who: "reporter", method: "DELETE", path: "/issues/:issue/link", want: 403 },
  { who: "reporter", method: "GET", path: "/projects/acme/web/releases/shop@1.4.0", want: 200 },
  { who: "reporter", method: "GET", path: "/issues/:issue/suspect-commits", want: 200 },
  { who: "reporter", method: "POST", path: "/organizations/acme/releases", want: 403 },
  { who: "reporter", method: "PUT", path: "/projects/acme/web/releases/shop@1.4.0", want: 403 },
  { who: "reporter", method: "DELETE", path: "/organizations/acme/releases/shop@1.4.0", want: 403 },
  { who: "reporter", method: "POST", path: "/organizations/acme/releases/shop@1.4.0/deploys", want: 403 },
];
for (const { who, method, path, want } of roles) {
  test(`a ${who} gets ${want} for ${method} ${path}`, async () => {
    const body = method === "GET" ? {} : { body: { status: "unresolved", name: "X" } };
    const answered = await world.ask(`/api/0${path.replace(":issue", issueId)}/`, { method, session: world[who], ...body });
    assert.equal(answered.status, want, answered.text);
  });
}

test("an issue of another project is not found through a project path that the caller may see", async () => {
  const place = `/api/0/projects/acme/shop/events/${eventId(1)}/`;
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
  const grant = (headers: { readonly [name: string]: string }, path = "/api/0/organizations/acme/live/") =>
    world.api.streamGrant({ method: "GET", path, headers, body: undefined, clientIp: "192.0.2.7" });
  const cookie = (session: string): { readonly cookie: string } => ({ cookie: `${SESSION_COOKIE}=${session}` });
  assert.deepEqual(await grant(cookie(world.reporter)), { projectIds: [world.shop.id, world.web.id] });
  assert.equal(await grant(cookie(await world.makeSession(world.strangerId))), undefined);
  assert.equal(await grant({}), undefined);
  assert.equal(await grant({ authorization: `Bearer ${tokens["wrong scope"]}` }), undefined);
  assert.equal(await grant(cookie(world.owner), "/api/0/organizations/%E0%A4%A/live/"), undefined);
  assert.equal(await grant(cookie(world.owner), "/api/0/organizations/rival/live/"), undefined);
});

function pathOf(route: Route): string {
  const names: { readonly [name: string]: string } = {
    ":organization": "acme",
    ":project": "web",
    ":issue": issueId,
    ":event": eventId(1),
    ":shortId": "WEB-1",
    ":discarded": "1",
    ":note": "1",
    ":version": "shop@1.4.0",
    ":key": route.path.includes("/keys/") ? key : "browser",
  };
  return `/api/0${route.path.replace(/:\w+/g, (name) => names[name] ?? name)}/`;
}

function bodyOf(route: Route): unknown {
  return route.method === "GET" || route.method === "DELETE" ? undefined : { status: "resolved", isActive: false, name: "X" };
}

function assertNothingOfAcme(answered: Answered, mayNameItself: boolean): void {
  const secrets = [MARK, "WEB-1", key, ...(mayNameItself ? [] : ["ada@example.org", '"slug":"web"'])];
  const told = secrets.filter((secret) => answered.text.includes(secret) || JSON.stringify(answered.headers).includes(secret));
  // An id that the stranger asked for may come back in words; nothing else.
  assert.deepEqual(told, []);
}
