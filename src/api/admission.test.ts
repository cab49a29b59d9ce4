import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { NOW_MS, openPopulatedWorld } from "./test-world.ts";

const HOUR_MS = 3_600_000;

/** Of a project's options, those of limits. */
const quotasOf = ({ options }: { options: object }): object =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name.startsWith("quotas:")));

type Change = (method: string, below: string, body?: unknown) => Promise<Answered>;

async function openProject(): Promise<{ readonly world: Populated; readonly change: Change; readonly key: string }> {
  const world = await openPopulatedWorld();
  const change: Change = (method, below, body) =>
    world.ask(`/api/0/projects/acme/web/${below}`, { method, session: world.owner, body });
  const [key] = await world.store.projects.listClientKeys(world.web.id);
  return { world, change, key: key?.publicKey ?? "" };
}

test("a key gets a rate limit, an end and sites of its own, and loses them again", async () => {
  const { change, key } = await openProject();
  const put = (body: unknown): Promise<Answered> => change("PUT", `keys/${key}/`, body);
  const first = await put({
    rateLimit: { count: 100, window: 60 },
    expiresAt: "2026-12-01T00:00:00Z",
    allowedOrigins: ["shop.example", "*.shop.example"],
    browserSdkVersion: "9.x",
    dynamicSdkLoaderOptions: { hasDebug: true },
  });
  assert.equal(first.status, 200, first.text);
  const shown = (await change("GET", `keys/${key}/`)).json;
  assert.deepEqual(shown, first.json);
  assert.deepEqual(shown.rateLimit, { window: 60, count: 100 });
  assert.equal(shown.expiresAt, "2026-12-01T00:00:00.000Z");
  assert.deepEqual(shown.allowedOrigins, ["shop.example", "*.shop.example"]);
  assert.deepEqual([shown.browserSdkVersion, shown.dynamicSdkLoaderOptions.hasDebug], ["9.x", true]);

  const renamed = await put({ name: "Browser" });
  assert.deepEqual([renamed.json.name, renamed.json.rateLimit], ["Browser", { window: 60, count: 100 }]);
  const open = await put({ rateLimit: null, expiresAt: null, allowedOrigins: null });
  assert.deepEqual([open.json.rateLimit, open.json.expiresAt, open.json.allowedOrigins], [null, null, null]);
});

const wrongKeys = [
  { body: { rateLimit: { count: -1, window: 60 } }, field: "rateLimit.count" },
  { body: { rateLimit: { count: 1, window: 1e9 } }, field: "rateLimit.window" },
  { body: { rateLimit: 5 }, field: "rateLimit" },
  { body: { expiresAt: "tomorrow" }, field: "expiresAt" },
  { body: { allowedOrigins: ["ftp://x"] }, field: "allowedOrigins.0" },
  { body: { browserSdkVersion: "<b>" }, field: "browserSdkVersion" },
];
for (const { body, field } of wrongKeys) {
  test(`a key's ${JSON.stringify(body)} is refused by naming ${field}`, async () => {
    const { change, key } = await openProject();
    const answered = await change("PUT", `keys/${key}/`, body);
    assert.deepEqual([answered.status, Object.keys(answered.json)], [400, [field]]);
  });
}

test("Sentry's empty rate limits mean none", async () => {
  const { change, key } = await openProject();
  for (const rateLimit of [null, {}, { count: 0, window: 0 }, { count: null, window: null }]) {
    const answered = await change("PUT", `keys/${key}/`, { rateLimit });
    assert.deepEqual([answered.status, answered.json.rateLimit], [200, null], JSON.stringify(rateLimit));
  }
});

test("a key is rotated: the new one is set up alike, and the old one goes on for as long as is asked", async () => {
  const { world, change, key } = await openProject();
  await change("PUT", `keys/${key}/`, { rateLimit: { count: 5, window: 60 }, allowedOrigins: ["shop.example"] });
  const made = await change("POST", `keys/${key}/rotate/`, { overlapHours: 24 });
  assert.equal(made.status, 201, made.text);
  assert.notEqual(made.json.id, key);
  assert.deepEqual([made.json.rateLimit, made.json.allowedOrigins], [{ window: 60, count: 5 }, ["shop.example"]]);
  assert.equal(made.json.expiresAt, null);
  const old = (await change("GET", `keys/${key}/`)).json;
  assert.equal(old.expiresAt, new Date(NOW_MS + 24 * HOUR_MS).toISOString());

  // An end that was set before and is sooner stays.
  await change("POST", `keys/${key}/rotate/`, {});
  assert.equal((await change("GET", `keys/${key}/`)).json.expiresAt, old.expiresAt);
  assert.equal((await world.store.projects.listClientKeys(world.web.id)).length, 3);
  assert.equal((await change("POST", `keys/${key}/rotate/`, { overlapHours: -1 })).status, 400);
  const [first] = await world.store.projects.listClientKeys(world.web.id);
  await change("PUT", `keys/${first?.publicKey}/`, { expiresAt: null });
  const until = new Date(NOW_MS + 30 * 24 * HOUR_MS).toISOString();
  const named = await change("POST", `keys/${key}/rotate/`, { name: "Browser 2", oldExpiresAt: until });
  assert.equal(named.json.name, "Browser 2");
  assert.equal((await change("GET", `keys/${key}/`)).json.expiresAt, until);
  const tooFar = await change("POST", `keys/${key}/rotate/`, { oldExpiresAt: "2099-01-01T00:00:00Z" });
  assert.deepEqual([tooFar.status, tooFar.json], [400, { oldExpiresAt: ["must be within a year from now"] }]);
});

test("a deleted key is gone", async () => {
  const { change, key } = await openProject();
  assert.equal((await change("DELETE", `keys/${key}/`)).status, 204);
  assert.equal((await change("GET", `keys/${key}/`)).status, 404);
});

test("a project's limits, quota, spike protection and sites are set, read, and changed one by one", async () => {
  const { change } = await openProject();
  const fresh = (await change("GET", "")).json;
  assert.deepEqual(fresh.allowedDomains, ["*"]);
  assert.deepEqual(quotasOf(fresh), {
    "quotas:rate-limits": [],
    "quotas:monthly-errors": null,
    "quotas:spike-protection-disabled": true,
  });
  const limit = { categories: ["session"], count: 10, window: 60 };
  const options = { "quotas:rate-limits": [limit], "quotas:monthly-errors": 5_000, "quotas:spike-protection-disabled": false };
  const set = await change("PUT", "", { allowedDomains: ["shop.example"], options });
  assert.equal(set.status, 200, set.text);
  assert.deepEqual([set.json.allowedDomains, quotasOf(set.json)], [["shop.example"], options]);
  await change("PUT", "", { options: { "quotas:monthly-errors": null } });
  // Sentry's forms send the list as lines.
  await change("PUT", "", { allowedDomains: "shop.example\n*.shop.example\n" });
  const read = (await change("GET", "")).json;
  assert.deepEqual(read.allowedDomains, ["shop.example", "*.shop.example"]);
  assert.deepEqual(quotasOf(read), { ...options, "quotas:monthly-errors": null });
});

const wrongProjects = [
  { body: { options: { "quotas:monthly-errors": -1 } }, field: "options.quotas:monthly-errors" },
  { body: { options: { "sentry:else": 1 } }, field: "options" },
  {
    body: { options: { "quotas:rate-limits": [{ categories: ["lunch"], count: 1, window: 1 }] } },
    field: "options.quotas:rate-limits.0.categories.0",
  },
  {
    body: { options: { "quotas:rate-limits": [{ categories: [], count: 1, window: 0 }] } },
    field: "options.quotas:rate-limits.0.window",
  },
  { body: { allowedDomains: ["not a site"] }, field: "allowedDomains.0" },
];
for (const { body, field } of wrongProjects) {
  test(`a project's ${JSON.stringify(body)} is refused by naming ${field}`, async () => {
    const { change } = await openProject();
    const answered = await change("PUT", "", body);
    assert.deepEqual([answered.status, Object.keys(answered.json)], [400, [field]]);
  });
}

test("the limits that refuse something now are told with their reason in words", async () => {
  const { world, change } = await openProject();
  await change("PUT", "", { options: { "quotas:monthly-errors": 10 } });
  world.door.state = {
    limits: [
      { reason: "spike", words: "far more than usual", retryAfterSeconds: 600, categories: ["error"], scope: "project" },
    ],
    monthErrors: 7,
    hourErrors: 1_000,
    habit: { errorsPerHour: 2.4, busiestHourErrors: 9 },
    spikeErrorsPerHour: 1_000,
    backlogAgeMs: 0,
  };
  const { json } = await world.ask("/api/0/projects/acme/web/limits/", { session: world.reporter });
  assert.deepEqual(json.inForce, [
    {
      reason: "spike",
      explanation: "Refused now: far more than usual.",
      until: new Date(NOW_MS + 600_000).toISOString(),
      categories: ["error"],
      scope: "project",
    },
  ]);
  assert.deepEqual(json.month, { errors: 7, quota: 10 });
  assert.deepEqual(json.spike, {
    errorsThisHour: 1_000,
    errorsAnHourAllowed: 1_000,
    usualErrorsAnHour: 2,
    busiestHour: 9,
  });
});
