import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { FakeSentry, FakeSentryOptions } from "../../../test/fakes/sentry/fake-sentry.ts";
import { ALL_SCOPES, startFakeSentry } from "../../../test/fakes/sentry/fake-sentry.ts";
import type { RecordedEvent, SentryProject } from "../../../test/fakes/sentry/world.ts";
import type { Result } from "../../protocol/result.ts";
import type { SentryClient, SentryClientOptions } from "./client.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import { clientOf, TOKEN } from "./test-client.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12, 30);
const HOUR_MS = 3_600_000;
const HOUR = Math.floor(NOW_MS / HOUR_MS);

type World = {
  readonly sentry: FakeSentry;
  readonly client: SentryClient;
  readonly waits: readonly number[];
  readonly shop: SentryProject;
  readonly other: SentryProject;
  readonly place: SentryPlace;
};

async function world(
  t: TestContext,
  options: FakeSentryOptions = {},
  change: Partial<SentryClientOptions> = {},
): Promise<World> {
  const sentry = await startFakeSentry({ now: () => NOW_MS, ...options });
  t.after(() => sentry.close());
  sentry.allow(TOKEN, ALL_SCOPES);
  const shop = sentry.addProject("acme", "shop", "The shop");
  const other = sentry.addProject("acme", "other");
  const place = { organizationSlug: "acme", projectSlug: "shop", projectId: shop.id };
  return { sentry, shop, other, place, ...clientOf(t, sentry.origin, { now: () => NOW_MS, ...change }) };
}

let number = 0;
function event(change: Partial<RecordedEvent> = {}): RecordedEvent {
  number += 1;
  return {
    issue: "a",
    eventId: number.toString(16).padStart(32, "0"),
    title: `Title ${change.issue ?? "a"}`,
    culprit: "pay in submit",
    level: "error",
    timestampMs: NOW_MS - HOUR_MS,
    receivedAtMs: NOW_MS - HOUR_MS,
    tags: [],
    ...change,
  };
}

function good<T>(result: Result<T, SentryProblem>): T {
  assert.ok(result.ok, result.ok ? "" : `${result.problem.kind}: ${result.problem.message}`);
  return result.value;
}

function bad(result: Result<unknown, SentryProblem>): SentryProblem {
  assert.ok(!result.ok, "there should be a problem");
  return result.problem;
}

// Projects -------------------------------------------------------------------------------------------------------------

test("all pages of projects are read, with the token in the header and in no address", async (t) => {
  const { sentry, client } = await world(t);
  for (let index = 0; index < 250; index += 1) sentry.addProject(index % 2 === 0 ? "acme" : "umbrella", `p${index}`);
  const { projects, isComplete } = good(await client.listProjects());
  assert.deepEqual([projects.length, isComplete], [252, true]);
  assert.deepEqual(projects[0], {
    id: "20",
    slug: "shop",
    name: "The shop",
    status: "active",
    organization: { id: "1", slug: "acme", name: "acme" },
  });
  assert.equal(sentry.heard.length, 3);
  assert.ok(sentry.heard.every(({ authorization, path }) => authorization === `Bearer ${TOKEN}` && !path.includes(TOKEN)));
});

test("at most 2,000 projects are read, and the answer says that there are more", async (t) => {
  const { sentry, client } = await world(t);
  for (let index = 0; index < 2_050; index += 1) sentry.addProject("acme", `p${index}`);
  const { projects, isComplete } = good(await client.listProjects());
  assert.deepEqual([projects.length, isComplete], [2_000, false]);
});

test("one project is found by its slugs", async (t) => {
  const { client, other } = await world(t);
  assert.equal(good(await client.findProject("acme", "other")).id, other.id);
  assert.equal(bad(await client.findProject("acme", "nobody")).kind, "not-found");
  for (const slug of ["..", ".", "", "\ud800"]) assert.equal(bad(await client.findProject("acme", slug)).kind, "not-found");
});

// Issues ---------------------------------------------------------------------------------------------------------------

test("an issue has what Sentry tells in a list and, alone, its releases and both charts", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const first = sentry.recordEvent(shop, event({ user: "ann", release: "1.0", timestampMs: NOW_MS - 40 * HOUR_MS }));
  sentry.recordEvent(shop, event({ user: "bob", release: "1.1", level: "fatal", title: "TypeError: x", entries: [] }));
  const page = good(await client.listIssues(place, { query: "is:unresolved", sort: "date", limit: 20 }));
  assert.deepEqual([page.dropped, page.next, page.previous, page.hits], [0, undefined, undefined, 1]);
  const [listed] = page.issues;
  assert.ok(listed);
  const { hourly, daily, ...rest } = listed;
  assert.deepEqual(rest, {
    id: first.id,
    shortId: "SHOP-1",
    title: "TypeError: x",
    culprit: "pay in submit",
    level: "fatal",
    platform: "python",
    logger: undefined,
    type: "error",
    metadata: { type: "TypeError", value: "x" },
    isUnhandled: false,
    state: { status: "unresolved", substatus: "new" },
    eventCount: 2,
    userCount: 2,
    firstSeenMs: NOW_MS - 40 * HOUR_MS,
    lastSeenMs: NOW_MS - HOUR_MS,
    firstRelease: undefined,
    lastRelease: undefined,
    assignee: undefined,
    url: `${sentry.origin}/organizations/acme/issues/${first.id}/`,
  });
  assert.deepEqual([hourly?.length, hourly?.at(-1), hourly?.at(-2)], [24, [HOUR, 0], [HOUR - 1, 1]]);
  assert.equal(daily, undefined);

  const alone = good(await client.findIssue(place, first.id));
  assert.deepEqual([alone.firstRelease, alone.lastRelease], ["1.0", "1.1"]);
  const days = alone.daily?.filter(([, count]) => count > 0);
  assert.deepEqual(days, [
    [Math.floor((HOUR - 40) / 24) * 24, 1],
    [Math.floor((HOUR - 1) / 24) * 24, 1],
  ]);
});

test("a list sends search text, sort, limit and cursor, and nothing that was not asked", async (t) => {
  const { sentry, client, place } = await world(t);
  const cases = [
    {
      query: { query: "is:unresolved äh?&=", sort: "date", limit: 20 },
      want: "query=is%3Aunresolved+%C3%A4h%3F%26%3D&limit=20",
    },
    { query: { query: "", sort: "freq", limit: 1 }, want: "query=&limit=1&sort=freq" },
    { query: { query: "x", sort: "new", limit: 5, cursor: "1:2:0" }, want: "query=x&limit=5&sort=new&cursor=1%3A2%3A0" },
  ] as const;
  for (const { query, want } of cases) {
    good(await client.listIssues(place, query));
    assert.equal(sentry.heard.at(-1)?.path, `/api/0/projects/acme/shop/issues/?${want}`);
  }
});

test("pages of issues lead forward and back", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  for (const [index, issue] of Array.from("abcde").entries()) {
    sentry.recordEvent(shop, event({ issue, timestampMs: NOW_MS - index * 1_000 }));
  }
  const ask = async (cursor: string | undefined) =>
    good(await client.listIssues(place, { query: "", sort: "date", limit: 2, ...(cursor !== undefined && { cursor }) }));
  const first = await ask(undefined);
  const second = await ask(first.next);
  const third = await ask(second.next);
  const words = [first, second, third].map(({ issues }) => issues.map(({ title }) => title.slice(-1)).join(""));
  assert.deepEqual([words, first.previous, third.next, second.hits], [["ab", "cd", "e"], undefined, undefined, 5]);
  assert.deepEqual((await ask(third.previous)).issues, second.issues);
});

test("what Sentry says about a search it cannot read is passed on", async (t) => {
  const { client, place } = await world(t);
  const found = bad(await client.listIssues(place, { query: "a OR b", sort: "date", limit: 20 }));
  assert.equal(found.kind, "bad-request");
  assert.match(
    found.message,
    /^127\.0\.0\.1:\d+ cannot read the request: Error parsing search query: .*supported in this search\.$/,
  );
  const cursor = bad(await client.listIssues(place, { query: "", sort: "date", limit: 20, cursor: "x" }));
  assert.match(cursor.message, /Invalid cursor parameter\.$/);
  const long = bad(await client.listIssues(place, { query: "x".repeat(100_000), sort: "date", limit: 20 }));
  assert.equal(long.kind, "bad-request");
});

test("an issue of another project is not found, and is never written to", async (t) => {
  const { sentry, client, other, place } = await world(t);
  const foreign = sentry.recordEvent(other, event());
  const external = { host: "gitlab", repositoryId: "42", repositoryPath: "g/p", number: 5 } as const;
  const results = [
    await client.findIssue(place, foreign.id),
    await client.updateIssue(place, foreign.id, { state: { status: "resolved" } }),
    await client.linkExternalIssue(place, foreign.id, external),
    await client.findEvent(place, foreign.id, "latest"),
    await client.findIssueOfEvent(place, foreign.events[0]?.eventId ?? ""),
  ];
  assert.deepEqual(
    results.map((result) => bad(result).kind),
    Array.from(results, () => "not-found"),
  );
  assert.deepEqual([foreign.status, foreign.links], ["unresolved", []]);
  assert.ok(sentry.heard.every(({ method }) => method === "GET"));
});

for (const issueId of ["../projects", "1/2", "１２", "", "0", "-1", "1.0", " 1", "9".repeat(30)]) {
  test(`no call is made for the issue id ${JSON.stringify(issueId)}`, async (t) => {
    const { sentry, client, place } = await world(t);
    const results = [
      await client.findIssue(place, issueId),
      await client.updateIssue(place, issueId, { state: { status: "resolved" } }),
      await client.listEvents(place, issueId, { limit: 5 }),
      await client.findEvent(place, issueId, "latest"),
      await client.listTags(place, issueId, 5),
    ];
    assert.deepEqual(new Set(results.map((result) => bad(result).kind)), new Set(["not-found"]));
    assert.equal(sentry.heard.length, 0);
  });
}

test("the issue of an event is found within the place, though another project has an event of that id", async (t) => {
  const { sentry, client, shop, other, place } = await world(t);
  const shared = { eventId: "abcdef0123456789abcdef0123456789" };
  sentry.recordEvent(other, event({ ...shared, issue: "b" }));
  const mine = sentry.recordEvent(shop, event(shared));
  assert.equal(good(await client.findIssueOfEvent(place, shared.eventId)).id, mine.id);
  assert.equal(bad(await client.findIssueOfEvent(place, "f".repeat(32))).kind, "not-found");
  assert.equal(bad(await client.findIssueOfEvent(place, "../../x")).kind, "not-found");
});

test("an event that says it is of another project leads to no issue, and one with another id is not taken", async (t) => {
  const { sentry, client, shop, other, place } = await world(t);
  const [foreign, renamed] = [event(), event()];
  const { id } = sentry.recordEvent(shop, { ...foreign, fields: { projectID: other.id } });
  sentry.recordEvent(shop, { ...renamed, fields: { eventID: "e".repeat(32) } });
  assert.equal(bad(await client.findIssueOfEvent(place, foreign.eventId)).kind, "not-found");
  assert.equal(bad(await client.findIssueOfEvent(place, renamed.eventId)).kind, "not-found");
  assert.equal(bad(await client.findEvent(place, id, { eventId: renamed.eventId })).kind, "not-found");
  // Each was asked about once: nothing followed from its answer.
  assert.equal(sentry.heard.length, 3);
});

// Decisions ------------------------------------------------------------------------------------------------------------

test("decisions are sent in Sentry's words and answered with the issue as it is now", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const { id } = sentry.recordEvent(shop, event({ release: "1.0" }));
  const untilMs = NOW_MS + 90_000;
  const cases = [
    { state: { status: "resolved" }, body: { status: "resolved" }, want: { status: "resolved" } },
    {
      state: { status: "unresolved" },
      body: { status: "unresolved" },
      want: { status: "unresolved", substatus: "regressed" },
    },
    {
      state: { status: "ignored" },
      body: { status: "ignored" },
      want: { status: "ignored", substatus: "archived_forever", untilMs: undefined },
    },
    {
      state: { status: "ignored", until: { untilMs } },
      body: { status: "ignored", statusDetails: { ignoreDuration: 2 }, substatus: "archived_until_condition_met" },
      want: { status: "ignored", substatus: "archived_until_condition_met", untilMs: NOW_MS + 120_000 },
    },
  ] as const;
  for (const { state, body, want } of cases) {
    const issue = good(await client.updateIssue(place, id, { state }));
    assert.deepEqual(sentry.heard.at(-1)?.body, body);
    assert.deepEqual([sentry.heard.at(-1)?.method, sentry.heard.at(-1)?.path], ["PUT", `/api/0/issues/${id}/`]);
    assert.deepEqual([issue.state, issue.firstRelease], [want, "1.0"]);
    assert.ok(issue.daily);
  }
});

test("somebody can be made responsible, and nobody", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const { id } = sentry.recordEvent(shop, event());
  const assigned = good(await client.updateIssue(place, id, { assignedTo: "team:7" }));
  assert.deepEqual(assigned.assignee, { kind: "team", id: "7", name: "team:7" });
  assert.deepEqual(sentry.heard.at(-1)?.body, { assignedTo: "team:7" });
  assert.equal(good(await client.updateIssue(place, id, { assignedTo: "" })).assignee, undefined);
});

const links = [
  { name: "the integration", repo: { status: "active", integrationId: "7", externalSlug: "42" }, want: "integration" },
  {
    name: "the integration, its slug a number",
    repo: { status: "active", integrationId: "7", externalSlug: 42 },
    want: "integration",
  },
  {
    name: "the plugin, as the integration is disabled",
    repo: { status: "disabled", integrationId: "7", externalSlug: "42" },
    want: "plugin",
  },
  {
    name: "the plugin, as the repository is of no integration",
    repo: { status: "active", integrationId: null, externalSlug: "42" },
    want: "plugin",
  },
  {
    name: "the plugin, as the integration has another repository",
    repo: { status: "active", integrationId: "7", externalSlug: "421" },
    want: "plugin",
  },
] as const;
for (const { name, repo, want } of links) {
  test(`GitLab's issue is linked by ${name}`, async (t) => {
    const { sentry, client, shop, place } = await world(t);
    const issue = sentry.recordEvent(shop, event());
    sentry.addRepo("acme", repo);
    const external = { host: "gitlab", repositoryId: "42", repositoryPath: "group/shop", number: 5 } as const;
    assert.equal(good(await client.linkExternalIssue(place, issue.id, external)), want);
    const { method, path, body } = sentry.heard.at(-1) ?? {};
    const expected =
      want === "integration"
        ? ["PUT", `/api/0/groups/${issue.id}/integrations/7/`, { project: 42, externalIssue: "42#5" }]
        : ["POST", `/api/0/issues/${issue.id}/plugins/gitlab/link/`, { issue_id: 5 }];
    assert.deepEqual([method, path, body], expected);
  });
}

test("without org:read an issue is linked by the plugin; GitHub's by the repository's path", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const issue = sentry.recordEvent(shop, event());
  sentry.addRepo("acme", { status: "active", integrationId: "8", externalSlug: "group/shop" });
  const external = { host: "github", repositoryId: "x", repositoryPath: "group/shop", number: 5 } as const;
  assert.equal(good(await client.linkExternalIssue(place, issue.id, external)), "integration");
  assert.deepEqual(sentry.heard.at(-1)?.body, { repo: "group/shop", externalIssue: "5" });
  sentry.allow(TOKEN, ["event:write"]);
  assert.equal(good(await client.linkExternalIssue(place, issue.id, external)), "plugin");
  assert.equal(sentry.heard.at(-1)?.path, `/api/0/issues/${issue.id}/plugins/github/link/`);
});

// Events and tags ------------------------------------------------------------------------------------------------------

test("events are listed newest first by pages, and each knows its neighbours when asked alone", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const events = [0, 1, 2, 3, 4].map((index) => event({ timestampMs: NOW_MS - 10_000 + index }));
  const ids = events.map(({ eventId }) => eventId);
  let issueId = "";
  for (const one of events) issueId = sentry.recordEvent(shop, one).id;
  const first = good(await client.listEvents(place, issueId, { limit: 3 }));
  const second = good(await client.listEvents(place, issueId, { limit: 3, cursor: first.next ?? "" }));
  const idsOf = (page: typeof first): readonly string[] => page.events.map(({ eventId }) => eventId);
  assert.deepEqual([...idsOf(first), ...idsOf(second)], ids.toReversed());
  assert.deepEqual([first.previous, second.next, second.dropped], [undefined, undefined, 0]);

  const [oldest, , middle, , newest] = ids;
  const found = good(await client.findEvent(place, issueId, { eventId: middle ?? "" }));
  assert.deepEqual([found.previousEventId, found.eventId, found.nextEventId], [ids[1], middle, ids[3]]);
  assert.equal(good(await client.findEvent(place, issueId, "latest")).eventId, newest);
  assert.equal(good(await client.findEvent(place, issueId, "oldest")).eventId, oldest);
  assert.equal(bad(await client.findEvent(place, issueId, { eventId: "f".repeat(32) })).kind, "not-found");
});

test("tags come with their most frequent values, the most frequent first", async (t) => {
  const { sentry, client, shop, place } = await world(t, { derivesTags: false });
  const [earlier, later] = [NOW_MS - 2 * HOUR_MS, NOW_MS - HOUR_MS];
  const { id } = sentry.recordEvent(
    shop,
    event({
      tags: [
        ["os", "Linux"],
        ["browser", "Firefox"],
      ],
      timestampMs: earlier,
    }),
  );
  sentry.recordEvent(shop, event({ tags: [["os", "Windows"]] }));
  sentry.recordEvent(shop, event({ tags: [["os", "Linux"]] }));
  assert.deepEqual(good(await client.listTags(place, id, 1)), [
    { key: "os", total: 3, values: [{ value: "Linux", count: 2, firstSeenMs: earlier, lastSeenMs: later }] },
    { key: "browser", total: 1, values: [{ value: "Firefox", count: 1, firstSeenMs: earlier, lastSeenMs: earlier }] },
  ]);
});

// Refusals -------------------------------------------------------------------------------------------------------------

test("an unknown token, and one without a scope, are told apart", async (t) => {
  const { sentry, client, shop, place } = await world(t);
  const { id } = sentry.recordEvent(shop, event());
  const kindAndScope = ({ kind, scope }: SentryProblem): readonly unknown[] => [kind, scope];
  sentry.allow(TOKEN, []);
  assert.deepEqual(kindAndScope(bad(await client.listProjects())), ["missing-scope", "project:read"]);
  assert.deepEqual(kindAndScope(bad(await client.findIssue(place, id))), ["missing-scope", "event:read"]);
  sentry.allow(TOKEN, ["event:read"]);
  const update = bad(await client.updateIssue(place, id, { state: { status: "resolved" } }));
  assert.deepEqual(kindAndScope(update), ["missing-scope", "event:write"]);
  assert.match(update.message, /needs the scope event:write/);

  const { client: stranger } = clientOf(t, sentry.origin, { token: "another" });
  const unknown = bad(await stranger.listProjects());
  assert.equal(unknown.kind, "wrong-token");
  assert.match(unknown.message, /^127\.0\.0\.1:\d+ does not know this token\. Make one there/);
  assert.ok(!unknown.message.includes("another"));
});

const PATIENCE = { connectMs: 2_000, totalMs: 2_000 };

test("what may pass is tried again, twice at most, and a change only once", async (t) => {
  const { sentry, client, waits, shop, place } = await world(t);
  const { id } = sentry.recordEvent(shop, event());
  const mood = { kind: "broken", status: 502 } as const;

  sentry.be(mood, 2);
  good(await client.findIssue(place, id));
  assert.deepEqual(waits, [250, 1_000]);

  sentry.be({ kind: "broken", status: 503, retryAfter: "3" }, 1);
  good(await client.findIssue(place, id));
  assert.equal(waits.at(-1), 3_000);

  sentry.be(mood);
  const failed = bad(await client.findIssue(place, id));
  assert.deepEqual([failed.kind, /answers with 502\./.test(failed.message)], ["remote-error", true]);
  assert.equal(sentry.heard.length, 3 + 2 + 3);

  const before = sentry.heard.length;
  sentry.be({ kind: "well" }, 1, mood);
  const update = bad(await client.updateIssue(place, id, { state: { status: "resolved" } }));
  assert.deepEqual([update.kind, sentry.heard.length - before], ["remote-error", 2]);
});

const failures = [
  { name: "500 is not tried again", mood: { kind: "broken", status: 500 }, patience: {}, want: "remote-error", heard: 1 },
  { name: "a Sentry that hangs up is tried again", mood: { kind: "down" }, patience: {}, want: "broken-answer", heard: 3 },
  {
    name: "nothing is tried again when no retry is wanted",
    mood: { kind: "down" },
    patience: { retries: 0 },
    want: "broken-answer",
    heard: 1,
  },
  {
    name: "429 without a time is not tried again",
    mood: { kind: "rate-limited" },
    patience: {},
    want: "rate-limited",
    heard: 1,
  },
  {
    name: "429 with a short time is",
    mood: { kind: "rate-limited", retryAfter: "1" },
    patience: {},
    want: "rate-limited",
    heard: 3,
  },
  {
    name: "429 with a long time is not",
    mood: { kind: "rate-limited", retryAfter: "11" },
    patience: {},
    want: "rate-limited",
    heard: 1,
  },
  {
    name: "503 with a long time is not",
    mood: { kind: "broken", status: 503, retryAfter: "60" },
    patience: {},
    want: "remote-error",
    heard: 1,
  },
  {
    name: "a wait longer than the time left is not begun",
    mood: { kind: "rate-limited", retryAfter: "4" },
    patience: PATIENCE,
    want: "rate-limited",
    heard: 1,
  },
] as const;
for (const { name, mood, patience, want, heard } of failures) {
  test(name, async (t) => {
    const { sentry, client } = await world(t);
    sentry.be(mood);
    assert.equal(bad(await client.listProjects(patience)).kind, want);
    assert.equal(sentry.heard.length, heard);
  });
}

test("when to ask again is told", async (t) => {
  const { sentry, client } = await world(t);
  sentry.be({ kind: "rate-limited", retryAfter: "60" });
  const found = bad(await client.listProjects());
  assert.equal(found.retryAfterMs, 60_000);
  assert.match(found.message, /asks again in 60 s\.$/);
});

test("a slow Sentry costs the time given and no more, all pages together", async (t) => {
  const { sentry, client } = await world(t, {}, { now: Date.now });
  for (let index = 0; index < 250; index += 1) sentry.addProject("acme", `p${index}`);
  sentry.be({ kind: "slow", ms: 300 });
  const startedAt = Date.now();
  assert.equal(bad(await client.listProjects({ totalMs: 200 })).kind, "too-slow");
  const { projects, isComplete } = good(await client.listProjects({ totalMs: 500 }));
  assert.deepEqual([projects.length, isComplete], [100, false]);
  assert.ok(Date.now() - startedAt < 1_500);
});

test("nobody at the address, and an address of something else", async (t) => {
  const { sentry } = await world(t);
  const gone = clientOf(t, "http://127.0.0.1:9", {});
  assert.equal(bad(await gone.client.listProjects()).kind, "refused");
  assert.equal(gone.waits.length, 2);
  const below = clientOf(t, `${sentry.origin}/sentry`, {});
  const found = bad(await below.client.listProjects());
  assert.equal(found.kind, "not-a-sentry");
  for (const origin of ["", "ftp://x", "http://user:pw@127.0.0.1", "http://10.0.0.1"]) {
    const { kind } = bad(await clientOf(t, origin).client.listProjects());
    assert.ok(kind === "bad-address" || kind === "private-address", `${origin}: ${kind}`);
  }
});
