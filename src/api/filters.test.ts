import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

const SHOP = "/api/0/projects/acme/shop/";
const ACME = "/api/0/organizations/acme/";

/** Asks as the owner, who may change both projects and the organisation. */
async function openWorld() {
  const world: Populated = await openPopulatedWorld();
  const read = (path: string): Promise<Answered> => world.ask(path, { session: world.owner });
  const put = (path: string, body: object): Promise<Answered> => world.ask(path, { method: "PUT", session: world.owner, body });
  const activeOf = async (path: string, id: string): Promise<unknown> =>
    (await read(`${path}filters/`)).json.find((filter: { id: string }) => filter.id === id).active;
  return { ...world, read, put, activeOf };
}

test("filters are listed under Sentry's ids, all off but the one that keeps no error away", async () => {
  const { read } = await openWorld();
  const filters: readonly { id: string; active: unknown; isInherited: boolean }[] = (await read(`${SHOP}filters/`)).json;
  assert.deepEqual(
    filters.map(({ id, active }) => [id, active]),
    [
      ["browser-extensions", false],
      ["localhost", false],
      ["web-crawlers", false],
      ["filtered-transaction", true],
      ["react-hydration-errors", false],
      ["chunk-load-error", false],
      ["legacy-browsers", false],
    ],
  );
  assert.ok(filters.every(({ isInherited }) => isInherited));
});

test("a filter is switched on and off, and legacy browsers one by one", async () => {
  const { put, activeOf } = await openWorld();
  const changed = await put(`${SHOP}filters/localhost/`, { active: true });
  assert.deepEqual([changed.status, changed.text], [204, ""]);
  assert.equal(await activeOf(SHOP, "localhost"), true);
  assert.equal(await activeOf("/api/0/projects/acme/web/", "localhost"), false);

  const legacy = (body: object): Promise<Answered> => put(`${SHOP}filters/legacy-browsers/`, body);
  await legacy({ subfilters: ["ie", "opera_pre_15"] });
  assert.deepEqual(await activeOf(SHOP, "legacy-browsers"), ["ie", "opera_pre_15"]);
  await legacy({ active: true });
  assert.equal(((await activeOf(SHOP, "legacy-browsers")) as unknown[]).length, 8);
  await legacy({ active: false });
  assert.equal(await activeOf(SHOP, "legacy-browsers"), false);
});

const wrongFilters: readonly (readonly [filter: string, body: object, status: number])[] = [
  ["no-such-filter", { active: true }, 404],
  ["constructor", { active: true }, 404],
  ["localhost", {}, 400],
  ["localhost", { active: "yes" }, 400],
  ["legacy-browsers", {}, 400],
  ["legacy-browsers", { subfilters: ["netscape"] }, 400],
];
for (const [filter, body, status] of wrongFilters) {
  test(`${filter} with ${JSON.stringify(body)} is ${status}`, async () => {
    const { put } = await openWorld();
    assert.equal((await put(`${SHOP}filters/${filter}/`, body)).status, status);
  });
}

test("scrubbing and lists of filters are fields of the project, in Sentry's shapes", async () => {
  const { put, read } = await openWorld();
  const fields = {
    dataScrubberDefaults: false,
    scrubIPAddresses: true,
    sensitiveFields: ["pin"],
    safeFields: ["extra.note"],
  };
  const options = {
    "filters:error_messages": " *Timeout*\n\nlost \n*Timeout*",
    "filters:releases": ["1.*"],
    "filters:blacklisted_ips": "192.0.2.0/24",
    "filters:chunk-load-error": true,
  };
  const changed = await put(SHOP, { ...fields, options });
  assert.equal(changed.status, 200, changed.text);
  const { json } = await read(SHOP);
  assert.deepEqual(json, changed.json);
  assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, json[name]])), fields);
  const filters = Object.entries(json.options).filter(([name]) => name.startsWith("filters:"));
  assert.deepEqual(Object.fromEntries(filters), {
    "filters:react-hydration-errors": false,
    "filters:chunk-load-error": true,
    "filters:error_messages": "*Timeout*\nlost",
    "filters:releases": "1.*",
    "filters:blacklisted_ips": "192.0.2.0/24",
  });
  assert.equal(json.dataScrubber, true);
  assert.equal(json.name, "Shop");
});

const wrongFields: readonly (readonly [body: object, field: string])[] = [
  [{ options: { "filters:blacklisted_ips": "192.0.2.0/99" } }, "options.filters:blacklisted_ips"],
  [{ options: { "filters:error_messages": ["x".repeat(201)] } }, "options.filters:error_messages"],
  [{ options: { "filters:releases": Array.from({ length: 51 }, (_, n) => `v${n}`) } }, "options.filters:releases"],
  [{ options: { "filters:releases": 1 } }, "options.filters:releases"],
  [{ options: { "mail:subject_prefix": "x" } }, "options"],
  [{ dataScrubber: "on" }, "dataScrubber"],
  [{ sensitiveFields: ["x".repeat(201)] }, "sensitiveFields"],
];
for (const [body, field] of wrongFields) {
  test(`${JSON.stringify(body).slice(0, 60)} is refused, and says why`, async () => {
    const { put } = await openWorld();
    const answered = await put(SHOP, body);
    assert.deepEqual([answered.status, Object.keys(answered.json)], [400, [field]]);
    assert.equal((await put(ACME, body)).status, 400);
  });
}

test("a project takes over what its organisation says, until it says otherwise, and again after null", async () => {
  const { put, read, activeOf } = await openWorld();
  assert.equal((await put(ACME, { scrubIPAddresses: true, sensitiveFields: ["iban"] })).json.scrubIPAddresses, true);
  await put(`${ACME}filters/web-crawlers/`, { active: true });
  assert.equal(await activeOf(ACME, "web-crawlers"), true);
  assert.equal(await activeOf(SHOP, "web-crawlers"), true);
  const shop = async (): Promise<Answered["json"]> => (await read(SHOP)).json;
  assert.deepEqual([(await shop()).scrubIPAddresses, (await shop()).sensitiveFields], [true, []]);
  assert.ok((await shop()).inheritedRules.includes("scrubIPAddresses"));

  await put(SHOP, { scrubIPAddresses: false });
  await put(`${SHOP}filters/web-crawlers/`, { active: false });
  assert.equal((await shop()).scrubIPAddresses, false);
  assert.ok(!(await shop()).inheritedRules.includes("scrubIPAddresses"));
  assert.equal(await activeOf(SHOP, "web-crawlers"), false);

  await put(SHOP, { scrubIPAddresses: null });
  await put(`${SHOP}filters/web-crawlers/`, { active: null });
  assert.deepEqual([(await shop()).scrubIPAddresses, await activeOf(SHOP, "web-crawlers")], [true, true]);
});

test("developers see the rules and do not change them; maintainers change a project's, and not the organisation's", async () => {
  const { ask, developer, makeSession, addMember, acme } = await openWorld();
  const maintainer = await makeSession(await addMember(acme, "mia@example.org", "maintainer"));
  const statusOf = async (session: string, path: string, body: object): Promise<number> =>
    (await ask(path, { method: "PUT", session, body })).status;
  assert.equal((await ask(`${SHOP}filters/`, { session: developer })).status, 200);
  assert.equal(await statusOf(developer, `${SHOP}filters/localhost/`, { active: true }), 403);
  assert.equal(await statusOf(developer, SHOP, { dataScrubber: false }), 403);
  assert.equal(await statusOf(maintainer, SHOP, { dataScrubber: false }), 200);
  assert.equal(await statusOf(maintainer, ACME, { dataScrubber: false }), 403);
  assert.equal(await statusOf(maintainer, `${ACME}filters/localhost/`, { active: true }), 403);
});

test("rules are tried on a stored event, and nothing is changed by that", async () => {
  const world = await openWorld();
  const id = eventId(5);
  const event = { extra: { pin: "1", note: "x" }, user: { ip_address: "192.0.2.1" } };
  recordError(world, world.shop, { id, signature: "a", title: "HttpTimeout: lost", event });
  const attempt = (body: object): Promise<Answered> =>
    world.ask(`${SHOP}filters/try/`, { method: "POST", session: world.developer, body });

  const now = await attempt({ eventId: id });
  assert.deepEqual(now.json, { eventID: id, filtered: null, scrubbed: [], notTried: [] });
  const settings = {
    options: { "filters:error_messages": "HttpTimeout: *", "filters:blacklisted_ips": "192.0.2.1" },
    sensitiveFields: ["pin"],
    scrubIPAddresses: true,
  };
  assert.deepEqual((await attempt({ eventId: id, settings })).json, {
    eventID: id,
    filtered: { reason: "error-message" },
    scrubbed: [
      { path: "extra.pin", rule: "strip-fields", method: "replace" },
      { path: "user.ip_address", rule: "@ip:remove", method: "remove" },
    ],
    notTried: ["ip-address"],
  });
  const filters = { "web-crawlers": true, "legacy-browsers": ["ie"] };
  assert.equal((await attempt({ eventId: id, settings: { filters } })).json.filtered, null);
  assert.deepEqual((await attempt({ eventId: id })).json, now.json);

  const statuses = [
    await attempt({ eventId: eventId(6) }),
    await attempt({ eventId: "x" }),
    await attempt({ eventId: id, settings: { filters: { "no-such-filter": true } } }),
    await world.ask("/api/0/projects/acme/web/filters/try/", { method: "POST", session: world.owner, body: { eventId: id } }),
  ].map(({ status }) => status);
  assert.deepEqual(statuses, [400, 400, 400, 400]);
});
