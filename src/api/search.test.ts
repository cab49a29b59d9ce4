import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

let world: Populated;
before(async () => {
  world = await openPopulatedWorld();
  recordError(world, world.web, {
    id: eventId(1),
    signature: "a",
    hoursAgo: 30,
    event: { environment: "production" },
    tags: [["environment", "production"]],
  });
  recordError(world, world.web, {
    id: eventId(2),
    signature: "b",
    hoursAgo: 2,
    event: { environment: "staging" },
    tags: [["environment", "staging"]],
  });
});

const get = (path: string, session = world.reporter): Promise<Answered> =>
  world.ask(`/api/0/organizations/acme/${path}`, { session });

test("a search that is not understood is told with its place and a remedy", async () => {
  const answered = await get(`issues/?query=${encodeURIComponent("word age:yesterday")}`);
  assert.equal(answered.status, 400);
  const { start, end, message } = answered.json.search;
  assert.deepEqual([start, end], [9, 18]);
  assert.match(message, /as age:-24h/);
  assert.match(answered.json.detail, /^Error parsing search query: /);
});

test("an environment that is picked beside the search narrows list and counts", async () => {
  assert.equal((await get("issues/?query=&environment=staging")).json.length, 1);
  assert.equal((await get("issues/?query=&environment=staging&environment=production")).json.length, 2);
  const counts = (await get("issues-count/?query=is:resolved&environment=staging")).json;
  assert.deepEqual(counts, { unresolved: 1, resolved: 0, ignored: 0, capped: false });
  const ofProject = await world.ask("/api/0/projects/acme/web/issues-count/", { session: world.reporter });
  assert.deepEqual(ofProject.json, { unresolved: 2, resolved: 0, ignored: 0, capped: false });
});

test("keys and values are offered by their beginning", async () => {
  const keys = (await get("search/keys/?query=env")).json;
  assert.deepEqual(
    keys.map(({ key, kind }: { key: string; kind: string }) => [key, kind]),
    [["environment", "tag"]],
  );
  const values = (await get("search/values/?key=environment&query=st")).json;
  assert.deepEqual([values.length, values[0].value, values[0].count], [1, "staging", null]);
  const states = (await get("search/values/?key=is&query=reg")).json;
  assert.equal(states[0].value, "regressed");
  assert.deepEqual((await get("search/values/")).json, []);
});

test("a search is kept for oneself or for all, and changed by whom it belongs to", async () => {
  const ask = (method: string, path: string, session: string, body?: object): Promise<Answered> =>
    world.ask(`/api/0/organizations/acme/searches/${path}`, { method, session, ...(body && { body }) });
  const mine = await ask("POST", "", world.reporter, { name: "Mine", query: "is:new", project: "web" });
  assert.equal(mine.status, 201, mine.text);
  const shared = await ask("POST", "", world.developer, { name: "All", query: "level:fatal", visibility: "organization" });
  const names = async (session: string): Promise<string> =>
    (await get("searches/", session)).json.map(({ name }: { name: string }) => name).join();
  assert.equal(await names(world.reporter), "All,Mine");
  assert.equal(await names(world.developer), "All");

  assert.equal((await ask("PUT", `${mine.json.id}/`, world.developer, { name: "x" })).status, 404);
  assert.equal((await ask("DELETE", `${shared.json.id}/`, world.reporter)).status, 404);
  assert.equal((await ask("PUT", `${mine.json.id}/`, world.reporter, { name: "Renamed" })).json.name, "Renamed");
  assert.deepEqual((await ask("POST", "", world.reporter, { name: "", query: "x", sort: "y" })).status, 400);
  assert.equal((await ask("DELETE", `${mine.json.id}/`, world.reporter)).status, 204);
  assert.equal(await names(world.reporter), "All");
});
