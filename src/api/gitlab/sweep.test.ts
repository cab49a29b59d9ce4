import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createBackOff } from "../../account/back-off.ts";
import { SESSION_COOKIE } from "../../account/session.ts";
import { createApi } from "../api.ts";
import type { Answered, Asking, Populated } from "../test-world.ts";
import { eventId, openPopulatedWorld, ORIGIN, PUBLIC_URL, recordError } from "../test-world.ts";
import type { GitlabRoute } from "./route.ts";
import { gitlabRoutes } from "./routes.ts";

/** Stands in everything that a stranger must not read. */
const MARK = "Unmistakable";
const QUERY = `{ project(fullPath: "acme/web") { sentryErrors { externalUrl errors { nodes { title shortId } }
  detailedError(id: "gid://gitlab/Gitlab::ErrorTracking::DetailedError/1") { title } } } }`;

let world: Populated;
let key = "";
const tokens: { [name: string]: string } = {};

before(async () => {
  world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a", title: `${MARK}: secret text` });
  key = (await world.store.projects.listClientKeys(world.web.id))[0]?.publicKey ?? "";
  tokens["weak"] = await world.makeToken(["alerts:write"], { userId: world.ownerId });
  tokens["weak, of the organisation"] = await world.makeToken(["alerts:read"], { organizationId: world.acme.id });
});

// Only the rows are looked at; nothing in here is ever called.
const routes = gitlabRoutes({ publicUrl: PUBLIC_URL, backOff: createBackOff() } as Parameters<typeof gitlabRoutes>[0]);

type Expected = { readonly [manner in GitlabRoute["manner"]]: readonly number[] };
/** GraphQL answers 200 with nothing in it to whomever it knows, as GitLab does. */
const callers: readonly {
  readonly name: string;
  readonly as: () => Asking | Promise<Asking>;
  readonly want: Expected;
}[] = [
  { name: "nobody", as: () => ({}), want: { rest: [401], web: [401], graphql: [200] } },
  {
    name: "an unknown token",
    as: () => ({ token: "sntryu_" + "0".repeat(64) }),
    want: { rest: [401], web: [401], graphql: [401] },
  },
  {
    name: "an unknown token in GitLab's header",
    as: () => ({ headers: { "private-token": "glpat-" + "0".repeat(20) } }),
    want: { rest: [401], web: [401], graphql: [401] },
  },
  {
    name: "an unknown session",
    as: () => ({ session: "0".repeat(64) }),
    want: { rest: [401, 403], web: [401, 403], graphql: [200, 403] },
  },
  {
    name: "another organisation's owner",
    as: async () => ({ session: await world.makeSession(world.strangerId) }),
    want: { rest: [404], web: [404], graphql: [200] },
  },
  {
    name: "another organisation's token",
    as: () => ({ token: world.strangeToken }),
    want: { rest: [404], web: [404], graphql: [200] },
  },
  {
    name: "another organisation's token in GitLab's header",
    as: () => ({ headers: { "private-token": world.strangeToken } }),
    want: { rest: [404], web: [404], graphql: [200] },
  },
  {
    name: "the owner's token without the scope",
    as: () => ({ token: tokens["weak"] ?? "" }),
    want: { rest: [403], web: [401], graphql: [200] },
  },
  {
    name: "the organisation's own token without the scope",
    as: () => ({ token: tokens["weak, of the organisation"] ?? "" }),
    want: { rest: [403], web: [401], graphql: [200] },
  },
];

for (const route of routes) {
  const name = `${route.method} ${route.path}`;
  for (const { name: who, as, want } of callers) {
    test(`${name} tells nothing to ${who}`, async () => {
      const answered = await world.ask(pathOf(route), { method: route.method, body: bodyOf(route), ...(await as()) });
      assert.ok(want[route.manner].includes(answered.status), `${answered.status} ${answered.text.slice(0, 200)}`);
      assertNothingOfAcme(answered);
    });
  }
}

for (const route of routes.filter(({ method }) => method !== "GET")) {
  const forged: readonly { readonly name: string; readonly headers: { readonly [name: string]: string } }[] = [
    { name: "no origin", headers: {} },
    { name: "a foreign origin", headers: { origin: "https://evil.example" } },
    { name: "a foreign origin that begins like ours", headers: { origin: `${ORIGIN}.evil.example` } },
    { name: "an opaque origin", headers: { origin: "null", "sec-fetch-site": "cross-site" } },
    { name: "a sister site", headers: { "sec-fetch-site": "same-site" } },
  ];
  for (const { name: how, headers } of forged) {
    test(`${route.method} ${route.path} with the owner's cookie and ${how} changes nothing`, async () => {
      const cookie = `${SESSION_COOKIE}=${world.owner}`;
      const asking = { method: route.method, body: bodyOf(route), headers: { cookie, ...headers } };
      const answered = await world.ask(pathOf(route), asking);
      assert.equal(answered.status, 403);
      assertNothingOfAcme(answered);
    });
  }
}

const MAINTAINER = ["GET", "PATCH", "PUT"].map((method) => `${method} /api/v4/projects/1/error_tracking/settings`);
const KEYS = "/api/v4/projects/acme%2Fweb/error_tracking/client_keys";
const roles: readonly {
  readonly who: "reporter" | "developer" | "owner";
  readonly what: readonly string[];
  readonly want: number;
}[] = [
  { who: "reporter", what: [...MAINTAINER, `GET ${KEYS}`, `POST ${KEYS}`, `DELETE ${KEYS}/1`], want: 403 },
  { who: "developer", what: [...MAINTAINER, `GET ${KEYS}`, `POST ${KEYS}`, `DELETE ${KEYS}/1`], want: 403 },
  {
    who: "reporter",
    what: ["PUT /acme/web/-/error_tracking/1.json", "GET /acme/web/-/error_tracking/projects.json"],
    want: 401,
  },
  { who: "developer", what: ["GET /acme/web/-/error_tracking/projects.json"], want: 401 },
  {
    who: "reporter",
    what: ["GET /acme/web/-/error_tracking.json", "GET /acme/web/-/error_tracking/1/details.json"],
    want: 200,
  },
  { who: "developer", what: ["PUT /acme/web/-/error_tracking/1.json"], want: 200 },
  { who: "owner", what: [...MAINTAINER, `GET ${KEYS}`], want: 200 },
];
for (const { who, what, want } of roles) {
  test(`${who} gets ${want} for ${what.join(", ")}`, async () => {
    for (const one of what) {
      const [method = "", path = ""] = one.split(" ");
      const body =
        method === "GET" || method === "DELETE" ? undefined : { status: "unresolved", active: true, integrated: true };
      const answered = await world.ask(path, { method, session: world[who], body });
      assert.equal(answered.status, want, `${one} ${answered.text}`);
    }
  });
}

test("an organisation's own token acts in it, and in no other", async () => {
  const token = await world.makeToken(["project:write", "event:write"], { organizationId: world.acme.id });
  assert.equal((await world.ask(KEYS, { token })).status, 200);
  assert.equal((await world.ask("/api/v4/projects/3/error_tracking/client_keys", { token })).status, 404);
  assert.equal((await world.ask("/acme/web/-/error_tracking.json", { token })).status, 200);
  assert.equal((await world.ask("/rival/secret/-/error_tracking.json", { token })).status, 404);
});

test("who sees the projects of teams alone finds no other here", async () => {
  const memberships = [
    { organizationId: world.acme.id, userId: world.ownerId, role: "owner", onlyProjectIds: [world.shop.id] },
  ] as const;
  const api = await createApi({
    ...world.deps,
    accounts: { ...world.deps.accounts, listMemberships: async () => memberships },
  });
  const ask = async (path: string): Promise<readonly [number, string]> => {
    const headers = { cookie: `${SESSION_COOKIE}=${world.owner}` };
    const { status, body } = await api.handle({ method: "GET", path, headers, body: undefined, clientIp: "192.0.2.7" });
    return [status, Buffer.from(body).toString("utf8")];
  };
  assert.equal((await ask("/acme/shop/-/error_tracking.json"))[0], 200);
  for (const path of ["/acme/web/-/error_tracking.json", KEYS, "/api/v4/projects/1/error_tracking/settings"]) {
    assert.equal((await ask(path))[0], 404, path);
  }
  assert.equal((await ask(`/api/graphql?query=${encodeURIComponent(QUERY)}`))[1], '{"data":{"project":null}}');
});

test("what is changed here is in the log of changes, by names of fields alone", async () => {
  const body = { active: true, integrated: true };
  await world.ask("/api/v4/projects/1/error_tracking/settings", { method: "PATCH", session: world.owner, body });
  await world.ask("/acme/web/-/error_tracking/1.json", { method: "PUT", session: world.owner, body: { status: "unresolved" } });
  await world.ask("/api/graphql", { method: "POST", session: world.owner, body: { query: QUERY } });
  const wanted = { organizationId: world.acme.id, beforeId: undefined, limit: 2, action: undefined, userId: world.ownerId };
  const entries = await world.deps.audit.listEntries(wanted);
  assert.deepEqual(
    entries.map(({ action, target, note }) => [action, target, note]),
    [
      ["error_tracking.edit", "acme/web/-/error_tracking/1.json", "status"],
      ["projects.error_tracking.settings.edit", "api/v4/projects/1/error_tracking/settings", "active, integrated"],
    ],
  );
});

test("nothing was changed by all of this", async () => {
  const [one, ...more] = await world.store.projects.listClientKeys(world.web.id);
  assert.deepEqual([one?.publicKey, more], [key, []]);
  const project = await world.store.projects.findProjectById(world.web.id);
  assert.deepEqual([project?.isEnabled, project?.backend], [true, "integrated"]);
  const { json } = await world.ask("/acme/web/-/error_tracking/1/details.json", { session: world.owner });
  assert.equal(json.error.status, "unresolved");
});

function pathOf(route: GitlabRoute): string {
  const names: { readonly [name: string]: string } = {
    ":id": "acme%2Fweb",
    ":organization": "acme",
    ":project": "web",
    ":error": "1",
    ":key": "1",
  };
  const path = route.path.replace(/:\w+/g, (name) => names[name] ?? name);
  return route.manner === "graphql" && route.method === "GET" ? `${path}?query=${encodeURIComponent(QUERY)}` : path;
}

function bodyOf({ method, manner }: GitlabRoute): unknown {
  if (method === "GET" || method === "DELETE") return undefined;
  return manner === "graphql" ? { query: QUERY } : { active: false, integrated: false, status: "resolved" };
}

function assertNothingOfAcme({ text, headers }: Answered): void {
  const told = [MARK, "WEB-1", key].filter((secret) => text.includes(secret) || JSON.stringify(headers).includes(secret));
  assert.deepEqual(told, []);
}
