import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import type { DigestedAttachment } from "../../../digest/attachment/normalise.ts";
import { DAY_MS, eventOf, HOUR_MS, issueOf, record, recordItems, START_MS } from "../../../digest/test-recorder.ts";
import { releaseCommands } from "../release-commands.ts";
import { retentionCommands } from "../retention-commands.ts";
import type { SqliteWorld } from "../test-store.ts";
import { openSqliteWorld } from "../test-store.ts";

const day = (days: number): number => START_MS + days * DAY_MS;
const commands = (world: SqliteWorld) => retentionCommands(world.db(), () => START_MS);
const titles = (world: SqliteWorld): readonly string[] => world.view().events.map(({ title }) => title);
const count = (world: SqliteWorld, table: string): number =>
  (world.db().prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;

function attachmentOf(name: string, receivedAtMs: number, text = name): DigestedAttachment {
  const bytes = Buffer.from(text);
  const about = { projectId: 1, keyId: 10, receivedAtMs, eventId: "a".repeat(32) };
  return { ...about, name, contentType: "text/plain", type: "event.attachment", bytes, digest: hash("sha256", bytes) };
}

test("a day goes when its last moment is older than events are kept, and its event may come again", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ id: 1, bug: "old", receivedAtMs: day(0) }), eventOf({ id: 2, bug: "old", receivedAtMs: day(0) }));
  record(world, eventOf({ id: 3, bug: "young", receivedAtMs: day(1) }));
  world.age(day(90));
  assert.deepEqual(titles(world), ["Error: old", "Error: old", "Error: young"], "90 days ago, the day still had hours to go");
  world.age(day(91));
  assert.deepEqual(titles(world), ["Error: young"]);
  assert.equal(count(world, "sqlite_schema WHERE name GLOB 'event_2*' AND type = 'table'"), 1, "its table is gone");
  assert.equal(record(world, eventOf({ id: 1, bug: "old", receivedAtMs: day(91) })).duplicates, 0);
  assert.equal(record(world, eventOf({ id: 3, bug: "young", receivedAtMs: day(91) })).duplicates, 1);
});

test("an error that returns after its events are gone has returned: totals, number and status were kept", async (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ bug: "a", user: 1, receivedAtMs: day(0) }), eventOf({ bug: "a", user: 2, receivedAtMs: day(0) }));
  const before = issueOf(world, "Error: a");
  await world.decide(before.id, { status: "resolved" }, day(1));
  world.age(day(200));
  assert.deepEqual(world.view().events, []);
  assert.deepEqual(world.view().hours, {});
  record(world, eventOf({ bug: "a", user: 2, receivedAtMs: day(201) }));
  const { id, number, eventCount, userCount, state } = issueOf(world, "Error: a");
  assert.deepEqual(
    { id, number, eventCount, userCount },
    { id: before.id, number: before.number, eventCount: 3, userCount: 2 },
  );
  assert.deepEqual(state.status === "unresolved" && state.substatus, "regressed");
});

test("the day that was open goes too when nothing came for long", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ bug: "a", receivedAtMs: day(0) }));
  world.age(day(100));
  assert.deepEqual(world.view().events, []);
  record(world, eventOf({ bug: "b", receivedAtMs: day(100) }));
  assert.deepEqual(titles(world), ["Error: b"]);
});

test("a project may keep events for a shorter time, and the one beside it loses nothing", async (context) => {
  const world = openSqliteWorld(context);
  const about = (bug: string, project: number) => eventOf({ bug: `${bug} ${project}`, project, receivedAtMs: day(0) });
  record(world, ...["a", "a", "b", "a"].flatMap((bug) => [about(bug, 1), about(bug, 2)]));
  record(world, eventOf({ bug: "today", project: 1, receivedAtMs: day(8) }));
  commands(world).setRetention({ projectId: 1, days: 7 });
  world.age(day(8));
  assert.deepEqual(titles(world).toSorted(), ["Error: a 2", "Error: a 2", "Error: a 2", "Error: b 2", "Error: today"]);
  assert.equal(issueOf(world, "Error: a 1").eventCount, 3);
});

test("a project with too many events keeps of each issue the first and the newest of each day, then the newest days", async (context) => {
  const world = openSqliteWorld(context);
  const many = (bug: string, days: number, events: number, project = 1) =>
    Array.from({ length: events }, (_, n) => eventOf({ bug, project, receivedAtMs: day(days) + n }));
  record(world, ...many("loud", 0, 120), ...many("quiet", 0, 2), ...many("other", 0, 60, 2));
  record(world, ...many("loud", 1, 100), ...many("once", 1, 1));
  record(world, ...many("loud", 2, 40));
  const left = (): { readonly [title: string]: number } =>
    Object.fromEntries(
      Object.entries(Object.groupBy(titles(world), (title) => title)).map(([title, all]) => [title, all?.length ?? 0]),
    );
  const keep = (maxEvents: number): void => {
    commands(world).setMaxEvents({ projectId: 1, maxEvents });
    world.age(day(2));
  };
  keep(150);
  assert.deepEqual(left(), { "Error: loud": 147, "Error: quiet": 2, "Error: once": 1, "Error: other": 60 });
  keep(100);
  assert.deepEqual(left(), { "Error: loud": 97, "Error: quiet": 2, "Error: once": 1, "Error: other": 60 });
  keep(41);
  assert.deepEqual(left(), { "Error: loud": 40, "Error: other": 60 }, "whole days, once there is nothing to thin");
  assert.equal(issueOf(world, "Error: loud").eventCount, 260, "totals stay");
  assert.equal(count(world, "issue WHERE thinned_at_ms IS NOT NULL"), 1, "and the issue is marked");
});

test("hours and values of tags live as long as the events, outcomes as long as a month's quota needs them", (context) => {
  const world = openSqliteWorld(context);
  const tags = (value: string) => [["browser", value]] as const;
  record(world, eventOf({ bug: "a", receivedAtMs: day(0), tags: tags("old") }));
  record(world, eventOf({ bug: "a", receivedAtMs: day(20), tags: tags("new") }));
  const outcomes = world.view().outcomes.length;
  world.age(day(25), 10);
  const signature = world.view().signatures[0]?.key;
  assert.deepEqual(world.view().hours, { [`${signature}|${day(20) / HOUR_MS}`]: 1 });
  assert.deepEqual(
    world.view().tags.map(({ key }) => key),
    [`${signature}|browser|new`],
  );
  assert.equal(world.view().outcomes.length, outcomes);
  world.age(day(90), 10);
  assert.deepEqual(world.view().outcomes, []);
});

test("files go with their age, but a file that another event still names stays", (context) => {
  const world = openSqliteWorld(context);
  const shared = attachmentOf("shared", day(0));
  recordItems(world, { attachments: [attachmentOf("old", day(0)), shared] });
  recordItems(world, { attachments: [{ ...shared, eventId: "b".repeat(32), receivedAtMs: day(20) }] });
  world.age(day(25), 10);
  const left = world.view().attachments;
  assert.deepEqual(left, [`1|${"b".repeat(32)}|shared|${shared.digest}`]);
  assert.deepEqual(world.files(), [shared.digest]);
});

test("a round that is broken off anywhere is finished by the next one", (context) => {
  const world = openSqliteWorld(context);
  record(world, ...Array.from({ length: 120 }, () => eventOf({ bug: "a", receivedAtMs: day(0) })));
  for (let slices = 1; world.view().events.length > 0 || count(world, "expired_day") > 0; slices += 1) {
    world.ageSome(day(91), slices);
    world.restart();
  }
  assert.equal(count(world, "sqlite_schema WHERE name GLOB 'event_2*' AND type = 'table'"), 0);
});

test("nothing of a deleted project is left, and nothing of the others is touched", async (context) => {
  const world = openSqliteWorld(context);
  const both = (bug: string) => [1, 2].map((project) => eventOf({ bug, project, release: "1", environment: "live", user: 1 }));
  record(world, ...both("a"), ...both("b"));
  recordItems(world, { attachments: [attachmentOf("file", day(0))] });
  const releases = releaseCommands(world.db(), {
    wallClock: () => 0,
    receivedNow: () => 0,
    forgetAll: () => undefined,
    onResolved: () => undefined,
  });
  const commits = [{ hash: "a".repeat(40), repository: "r", message: "m", name: "n", email: "e", atMs: 1, files: [] }];
  for (const [version, projectIds] of [
    ["1", [1, 2]],
    ["own", [1]],
  ] as const) {
    const fields = { status: "open" } as const;
    const { kind } = releases.putRelease({
      organizationId: 1,
      version,
      projectIds,
      fields,
      commits,
      mayCreate: true,
    });
    assert.notEqual(kind, "not-found");
  }
  commands(world).deleteProject({ projectId: 1 });
  world.age(day(0));
  assert.deepEqual([count(world, "release_detail"), count(world, "release_commit")], [1, 1]);
  const { events, issues, signatures, hours, places, outcomes, attachments } = world.view();
  assert.deepEqual(new Set([...events, ...issues, ...outcomes].map(({ projectId }) => projectId)), new Set([2]));
  assert.deepEqual([signatures.length, Object.keys(hours).length, places.length, attachments.length], [2, 2, 2, 0]);
  assert.deepEqual(world.files(), []);
  const tables = world
    .db()
    .prepare(
      `SELECT DISTINCT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'project_id'`,
    )
    .all() as { name: string }[];
  for (const { name } of tables) assert.equal(count(world, `${name} WHERE project_id = 1`), 0, name);
});

test("what was still in the log of a deleted project goes with the next round", async (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ bug: "a" }));
  commands(world).deleteProject({ projectId: 1 });
  world.age(day(0));
  record(world, eventOf({ bug: "a" }));
  world.age(day(1));
  assert.deepEqual([world.view().events, world.view().issues, world.view().signatures], [[], [], []]);
});
