import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, PUBLIC_URL, recordError } from "./test-world.ts";

/** Three issues in Web (one resolved), one in Shop; issue "busy" has three events. */
async function openWithIssues(): Promise<Populated> {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "busy", hoursAgo: 30 });
  recordError(world, world.web, { id: eventId(2), signature: "busy", hoursAgo: 2 });
  recordError(world, world.web, { id: eventId(3), signature: "busy", hoursAgo: 1 });
  recordError(world, world.web, { id: eventId(4), signature: "old", title: "RangeError: too far", hoursAgo: 100 });
  recordError(world, world.web, { id: eventId(5), signature: "done", title: "Error: fixed once", hoursAgo: 3 });
  recordError(world, world.shop, {
    id: eventId(6),
    signature: "py",
    title: "KeyError: price",
    hoursAgo: 4,
    event: { level: "warning" },
  });
  const done = await issueWith(world, "fixed once");
  const answered = await world.ask(`/api/0/issues/${done.id}/`, {
    method: "PUT",
    session: world.developer,
    body: { status: "resolved" },
  });
  assert.equal(answered.status, 200, answered.text);
  return world;
}

const list = (world: Populated, query: string, place = "organizations/acme"): Promise<Answered> =>
  world.ask(`/api/0/${place}/issues/${query}`, { session: world.reporter });

async function issueWith(world: Populated, text: string): Promise<{ readonly id: string; readonly shortId: string }> {
  const found = await list(world, `?query=${encodeURIComponent(text)}`);
  assert.equal(found.json.length, 1);
  return found.json[0];
}

const titlesOf = (answered: Answered): readonly string[] =>
  answered.json.map((issue: { title: string }) => issue.title.split(":")[0]);

let shared: Populated;
before(async () => {
  shared = await openWithIssues();
});

const lists = [
  { query: "", want: ["TypeError", "KeyError", "RangeError"] },
  { query: "?query=", want: ["TypeError", "Error", "KeyError", "RangeError"] },
  { query: "?query=is:resolved", want: ["Error"] },
  { query: "?status=resolved", want: ["Error"] },
  { query: "?query=is:unresolved%20level:warning", want: ["KeyError"] },
  { query: "?query=is:resolved+is:ignored", want: [] },
  { query: "?query=PAY", want: ["TypeError", "Error", "KeyError", "RangeError"] },
  { query: "?query=too+far", want: ["RangeError"] },
  { query: "?sort=new", want: ["KeyError", "TypeError", "RangeError"] },
  { query: "?sort=freq&limit=1", want: ["TypeError"] },
  { query: "?project=shop", want: ["KeyError"] },
  { query: "?project=-1&project=shop", want: ["TypeError", "KeyError", "RangeError"] },
  { query: "?statsPeriod=24h", want: ["TypeError", "KeyError"] },
  {
    query: "?statsPeriod=90d&groupStatsPeriod=auto&collapse=filtered&collapse=unhandled",
    want: ["TypeError", "KeyError", "RangeError"],
  },
  { query: "?start=2026-11-20T00:00:00&end=2026-11-21T00:00:00", want: ["RangeError"] },
  { query: "?referrer=x&useRpc=1&viewId=3", want: ["TypeError", "KeyError", "RangeError"] },
];
for (const { query, want } of lists) {
  test(`the list with "${query}" holds ${want.join(", ") || "nothing"}`, async () => {
    const answered = await list(shared, query);
    assert.equal(answered.status, 200, answered.text);
    assert.deepEqual(titlesOf(answered), want);
  });
}

const refused = [
  { query: "?sort=random", want: 400 },
  { query: "?sort=constructor", want: 400 },
  { query: "?groupStatsPeriod=7y", want: 400 },
  { query: "?statsPeriod=soon", want: 400 },
  { query: "?start=yesterday", want: 400 },
  { query: "?query=age:soon", want: 400 },
  { query: "?query=a%20OR%20b", want: 400 },
  { query: "?project=secret", want: 404 },
  { query: "?group=abc", want: 400 },
];
for (const { query, want } of refused) {
  test(`the list with "${query}" is refused with ${want} and words`, async () => {
    const answered = await list(shared, query);
    assert.equal(answered.status, want);
    assert.equal(typeof answered.json.detail, "string");
  });
}

test("a project's list takes any period and filters nothing by it", async () => {
  const answered = await list(shared, "?query=&statsPeriod=7d", "projects/acme/web");
  assert.deepEqual(titlesOf(answered), ["TypeError", "Error", "RangeError"]);
  assert.equal(answered.json[0].stats["24h"].length, 24);
  assert.deepEqual(Object.keys((await list(shared, "?statsPeriod=", "projects/acme/web")).json[0].stats), []);
  assert.equal((await list(shared, "?statsPeriod=14d", `projects/acme/${shared.web.id}`)).json[0].stats["14d"].length, 14);
});

test("an event id as the whole search hits its issue directly, whatever the status, period and spelling of the id", async () => {
  const dashed = eventId(5)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
    .toUpperCase();
  for (const text of [eventId(5), dashed]) {
    const answered = await list(shared, `?query=${text}&statsPeriod=1h`);
    assert.equal(answered.headers["x-sentry-direct-hit"], "1");
    assert.deepEqual([answered.json.length, answered.json[0].matchingEventId], [1, eventId(5)]);
  }
  const unknown = await list(shared, `?query=${eventId(999)}`);
  assert.deepEqual([unknown.headers["x-sentry-direct-hit"], unknown.json], [undefined, []]);
});

test("a short id is looked up only when asked for, in any case", async () => {
  const { shortId, id } = await issueWith(shared, "too far");
  const answered = await list(shared, `?query=${shortId.toLowerCase()}&shortIdLookup=1`);
  assert.deepEqual([answered.headers["x-sentry-direct-hit"], answered.json[0].id], ["1", id]);
  assert.deepEqual((await list(shared, `?query=${shortId}`)).json, []);
});

test("group asks for exactly these issues", async () => {
  const { id } = await issueWith(shared, "fixed once");
  assert.deepEqual(titlesOf(await list(shared, `?group=${id}&query=is:unresolved`)), ["Error"]);
});

test("a listed issue has every field of the reference with its type", async () => {
  const { json } = await list(shared, "?query=x+is+not");
  const { stats, lifetime, project, ...issue } = json[0];
  assert.match(issue.id, /^\d+$/);
  const { id: _id, ...rest } = issue;
  assert.deepEqual(rest, {
    shortId: "WEB-1",
    title: "TypeError: x is not a function",
    culprit: "checkout/pay in submit",
    permalink: `${PUBLIC_URL}/organizations/acme/issues/${issue.id}/`,
    logger: null,
    level: "error",
    status: "unresolved",
    substatus: "new",
    statusDetails: {},
    statusChangedAt: "2026-11-23T06:30:00.000Z",
    isPublic: false,
    shareId: null,
    platform: "javascript",
    type: "error",
    issueType: "error",
    issueCategory: "error",
    metadata: { type: "TypeError", value: "x is not a function", filename: "pay.ts", function: "submit" },
    numComments: 0,
    userReportCount: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: false,
    isUnhandled: true,
    annotations: [],
    link: null,
    remote: null,
    priority: "high",
    priorityLockedAt: null,
    count: "3",
    userCount: 1,
    firstSeen: "2026-11-23T06:30:00.000Z",
    lastSeen: "2026-11-24T11:30:00.000Z",
    filtered: null,
  });
  assert.deepEqual(project, { id: String(shared.web.id), name: "Web", slug: "web", platform: "javascript" });
  assert.deepEqual(lifetime, { count: "3", userCount: 1, firstSeen: issue.firstSeen, lastSeen: issue.lastSeen, stats: null });
  const points = stats["24h"];
  assert.equal(points.length, 24);
  assert.deepEqual(points.at(-1), [NOW_MS / 1_000 - 1_800, 0]);
  assert.deepEqual(
    points.slice(-4).map(([, count]: [number, number]) => count),
    [0, 1, 1, 0],
  );
});

test("collapse leaves fields out", async () => {
  const answered = await list(shared, "?collapse=stats&collapse=lifetime&collapse=filtered&collapse=unhandled");
  const keys = Object.keys(answered.json[0]);
  assert.deepEqual(
    ["stats", "lifetime", "filtered", "isUnhandled"].filter((key) => keys.includes(key)),
    [],
  );
});

const prefixes = ["organizations/acme/issues/{id}", "organizations/acme/issues/{short}", "issues/{id}", "groups/{id}"];
for (const prefix of prefixes) {
  test(`the detail is found under ${prefix}, with and without the last slash`, async () => {
    const { id, shortId } = await issueWith(shared, "x is not");
    const path = `/api/0/${prefix.replace("{id}", id).replace("{short}", shortId.toLowerCase())}`;
    const answered = await shared.ask(`${path}/`, { session: shared.reporter });
    assert.equal(answered.status, 200);
    assert.equal((await shared.ask(path, { session: shared.reporter })).text, answered.text);
    const { json } = answered;
    assert.equal(json.id, id);
    assert.deepEqual([json.stats["24h"].length, json.stats["30d"].length], [24, 30]);
    const month = json.stats["30d"].slice(-2);
    assert.deepEqual(month, [
      [Date.UTC(2026, 10, 23) / 1_000, 1],
      [Date.UTC(2026, 10, 24) / 1_000, 2],
    ]);
    assert.deepEqual(
      [json.firstRelease.version, json.firstRelease.shortVersion, json.firstRelease.lastCommit, json.lastRelease.version],
      ["shop@1.4.0", "1.4.0", null, "shop@1.4.0"],
    );
    assert.deepEqual(json.tags[0], { key: "browser", name: "Browser", totalValues: 3 });
    const activity: readonly { readonly type: string }[] = json.activity;
    assert.deepEqual(
      activity.map(({ type }) => type),
      ["first_seen"],
    );
    for (const key of ["seenBy", "participants", "pluginActions", "pluginIssues", "pluginContexts"]) {
      assert.deepEqual(json[key], [], key);
    }
  });
}

test("short ids are read only where the organisation is named", async () => {
  const { shortId } = await issueWith(shared, "x is not");
  assert.equal((await shared.ask(`/api/0/issues/${shortId}/`, { session: shared.reporter })).status, 404);
});

test("one chart of an issue, by hour or day", async () => {
  const { id } = await issueWith(shared, "x is not");
  const stats = (query: string): Promise<Answered> =>
    shared.ask(`/api/0/issues/${id}/stats/${query}`, { session: shared.reporter });
  const day = (await stats("")).json;
  assert.deepEqual([day.length, day.at(-2)], [24, [NOW_MS / 1_000 - 5_400, 1]]);
  const until = NOW_MS / 1_000;
  const days = (await stats(`?resolution=1d&since=${until - 3 * 86_400}&until=${until}`)).json;
  assert.deepEqual(
    days.map(([, count]: [number, number]) => count),
    [0, 0, 1, 2],
  );
  assert.equal((await stats("?resolution=10s")).status, 400);
  assert.equal((await stats(`?since=0&until=${until}`)).status, 400);
  assert.equal((await stats("?since=x")).status, 400);
});

test("tags: all keys, one key, its values", async () => {
  const { id } = await issueWith(shared, "x is not");
  const tags = (path: string): Promise<Answered> =>
    shared.ask(`/api/0/issues/${id}/tags/${path}`, { session: shared.reporter });
  const all = (await tags("")).json;
  assert.deepEqual([all[0].key, all[0].uniqueValues, all[0].totalValues], ["browser", 2, 3]);
  const one = (await tags("browser/")).json;
  assert.deepEqual(one.topValues[0], {
    key: "browser",
    name: "Firefox 140",
    value: "Firefox 140",
    count: 2,
    firstSeen: "2026-11-23T06:30:00.000Z",
    lastSeen: "2026-11-24T11:30:00.000Z",
  });
  const users = (await tags("user/values/")).json;
  assert.deepEqual([users[0].value, users[0].query], ["id:42", 'user.id:"42"']);
  assert.deepEqual(
    (await tags("browser/values/?sort=id")).json.map((value: { value: string }) => value.value),
    ["Chrome 140", "Firefox 140"],
  );
  assert.equal((await tags("nothing/")).status, 404);
  assert.equal((await tags("browser/values/?sort=size")).status, 400);
});

test("a short id and an event id lead to their place", async () => {
  const { id, shortId } = await issueWith(shared, "too far");
  const place = (
    await shared.ask(`/api/0/organizations/acme/shortids/${shortId}/?collapse=stats`, { session: shared.reporter })
  ).json;
  assert.deepEqual(
    [place.organizationSlug, place.projectSlug, place.groupId, place.shortId, place.group.id],
    ["acme", "web", id, shortId, id],
  );
  const event = (await shared.ask(`/api/0/organizations/acme/eventids/${eventId(4)}/`, { session: shared.reporter })).json;
  assert.deepEqual([event.groupId, event.eventId, event.event.eventID], [id, eventId(4), eventId(4)]);
  const get = async (path: string): Promise<number> =>
    (await shared.ask(`/api/0/organizations/acme/${path}/`, { session: shared.reporter })).status;
  assert.deepEqual(
    [
      await get("shortids/WEB-ZZ"),
      await get(`shortids/${id}`),
      await get("eventids/xyz"),
      await get(`eventids/${eventId(77)}`),
    ],
    [404, 404, 400, 404],
  );
});
