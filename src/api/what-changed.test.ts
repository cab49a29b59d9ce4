import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorPlan, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordErrors } from "./test-world.ts";

const PATH = "/api/0/projects/acme/web/what-changed/";
let number = 0;

/** Events of one issue, one at each of the hours. */
const at = (signature: string, hoursAgo: readonly number[], release = "web@1.0"): readonly ErrorPlan[] =>
  hoursAgo.map((hours) => {
    number += 1;
    return { id: eventId(number), signature, title: `Error: ${signature}`, hoursAgo: hours, event: { release } };
  });
const times = (count: number, hours: number): readonly number[] => Array.from({ length: count }, () => hours);
const record = (world: Populated, plans: readonly ErrorPlan[]): void =>
  recordErrors(
    world,
    world.web,
    plans.toSorted((a, b) => (b.hoursAgo ?? 0) - (a.hoursAgo ?? 0)),
  );

type Group = {
  readonly kind: string;
  readonly count: number | null;
  readonly unavailable: string | null;
  readonly list: object;
  readonly issues: readonly { readonly issue: { readonly title: string; readonly id: string }; readonly events: object }[];
};
async function changesOf(
  world: Populated,
  query = "",
  who: { session?: string; token?: string } = { session: world.reporter },
) {
  const { status, json, text } = await world.ask(PATH + query, who);
  assert.equal(status, 200, text);
  const groups: readonly Group[] = json.groups;
  const of = (kind: string): Group => groups.find((group) => group.kind === kind) ?? assert.fail(kind);
  return { json, of, words: (kind: string) => of(kind).issues.map(({ issue }) => issue.title.replace("Error: ", "")) };
}

test("each group holds the issues that it is named after, the most telling first, with their figures", async () => {
  const world = await openPopulatedWorld();
  const [lastWeek, now] = [9 * 24, 30];
  record(world, [
    ...at("fresh", [...times(3, now), 1]),
    ...at("rare and fresh", [2]),
    ...at("steady", [...times(20, lastWeek), ...times(20, now)]),
    ...at("grown", [...times(14, lastWeek), ...times(70, now)]),
    ...at("grown from little", [lastWeek, ...times(14, now)]),
    ...at("silent", [...times(28, lastWeek), 1]),
    ...at("few", [...times(9, lastWeek)]),
    ...at("back", [lastWeek]),
  ]);
  const list = await world.ask("/api/0/organizations/acme/issues/?query=back", { session: world.owner });
  const back = `/api/0/organizations/acme/issues/${list.json[0].id}/`;
  await world.ask(back, { method: "PUT", session: world.developer, body: { status: "resolved" } });
  world.clock.nowMs += 1_000;
  record(world, at("back", [-1 / 60]));

  const { json, of, words } = await changesOf(world, "?since=7d");
  assert.equal(json.period, "7d");
  assert.deepEqual(words("new"), ["fresh", "rare and fresh"]);
  assert.deepEqual(words("returned"), ["back"]);
  assert.deepEqual(words("growing"), ["grown", "grown from little"]);
  assert.deepEqual(of("growing").issues[0]?.events, { now: 70, before: 14, nowADay: 10, beforeADay: 2 });
  assert.deepEqual(words("quiet"), ["silent"]);
  assert.deepEqual(of("quiet").issues[0]?.events, { now: 1, before: 28, nowADay: 0.1, beforeADay: 4 });
  assert.equal(of("unseen").count, 7);
  assert.deepEqual(of("growing").list, { query: "is:unresolved", sort: "trend" });

  // A list is cut, its count is not; what was resolved is no news.
  const short = await changesOf(world, "?since=7d&limit=1");
  assert.deepEqual([short.words("new"), short.of("new").count], [["fresh"], 2]);
  await world.ask(back, { method: "PUT", session: world.developer, body: { status: "resolved" } });
  assert.deepEqual((await changesOf(world, "?since=7d")).words("returned"), []);
});

test("an issue is seen by who looked at it, until it comes back", async () => {
  const world = await openPopulatedWorld();
  record(world, at("a", [2]));
  const [issue] = (await world.ask("/api/0/organizations/acme/issues/", { session: world.reporter })).json;
  const path = `/api/0/organizations/acme/issues/${issue.id}/`;
  const unseen = async (session: string) => (await changesOf(world, "", { session })).words("unseen");
  const hasSeen = async () => (await world.ask(path, { session: world.reporter })).json.hasSeen;
  assert.deepEqual([issue.hasSeen, await unseen(world.reporter)], [false, ["a"]]);

  const look = (asking: object) => world.ask(`${path}seen/`, { method: "PUT", session: world.reporter, ...asking });
  assert.equal((await look({ body: { hasSeen: true } })).status, 204);
  assert.deepEqual([await hasSeen(), await unseen(world.reporter), await unseen(world.owner)], [true, [], ["a"]]);
  assert.equal((await look({ body: {} })).status, 400);

  await world.ask(path, { method: "PUT", session: world.developer, body: { status: "resolved" } });
  world.clock.nowMs += 1_000;
  record(world, at("a", [-1 / 60]));
  assert.deepEqual([await hasSeen(), await unseen(world.reporter)], [false, ["a"]]);

  // Sentry's clients say it with a change, of one issue or of many.
  const change = (of: string, body: object) => world.ask(of, { method: "PUT", session: world.developer, body });
  assert.equal((await change(path, { hasSeen: true, status: "unresolved" })).json.hasSeen, true);
  assert.deepEqual(await unseen(world.developer), []);
  assert.deepEqual((await change(`/api/0/projects/acme/web/issues/?id=${issue.id}`, { hasSeen: false })).json, {
    hasSeen: false,
  });
  assert.deepEqual(await unseen(world.developer), ["a"]);

  // A program has seen nothing, and is told so in words.
  const token = await world.makeToken(["event:read", "event:write"], { organizationId: world.acme.id });
  const { of } = await changesOf(world, "", { token });
  assert.match(of("unseen").unavailable ?? "", /sign in/);
  assert.equal((await world.ask(`${path}seen/`, { method: "PUT", token, body: { hasSeen: true } })).status, 400);
});

test("without a wish it is since the newest release, if that is recent, and its search is of that release", async () => {
  const world = await openPopulatedWorld();
  record(world, [...at("old", [20 * 24]), ...at("new one", [3], "web@2.0")]);
  const { json, of, words } = await changesOf(world);
  assert.deepEqual([json.period, json.latestRelease.version], ["release", "web@2.0"]);
  assert.deepEqual(words("new"), ["new one"]);
  assert.deepEqual(of("new").list, { query: 'is:unresolved firstRelease:"web@2.0"', sort: "new" });

  world.clock.nowMs += 40 * 24 * 3_600_000;
  const later = { session: await world.makeSession(world.ownerId) };
  assert.equal((await changesOf(world, "?since=release", later)).json.period, "release");
  const now = await changesOf(world, "", later);
  assert.deepEqual([now.json.period, now.of("new").count, now.of("new").issues], ["7d", 0, []]);
  for (const query of ["?since=46d", "?since=0d", "?since=x", "?limit=0", "?limit=x"]) {
    assert.equal((await world.ask(PATH + query, later)).status, 400, query);
  }
  const none = await world.ask("/api/0/projects/acme/shop/what-changed/?since=release", later);
  assert.deepEqual([none.status, none.json.detail.includes("no release yet")], [400, true]);
});
