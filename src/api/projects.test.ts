import assert from "node:assert/strict";
import { test } from "node:test";
import { dsnOf } from "../project/dsn.ts";
import type { Answered } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, openWorld, PUBLIC_URL, recordError, recordErrors } from "./test-world.ts";

test("an organisation has every field that typed clients decode", async () => {
  const world = await openPopulatedWorld();
  const list = await world.ask("/api/0/organizations/?per_page=25", { session: world.reporter });
  assert.deepEqual(list.json, [
    {
      id: String(world.acme.id),
      slug: "acme",
      name: "Acme",
      dateCreated: "2026-11-24T12:30:00.000Z",
      status: { id: "active", name: "active" },
      avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
      features: [],
      isEarlyAdopter: false,
      require2FA: false,
      requireEmailVerification: false,
      hasAuthProvider: false,
      allowMemberInvite: true,
      allowMemberProjectCreation: false,
      allowSuperuserAccess: false,
      links: { organizationUrl: `${PUBLIC_URL}/organizations/acme/`, regionUrl: PUBLIC_URL },
    },
  ]);
  assert.match(list.headers["link"] ?? "", /rel="next"; results="false"/);
  const detail = (await world.ask(`/api/0/organizations/${world.acme.id}/`, { session: world.owner })).json;
  assert.deepEqual(
    detail.projects.map(({ slug }: { slug: string }) => slug),
    ["shop", "web"],
  );
  assert.deepEqual(
    detail.orgRoleList.map(({ id }: { id: string }) => id),
    ["reporter", "developer", "maintainer", "owner"],
  );
  assert.ok(detail.access.includes("org:admin"));
  const short = (await world.ask("/api/0/organizations/acme/?detailed=0", { session: world.owner })).json;
  assert.equal(short.projects, undefined);
  assert.deepEqual((await world.ask("/api/0/organizations/?query=nothing", { session: world.owner })).json, []);
});

test("without https the region is empty, so that clients stay where they are", async () => {
  const world = await openWorld("http://localhost:9000");
  const acme = world.store.addOrganization("Acme");
  const token = await world.makeToken(["org:read"], { organizationId: acme.id });
  const { json } = await world.ask("/api/0/organizations/acme/", { token });
  assert.deepEqual(json.links, { organizationUrl: "http://localhost:9000/organizations/acme/", regionUrl: "" });
});

test("projects over all organisations carry their organisation and status", async () => {
  const world = await openPopulatedWorld();
  const { json } = await world.ask("/api/0/projects/", { session: world.reporter });
  assert.deepEqual(
    json.map((project: { slug: string; status: string; organization: { slug: string } }) => [
      project.slug,
      project.status,
      project.organization.slug,
    ]),
    [
      ["shop", "active", "acme"],
      ["web", "active", "acme"],
    ],
  );
});

test("a project is found by slug and number, with the fields that typed clients decode", async () => {
  const world = await openPopulatedWorld();
  const bySlug = await world.ask("/api/0/projects/acme/web/?collapse=organization", { session: world.reporter });
  const byId = await world.ask(`/api/0/projects/${world.acme.id}/${world.web.id}/`, { session: world.reporter });
  assert.equal(bySlug.text, byId.text);
  const { json } = bySlug;
  assert.deepEqual(
    [json.id, json.slug, json.name, json.platform, json.platforms, json.firstEvent, json.team, json.teams, json.environments],
    [String(world.web.id), "web", "Web", "javascript", ["javascript"], null, null, [], []],
  );
  const kinds: { readonly [kind: string]: readonly string[] } = {
    number: ["digestsMinDelay", "digestsMaxDelay", "resolveAge", "storeCrashReports", "processingIssues"],
    string: [
      "dateCreated",
      "color",
      "subjectPrefix",
      "subjectTemplate",
      "securityToken",
      "securityTokenHeader",
      "groupingEnhancements",
    ],
    boolean: [
      "isBookmarked",
      "isMember",
      "hasAccess",
      "isPublic",
      "isInternal",
      "verifySSL",
      "dataScrubber",
      "hasReplays",
      "hasLogs",
    ],
  };
  for (const [kind, fields] of Object.entries(kinds)) {
    for (const field of fields) assert.equal(typeof json[field], kind, field);
  }
  const filtered = await world.ask("/api/0/organizations/acme/projects/?query=slug:shop", { session: world.reporter });
  assert.deepEqual(
    filtered.json.map(({ slug }: { slug: string }) => slug),
    ["shop"],
  );
});

test("a new project has a key at once, and its DSN keeps the path of the public address", async () => {
  const world = await openPopulatedWorld();
  const made = await world.ask("/api/0/organizations/acme/projects/", {
    method: "POST",
    session: world.owner,
    body: { name: "Api", slug: null, platform: "node-express", default_rules: true },
  });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.json.slug, made.json.platform, made.json.organization.slug], ["api", "node-express", "acme"]);
  const [key] = (await world.ask("/api/0/projects/acme/api/keys/?status=active", { session: world.owner })).json;
  assert.match(key.id, /^[A-Za-z0-9_]{16,64}$/);
  assert.deepEqual([key.public, key.label, key.name, key.isActive, key.rateLimit], [key.id, "Default", "Default", true, null]);
  assert.equal(key.projectId, Number(made.json.id));
  assert.equal(key.dsn.public, dsnOf(PUBLIC_URL, key.id, key.projectId));
  assert.equal(key.dsn.security, `${PUBLIC_URL}/api/${made.json.id}/security/?sentry_key=${key.id}`);
  assert.equal(key.dsn.cdn, `${PUBLIC_URL}/js-sdk-loader/${key.id}.min.js`);
  assert.deepEqual(
    Object.values(key.dsn).filter((address) => typeof address !== "string"),
    [],
  );
});

test("a project gets another name; its slug stays, and other settings are refused", async () => {
  const world = await openPopulatedWorld();
  const change = (body: object) => world.ask("/api/0/projects/acme/shop/", { method: "PUT", session: world.owner, body });
  const renamed = await change({ name: " Corner shop " });
  assert.deepEqual([renamed.status, renamed.json.name, renamed.json.slug], [200, "Corner shop", "shop"]);
  const read = await world.ask("/api/0/projects/acme/shop/", { session: world.reporter });
  assert.equal(read.json.name, "Corner shop");
  const refused = await change({ name: "Shop", resolveAge: 30 });
  assert.deepEqual([refused.status, refused.json], [400, { resolveAge: ["cannot be changed yet"] }]);
  assert.deepEqual((await change({ name: " " })).json, { name: ["must not be empty"] });
});

test("a project says how long its events are kept, and may ask for a shorter time", async () => {
  const world = await openPopulatedWorld();
  const path = "/api/0/projects/acme/shop/";
  const change = (body: object) => world.ask(path, { method: "PUT", session: world.owner, body });
  const said = ({ json }: Answered) => [json.retentionDays, json.retentionDaysInForce];
  assert.deepEqual(said(await world.ask(path, { session: world.reporter })), [null, 90]);
  assert.deepEqual(said(await change({ retentionDays: 30 })), [30, 30]);
  assert.deepEqual(said(await world.ask(path, { session: world.reporter })), [30, 30]);
  assert.deepEqual(said(await change({ name: "Shop" })), [30, 30]);
  assert.deepEqual(said(await change({ retentionDays: 400 })), [400, 90], "the installation has the last word");
  assert.deepEqual(said(await change({ retentionDays: null })), [null, 90]);
  assert.deepEqual((await change({ retentionDays: 0 })).json, { retentionDays: ["must not be less than 1"] });
});

test("a deleted project is found no more, nor what was in it; its name may be taken again", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const [issue] = (await world.ask("/api/0/organizations/acme/issues/", { session: world.owner })).json;
  const path = "/api/0/projects/acme/web/";
  assert.equal((await world.ask(path, { method: "DELETE", session: world.reporter })).status, 403);
  assert.equal((await world.ask(path, { method: "DELETE", session: world.owner })).status, 204);
  const gone = [
    path,
    `${path}keys/`,
    `${path}issues/`,
    `/api/0/organizations/acme/issues/${issue.id}/`,
    `/api/0/issues/${issue.id}/`,
  ];
  for (const asked of gone) assert.equal((await world.ask(asked, { session: world.owner })).status, 404, asked);
  assert.deepEqual((await world.ask("/api/0/organizations/acme/issues/", { session: world.owner })).json, []);
  const body = { name: "Web", slug: "web" };
  const made = await world.ask("/api/0/organizations/acme/projects/", { method: "POST", session: world.owner, body });
  assert.equal(made.status, 201);
  assert.deepEqual((await world.ask(`${path}issues/`, { session: world.owner })).json, []);
});

const wrongProjects = [
  { body: { name: " " }, field: "name" },
  { body: {}, field: "name" },
  { body: { name: "x".repeat(65) }, field: "name" },
  { body: { name: "Api", slug: "123" }, field: "slug" },
  { body: { name: "Api", slug: "a/b" }, field: "slug" },
  { body: { name: "Api", platform: "<b>" }, field: "platform" },
];
for (const { body, field } of wrongProjects) {
  test(`the project ${JSON.stringify(body).slice(0, 40)} is refused by naming ${field}`, async () => {
    const world = await openPopulatedWorld();
    const answered = await world.ask("/api/0/organizations/acme/projects/", { method: "POST", session: world.owner, body });
    assert.equal(answered.status, 400);
    assert.deepEqual(Object.keys(answered.json), [field]);
  });
}

test("keys are made, switched off and on, and what is wrong is refused", async () => {
  const world = await openPopulatedWorld();
  const keys = (path: string, method: string, body?: object) =>
    world.ask(`/api/0/projects/acme/web/keys/${path}`, {
      method,
      session: world.owner,
      ...(body === undefined ? {} : { body }),
    });
  const made = await keys("", "POST", { name: "Second", rateLimit: null });
  assert.deepEqual([made.status, made.json.name], [201, "Second"]);
  const off = await keys(`${made.json.id}/`, "PUT", { isActive: false, name: "Second" });
  assert.equal(off.json.isActive, false);
  assert.deepEqual(
    (await keys("?status=inactive", "GET")).json.map(({ name }: { name: string }) => name),
    ["Second"],
  );
  assert.equal((await keys(`${made.json.id}/`, "GET")).json.isActive, false);
  assert.equal((await keys(`${made.json.id}/`, "PUT", { name: "Third" })).json.name, "Third");
  assert.equal((await keys(`${made.json.id}/`, "PUT", { name: "x".repeat(65) })).status, 400);
  assert.equal((await keys("?status=lost", "GET")).status, 400);
  assert.equal((await keys("unknown/", "GET")).status, 404);
});

test("a sample goes through our own ingest with an active key and answers the event's id", async () => {
  const world = await openPopulatedWorld();
  const send = () => world.ask("/api/0/projects/acme/shop/create-sample/", { method: "POST", session: world.developer });
  const answered = await send();
  assert.deepEqual([answered.status, answered.json], [201, { eventID: "f".repeat(32) }]);
  const [delivery] = world.delivered;
  assert.equal(delivery?.key.projectId, world.shop.id);
  const event = JSON.parse(delivery?.event ?? "");
  assert.deepEqual([event.platform, event.exception.values[0].type], ["python", "KeyError"]);

  const [key] = await world.store.projects.listClientKeys(world.shop.id);
  await world.store.commands.updateClientKey({ keyId: key?.id ?? 0, settings: { label: "", isActive: false } });
  assert.equal((await send()).status, 409);
  assert.equal(world.delivered.length, 1);
});

test("outcomes are summed over whole hours", async () => {
  const world = await openPopulatedWorld();
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a", hoursAgo: 23 },
    { id: eventId(2), signature: "a", hoursAgo: 1 },
  ]);
  recordErrors(world, world.shop, [{ id: eventId(1), signature: "a" }]);
  const refusal = { projectId: world.web.id, keyId: 1, category: "error", kind: "rate-limited", reason: "key" } as const;
  const hour = Math.floor(NOW_MS / 3_600_000);
  world.store.flushOutcomes([
    { ...refusal, hour, quantity: 3 },
    { ...refusal, hour: hour - 24, quantity: 50 },
  ]);
  const { json } = await world.ask("/api/0/projects/acme/web/outcomes/?hours=24", { session: world.reporter });
  assert.deepEqual([json.start, json.end], ["2026-11-23T13:00:00.000Z", "2026-11-24T13:00:00.000Z"]);
  assert.deepEqual(json.groups, [
    { kind: "rate-limited", category: "error", reason: "key", quantity: 3 },
    { kind: "accepted", category: "error", reason: "", quantity: 2 },
  ]);
  for (const hours of ["0", "x", "99999", "1.5"]) {
    const refused = await world.ask(`/api/0/projects/acme/web/outcomes/?hours=${hours}`, { session: world.reporter });
    assert.equal(refused.status, 400, hours);
  }
});
