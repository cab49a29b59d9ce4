import assert from "node:assert/strict";
import { test } from "node:test";
import type { DigestedSession } from "../digest/session/normalise.ts";
import type { Project } from "../project/project.ts";
import type { Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordError } from "./test-world.ts";

const HOUR_MS = 3_600_000;

type Plan = {
  readonly release?: string;
  readonly environment?: string;
  readonly hoursAgo?: number;
  readonly user?: number;
  readonly exited?: number;
  readonly errored?: number;
  readonly crashed?: number;
};

function record(world: Populated, project: Project, plans: readonly Plan[]): void {
  world.store.recordItems({ sessions: plans.map((plan) => sessionOf(project, plan)) });
}

function sessionOf(project: Project, plan: Plan): DigestedSession {
  const { release = "shop@1.0", environment, hoursAgo = 0, user, exited = 0, errored = 0, crashed = 0 } = plan;
  return {
    projectId: project.id,
    receivedAtMs: NOW_MS,
    release,
    ...(environment !== undefined && { environment }),
    startedAtMs: NOW_MS - hoursAgo * HOUR_MS,
    isMoved: false,
    ...(user !== undefined && { userKey: user }),
    what: { kind: "aggregate", exited, errored, crashed, abnormal: 0, unhandled: 0 },
  };
}

async function openFilled(): Promise<Populated> {
  const world = await openPopulatedWorld();
  record(world, world.web, [
    { exited: 6, user: 1 },
    { exited: 1, user: 2, environment: "staging" },
    { crashed: 1, user: 3 },
    { errored: 2, user: 1, hoursAgo: 1 },
    { exited: 10, hoursAgo: 30, user: 4, release: "shop@0.9" },
  ]);
  record(world, world.shop, [{ exited: 80, user: 5, release: "py@1" }]);
  return world;
}

const ask = async (world: Populated, query: string) =>
  world.ask(`/api/0/organizations/acme/sessions/?${query}`, { session: world.reporter });

test("sessions of a period: sums, users and rates, in total and in steps", async () => {
  const world = await openFilled();
  const fields = ["sum(session)", "count_unique(user)", "crash_free_rate(session)", "crash_rate(user)"];
  const query = fields.map((field) => `field=${encodeURIComponent(field)}`).join("&");
  const { json } = await ask(world, `${query}&project=${world.web.id}&statsPeriod=2h&interval=1h`);
  assert.equal(json.intervals.length, 3);
  assert.deepEqual([json.start, json.end], ["2026-11-24T10:00:00.000Z", "2026-11-24T13:00:00.000Z"]);
  assert.deepEqual(json.groups, [
    {
      by: {},
      totals: {
        "sum(session)": 10,
        "count_unique(user)": 3,
        "crash_free_rate(session)": 0.9,
        "crash_rate(user)": 1 - (1 - 1 / 3),
      },
      series: {
        "sum(session)": [0, 2, 8],
        "count_unique(user)": [0, 1, 3],
        "crash_free_rate(session)": [null, 1, 1 - 1 / 8],
        "crash_rate(user)": [null, 0, 1 - (1 - 1 / 3)],
      },
    },
  ]);
});

test("users of several days are counted once over all of them", async () => {
  const world = await openFilled();
  record(world, world.web, [{ exited: 1, user: 4 }]);
  const { json } = await ask(world, "field=count_unique(user)&project=web&statsPeriod=3d&interval=1d");
  assert.deepEqual(json.groups[0].totals, { "count_unique(user)": 4 });
  assert.deepEqual(json.groups[0].series["count_unique(user)"].slice(-2), [1, 4]);
  // In hours from the midst of a day, the whole is put together from hours, a day, and hours.
  const hourly = await ask(world, "field=count_unique(user)&project=web&statsPeriod=60h&interval=1h");
  assert.deepEqual(hourly.json.groups[0].totals, { "count_unique(user)": 4 });
  assert.deepEqual(hourly.json.groups[0].series["count_unique(user)"].filter(Boolean), [1, 1, 4]);
  const since = await ask(world, "field=count_unique(user)&project=web&statsPeriod=20h&interval=1h");
  assert.deepEqual(since.json.groups[0].totals, { "count_unique(user)": 4 });
});

test("sessions are grouped by project, release, environment and status, the largest group first", async () => {
  const world = await openFilled();
  const groupsOf = async (groupBy: string, more = "") => {
    const { json } = await ask(world, `field=sum(session)&interval=1d&statsPeriod=3d&includeSeries=0&${groupBy}${more}`);
    return json.groups.map((group: { by: object; totals: object }) => [
      Object.values(group.by).join(" "),
      Object.values(group.totals)[0],
    ]);
  };
  assert.deepEqual(await groupsOf("groupBy=project"), [
    [String(world.shop.id), 80],
    [String(world.web.id), 20],
  ]);
  assert.deepEqual(await groupsOf("groupBy=release&groupBy=environment", "&project=web"), [
    ["shop@0.9 ", 10],
    ["shop@1.0 ", 9],
    ["shop@1.0 staging", 1],
  ]);
  assert.deepEqual(await groupsOf("groupBy=session.status", "&project=web&query=release:%22shop@1.0%22"), [
    ["healthy", 7],
    ["errored", 2],
    ["crashed", 1],
    ["abnormal", 0],
    ["unhandled", 0],
  ]);
  assert.deepEqual(await groupsOf("environment=staging"), [["", 1]]);
  assert.deepEqual(await groupsOf("query=release:[py@1,%20shop@0.9]"), [["", 90]]);
});

test("where there are no sessions the answer says zero, and null for a rate", async () => {
  const world = await openPopulatedWorld();
  const { json } = await ask(world, "field=sum(session)&field=crash_free_rate(user)&statsPeriod=1h&interval=1h");
  assert.deepEqual(json.groups[0].totals, { "sum(session)": 0, "crash_free_rate(user)": null });
});

const refused = [
  { query: "", words: /what to count/ },
  { query: "field=p99(session.duration)", words: /field must be one of sum\(session\)/ },
  { query: "field=sum(session)&groupBy=country", words: /groupBy must be/ },
  { query: "field=crash_rate(session)&groupBy=session.status", words: /cannot be told apart/ },
  { query: "field=sum(session)&interval=7h", words: /interval must be/ },
  { query: "field=sum(session)&interval=x", words: /interval must be/ },
  { query: "field=sum(session)&statsPeriod=90d&interval=1h", words: /longer interval/ },
  { query: "field=sum(session)&statsPeriod=120d&interval=1d", words: /90 days/ },
  { query: "field=sum(session)&start=2026-11-02&end=2026-11-01", words: /ends before/ },
  { query: "field=sum(session)&query=os:linux", words: /alone/ },
];
for (const { query, words } of refused) {
  test(`"${query}" is refused with words`, async () => {
    const answered = await ask(await openPopulatedWorld(), query);
    assert.equal(answered.status, 400);
    assert.match(answered.json.detail, words);
  });
}

test("a project that cannot be seen is refused", async () => {
  const world = await openPopulatedWorld();
  assert.equal((await ask(world, "field=sum(session)&project=secret")).status, 403);
});

test("releases of events and of sessions are listed, newest first, with their health", async () => {
  const world = await openFilled();
  recordError(world, world.web, { id: eventId(1), signature: "a", hoursAgo: 1, event: { release: "shop@1.0" } });
  recordError(world, world.shop, { id: eventId(2), signature: "b", hoursAgo: 50, event: { release: "old@1" } });
  const list = await world.ask("/api/0/organizations/acme/releases/?health=1&statsPeriod=2d", { session: world.reporter });
  assert.deepEqual(
    list.json.map(({ version, newGroups, firstEvent }: { version: string; newGroups: number; firstEvent: string | null }) => [
      version,
      newGroups,
      firstEvent !== null,
    ]),
    [
      ["py@1", 0, false],
      ["shop@1.0", 1, true],
      ["shop@0.9", 0, false],
      ["old@1", 1, true],
    ],
  );
  const [, current, old] = list.json;
  assert.equal(typeof current.id, "number");
  assert.deepEqual(
    current.projects.map(({ slug, hasHealthData }: { slug: string; hasHealthData: boolean }) => [slug, hasHealthData]),
    [["web", true]],
  );
  const { stats, ...health } = current.projects[0].healthData;
  assert.equal(stats["24h"].length, 24);
  assert.deepEqual(stats["24h"].at(-1), [Math.floor(NOW_MS / HOUR_MS) * 3_600, 8]);
  assert.deepEqual(health, {
    hasHealthData: true,
    totalSessions: 10,
    totalUsers: 3,
    sessionsCrashed: 1,
    sessionsErrored: 3,
    crashFreeSessions: 90,
    crashFreeUsers: (1 - 1 / 3) * 100,
    totalSessions24h: 10,
    totalUsers24h: 3,
    totalProjectSessions24h: 10,
    totalProjectUsers24h: 3,
    sessionsAdoption: 100,
    adoption: 100,
    durationP50: null,
    durationP90: null,
  });
  assert.deepEqual([current.adoptionStages.web.stage, old.adoptionStages.web.stage], ["adopted", "replaced"]);
});

test("the list of releases can be searched and paged, for one project and for all", async () => {
  const world = await openFilled();
  const versions = async (path: string): Promise<readonly [string[], string]> => {
    const { json, headers } = await world.ask(`/api/0${path}`, { session: world.reporter });
    return [json.map(({ version }: { version: string }) => version), headers["link"] ?? ""];
  };
  assert.deepEqual((await versions("/organizations/acme/releases/?query=SHOP"))[0], ["shop@1.0", "shop@0.9"]);
  assert.deepEqual((await versions("/projects/acme/shop/releases/"))[0], ["py@1"]);
  assert.deepEqual((await versions("/organizations/acme/releases/?status=archived"))[0], []);
  const [first, link] = await versions("/organizations/acme/releases/?per_page=2");
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(link)?.[1] ?? "";
  const [second, end] = await versions(`/organizations/acme/releases/?per_page=2&cursor=${cursor}`);
  assert.deepEqual([...first, ...second].length, 3);
  assert.match(end, /rel="next"; results="false"/);
  assert.equal((await world.ask("/api/0/organizations/acme/releases/?cursor=x", { session: world.reporter })).status, 400);
});
