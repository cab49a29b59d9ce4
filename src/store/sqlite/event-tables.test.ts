import assert from "node:assert/strict";
import { test } from "node:test";
import { eventOf, record, START_MS } from "../../digest/test-recorder.ts";
import {
  dayOf,
  eventIdBytes,
  eventIdText,
  eventTable,
  existsInDay,
  findBaseInDay,
  indexDaysByProject,
  levelNumber,
} from "./event-tables.ts";
import { openSqliteWorld } from "./test-store.ts";

test("what each event asks of a day's table is answered from an index", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf());
  const day = dayOf(START_MS);
  const planOf = (sql: string): unknown => world.db().prepare(`EXPLAIN QUERY PLAN ${sql}`).all()[0]?.["detail"];
  const table = eventTable(day);
  assert.match(
    String(planOf(existsInDay(day))),
    new RegExp(`COVERING INDEX ${table}_by_event .*event_id=\\? AND project_id=\\?`),
  );
  assert.match(String(planOf(findBaseInDay(day))), new RegExp(`INDEX ${table}_base `));
});

test("a day's table of before is given the index by project when the store is opened", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf());
  const index = `${eventTable(dayOf(START_MS))}_by_project`;
  const has = (): boolean => world.db().prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(index) !== undefined;
  assert.ok(has());
  world.db().exec(`DROP INDEX ${index}`);
  indexDaysByProject(world.db());
  assert.ok(has());
});

test("days are those of UTC, and nothing else becomes the name of a table", () => {
  assert.equal(dayOf(Date.UTC(2027, 0, 31, 23, 59, 59, 999)), "20270131");
  assert.equal(dayOf(Date.UTC(2027, 1, 1)), "20270201");
  assert.equal(eventTable("20270131"), "event_20270131");
  for (const day of ["", "2027", "2027013a", "20270131; DROP TABLE issue", "202701311"]) assert.throws(() => eventTable(day));
});

test("event ids are kept as 16 bytes, levels in their order", () => {
  const id = "00ff10203040506070809a0b0c0d0e0f";
  assert.equal(eventIdBytes(id).length, 16);
  assert.equal(eventIdText(eventIdBytes(id)), id);
  const levels = (["debug", "info", "warning", "error", "fatal"] as const).map(levelNumber);
  assert.deepEqual(
    levels,
    levels.toSorted((a, b) => a - b),
  );
});
