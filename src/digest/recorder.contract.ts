import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RecorderWorld } from "./test-recorder.ts";
import { DAY_MS, eventOf, HOUR_MS, issueOf, record, START_MS } from "./test-recorder.ts";

/** What every Recorder keeps to. Each adapter's test file calls this, and the other contracts of a recorder, with a real engine. */
export function recorderContract(open: (context: TestContext) => RecorderWorld): void {
  exactlyOnce(open);
  allOrNothing(open);
  issuesOfBatches(open);
  outcomesOfBatches(open);
}

type Open = (context: TestContext) => RecorderWorld;

function exactlyOnce(open: Open): void {
  test("an event that stands twice in a batch is stored and counted once", (context) => {
    const world = open(context);
    const event = eventOf();
    const recorded = record(world, event, eventOf(), event);
    assert.deepEqual([recorded.accepted, recorded.duplicates], [2, 1]);
    assertCounted(world, 2);
  });

  test("an event that comes again in a later batch is stored and counted once", (context) => {
    const world = open(context);
    record(world, eventOf({ id: "again" }));
    const recorded = record(world, eventOf({ id: "again", bug: "grouped elsewhere by now" }), eventOf());
    assert.deepEqual([recorded.accepted, recorded.duplicates], [1, 1]);
    assertCounted(world, 2);
    assert.equal(world.view().issues.length, 1, "a duplicate makes no issue");
  });

  test("an event that comes again days later, with restarts between, is stored and counted once", (context) => {
    const world = open(context);
    const onDay = (day: number): number => START_MS + day * DAY_MS;
    for (let day = 0; day < 5; day += 1) {
      record(world, eventOf({ id: `of day ${day}`, receivedAtMs: onDay(day) }));
      for (let earlier = 0; earlier <= day; earlier += 1) {
        const again = eventOf({ id: `of day ${earlier}`, receivedAtMs: onDay(day) });
        assert.equal(record(world, again).duplicates, 1, `day ${earlier} on day ${day}`);
      }
      if (day % 2 === 1) world.restart();
    }
    assertCounted(world, 5);
  });

  test("an event that comes again in the batch that spans midnight is stored and counted once", (context) => {
    const world = open(context);
    const recorded = record(
      world,
      eventOf({ id: "before" }),
      eventOf({ id: "before", receivedAtMs: START_MS + DAY_MS }),
      eventOf({ id: "after", receivedAtMs: START_MS + DAY_MS }),
      eventOf({ id: "after", receivedAtMs: START_MS + DAY_MS + 1 }),
    );
    assert.deepEqual([recorded.accepted, recorded.duplicates], [2, 2]);
    assertCounted(world, 2);
  });

  test("the same event id in two projects is two events", (context) => {
    const world = open(context);
    record(world, eventOf({ id: "shared", project: 1 }), eventOf({ id: "shared", project: 2 }));
    assertCounted(world, 2);
  });

  test("a batch from before the position is refused", (context) => {
    const world = open(context);
    record(world, eventOf());
    const batch = { fromPosition: 0, toPosition: 100, events: [eventOf()], outcomes: [], quarantined: [] };
    assert.throws(() => world.recorder().record(batch));
    assertCounted(world, 1);
  });
}

function allOrNothing(open: Open): void {
  for (const stage of ["rows", "before-commit"] as const) {
    test(`a batch that fails at "${stage}" leaves nothing, and is recorded whole when it is offered again`, (context) => {
      const world = open(context);
      const other = open(context);
      const first = [eventOf({ user: 1, tags: [["os", "Linux"]] })];
      // All that a writer might remember wrongly is new here: day, issue, signature, tags, release, environment, users, base.
      const later = START_MS + DAY_MS;
      const second = [1, 2, 3].map((user) =>
        eventOf({ bug: "new", receivedAtMs: later, release: "2.0", environment: "prod", tags: [["os", "BeOS"]], user }),
      );
      second.push(eventOf({ receivedAtMs: later, tags: [["os", "BeOS"]], user: 2 }));
      record(world, ...first);
      record(other, ...first);
      const before = world.view();

      world.failAt(stage);
      assert.throws(() => record(world, ...second));
      assert.deepEqual(world.view(), before);

      record(world, ...second);
      record(other, ...second);
      assert.deepEqual(world.view(), other.view());
      assertCounted(world, 5);
    });
  }

  test("a batch with an event that cannot be stored leaves nothing", (context) => {
    const world = open(context);
    const before = world.view();
    assert.throws(() => record(world, eventOf(), eventOf({ project: 99 })));
    assert.deepEqual(world.view(), before);
  });

  test("position, rows and the latest received time move together, and survive a restart", (context) => {
    const world = open(context);
    assert.deepEqual([world.recorder().position(), world.recorder().latestReceivedAtMs()], [0, 0]);
    record(world, eventOf({ receivedAtMs: START_MS + 5 }), eventOf());
    record(world);
    for (const restart of [false, true]) {
      if (restart) world.restart();
      assert.equal(world.recorder().position(), 200);
      assert.equal(world.recorder().latestReceivedAtMs(), START_MS + 5);
    }
  });
}

function issuesOfBatches(open: Open): void {
  test("a signature makes one issue a project, numbered from 1, and a batch tells which are new and which changed", (context) => {
    const world = open(context);
    const first = record(
      world,
      eventOf({ bug: "a" }),
      eventOf({ bug: "b" }),
      eventOf({ bug: "a", project: 2 }),
      eventOf({ bug: "a" }),
    );
    const [a, b, c] = world.view().issues;
    assert.deepEqual([a?.number, b?.number, c?.number], [1, 2, 1]);
    assert.deepEqual(first.changes, [
      { projectId: 1, issueIds: [a?.id, b?.id], newIssueIds: [a?.id, b?.id] },
      { projectId: 2, issueIds: [c?.id], newIssueIds: [c?.id] },
    ]);
    world.restart();
    const second = record(world, eventOf({ bug: "b" }), eventOf({ bug: "c" }));
    const made = world.view().issues.find(({ number }) => number === 3);
    assert.deepEqual(second.changes, [{ projectId: 1, issueIds: [b?.id, made?.id], newIssueIds: [made?.id] }]);
  });

  test("an issue looks like its newest event, and a late one moves its counts and its first seen alone", (context) => {
    const world = open(context);
    record(world, eventOf({ title: "Error: first", release: "1.1" }));
    record(
      world,
      eventOf({ title: "Error: newest", level: "fatal", release: "1.2", atMs: START_MS + 9, receivedAtMs: START_MS + 9 }),
    );
    const late = { atMs: START_MS - 3 * HOUR_MS, receivedAtMs: START_MS + 99 };
    record(world, eventOf({ title: "Error: late", level: "info", release: "1.0", ...late }));
    const issue = issueOf(world, "Error: newest");
    assert.equal(issue.level, "fatal");
    assert.deepEqual([issue.firstSeenMs, issue.lastSeenMs, issue.eventCount], [late.atMs, START_MS + 9, 3]);
    assert.deepEqual([issue.firstRelease, issue.lastRelease], ["1.0", "1.2"]);
    assert.equal(Object.values(world.view().hours).length, 2, "the late event counts in the hour it happened");
  });

  test("each event keeps its own title, whatever the events beside it", (context) => {
    const world = open(context);
    const titles = ["Error: 1", "Error: 2", "Error: 3"];
    record(world, eventOf({ title: "Error: 1" }), eventOf({ title: "Error: 2" }));
    world.restart();
    record(world, eventOf({ title: "Error: 3" }));
    const stored = world.view().events.map(({ title }) => title);
    assert.deepEqual(stored.toSorted(), titles);
  });

  test("a project knows when its first event came", (context) => {
    const world = open(context);
    record(world, eventOf({ receivedAtMs: START_MS + 1 }));
    record(world, eventOf({ receivedAtMs: START_MS + 2 }));
    assert.deepEqual(world.view().firstEvents, { 1: START_MS + 1, 2: null });
  });
}

function outcomesOfBatches(open: Open): void {
  test("every event ends as accepted or as a duplicate, in the hour it came, beside the outcomes of the batch", (context) => {
    const world = open(context);
    const hour = Math.floor(START_MS / HOUR_MS);
    const filtered = { projectId: 1, keyId: 10, category: "error", kind: "filtered", reason: "legacy-browsers", hour } as const;
    const late = eventOf({ id: "a", atMs: START_MS - DAY_MS, receivedAtMs: START_MS + HOUR_MS });
    for (const events of [
      [eventOf({ id: "a" }), late],
      [late, eventOf({ project: 2 })],
    ]) {
      const from = world.recorder().position();
      const outcomes = [{ ...filtered, quantity: 2 }];
      world.recorder().record({ fromPosition: from, toPosition: from + 1, events, outcomes, quarantined: [] });
    }
    const error = { category: "error", quantity: 1 } as const;
    assert.deepEqual(world.view().outcomes, [
      { ...error, projectId: 1, keyId: 10, kind: "accepted", reason: "", hour },
      { ...filtered, quantity: 4 },
      { ...error, projectId: 1, keyId: 10, kind: "invalid", reason: "duplicate", hour: hour + 1, quantity: 2 },
      { ...error, projectId: 2, keyId: 20, kind: "accepted", reason: "", hour },
    ]);
  });

  test("SDKs may invent reasons for what they threw away, a hundred an hour; the known ones always count", (context) => {
    const world = open(context);
    const discard = { projectId: 1, keyId: 10, category: "error", kind: "client-discard", hour: 9, quantity: 1 } as const;
    for (let batch = 0; batch < 2; batch += 1) {
      const invented = Array.from({ length: 120 }, (_, index) => ({ ...discard, reason: `invented ${index}` }));
      const outcomes = [...invented, { ...discard, reason: "network_error" }, { ...discard, hour: 10, reason: "invented 119" }];
      const from = world.recorder().position();
      world.recorder().record({ fromPosition: from, toPosition: from + 1, events: [], outcomes, quarantined: [] });
    }
    const kept = world.view().outcomes;
    const quantityOf = (reason: string, hour = 9): number | undefined =>
      kept.find((outcome) => outcome.reason === reason && outcome.hour === hour)?.quantity;
    assert.deepEqual([quantityOf("invented 99"), quantityOf("invented 100"), quantityOf("other")], [2, undefined, 40]);
    assert.deepEqual([quantityOf("network_error"), quantityOf("invented 119", 10)], [2, 2]);
  });

  test("entries in quarantine are kept with the batch", (context) => {
    const world = open(context);
    const quarantined = [{ position: 7, problem: "Error: bug", bytes: new Uint8Array([1, 2, 3]) }];
    world.recorder().record({ fromPosition: 0, toPosition: 100, events: [], outcomes: [], quarantined });
    assert.deepEqual([world.view().quarantined, world.recorder().position()], [[7], 100]);
  });
}

/** So many events are stored, and every count says so. */
function assertCounted(world: RecorderWorld, events: number): void {
  const view = world.view();
  const total = (tallies: readonly { readonly count: number }[]): number => tallies.reduce((sum, { count }) => sum + count, 0);
  assert.equal(view.events.length, events);
  assert.equal(total(view.issues.map(({ eventCount }) => ({ count: eventCount }))), events);
  assert.equal(total(view.signatures), events);
  assert.equal(total(view.places), events);
  assert.equal(total(Object.values(view.hours).map((count) => ({ count }))), events);
  const accepted = view.outcomes.filter(({ kind }) => kind === "accepted");
  assert.equal(total(accepted.map(({ quantity }) => ({ count: quantity }))), events);
}
