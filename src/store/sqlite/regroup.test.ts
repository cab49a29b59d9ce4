import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DigestedEvent } from "../../digest/recorder.ts";
import { DAY_MS, digestOf, eventOf, HOUR_MS, issueOf, record, START_MS } from "../../digest/test-recorder.ts";
import { codeHostJobCommands } from "./codehost-job-commands.ts";
import { findIssue } from "./read/issues.ts";
import type { SqliteWorld } from "./test-store.ts";
import { openSqliteWorld } from "./test-store.ts";

const projectIds = [1, 2];
const hashOf = (bug: string): string => digestOf(`bug ${bug}`);
const idOf = (world: SqliteWorld, bug: string): number => issueOf(world, `Error: ${bug}`).id;
const merge = (world: SqliteWorld, ...issueIds: readonly number[]) => world.regroup().mergeIssues({ issueIds, projectIds });
const detach = (world: SqliteWorld, issueId: number, ...bugs: readonly string[]) =>
  world.regroup().detachSignatures({ issueId, projectIds, hashes: bugs.map(hashOf) });
const remove = (world: SqliteWorld, issueIds: readonly number[], discard = false) =>
  world.regroup().deleteIssues({ issueIds, projectIds, discard, byUserId: undefined });
const found = (world: SqliteWorld, id: number): number | undefined => findIssue(world.db(), projectIds, { kind: "id", id })?.id;

function issuesNow(world: SqliteWorld): object {
  const issues = world.view().issues;
  return issues.map(({ title, eventCount, userCount, firstSeenMs, lastSeenMs, firstRelease, lastRelease }) => {
    const hours = [firstSeenMs, lastSeenMs].map((ms) => (ms - START_MS) / HOUR_MS);
    return { title, eventCount, userCount, hours, releases: [firstRelease, lastRelease] };
  });
}

const three = (): readonly DigestedEvent[] => [
  eventOf({ bug: "a", user: 1, release: "2" }),
  eventOf({ bug: "a", user: 2, atMs: START_MS + HOUR_MS, release: "3" }),
  eventOf({ bug: "a", user: 2, atMs: START_MS + 2 * HOUR_MS }),
  eventOf({ bug: "b", user: 2, atMs: START_MS - HOUR_MS, release: "1" }),
  eventOf({ bug: "b", user: 3, atMs: START_MS + 5 * HOUR_MS, release: "4" }),
];
const apart = [
  { title: "Error: a", eventCount: 3, userCount: 2, hours: [0, 2], releases: ["2", "3"] },
  { title: "Error: b", eventCount: 2, userCount: 2, hours: [-1, 5], releases: ["1", "4"] },
];

test("two merged issues have the totals of both, look like the newest event, and split again as they were", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...three());
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  assert.deepEqual(await merge(world, b, a), { parentId: a, children: [{ id: b, hashes: [hashOf("b")] }] });
  assert.deepEqual(issuesNow(world), [
    { title: "Error: b", eventCount: 5, userCount: 3, hours: [-1, 5], releases: ["1", "4"] },
  ]);
  assert.deepEqual([found(world, a), found(world, b)], [a, a], "the old id leads to the parent");
  assert.equal(findIssue(world.db(), projectIds, { kind: "number", projectId: 1, number: 2 })?.id, a);
  assert.deepEqual(await detach(world, a, "b"), { issueId: b, detached: [hashOf("b")] });
  assert.deepEqual(issuesNow(world), apart);
  assert.deepEqual([found(world, a), found(world, b)], [a, b]);
});

test("events go where their signature is now, whatever the writer remembered", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...three());
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await merge(world, a, b);
  assert.deepEqual(record(world, eventOf({ bug: "b", user: 9 })).changes, [{ projectId: 1, issueIds: [a], newIssueIds: [] }]);
  assert.deepEqual([world.view().issues[0]?.eventCount, world.view().issues[0]?.userCount], [6, 4]);
  await detach(world, a, "b");
  assert.deepEqual(record(world, eventOf({ bug: "b" })).changes, [{ projectId: 1, issueIds: [b], newIssueIds: [] }]);
  assert.deepEqual(
    world.view().issues.map(({ eventCount }) => eventCount),
    [3, 4],
  );
});

test("the parent is the one with the most events, then the one with the highest id", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "b", "c", "c"].map((bug) => eventOf({ bug })));
  const [a, b, c] = ["a", "b", "c"].map((bug) => idOf(world, bug)) as [number, number, number];
  assert.deepEqual(await merge(world, a, b), { parentId: b, children: [{ id: a, hashes: [hashOf("a")] }] });
  record(world, eventOf({ bug: "d", atMs: START_MS - HOUR_MS }));
  assert.deepEqual(await merge(world, b, c, c, 999), {
    parentId: c,
    children: [{ id: b, hashes: [hashOf("a"), hashOf("b")] }],
  });
  assert.deepEqual(
    [a, b, c].map((id) => found(world, id)),
    [c, c, c],
  );
});

test("a signature that did not come with a merged issue becomes a new one, and one has to stay", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "b", "c", "c", "c"].map((bug) => eventOf({ bug })));
  const [a, b, c] = ["a", "b", "c"].map((bug) => idOf(world, bug)) as [number, number, number];
  await merge(world, a, b, c);
  const parted = await detach(world, c, "a", "b");
  assert.ok("issueId" in parted && parted.issueId !== undefined && ![a, b, c].includes(parted.issueId));
  assert.deepEqual(
    world.view().issues.map(({ number, eventCount }) => [number, eventCount]),
    [
      [3, 3],
      [4, 2],
    ],
  );
  assert.deepEqual(await detach(world, c, "c"), { problem: { kind: "none-would-stay" } });
  assert.deepEqual(await detach(world, c, "a"), { issueId: undefined, detached: [] }, "it is not this issue's");
  assert.deepEqual(await detach(world, a, "a"), { problem: { kind: "not-found" } }, "a is part of another");
});

test("issues merged one into the next come apart in the same steps", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "b", "b", "c", "c", "c", "c"].map((bug) => eventOf({ bug })));
  const [a, b, c] = ["a", "b", "c"].map((bug) => idOf(world, bug)) as [number, number, number];
  await merge(world, a, b);
  await merge(world, b, c);
  assert.deepEqual(await detach(world, c, "a", "b"), { issueId: b, detached: [hashOf("a"), hashOf("b")] });
  assert.deepEqual(
    [a, b, c].map((id) => found(world, id)),
    [b, b, c],
  );
  assert.deepEqual(await detach(world, b, "a"), { issueId: a, detached: [hashOf("a")] });
  assert.deepEqual(
    world.view().issues.map(({ eventCount }) => eventCount),
    [1, 2, 4],
  );
});

test("a better version's signature goes with the merged issue that its older one came with", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "b", "b"].map((bug) => eventOf({ bug })));
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await merge(world, a, b);
  record(world, { ...eventOf({ bug: "a, better" }), earlierSignatures: () => [hashOf("a")] });
  assert.deepEqual(await detach(world, b, "a", "a, better"), { issueId: a, detached: [hashOf("a"), hashOf("a, better")] });
});

test("two projects are not merged, and less than two issues neither", async (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ bug: "a" }), eventOf({ bug: "b", project: 2 }));
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  assert.deepEqual(await merge(world, a, b), { problem: { kind: "several-projects" } });
  assert.deepEqual(await merge(world, a, a, 77), { problem: { kind: "fewer-than-two" } });
  const foreign = await world.regroup().mergeIssues({ issueIds: [a, b], projectIds: [2] });
  assert.deepEqual(foreign, { problem: { kind: "fewer-than-two" } });
  assert.equal(world.view().issues.length, 2);
});

const statuses = [
  { parent: "resolved", child: "unresolved", merged: "unresolved" },
  { parent: "resolved", child: "ignored", merged: "resolved" },
  { parent: "ignored", child: "unresolved", merged: "ignored" },
  { parent: "unresolved", child: "resolved", merged: "unresolved" },
] as const;
for (const { parent, child, merged } of statuses) {
  test(`${parent} with ${child} merged into it is ${merged}; the ${child} one comes back ${child}`, async (context) => {
    const world = openSqliteWorld(context);
    record(world, ...["a", "a", "b"].map((bug) => eventOf({ bug })));
    const [a, b] = [idOf(world, "a"), idOf(world, "b")];
    await world.decide(a, { status: parent }, START_MS + 1);
    await world.decide(b, { status: child }, START_MS + 1);
    await merge(world, a, b);
    assert.equal(world.view().issues[0]?.state.status, merged);
    await detach(world, a, "b");
    assert.deepEqual(
      world.view().issues.map(({ state }) => state.status),
      [merged, child],
    );
  });
}

test("a resolved issue that had events while it was part of another comes back as a regression", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "a", "b"].map((bug) => eventOf({ bug })));
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await world.decide(b, { status: "resolved" }, START_MS + 1);
  await merge(world, a, b);
  record(world, eventOf({ bug: "b", receivedAtMs: START_MS + HOUR_MS }));
  await world.regroup(START_MS + DAY_MS).detachSignatures({ issueId: a, projectIds, hashes: [hashOf("b")] });
  const { state } = issueOf(world, "Error: b");
  assert.deepEqual(state, { status: "unresolved", substatus: "regressed", sinceMs: START_MS + DAY_MS });
});

test("a deleted issue is gone at once with all that was merged into it, and its rows go in slices", async (context) => {
  const world = openSqliteWorld(context);
  const day = (bug: string, ms: number): DigestedEvent[] =>
    Array.from({ length: 120 }, (_, user) => eventOf({ bug, user, receivedAtMs: START_MS + ms, tags: [["n", `${user}`]] }));
  record(world, ...day("a", 0), ...day("b", 0), ...day("kept", 0));
  record(world, ...day("a", DAY_MS), ...day("kept", DAY_MS));
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await merge(world, a, b);
  assert.deepEqual(await remove(world, [a, a, b, 99]), { deleted: [a] });
  assert.deepEqual([found(world, a), found(world, b)], [undefined, undefined]);
  const kept = issuesNow(world);

  // An event of the same kind is a new issue, though the old rows are still there.
  record(world, eventOf({ bug: "a", receivedAtMs: START_MS + DAY_MS }));
  assert.equal(issueOf(world, "Error: a").eventCount, 1);
  let slices = 0;
  while (world.removeSome(0.01)) slices += 1;
  assert.ok(slices > 10, `${slices} slices`);
  const view = world.view();
  assert.equal(view.events.length, 241);
  assert.deepEqual(view.signatures.map(({ key }) => key).toSorted(), [`1 ${hashOf("a")}`, `1 ${hashOf("kept")}`].toSorted());
  assert.equal(view.tags.length, 101, "100 values and the rest");
  assert.deepEqual([(kept as unknown[]).length, view.issues.length], [1, 2]);
  const counted = world.db().prepare("SELECT sum(event_count) AS n FROM event_day").get();
  assert.equal(counted?.["n"], 241);
  for (const table of ["signature_user", "signature_hour", "signature_release"]) {
    const orphans = world.db().prepare(`SELECT * FROM ${table} WHERE signature_id NOT IN (SELECT id FROM signature)`).all();
    assert.deepEqual(orphans, [], table);
  }
});

test("files and reports of deleted events go with them, those of other events stay", async (context) => {
  const world = openSqliteWorld(context);
  const events = ["a", "b"].map((bug) => eventOf({ bug }));
  record(world, ...events);
  for (const { event } of events) {
    const id = `X'${event.event_id}'`;
    world.db().exec(`
      INSERT INTO attachment (project_id, event_id, name, content_type, type, size_bytes, digest, received_ms)
      VALUES (1, ${id}, 'log.txt', 'text/plain', 'event.attachment', 1, '', 0);
      INSERT INTO user_report (project_id, kind, report_id, event_id, comments, received_ms)
      VALUES (1, 'user-report', ${id}, ${id}, '', 0), (1, 'feedback', ${id}, ${id}, '', 0)`);
  }
  await remove(world, [idOf(world, "a")]);
  while (world.removeSome());
  const counts = ["attachment", "user_report"].map(
    (table) => world.db().prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"],
  );
  assert.deepEqual(counts, [1, 3]);
});

test("what a restart interrupts is removed after it, also when ids are given again", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...Array.from({ length: 300 }, () => eventOf({ bug: "a" })));
  await remove(world, [idOf(world, "a")]);
  world.removeSome(0.01);
  world.restart();
  while (world.removeSome());
  record(world, eventOf({ bug: "next" }), eventOf({ bug: "next" }));
  assert.deepEqual(
    world.view().events.map(({ title }) => title),
    ["Error: next", "Error: next"],
  );
});

test("events of a discarded issue are dropped with an outcome, in every version, until they are taken again", async (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ bug: "a" }), eventOf({ bug: "b" }));
  const a = idOf(world, "a");
  await remove(world, [a], true);
  const recorded = record(world, eventOf({ bug: "a" }), eventOf({ bug: "b" }), {
    ...eventOf({ bug: "a, better" }),
    earlierSignatures: () => [hashOf("a")],
  });
  assert.deepEqual([recorded.accepted, recorded.duplicates], [1, 0]);
  world.restart();
  assert.equal(record(world, eventOf({ bug: "a" })).accepted, 0);
  const outcomes = world.view().outcomes.filter(({ kind }) => kind === "filtered");
  assert.deepEqual(
    outcomes.map(({ reason, category, quantity }) => [reason, category, quantity]),
    [["discarded-hash", "error", 3]],
  );
  assert.deepEqual(
    world.view().issues.map(({ title }) => title),
    ["Error: b"],
  );

  assert.equal(await world.regroup().takeAgain({ projectId: 2, discardedIssueId: 1 }), false);
  assert.equal(await world.regroup().takeAgain({ projectId: 1, discardedIssueId: 1 }), true);
  assert.equal(record(world, eventOf({ bug: "a" })).accepted, 1);
  assert.equal(issueOf(world, "Error: a").eventCount, 1);
});

test("more than a thousand users of two merged issues are their union within 2 %, and exact again apart", async (context) => {
  const world = openSqliteWorld(context);
  const see = (bug: string, from: number, to: number): void =>
    void record(world, ...Array.from({ length: to - from }, (_, index) => eventOf({ bug, user: from + index })));
  see("a", 0, 1_500);
  see("b", 1_000, 1_900);
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  const alone = issueOf(world, "Error: a").userCount;
  await merge(world, a, b);
  const both = world.view().issues[0]?.userCount ?? 0;
  assert.ok(Math.abs(both - 1_900) <= 38, `${both} of 1900`);
  await detach(world, a, "b");
  assert.deepEqual([issueOf(world, "Error: a").userCount, issueOf(world, "Error: b").userCount], [alone, 900]);
});

const links = (world: SqliteWorld): unknown[] =>
  world
    .db()
    .prepare("SELECT issue_id, number FROM issue_link ORDER BY number")
    .all()
    .map((row) => Object.values(row));
const jobs = (world: SqliteWorld): unknown[] =>
  world
    .db()
    .prepare("SELECT issue_id, action FROM codehost_job ORDER BY id")
    .all()
    .map((row) => Object.values(row));

test("a link at the code host goes with the merge where there is room, comes back with the split, and goes with a deletion", async (context) => {
  const world = openSqliteWorld(context);
  record(world, ...["a", "a", "a", "b", "b", "c"].map((bug) => eventOf({ bug })));
  const [a, b, c] = ["a", "b", "c"].map((bug) => idOf(world, bug)) as [number, number, number];
  world.db().exec(`
    INSERT INTO codehost_connection (id, project_id, kind, origin, repository_id, repository_path, repository_url, is_active,
      webhook_installed, closes_issues, resolves_errors, polls, polled_to_ms, created_at_ms, checked_at_ms)
    VALUES (1, 1, 'gitea', 'https://git.example', '1', 'a/b', 'https://git.example/a/b', 1, 0, 1, 1, 0, 0, 0, 0);
    INSERT INTO issue_link (issue_id, connection_id, number, url, title, state, created_at_ms)
    VALUES (${b}, 1, 70, '', '', 'open', 0), (${c}, 1, 80, '', '', 'open', 0);
    INSERT INTO codehost_job (connection_id, issue_id, action, created_at_ms) VALUES (1, ${b}, 'look', 0), (1, ${c}, 'look', 0)`);
  await merge(world, a, b, c);
  assert.deepEqual(
    links(world),
    [
      [a, 70],
      [c, 80],
    ],
    "the second link rests with its issue",
  );
  assert.deepEqual(jobs(world), [
    [a, "look"],
    [c, "look"],
  ]);
  await world.decide(a, { status: "resolved" }, START_MS + 1);
  assert.deepEqual(jobs(world).at(-1), [a, "close"]);
  await detach(world, a, "b");
  assert.deepEqual(links(world), [
    [b, 70],
    [c, 80],
  ]);
  assert.deepEqual(jobs(world), [
    [b, "look"],
    [c, "look"],
    [b, "close"],
  ]);

  const host = codeHostJobCommands(world.db(), () => START_MS + 2);
  const closed = { number: 80, title: "", url: "", state: "closed" } as const;
  host.applyHostStates({ connectionId: 1, issues: [closed], polledToMs: undefined });
  assert.deepEqual(
    world.view().issues.map(({ state }) => state.status),
    ["resolved", "unresolved"],
  );
  const resting = world.db().prepare(`SELECT status FROM issue WHERE id = ${c}`).get();
  assert.equal(resting?.["status"], "unresolved", "what is part of another is decided there");
  await remove(world, [a, b]);
  assert.deepEqual([links(world), jobs(world)], [[], []]);
});

type Step =
  | { readonly kind: "record"; readonly events: readonly (readonly [bug: number, user: number, hour: number])[] }
  | { readonly kind: "merge" | "detach" | "delete"; readonly one: number; readonly other: number }
  | { readonly kind: "restart" | "remove" };
const nat = (max: number) => fc.nat({ max });
const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("record" as const),
      events: fc.array(fc.tuple(nat(7), nat(9), nat(50)), { maxLength: 12 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("merge" as const, "detach" as const), one: nat(99), other: nat(99) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), one: nat(99), other: nat(99) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("restart" as const, "remove" as const) }) },
);

test("after any row of events, merges, splits and deletions, all totals are what a recount gives", async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepOf, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = openSqliteWorld(context);
      /** Issue → its bugs, and what was recorded of each bug since it last was deleted. */
      const issues = new Map<number, Set<string>>();
      const recorded = new Map<string, DigestedEvent[]>();
      for (const step of steps) await takeStep(world, step, issues, recorded);
      assertRecount(world, issues, recorded);
    }),
    { numRuns: 25 },
  );
});

async function takeStep(
  world: SqliteWorld,
  step: Step,
  issues: Map<number, Set<string>>,
  recorded: Map<string, DigestedEvent[]>,
): Promise<void> {
  const pick = (number: number): number => [...issues.keys()][number % issues.size] ?? 0;
  const bugsOf = (id: number): Set<string> => issues.get(id) ?? new Set();
  switch (step.kind) {
    case "record": {
      const events = step.events.map(([bug, user, hour]) => {
        const release = user % 3 === 0 ? { release: `r${hour % 5}` } : {};
        return eventOf({ bug: `${bug}`, user, atMs: START_MS + hour * HOUR_MS, ...release });
      });
      record(world, ...events);
      for (const [index, event] of events.entries()) {
        const bug = `${step.events[index]?.[0]}`;
        recorded.set(bug, [...(recorded.get(bug) ?? []), event]);
        if (![...issues.values()].some((bugs) => bugs.has(bug))) issues.set(issueOfSignature(world, bug), new Set([bug]));
      }
      return;
    }
    case "merge": {
      if (issues.size < 2) return;
      const merged = await merge(world, pick(step.one), pick(step.other));
      if ("problem" in merged) return;
      for (const { id: child } of merged.children) {
        for (const bug of bugsOf(child)) bugsOf(merged.parentId).add(bug);
        issues.delete(child);
      }
      return;
    }
    case "detach": {
      const id = pick(step.one);
      const bugs = [...bugsOf(id)].filter((_, index) => ((step.other >> index) & 1) === 1);
      const detached = await detach(world, id, ...bugs);
      if ("problem" in detached || detached.issueId === undefined) return;
      for (const bug of bugs) bugsOf(id).delete(bug);
      assert.ok(!issues.has(detached.issueId));
      issues.set(detached.issueId, new Set(bugs));
      return;
    }
    case "delete": {
      const id = pick(step.one);
      await remove(world, [id]);
      for (const bug of bugsOf(id)) recorded.delete(bug);
      issues.delete(id);
      return;
    }
    case "restart":
      return world.restart();
    case "remove":
      return void world.removeSome();
  }
}

function issueOfSignature(world: SqliteWorld, bug: string): number {
  const row = world.db().prepare("SELECT issue_id FROM signature WHERE hash = ?").get(hashOf(bug));
  return Number(row?.["issue_id"]);
}

function assertRecount(
  world: SqliteWorld,
  issues: ReadonlyMap<number, ReadonlySet<string>>,
  recorded: ReadonlyMap<string, readonly DigestedEvent[]>,
): void {
  const view = world.view();
  assert.deepEqual(new Set(view.issues.map(({ id }) => id)), new Set(issues.keys()));
  for (const issue of view.issues) {
    const events = [...(issues.get(issue.id) ?? [])].flatMap((bug) => recorded.get(bug) ?? []);
    const times = events.map(({ event }) => Math.round(event.timestamp * 1_000));
    assert.deepEqual([issue.eventCount, issue.userCount], [events.length, new Set(events.map(({ userKey }) => userKey)).size]);
    assert.deepEqual([issue.firstSeenMs, issue.lastSeenMs], [Math.min(...times), Math.max(...times)]);
    assert.equal(
      issue.firstRelease === null,
      events.every(({ event }) => event.release === undefined),
    );
  }
  while (world.removeSome());
  const left = [...recorded.values()].flat().map(({ event }) => event.event_id);
  assert.deepEqual(
    world
      .view()
      .events.map(({ eventId }) => eventId)
      .toSorted(),
    left.toSorted(),
  );
}
