import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS, eventOf, record, START_MS } from "../../digest/test-recorder.ts";
import type { Database } from "./database.ts";
import { openSqliteWorld } from "./test-store.ts";

const filters = (db: Database): unknown[] =>
  db
    .prepare("SELECT filter IS NOT NULL AS made FROM event_day ORDER BY day")
    .all()
    .map(({ made }) => made === 1);
const onDay = (day: number, ...ids: readonly number[]) =>
  ids.map((id) => eventOf({ id, receivedAtMs: START_MS + day * DAY_MS }));

test("a day that closes gets a filter, which is kept", (context) => {
  const world = openSqliteWorld(context);
  record(world, ...onDay(0, 1, 2, 3));
  record(world, ...onDay(1, 4, 1));
  assert.deepEqual(filters(world.db()), [false, false], "the batch that closes a day asks the day's index");
  record(world, ...onDay(1, 2));
  assert.deepEqual(filters(world.db()), [true, false]);
  world.restart();
  const recorded = record(world, ...onDay(2, 1, 2, 3, 4, 5));
  assert.deepEqual([recorded.accepted, recorded.duplicates], [1, 4]);
});

test("a filter that is lost, or was made with another secret, costs time and never a second copy", (context) => {
  let secret = "the first secret of the installation";
  const world = openSqliteWorld(context, () => secret);
  record(world, ...onDay(0, 1, 2, 3));
  record(world, ...onDay(1, 4));
  record(world, ...onDay(1, 5));
  assert.deepEqual(filters(world.db()), [true, false]);

  secret = "another secret of the installation";
  world.restart();
  assert.equal(record(world, ...onDay(1, 1, 2, 3)).duplicates, 3);
  world.db().exec("UPDATE event_day SET filter = NULL");
  world.restart();
  assert.equal(record(world, ...onDay(1, 1, 2, 3)).duplicates, 3);
  world.db().exec("UPDATE event_day SET filter = x'00'");
  world.restart();
  assert.equal(record(world, ...onDay(1, 1, 2, 3)).duplicates, 3);
});

test("a day of many events is filtered in slices, and knows every one of its events", (context) => {
  const world = openSqliteWorld(context);
  const ids = Array.from({ length: 2_300 }, (_, id) => id);
  record(world, ...onDay(0, ...ids));
  record(world, ...onDay(1, -1));
  for (let batch = 0; batch < 20 && filters(world.db())[0] === false; batch += 1) record(world);
  assert.deepEqual(filters(world.db()), [true, false]);
  assert.equal(record(world, ...onDay(1, ...ids)).duplicates, 2_300);
});

test("a batch that closes a day and fails leaves the day open", (context) => {
  const world = openSqliteWorld(context);
  record(world, ...onDay(0, 1));
  world.failAt("before-commit");
  assert.throws(() => record(world, ...onDay(1, 2)));
  assert.equal(record(world, ...onDay(0, 1, 3)).duplicates, 1);
  assert.equal(world.db().prepare("SELECT day FROM event_day").all().length, 1);
});
