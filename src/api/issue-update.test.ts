import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Asking, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordErrors } from "./test-world.ts";

async function openWithIssues(count: number): Promise<Populated & { readonly ids: readonly string[] }> {
  const world = await openPopulatedWorld();
  const plans = Array.from({ length: count }, (_, index) => ({
    id: eventId(index + 1),
    signature: `s${index}`,
    title: `Error: number ${index}`,
    hoursAgo: index,
  }));
  recordErrors(world, world.shop, plans.slice(0, 1));
  recordErrors(world, world.web, plans.slice(1));
  const { json } = await world.ask("/api/0/organizations/acme/issues/?query=", { session: world.owner });
  return { ...world, ids: json.map((issue: { id: string }) => issue.id) };
}

const hourLater = new Date(NOW_MS + 3_600_000).toISOString();
const until = { ignoreCount: null, ignoreUntil: hourLater, ignoreUserCount: null, ignoreUserWindow: null, ignoreWindow: null };
const decisions: readonly {
  readonly name: string;
  readonly body: object;
  readonly want: readonly [string, string | null, object];
}[] = [
  { name: "resolve", body: { status: "resolved" }, want: ["resolved", null, {}] },
  { name: "the command line's resolve", body: { status: "resolved", snoozeDuration: null }, want: ["resolved", null, {}] },
  { name: "reopening what is open", body: { status: "unresolved" }, want: ["unresolved", "new", {}] },
  { name: "ignore", body: { status: "ignored" }, want: ["ignored", "archived_forever", {}] },
  { name: "mute", body: { status: "muted", snoozeDuration: null }, want: ["ignored", "archived_forever", {}] },
  {
    name: "archive for ever",
    body: { status: "ignored", substatus: "archived_forever" },
    want: ["ignored", "archived_forever", {}],
  },
  {
    name: "ignore for an hour, nested",
    body: { status: "ignored", statusDetails: { ignoreDuration: 60 }, substatus: "archived_until_condition_met" },
    want: ["ignored", "archived_until_condition_met", until],
  },
  {
    name: "ignore for an hour, at the top",
    body: { status: "ignored", ignoreDuration: 60, ignoreCount: null },
    want: ["ignored", "archived_until_condition_met", until],
  },
  {
    name: "snooze for an hour",
    body: { status: "muted", snoozeDuration: 60 },
    want: ["ignored", "archived_until_condition_met", until],
  },
  {
    name: "ignore until ten more events within a day, or five more people",
    body: { status: "ignored", statusDetails: { ignoreCount: 10, ignoreWindow: 1_440, ignoreUserCount: 5 } },
    want: [
      "ignored",
      "archived_until_condition_met",
      {
        ...until,
        ignoreUntil: null,
        ignoreCount: 10,
        ignoreCountFrom: 1,
        ignoreWindow: 1_440,
        ignoreUserCount: 5,
        ignoreUserCountFrom: 1,
      },
    ],
  },
];
for (const { name, body, want } of decisions) {
  test(`${name}: the issue comes back as decided, and stays so`, async () => {
    const world = await openWithIssues(1);
    const path = `/api/0/organizations/acme/issues/SHOP-1/`;
    const put = await world.ask(path, { method: "PUT", session: world.developer, body });
    assert.equal(put.status, 200, put.text);
    for (const { json } of [put, await world.ask(path, { session: world.developer })]) {
      const { actor, ...details } = json.statusDetails;
      assert.deepEqual([json.status, json.substatus, details], want);
      assert.equal(actor?.email, json.status === "unresolved" ? undefined : "dev@example.org");
    }
  });
}

test("a decision names who made it, in the list, the detail and by short id; a program is nobody", async () => {
  const world = await openWithIssues(1);
  const issuePath = "organizations/acme/issues/SHOP-1/";
  const actorsAfter = async (status: string, asking: Asking): Promise<readonly unknown[]> => {
    const put = await world.ask(`/api/0/${issuePath}`, { method: "PUT", ...asking, body: { status } });
    assert.equal(put.status, 200, put.text);
    const get = async (path: string) => (await world.ask(`/api/0/${path}`, { session: world.reporter })).json;
    const [listed] = await get("organizations/acme/issues/?query=");
    const byShortId = await get("organizations/acme/shortids/SHOP-1/");
    const shown = [put.json, listed, await get(issuePath), byShortId.group];
    return shown.map(({ statusDetails }) => statusDetails.actor);
  };
  const ada = { id: String(world.ownerId), name: "ada@example.org", username: "ada@example.org" };
  const actor = { ...ada, email: "ada@example.org", avatarUrl: null };
  assert.deepEqual(await actorsAfter("ignored", { session: world.owner }), [actor, actor, actor, actor]);
  const token = await world.makeToken(["event:write"], { organizationId: world.acme.id });
  assert.deepEqual(await actorsAfter("resolved", { token }), [null, null, null, null]);
  assert.deepEqual(await actorsAfter("unresolved", { token }), [undefined, undefined, undefined, undefined]);
});

test("who takes a decision back says which mark the issue had", async () => {
  const world = await openWithIssues(1);
  const path = `/api/0/organizations/acme/issues/SHOP-1/`;
  for (const body of [{ status: "resolved" }, { status: "unresolved", substatus: "new" }]) {
    assert.equal((await world.ask(path, { method: "PUT", session: world.developer, body })).status, 200);
  }
  assert.equal((await world.ask(path, { session: world.developer })).json.substatus, "new");
});

test("a decision that is taken back leaves the issue ongoing", async () => {
  const world = await openWithIssues(1);
  const path = `/api/0/organizations/acme/issues/SHOP-1/`;
  for (const status of ["ignored", "unresolved"]) {
    const put = await world.ask(path, { method: "PUT", session: world.developer, body: { status } });
    assert.deepEqual([put.status, put.json.status], [200, status]);
  }
  assert.equal((await world.ask(path, { session: world.developer })).json.substatus, "ongoing");
});

const refused: readonly { readonly body: unknown; readonly says: RegExp }[] = [
  { body: { status: "resolved", statusDetails: { inRelease: "1.0" } }, says: /a release of the issue's project/ },
  { body: { status: "resolved", statusDetails: { inCommit: { commit: "a" } } }, says: /not supported yet/ },
  { body: { status: "ignored", statusDetails: { ignoreCount: 0 } }, says: /at least 1/ },
  { body: { status: "ignored", ignoreCount: 10, ignoreWindow: 90 }, says: /whole hours/ },
  { body: { status: "ignored", ignoreWindow: 60 }, says: /needs ignoreCount/ },
  { body: { status: "ignored", ignoreUserCount: 5, ignoreUserWindow: 60 }, says: /not supported yet/ },
  { body: { status: "ignored", substatus: "archived_until_escalating" }, says: /escalates is not supported yet/ },
  { body: { status: "ignored", statusDetails: { untilEscalating: true } }, says: /not supported yet/ },
  { body: { status: "ignored", substatus: "archived_until_condition_met" }, says: /needs a condition/ },
  { body: { assignedTo: "team:nobody" }, says: /must be a team of the organisation/ },
  { body: { assignedTo: "user:999" }, says: /must be a member/ },
  { body: { merge: true }, says: /Name the issues/ },
  { body: { status: "ignored", ignoreDuration: -1 }, says: /at least 1 minute/ },
  { body: { status: "ignored", ignoreDuration: "60" }, says: /number of minutes/ },
  { body: { status: "gone" }, says: /must be one of/ },
  { body: {}, says: /is needed/ },
  { body: [], says: /JSON object/ },
  { body: "{", says: /not valid JSON/ },
];
for (const { body, says } of refused) {
  test(`the decision ${JSON.stringify(body)} is refused in words and changes nothing`, async () => {
    const world = await openWithIssues(1);
    for (const path of [`/api/0/issues/${world.ids[0]}/`, "/api/0/organizations/acme/issues/"]) {
      const put = await world.ask(path, { method: "PUT", session: world.developer, body });
      assert.equal(put.status, 400);
      assert.match(put.text, says);
    }
    assert.equal((await world.ask(`/api/0/issues/${world.ids[0]}/`, { session: world.developer })).json.status, "unresolved");
  });
}

const change = (world: Populated, path: string, body: object): Promise<Answered> =>
  world.ask(`/api/0/${path}`, { method: "PUT", session: world.developer, body });
const countOf = async (world: Populated, query: string): Promise<number> =>
  (await world.ask(`/api/0/organizations/acme/issues/?query=${query}`, { session: world.developer })).json.length;

test("several issues are changed by id, under both prefixes, and foreign ids are passed over", async () => {
  const world = await openWithIssues(5);
  const [first, second, third] = world.ids;
  const org = await change(world, `organizations/acme/issues/?id=${first}&id=${second}&id=987654`, { status: "resolved" });
  assert.deepEqual([org.status, org.json], [200, { status: "resolved", statusDetails: {}, inbox: null }]);
  const project = await change(world, `projects/acme/web/issues/?id=${first}&id=${third}`, {
    status: "muted",
    snoozeDuration: null,
  });
  assert.equal(project.json.status, "ignored");
  assert.deepEqual([await countOf(world, "is:resolved"), await countOf(world, "is:ignored")], [2, 1]);
});

test("without ids a change reaches all that the filter matches, and nothing else", async () => {
  const world = await openWithIssues(120);
  assert.equal((await change(world, "organizations/acme/issues/?query=number+11", { status: "ignored" })).status, 200);
  assert.equal(await countOf(world, "is:ignored"), 11);
  assert.equal((await change(world, "projects/acme/web/issues/?status=unresolved", { status: "resolved" })).status, 200);
  assert.equal(await countOf(world, "is:unresolved"), 1);
  assert.equal(await countOf(world, "is:ignored"), 11);
  assert.equal((await change(world, "projects/acme/web/issues/?", { status: "unresolved" })).status, 200);
  assert.equal(await countOf(world, "is:ignored"), 0);
});

test("a change that matches nothing is 204 without a body", async () => {
  const world = await openWithIssues(2);
  for (const query of ["?id=987654", "?query=nothing+like+it", "?status=resolved", "?query=is:resolved+is:ignored"]) {
    const answered = await change(world, `organizations/acme/issues/${query}`, { status: "resolved" });
    assert.deepEqual([answered.status, answered.text], [204, ""], query);
  }
  assert.equal((await change(world, "organizations/acme/issues/?id=abc", { status: "resolved" })).status, 400);
});
