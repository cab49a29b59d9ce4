import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

let world: Populated;
let token = "";
before(async () => {
  world = await openPopulatedWorld();
  token = await world.makeToken(["org:ci", "event:read"], { organizationId: world.acme.id });
});

const org = "/api/0/organizations/acme/releases";
const ask = (path: string, method = "GET", body?: unknown): Promise<Answered> =>
  world.ask(path, { method, token, ...(body !== undefined && { body }) });
const make = (version: string, more: object = {}): Promise<Answered> =>
  ask(`${org}/`, "POST", { version, projects: ["web"], ...more });

test("a release is made once, and said again it takes in what is new", async () => {
  const made = await make("web@3.0.0", { url: "https://ci.example/1", dateStarted: "2026-11-01T10:00:00.123456789Z" });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(
    made.json.projects.map(({ slug }: { slug: string }) => slug),
    ["web"],
  );
  const again = await make("web@3.0.0", { projects: ["web", String(world.shop.id)], dateReleased: "2026-11-02T10:00:00Z" });
  assert.equal(again.status, 208);
  assert.deepEqual(again.json.projects.map(({ slug }: { slug: string }) => slug).sort(), ["shop", "web"]);
  assert.equal(again.json.url, "https://ci.example/1");
  assert.equal(again.json.dateReleased, "2026-11-02T10:00:00.000Z");
  assert.equal(again.json.dateStarted, "2026-11-01T10:00:00.123Z");
  assert.deepEqual(again.json.versionInfo.version, {
    raw: "3.0.0",
    major: 3,
    minor: 0,
    patch: 0,
    pre: null,
    buildCode: null,
    components: 3,
  });
});

test("a name that command lines refuse is refused, and so are unknown projects", async () => {
  for (const version of ["", ".", "..", "a/b", "a\tb", " a", "x".repeat(201)]) {
    const refused = await make(version);
    assert.equal(refused.status, 400, version);
    assert.ok(Array.isArray(refused.json.version), refused.text);
  }
  assert.deepEqual(Object.keys((await make("web@9", { projects: ["nowhere"] })).json), ["projects"]);
  assert.deepEqual(Object.keys((await make("web@9", { projects: [] })).json), ["projects"]);
});

test("a release is found under both paths, with its name encoded or not, and not in another project", async () => {
  await make("web@3.1.0+7 beta");
  for (const path of [
    `${org}/web@3.1.0%2B7%20beta/`,
    `${org}/web%403.1.0%2B7%20beta`,
    "/api/0/projects/acme/web/releases/web@3.1.0%2B7%20beta/",
  ]) {
    assert.equal((await ask(path)).json.version, "web@3.1.0+7 beta", path);
  }
  assert.equal((await ask("/api/0/projects/acme/shop/releases/web@3.1.0%2B7%20beta/")).status, 404);
  assert.equal((await ask("/api/0/projects/acme/shop/releases/web@3.1.0%2B7%20beta/", "DELETE")).status, 404);
});

test("it is archived by POST without projects and by PUT, and then not in the list", async () => {
  await make("web@3.2.0");
  const listed = async (): Promise<boolean> =>
    (await ask(`${org}/?query=3.2.0`)).json.some(({ version }: { version: string }) => version === "web@3.2.0");
  assert.equal((await ask(`${org}/`, "POST", { version: "web@3.2.0", projects: [], status: "archived" })).status, 208);
  assert.equal(await listed(), false);
  assert.equal((await ask(`${org}/?query=3.2.0&status=archived`)).json[0].status, "archived");
  assert.equal((await ask(`${org}/web@3.2.0/`, "PUT", { status: "open" })).json.status, "open");
  assert.equal(await listed(), true);
});

const COMMIT = {
  id: "1".repeat(40),
  repository: "origin",
  author_name: "Ada",
  author_email: "ada@example.org",
  message: "Pay in cents\n\nFixes WEB-1",
  timestamp: "2026-11-20T10:00:00+01:00",
  patch_set: [
    { path: "src/pay.ts", type: "M" },
    { path: "src/old.ts", type: "D" },
  ],
};

test("commits are set, counted, listed with their files, and cleared", async () => {
  await make("web@4.0.0");
  const put = await ask(`${org}/web@4.0.0/`, "PUT", { commits: [COMMIT, { id: "2".repeat(40) }] });
  assert.equal(put.status, 200, put.text);
  assert.equal(put.json.commitCount, 2);
  assert.equal(put.json.lastCommit.id, COMMIT.id);
  assert.deepEqual(put.json.authors[0], { name: "Ada", email: "ada@example.org" });
  const commits = await ask("/api/0/projects/acme/web/releases/web@4.0.0/commits/");
  assert.equal(commits.json[0].dateCreated, "2026-11-20T09:00:00.000Z");
  assert.equal(commits.json[0].repository.name, "origin");
  const files = await ask(`${org}/web@4.0.0/commitfiles/`);
  assert.deepEqual(
    files.json.map(({ filename, type }: { filename: string; type: string }) => [filename, type]),
    [
      ["src/old.ts", "D"],
      ["src/pay.ts", "M"],
    ],
  );
  const refs = [{ repository: "acme/web", commit: "3".repeat(40), previousCommit: null }];
  assert.equal((await ask(`${org}/web@4.0.0/`, "PUT", { refs })).json.lastCommit.id, "3".repeat(40));
  assert.equal((await ask(`${org}/web@4.0.0/`, "PUT", { refs: [] })).json.commitCount, 0);
});

test("the release before with commits is the nearest older one, or an empty object", async () => {
  await make("web@5.0.0", { commits: [COMMIT] });
  await make("web@5.2.0");
  await make("web@5.1.0");
  await make("web@5.3.0", { commits: [COMMIT] });
  const previous = async (version: string): Promise<Answered> => ask(`${org}/${version}/previous-with-commits/`);
  assert.equal((await previous("web@5.2.0")).json.version, "web@5.0.0");
  assert.equal((await previous("web@5.3.0")).json.version, "web@5.0.0");
  const first = await make("shop-only", { projects: ["shop"] });
  assert.equal(first.status, 201);
  assert.deepEqual((await ask("/api/0/projects/acme/shop/releases/shop-only/previous-with-commits/")).json, {});
});

test("deploys are kept, the newest first", async () => {
  await make("web@6.0.0");
  const place = `${org}/web@6.0.0/deploys/`;
  const first = await ask(place, "POST", { environment: "staging", name: null, url: null, dateStarted: null });
  assert.equal(first.status, 201, first.text);
  await ask(place, "POST", { environment: "production", name: "blue", dateFinished: "2026-11-21T10:00:00Z" });
  const deploys = (await ask(place)).json;
  assert.deepEqual(
    deploys.map(({ environment }: { environment: string }) => environment),
    ["production", "staging"],
  );
  const release = (await ask(`${org}/web@6.0.0/`)).json;
  assert.deepEqual([release.deployCount, release.lastDeploy.name], [2, "blue"]);
  assert.equal((await ask(place, "POST", { environment: "a/b" })).status, 400);
  assert.equal((await ask(`${org}/nowhere/deploys/`, "POST", { environment: "x" })).status, 404);
});

test("a release without events is deleted with all it has; one with events is to be archived", async () => {
  await make("web@7.0.0", { commits: [COMMIT] });
  await ask(`${org}/web@7.0.0/deploys/`, "POST", { environment: "x" });
  assert.equal((await ask("/api/0/projects/acme/web/releases/web@7.0.0/", "DELETE")).status, 204);
  assert.equal((await ask(`${org}/web@7.0.0/`)).status, 404);
  assert.equal((await ask(`${org}/web@7.0.0/`, "DELETE")).status, 404);
  await make("web@7.0.0");
  recordError(world, world.web, { id: eventId(70), signature: "seven", event: { release: "web@7.0.0" } });
  const refused = await ask(`${org}/web@7.0.0/`, "DELETE");
  assert.equal(refused.status, 400);
  assert.match(refused.json.detail, /Archive it/);
  recordError(world, world.web, { id: eventId(71), signature: "seven", event: { release: "web@7.0.0" } });
  assert.equal((await ask(`${org}/web@7.0.0/`)).json.newGroups, 1);
});

test("releases are listed by date, or by version", async () => {
  for (const version of ["cart@1.10.0", "cart@1.9.0", "cart@2.0.0-rc.1"]) {
    world.clock.nowMs += 1_000;
    await make(version, { projects: ["shop"] });
  }
  const versions = async (query: string): Promise<readonly string[]> =>
    (await ask(`/api/0/projects/acme/shop/releases/?query=cart&${query}`)).json.map(
      ({ version }: { version: string }) => version,
    );
  assert.deepEqual(await versions(""), ["cart@2.0.0-rc.1", "cart@1.9.0", "cart@1.10.0"]);
  assert.deepEqual(await versions("sort=semver"), ["cart@2.0.0-rc.1", "cart@1.10.0", "cart@1.9.0"]);
  const { currentProjectMeta } = (await ask(`${org}/cart@1.10.0/`)).json;
  assert.deepEqual(currentProjectMeta, { prevReleaseVersion: "cart@1.9.0", nextReleaseVersion: "cart@2.0.0-rc.1" });
});

test("hostile text in commits is kept as text, and cut", async () => {
  const commits = [
    {
      id: "a".repeat(40),
      message: "\0<script>\u0007" + "x".repeat(20_000),
      author_name: 7,
      patch_set: "no",
      timestamp: "never",
    },
    { id: "b".repeat(40), patch_set: [{ path: "../../etc", type: "Z" }, { path: "" }, null, 3] },
  ];
  await make("web@8.0.0", { commits });
  const [first] = (await ask(`${org}/web@8.0.0/commits/`)).json;
  assert.equal(first.message.length, 10_000);
  assert.ok(first.message.startsWith("<script>x"));
  assert.equal((await make("web@8.0.1", { commits: [{ id: "a b" }] })).status, 400);
  assert.equal((await make("web@8.0.1", { commits: [null] })).status, 400);
});

test("an issue's suspect commits touched the files of its stack, in the release it came with or before", async () => {
  const commit = (id: string, path: string): object => ({ ...COMMIT, id: id.repeat(40), patch_set: [{ path, type: "M" }] });
  world.clock.nowMs += 60_000;
  await make("sus@1.0.0", { commits: [commit("d", "web/pay.ts"), commit("e", "web/other.ts")] });
  world.clock.nowMs += 60_000;
  await make("sus@1.1.0", { commits: [commit("f", "web/cart.ts")] });
  world.clock.nowMs += 60_000;
  await make("sus@1.2.0", { commits: [commit("9", "web/pay.ts")] });
  recordError(world, world.web, {
    id: eventId(80),
    signature: "sus",
    title: "Suspect: x",
    hoursAgo: -1,
    event: { release: "sus@1.1.0" },
  });
  const event = `/api/0/projects/acme/web/events/${eventId(80)}`;
  const { groupID } = (await ask(`${event}/`)).json;
  const { suspects } = (await ask(`/api/0/issues/${groupID}/suspect-commits/`)).json;
  assert.equal(suspects.length, 1);
  assert.deepEqual([suspects[0].commit.id, suspects[0].release, suspects[0].path], ["d".repeat(40), "sus@1.0.0", "web/pay.ts"]);
  assert.match(suspects[0].reason, /Changed web\/pay.ts.*one release before/);
  const { committers } = (await ask(`${event}/committers/`)).json;
  assert.equal(committers[0].author.email, "ada@example.org");
  assert.equal(committers[0].commits[0].id, "d".repeat(40));
  assert.deepEqual((await ask(`/api/0/issues/${groupID}/events/latest/committers/`)).json, { committers });
});
