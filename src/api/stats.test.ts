import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordError } from "./test-world.ts";

const HOUR = Math.floor(NOW_MS / 3_600_000);

/** Two projects, two keys, a day and an hour of outcomes. */
async function openLedger(): Promise<{
  readonly world: Populated;
  readonly stats: (query: string) => Promise<Answered>;
  readonly key: string;
}> {
  const world = await openPopulatedWorld();
  const [key] = await world.store.projects.listClientKeys(world.web.id);
  const of = (outcome: Partial<OutcomeCount>): OutcomeCount => ({
    projectId: world.web.id,
    keyId: key?.id ?? 0,
    category: "error",
    kind: "accepted",
    reason: "",
    hour: HOUR,
    quantity: 1,
    ...outcome,
  });
  world.store.flushOutcomes([
    of({ quantity: 10 }),
    of({ hour: HOUR - 2, quantity: 5 }),
    of({ kind: "rate-limited", reason: "key-limit", quantity: 4 }),
    of({ kind: "client-discard", reason: "sample_rate", category: "transaction", quantity: 100 }),
    of({ keyId: 0, kind: "invalid", reason: "cors", quantity: 2 }),
    of({ hour: HOUR - 24 * 8, quantity: 70 }),
    of({ projectId: world.shop.id, keyId: 99, quantity: 3 }),
  ]);
  const stats = (query: string): Promise<Answered> =>
    world.ask(`/api/0/organizations/acme/stats_v2/?field=sum(quantity)&${query}`, { session: world.reporter });
  return { world, stats, key: key?.publicKey ?? "" };
}

const total = ({ json }: Answered, by: object): unknown =>
  json.groups.find((group: { by: object }) => JSON.stringify(group.by) === JSON.stringify(by))?.totals["sum(quantity)"];

test("outcomes are added up in groups, with a figure for each hour", async () => {
  const { stats } = await openLedger();
  const answered = await stats("groupBy=outcome&groupBy=category&statsPeriod=3h&interval=1h");
  assert.equal(answered.status, 200, answered.text);
  assert.deepEqual(answered.json.intervals, [
    "2026-11-24T09:00:00.000Z",
    "2026-11-24T10:00:00.000Z",
    "2026-11-24T11:00:00.000Z",
    "2026-11-24T12:00:00.000Z",
  ]);
  assert.deepEqual([answered.json.start, answered.json.end], ["2026-11-24T09:00:00.000Z", "2026-11-24T13:00:00.000Z"]);
  assert.deepEqual(answered.json.groups[1], {
    by: { outcome: "accepted", category: "error" },
    totals: { "sum(quantity)": 18 },
    series: { "sum(quantity)": [0, 5, 0, 13] },
  });
  assert.equal(total(answered, { outcome: "client_discard", category: "transaction" }), 100);
});

test("groups by reason, project and key say none, the id and the key's public part", async () => {
  const { world, stats, key } = await openLedger();
  const byReason = await stats("groupBy=reason&statsPeriod=24h&category=error");
  assert.equal(total(byReason, { reason: "none" }), 18);
  assert.equal(total(byReason, { reason: "key-limit" }), 4);
  const byProject = await stats("groupBy=project&statsPeriod=24h&outcome=accepted");
  assert.equal(total(byProject, { project: world.web.id }), 15);
  assert.equal(total(byProject, { project: world.shop.id }), 3);
  const byKey = await stats("groupBy=key&statsPeriod=24h&project=web&category=error");
  assert.deepEqual([total(byKey, { key }), total(byKey, { key: null })], [19, 2]);
});

const filters = [
  { query: "project=shop", want: 3 },
  { query: "outcome=rate_limited", want: 4 },
  { query: "outcome=accepted&outcome=invalid", want: 20 },
  { query: "outcome=cardinality_limited", want: undefined },
  { query: "category=transaction", want: 100 },
  { query: "category=nothing_we_know", want: undefined },
  { query: "reason=cors", want: 2 },
  { query: "reason=none", want: 18 },
  { query: "project=-1", want: 124 },
];
for (const { query, want } of filters) {
  test(`${query} counts ${want ?? "nothing"}`, async () => {
    const { stats } = await openLedger();
    assert.equal(total(await stats(`statsPeriod=24h&${query}`), {}), want);
  });
}

test("days are whole days of UTC", async () => {
  const { stats } = await openLedger();
  const answered = await stats("interval=1d&statsPeriod=9d&category=error");
  assert.equal(answered.json.intervals.length, 10);
  assert.equal(answered.json.intervals[0], "2026-11-15T00:00:00.000Z");
  assert.deepEqual(answered.json.groups[0].series["sum(quantity)"], [0, 70, 0, 0, 0, 0, 0, 0, 0, 24]);
});

const wrong = [
  { query: "field=count()", words: /field must be one of/ },
  { query: "interval=5m", words: /interval must be/ },
  { query: "interval=5h", words: /a day must hold/ },
  { query: "groupBy=mood", words: /groupBy must be of/ },
  { query: "statsPeriod=120d&interval=1h", words: /over 2500 intervals/ },
  { query: "statsPeriod=400d&interval=1d", words: /over a year/ },
  { query: "start=2026-11-24&end=2026-11-23", words: /start must be before end/ },
];
for (const { query, words } of wrong) {
  test(`${query} is refused in words`, async () => {
    const { stats } = await openLedger();
    const answered = await stats(query);
    assert.equal(answered.status, 400);
    assert.match(answered.json.detail, words);
  });
}

test("a foreign project's figures are not told", async () => {
  const { stats } = await openLedger();
  assert.equal((await stats("project=secret&statsPeriod=24h")).status, 404);
});

test("Sentry's older statistics count errors, by the hour or the day", async () => {
  const { world } = await openLedger();
  const ask = (query: string): Promise<Answered> =>
    world.ask(`/api/0/projects/acme/web/stats/?${query}`, { session: world.reporter });
  const since = (HOUR - 2) * 3_600;
  const received = await ask(`since=${since}&until=${HOUR * 3_600}`);
  assert.deepEqual(received.json, [
    [since, 5],
    [since + 3_600, 0],
    [since + 7_200, 16],
  ]);
  assert.deepEqual((await ask("stat=rejected")).json.at(-1), [HOUR * 3_600, 6]);
  assert.deepEqual((await ask("stat=generated&resolution=1d")).json.at(-1), [1_795_478_400, 15]);
  const all = await world.ask("/api/0/organizations/acme/stats/?stat=generated", { session: world.reporter });
  assert.deepEqual(all.json.at(-1), [HOUR * 3_600, 13]);
  for (const query of ["stat=mood", "resolution=10s", "since=yesterday", "since=0", "since=5&until=1"]) {
    assert.equal((await ask(query)).status, 400, query);
  }
});

test("an event that is stored is found with its issue", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const { json } = await world.ask(`/api/0/projects/acme/web/event-outcomes/${eventId(1)}/`, { session: world.reporter });
  assert.deepEqual(
    [json.outcome, json.issue.shortId, json.explanation],
    ["accepted", "WEB-1", "Stored, and counted on WEB-1."],
  );
});

test("an event that was refused is told with its reason and time", async () => {
  const { world } = await openLedger();
  world.door.refused.set(`${world.web.id} ${eventId(2)}`, { kind: "rate-limited", reason: "monthly-quota", atMs: NOW_MS });
  const hyphenated = eventId(2).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const { json } = await world.ask(`/api/0/projects/acme/web/event-outcomes/${hyphenated}/`, { session: world.reporter });
  assert.deepEqual(json, {
    eventId: eventId(2),
    outcome: "rate_limited",
    issue: null,
    reason: "monthly-quota",
    date: new Date(NOW_MS).toISOString(),
    explanation: "Not stored: a limit refused it (monthly-quota).",
  });
});

test("of an event that nobody has seen it is said what is known", async () => {
  const { world } = await openLedger();
  const ask = (id: string): Promise<Answered> =>
    world.ask(`/api/0/projects/acme/web/event-outcomes/${id}/`, { session: world.reporter });
  const quiet = (await ask(eventId(3))).json;
  assert.equal(quiet.outcome, "unknown");
  assert.doesNotMatch(quiet.explanation, /on its way|before an id/);
  world.door.state = { ...world.door.state, backlogAgeMs: 4_200 };
  const refusal = { keyId: 0, category: "unknown", kind: "rate-limited", reason: "backlog", hour: HOUR } as const;
  world.store.flushOutcomes([{ ...refusal, projectId: world.web.id, quantity: 12 }]);
  const busy = (await ask(eventId(3))).json;
  assert.match(busy.explanation, /came 5 seconds ago.*12 requests were refused before an id could be read/);
  assert.equal((await ask("nonsense")).status, 400);
});
