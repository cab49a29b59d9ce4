import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { IssueState, StatusChange } from "../issue/issue.ts";
import type { DigestedEvent } from "./recorder.ts";
import type { RecorderWorld, ViewedTally } from "./test-recorder.ts";
import { DAY_MS, digestOf, eventOf, HOUR_MS, issueOf, record, START_MS } from "./test-recorder.ts";

type Open = (context: TestContext) => RecorderWorld;

/** What every Recorder counts, and what events do to decisions. */
export function recorderCountsContract(open: Open): void {
  rollUps(open);
  users(open);
  decisions(open);
}

function rollUps(open: Open): void {
  test("after many batches with repeats, late events and restarts, every roll-up is what a recount of the events gives", (context) => {
    const world = open(context);
    const chance = chanceOf(7);
    const unique = new Map<string, DigestedEvent>();
    for (let batch = 0; batch < 30; batch += 1) {
      const receivedAtMs = START_MS + batch * 5 * HOUR_MS;
      const events = Array.from({ length: 25 }, () => randomEvent(chance, receivedAtMs));
      record(world, ...events);
      for (const event of events) {
        const id = `${event.projectId} ${event.event.event_id}`;
        if (!unique.has(id)) unique.set(id, event);
      }
      if (batch % 7 === 6) world.restart();
    }
    const stored = [...unique.values()];
    const view = world.view();
    assert.ok(stored.length > 400 && stored.length < 700, `${stored.length} of 750 are unique`);
    assert.equal(view.events.length, stored.length);
    assert.deepEqual(
      view.signatures,
      recount(stored, () => [""]),
    );
    assert.deepEqual(
      view.tags,
      recount(stored, ({ tags }) => tags.map(([key, value]) => `|${key}|${value}`)),
    );
    assert.deepEqual(
      view.places,
      recount(stored, ({ event }) => [`|${event.environment ?? ""}|${event.release ?? ""}`]),
    );
    const bugs = Map.groupBy(stored, ({ projectId, title }) => `${projectId} ${title}`);
    assert.equal(view.issues.length, bugs.size);
    for (const { projectId, title, eventCount, userCount } of view.issues) {
      const ofBug = bugs.get(`${projectId} ${title}`) ?? [];
      const want = { eventCount: ofBug.length, userCount: new Set(ofBug.map(({ userKey }) => userKey)).size };
      assert.deepEqual({ eventCount, userCount }, want);
    }
    const hours = recount(stored, ({ event }) => [`|${Math.floor(event.timestamp / 3_600)}`]);
    assert.deepEqual(view.hours, Object.fromEntries(hours.map(({ key, count }) => [key, count])));
  });

  test("a tag key keeps 100 values a signature, and what is beyond counts under one empty value", (context) => {
    const world = open(context);
    const valued = (value: number): DigestedEvent =>
      eventOf({
        tags: [
          ["request", `r${value}`],
          ["os", "Linux"],
        ],
      });
    record(world, ...Array.from({ length: 60 }, (_, value) => valued(value)));
    world.restart();
    record(world, ...Array.from({ length: 90 }, (_, index) => valued(index + 50)));
    record(world, valued(5), valued(500));

    const counts = new Map(world.view().tags.map(({ key, count }) => [key.slice(key.indexOf("|") + 1), count]));
    assert.equal(counts.get("os|Linux"), 152);
    assert.equal(counts.get("request|"), 41);
    assert.equal(counts.get("request|r5"), 2);
    assert.equal(counts.get("request|r55"), 2);
    assert.equal(counts.size, 102);
    const another = [eventOf({ bug: "another", tags: [["request", "r500"]] })];
    record(world, ...another);
    assert.equal(world.view().tags.length, 103, "another signature has places of its own");
  });
}

function users(open: Open): void {
  test("users are counted once each: exactly up to 1,000, then within 2 %", (context) => {
    const world = open(context);
    let seen = 0;
    const seeUpTo = (user: number): number => {
      const again = Array.from({ length: 10 }, (_, index) => eventOf({ user: Math.floor((index * seen) / 10) }));
      const fresh = Array.from({ length: user - seen }, (_, index) => eventOf({ user: seen + index }));
      record(world, ...fresh, ...again, eventOf());
      seen = user;
      return issueOf(world, "Error: bug").userCount;
    };
    for (const user of [1, 2, 250, 999, 1_000]) assert.equal(seeUpTo(user), user);
    for (const user of [1_001, 1_200, 2_000, 3_000, 4_500, 6_000]) {
      if (user === 2_000) world.restart();
      const counted = seeUpTo(user);
      assert.ok(Math.abs(counted - user) <= user * 0.02, `${counted} of ${user}`);
      assert.ok(Number.isInteger(counted));
    }
  });

  test("the same user under two bugs counts for both", (context) => {
    const world = open(context);
    record(world, eventOf({ bug: "a", user: 1 }), eventOf({ bug: "b", user: 1 }), eventOf({ bug: "b", user: 2 }));
    assert.deepEqual([issueOf(world, "Error: a").userCount, issueOf(world, "Error: b").userCount], [1, 2]);
  });
}

function decisions(open: Open): void {
  const resolvedAt = START_MS + 1_000;
  const cases: readonly {
    readonly name: string;
    readonly change: StatusChange;
    readonly events: readonly { readonly receivedAtMs: number; readonly atMs: number; readonly user?: number }[];
    readonly want: IssueState["status"];
    readonly substatus?: string;
  }[] = [
    {
      name: "an event after the resolution reopens the issue as a regression",
      change: { status: "resolved" },
      events: [{ receivedAtMs: resolvedAt + 500, atMs: resolvedAt + 400 }],
      want: "unresolved",
      substatus: "regressed",
    },
    {
      name: "an event that happened before the resolution and comes after it does not",
      change: { status: "resolved" },
      events: [{ receivedAtMs: resolvedAt + DAY_MS, atMs: resolvedAt - 1 }],
      want: "resolved",
    },
    {
      name: "an event that was received before the resolution and digested after it does not",
      change: { status: "resolved" },
      events: [{ receivedAtMs: resolvedAt - 10, atMs: resolvedAt + 10 }],
      want: "resolved",
    },
    {
      name: "one new event among late ones is enough",
      change: { status: "resolved" },
      events: [
        { receivedAtMs: resolvedAt + 500, atMs: resolvedAt - 500 },
        { receivedAtMs: resolvedAt + 600, atMs: resolvedAt + 600 },
        { receivedAtMs: resolvedAt + 700, atMs: resolvedAt - 700 },
      ],
      want: "unresolved",
      substatus: "regressed",
    },
    {
      name: "an issue ignored for ever stays ignored",
      change: { status: "ignored" },
      events: [{ receivedAtMs: resolvedAt + 500, atMs: resolvedAt + 500 }],
      want: "ignored",
      substatus: "archived_forever",
    },
    {
      name: "an issue ignored until a time stays ignored before it",
      change: { status: "ignored", until: { untilMs: resolvedAt + 500 } },
      events: [{ receivedAtMs: resolvedAt + 499, atMs: resolvedAt + 499 }],
      want: "ignored",
      substatus: "archived_until_condition_met",
    },
    {
      name: "an issue ignored until a time is back with the first event after it",
      change: { status: "ignored", until: { untilMs: resolvedAt + 500 } },
      events: [{ receivedAtMs: resolvedAt + 500, atMs: resolvedAt + 500 }],
      want: "unresolved",
      substatus: "ongoing",
    },
    {
      name: "an issue ignored until two more events stays ignored after one",
      change: { status: "ignored", until: { events: { more: 2 } } },
      events: [{ receivedAtMs: resolvedAt + 1, atMs: resolvedAt + 1 }],
      want: "ignored",
      substatus: "archived_until_condition_met",
    },
    {
      name: "an issue ignored until two more events is back with the second",
      change: { status: "ignored", until: { events: { more: 2 } } },
      events: [1, 2].map((n) => ({ receivedAtMs: resolvedAt + n, atMs: resolvedAt + n })),
      want: "unresolved",
      substatus: "escalating",
    },
    {
      name: "an issue ignored until two events within an hour is not back with two that lie farther apart",
      change: { status: "ignored", until: { events: { more: 2, withinHours: 1 } } },
      events: [1, 2].map((n) => ({ receivedAtMs: resolvedAt + n * 7_200_000, atMs: resolvedAt + n * 7_200_000 })),
      want: "ignored",
      substatus: "archived_until_condition_met",
    },
    {
      name: "an issue ignored until two more people is not back with one of them",
      change: { status: "ignored", until: { users: { more: 2 } } },
      events: [1, 2].map((n) => ({ receivedAtMs: resolvedAt + n, atMs: resolvedAt + n, user: 1 })),
      want: "ignored",
      substatus: "archived_until_condition_met",
    },
    {
      name: "an issue ignored until two more people is back with the second",
      change: { status: "ignored", until: { users: { more: 2 } } },
      events: [1, 2].map((user) => ({ receivedAtMs: resolvedAt + user, atMs: resolvedAt + user, user })),
      want: "unresolved",
      substatus: "escalating",
    },
  ];
  for (const { name, change, events, want, substatus } of cases) {
    test(name, async (context) => {
      const world = open(context);
      record(world, eventOf({ title: "Error: x" }));
      const { id } = issueOf(world, "Error: x");
      await world.decide(id, change, resolvedAt);
      const recorded = record(world, ...events.map((times) => eventOf({ title: "Error: x", ...times })));
      const issue = issueOf(world, "Error: x");
      assert.equal(issue.state.status, want);
      assert.equal("substatus" in issue.state ? issue.state.substatus : undefined, substatus);
      assert.equal(issue.eventCount, events.length + 1, "whatever its state, events count");
      const isBack = want === "unresolved";
      assert.deepEqual(recorded.changes, [{ projectId: 1, issueIds: [id], newIssueIds: isBack ? [id] : [] }]);
    });
  }

  test("an issue that nobody decided about stays new", (context) => {
    const world = open(context);
    record(world, eventOf());
    record(world, eventOf({ receivedAtMs: START_MS + 5 }));
    assert.deepEqual(issueOf(world, "Error: bug").state, { status: "unresolved", substatus: "new", sinceMs: START_MS });
  });
}

/** A repeatable row of numbers in [0, 1). */
function chanceOf(seed: number): () => number {
  let step = 0;
  return () => Number.parseInt(digestOf(`${seed} ${(step += 1)}`).slice(0, 8), 16) / 2 ** 32;
}

function randomEvent(chance: () => number, receivedAtMs: number): DigestedEvent {
  const pick = (count: number): number => Math.floor(chance() ** 2 * count);
  const maybe = (name: string, count: number): string | undefined => (chance() < 0.3 ? undefined : `${name} ${pick(count)}`);
  const [release, environment] = [maybe("r", 4), maybe("e", 3)];
  return eventOf({
    id: `${receivedAtMs - pick(4) * 5 * HOUR_MS} ${pick(60)}`,
    project: 1 + pick(2),
    bug: `${pick(12)}`,
    receivedAtMs,
    atMs: receivedAtMs - pick(40) * HOUR_MS - pick(1_000),
    tags: [
      ["os", `os ${pick(5)}`],
      ["browser", `browser ${pick(9)}`],
    ],
    user: pick(50),
    ...(release === undefined ? {} : { release }),
    ...(environment === undefined ? {} : { environment }),
  });
}

/** The tallies of all events by hand, in the view's order. */
function recount(
  events: readonly DigestedEvent[],
  keysOf: (event: DigestedEvent) => readonly string[],
): readonly ViewedTally[] {
  const tallies = new Map<string, { key: string; count: number; firstMs: number; lastMs: number }>();
  for (const event of events) {
    const atMs = Math.round(event.event.timestamp * 1_000);
    for (const rest of keysOf(event)) {
      const key = `${event.projectId} ${event.signature}${rest}`;
      const tally = tallies.get(key) ?? { key, count: 0, firstMs: atMs, lastMs: atMs };
      tallies.set(key, tally);
      tally.count += 1;
      tally.firstMs = Math.min(tally.firstMs, atMs);
      tally.lastMs = Math.max(tally.lastMs, atMs);
    }
  }
  return [...tallies.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
