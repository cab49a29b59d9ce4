import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError, signatureOf } from "./test-world.ts";

let world: Populated;
let issueId = "";
const get = (path: string): Promise<Answered> => world.ask(`/api/0/${path}`, { session: world.reporter });
const idsOf = (answered: Answered): readonly string[] => answered.json.map((event: { eventID: string }) => event.eventID);

before(async () => {
  world = await openPopulatedWorld();
  for (const [index, hoursAgo] of [200, 30, 2, 1].entries()) {
    recordError(world, world.web, { id: eventId(index + 1), signature: "a", hoursAgo });
  }
  const message = {
    exception: undefined,
    type: "default",
    logentry: { formatted: "paid 3", message: "paid %s", params: ["3"] },
  } as const;
  recordError(world, world.web, { id: eventId(9), signature: "m", title: "paid 3", event: message });
  issueId = (await get("organizations/acme/issues/?query=x+is")).json[0].id;
});

test("events come newest first and are paged", async () => {
  const first = await get(`issues/${issueId}/events/?per_page=3`);
  assert.deepEqual(idsOf(first), [eventId(4), eventId(3), eventId(2)]);
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(first.headers["link"] ?? "")?.[1];
  assert.deepEqual(idsOf(await get(`issues/${issueId}/events/?per_page=3&cursor=${cursor}`)), [eventId(1)]);
});

test("a listed event has every field of the reference", async () => {
  const [event] = (await get(`organizations/acme/issues/${issueId}/events/?sort=-timestamp&query=`)).json;
  assert.deepEqual(event, {
    id: eventId(4),
    eventID: eventId(4),
    groupID: issueId,
    projectID: String(world.web.id),
    "event.type": "error",
    title: "TypeError: x is not a function",
    message: null,
    location: "pay.ts",
    culprit: "checkout/pay in submit",
    user: { id: "42", email: "a@b.example", username: null, ip_address: null, name: null, geo: null, data: null },
    tags: [
      { key: "browser", value: "Firefox 140" },
      { key: "user", value: "id:42", query: 'user.id:"42"' },
    ],
    platform: "javascript",
    dateCreated: "2026-11-24T11:30:00.000Z",
    crashFile: null,
    metadata: { type: "TypeError", value: "x is not a function", filename: "pay.ts", function: "submit" },
  });
});

test("a period keeps the events within it and ends the pages there", async () => {
  const answered = await get(`issues/${issueId}/events/?statsPeriod=14d&per_page=2`);
  assert.deepEqual(idsOf(answered), [eventId(4), eventId(3)]);
  assert.match(answered.headers["link"] ?? "", /rel="next"; results="true"/);
  const day = await get(`issues/${issueId}/events/?statsPeriod=24h&per_page=3`);
  assert.deepEqual(idsOf(day), [eventId(4), eventId(3)]);
  assert.match(day.headers["link"] ?? "", /rel="next"; results="false"/);
});

test("whole events are listed only when asked for, ten at most", async () => {
  const { json } = await get(`issues/${issueId}/events/?full=true&per_page=100`);
  assert.ok(json.length <= 10);
  assert.equal(json[0].entries[0].type, "exception");
});

test("events of a project come newest first over all its issues, and are paged", async () => {
  const first = await get("projects/acme/web/events/?per_page=3");
  assert.deepEqual(idsOf(first), [eventId(9), eventId(4), eventId(3)]);
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(first.headers["link"] ?? "")?.[1];
  const second = await get(`projects/acme/web/events/?per_page=3&cursor=${cursor}`);
  assert.deepEqual(idsOf(second), [eventId(2), eventId(1)]);
  assert.match(second.headers["link"] ?? "", /rel="next"; results="false"/);
  assert.deepEqual(idsOf(await get("projects/acme/shop/events/")), []);
});

test("an event of a project is listed as one of its issue is, whole when asked for", async () => {
  const listed = (await get("projects/acme/web/events/?statsPeriod=90m")).json;
  const [ofMessage, ofIssue] = [listed[0], listed[1]];
  assert.notEqual(ofMessage.groupID, issueId);
  assert.deepEqual(ofIssue, (await get(`issues/${issueId}/events/`)).json[0]);
  assert.equal(listed.length, 2);
  const full = (await get("projects/acme/web/events/?full=1&per_page=2")).json;
  assert.deepEqual(full[1], (await get(`issues/${issueId}/events/?full=1`)).json[0]);
});

for (const query of [
  "?query=has:",
  "?query=is:resolved",
  "?query=timesSeen:>3",
  "?query=browser:[a",
  "?query=a+OR+b",
  "?sort=timestamp",
  "?statsPeriod=x",
  "?sample=true",
]) {
  test(`events with "${query}" are refused in words`, async () => {
    for (const place of [`issues/${issueId}`, "projects/acme/web"]) {
      const answered = await get(`${place}/events/${query}`);
      assert.deepEqual([answered.status, typeof answered.json.detail], [400, "string"]);
    }
  });
}

const walks = [
  { which: "latest", want: eventId(4), previous: eventId(3), next: null },
  { which: "recommended", want: eventId(4), previous: eventId(3), next: null },
  { which: "oldest", want: eventId(1), previous: null, next: eventId(2) },
  { which: eventId(2), want: eventId(2), previous: eventId(1), next: eventId(3) },
  { which: "00000000-0000-0000-0000-000000000003", want: eventId(3), previous: eventId(2), next: eventId(4) },
];
for (const { which, want, previous, next } of walks) {
  test(`the event ${which} knows its neighbours`, async () => {
    const { json } = await get(`issues/${issueId}/events/${which}/?collapse=adjacentEvents`);
    assert.deepEqual([json.eventID, json.previousEventID, json.nextEventID], [want, previous, next]);
  });
}

test("events that are not there, or not this issue's, are 404", async () => {
  for (const which of [eventId(99), eventId(9), "newest", "xyz", "%00"]) {
    assert.equal((await get(`issues/${issueId}/events/${which}/`)).status, 404, which);
  }
  assert.equal((await get(`projects/acme/web/events/latest/`)).status, 404);
});

test("a whole event has every field of the reference", async () => {
  const { json } = await get(`projects/acme/web/events/${eventId(4)}/`);
  const { entries, tags: _tags, user: _user, metadata: _metadata, size, ...event } = json;
  assert.ok(size > 500);
  assert.deepEqual(event, {
    id: eventId(4),
    eventID: eventId(4),
    groupID: issueId,
    projectID: String(world.web.id),
    "event.type": "error",
    type: "error",
    title: "TypeError: x is not a function",
    message: null,
    location: "pay.ts",
    culprit: "checkout/pay in submit",
    platform: "javascript",
    dist: null,
    dateCreated: "2026-11-24T11:30:00.000Z",
    dateReceived: "2026-11-24T11:30:00.000Z",
    crashFile: null,
    contexts: { os: { name: "Linux", type: "os" }, app: { type: "app", app_name: "shop" } },
    context: { cart: 3 },
    packages: { left: "1.0" },
    sdk: { name: "sentry.javascript.browser", version: "10.0.0" },
    errors: [
      {
        type: "invalid_data",
        message: "A field had a value of the wrong kind and was left out.",
        data: { name: "tags.x", value: 3 },
      },
    ],
    fingerprints: [signatureOf("a")],
    groupingConfig: null,
    occurrence: null,
    release: {
      version: "shop@1.4.0",
      shortVersion: "1.4.0",
      lastCommit: null,
      versionInfo: {
        package: "shop",
        version: { raw: "1.4.0", major: 1, minor: 4, patch: 0, pre: null, buildCode: null, components: 3 },
        description: "1.4.0",
        buildHash: null,
      },
    },
    userReport: null,
    sdkUpdates: [],
    resolvedWith: [],
    _meta: {},
    nextEventID: null,
    previousEventID: eventId(3),
  });
  assert.deepEqual(
    entries.map(({ type }: { type: string }) => type),
    ["exception", "breadcrumbs", "request"],
  );
});

test("frames come oldest call first, in camel case, with numbered source lines", async () => {
  const { json } = await get(`issues/${issueId}/events/latest/`);
  const { data } = json.entries[0];
  assert.equal(data.hasSystemFrames, true);
  const [exception] = data.values;
  assert.deepEqual(
    [exception.type, exception.value, exception.module, exception.threadId, exception.mechanism, exception.rawStacktrace],
    ["TypeError", "x is not a function", null, null, { type: "generic", handled: false }, null],
  );
  assert.deepEqual(
    [exception.stacktrace.framesOmitted, exception.stacktrace.registers, exception.stacktrace.hasSystemFrames],
    [null, null, true],
  );
  const [outer, site] = exception.stacktrace.frames;
  assert.deepEqual([outer.function, outer.inApp, outer.context], ["dispatch", false, []]);
  assert.deepEqual(site, {
    filename: "pay.ts",
    absPath: "https://shop.example/pay.ts",
    module: null,
    package: null,
    platform: null,
    function: "submit",
    rawFunction: null,
    symbol: null,
    lineNo: 3,
    colNo: 7,
    inApp: true,
    context: [
      [1, "one"],
      [2, "two"],
      [3, "three()"],
      [4, "four"],
    ],
    vars: { total: 3 },
    instructionAddr: null,
    symbolAddr: null,
    trust: null,
    errors: null,
    lock: null,
    sourceLink: null,
    sourceMap: null,
    unmapped: null,
  });
});

test("breadcrumbs, request and message keep to the reference", async () => {
  const { json } = await get(`issues/${issueId}/events/latest/`);
  assert.deepEqual(json.entries[1].data.values, [
    {
      timestamp: "2026-11-24T11:29:55.000Z",
      type: "default",
      category: "ui.click",
      level: "info",
      message: "pay",
      data: null,
      event_id: null,
    },
  ]);
  assert.deepEqual(json.entries[2].data, {
    url: "https://shop.example/pay",
    method: "POST",
    query: [["step", "2"]],
    fragment: null,
    data: null,
    inferredContentType: null,
    headers: [["Accept", "*/*"]],
    cookies: [],
    env: null,
    apiTarget: null,
  });
  const message = (await get(`projects/acme/web/events/${eventId(9)}/`)).json;
  assert.deepEqual([message.type, message.message, message.metadata], ["default", "paid 3", { title: "paid 3" }]);
  assert.deepEqual(message.entries[0], { type: "message", data: { formatted: "paid 3", message: "paid %s", params: ["3"] } });
});

test("the raw event is the canonical payload as stored", async () => {
  for (const path of [`issues/${issueId}/events/latest/json/`, `projects/acme/web/events/${eventId(4)}/json/`]) {
    const { json } = await get(path);
    assert.deepEqual([json.event_id, json.exception.values[0].stacktrace.frames[1].lineno], [eventId(4), 3]);
  }
});

const searches: readonly (readonly [query: string, found: string])[] = [
  ["query=browser:%22Chrome 140%22", "3"],
  ["query=!browser:Chrome*", "421"],
  ["query=browser:[*140]", "4321"],
  ["query=tags[browser]:chrome* level:error", "3"],
  ["query=tags[BROWSER]:chrome*", ""],
  ["query=release:latest message:function has:user", "4321"],
  ["query=level:info", ""],
  ["query=has:nothing", ""],
  ["query=!has:nothing&per_page=2", "43"],
  ["query=release:shop@1.4.0", "4321"],
  ["query=environment:staging", ""],
  ["environment=production&environment=staging", "4321"],
  ["environment=staging", ""],
  ["query=NOT A FUNCTION", "4321"],
  ["query=a@b.example&statsPeriod=24h", "43"],
  ["query=something else", ""],
  ["end=2026-11-24T00:00:00Z", "21"],
];
for (const [query, found] of searches) {
  test(`within an issue, ${JSON.stringify(query)} finds ${found === "" ? "no event" : `the events ${found}`}`, async () => {
    const answered = await get(`issues/${issueId}/events/?${query.replaceAll(" ", "+")}`);
    assert.equal(answered.status, 200, answered.text);
    assert.deepEqual(
      idsOf(answered),
      Array.from(found, (number) => eventId(Number(number))),
    );
  });
}

test("a search within events is paged forward and back", async () => {
  const page = async (cursor: string) => get(`issues/${issueId}/events/?query=browser:Firefox*&per_page=1${cursor}`);
  const cursorOf = (answered: Answered, rel: string): string | undefined =>
    new RegExp(`rel="${rel}"; results="true"; cursor="([^"]+)"`).exec(answered.headers["link"] ?? "")?.[1];
  const found: string[] = [];
  let last = await page("");
  for (let next = cursorOf(last, "next"); ; next = cursorOf(last, "next")) {
    found.push(...idsOf(last));
    if (next === undefined) break;
    last = await page(`&cursor=${next}`);
  }
  assert.deepEqual(found, [eventId(4), eventId(2), eventId(1)]);
  assert.deepEqual(idsOf(await page(`&cursor=${cursorOf(last, "previous")}`)), [eventId(2)]);
});
