import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable } from "../../digest/recorder.ts";
import { recorderCountsContract } from "../../digest/recorder-counts.contract.ts";
import { recorderItemsContract } from "../../digest/recorder-items.contract.ts";
import { recorderSessionsContract } from "../../digest/recorder-sessions.contract.ts";
import { recorderContract } from "../../digest/recorder.contract.ts";
import { DAY_MS, eventOf, record, START_MS } from "../../digest/test-recorder.ts";
import type { Database } from "./database.ts";
import { dayOf, eventTable } from "./event-tables.ts";
import { openSqliteWorld } from "./test-store.ts";

recorderContract((context) => openSqliteWorld(context));
recorderCountsContract((context) => openSqliteWorld(context));
recorderSessionsContract((context) => openSqliteWorld(context));
recorderItemsContract((context) => openSqliteWorld(context));

const numbers = (db: Database, sql: string): unknown[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => Object.values(row)[0]);

test("a disk that is full stops the batch and nothing else: it is recorded when there is room again", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf());
  const before = world.view();
  const batch = Array.from({ length: 200 }, (_, index) => eventOf({ bug: `${index}`, tags: [["n", `${index}`]] }));
  world.db().exec("PRAGMA max_page_count = 1");

  for (let attempt = 0; attempt < 2; attempt += 1) {
    assert.throws(
      () => record(world, ...batch),
      (error) => error instanceof StoreUnavailable && error.kind === "disk-full",
    );
    assert.deepEqual(world.view(), before);
  }
  world.db().exec("PRAGMA max_page_count = 1000000");
  assert.equal(record(world, ...batch).accepted, 200);
  assert.equal(world.view().events.length, 201);
});

test("the users of an issue that owns several signatures are their union, exact or sketched", (context) => {
  const world = openSqliteWorld(context);
  const see = (bug: string, from: number, to: number): void => {
    record(world, ...Array.from({ length: to - from }, (_, index) => eventOf({ bug, user: from + index })));
  };
  const merge = `UPDATE signature SET issue_id = (SELECT min(id) FROM issue)`;
  const counted = (): unknown => world.view().issues[0]?.userCount;
  see("a", 0, 10);
  see("b", 5, 20);
  world.db().exec(merge);
  world.restart();
  see("b", 20, 30);
  assert.equal(counted(), 30);

  see("a", 10, 1_500);
  see("b", 30, 800);
  const both = Number(counted());
  assert.ok(Math.abs(both - 1_500) <= 30, `${both} of 1500`);
  see("b", 800, 2_000);
  const all = Number(counted());
  assert.ok(Math.abs(all - 2_000) <= 40, `${all} of 2000`);
  assert.deepEqual(numbers(world.db(), "SELECT count(*) FROM signature_user"), [0]);
});

test("the first event of a signature and day is the base of the others, also after a restart", (context) => {
  const world = openSqliteWorld(context);
  const table = eventTable(dayOf(START_MS));
  record(world, eventOf({ bug: "a" }), eventOf({ bug: "b" }), eventOf({ bug: "a" }));
  record(world, eventOf({ bug: "a" }));
  world.restart();
  record(world, eventOf({ bug: "b", atMs: START_MS - 5 }), eventOf({ bug: "c" }), eventOf({ bug: "c" }));
  assert.deepEqual(numbers(world.db(), `SELECT base_id FROM ${table} ORDER BY id`), [null, null, 1, 1, 2, null, 6]);

  const nextDay = START_MS + DAY_MS;
  record(world, eventOf({ bug: "a", receivedAtMs: nextDay }), eventOf({ bug: "a", receivedAtMs: nextDay }));
  assert.deepEqual(numbers(world.db(), `SELECT base_id FROM ${eventTable(dayOf(nextDay))} ORDER BY id`), [null, 1]);
});

test("an event that is received before the open day goes into the open day", (context) => {
  const world = openSqliteWorld(context);
  record(world, eventOf({ receivedAtMs: START_MS + DAY_MS }));
  record(world, eventOf({ receivedAtMs: START_MS }));
  assert.deepEqual(numbers(world.db(), "SELECT event_count FROM event_day"), [2]);
});

test("only the newest thousand entries stay in quarantine", (context) => {
  const world = openSqliteWorld(context);
  const quarantined = Array.from({ length: 1_010 }, (_, position) => ({ position, problem: "", bytes: new Uint8Array(1) }));
  world.recorder().record({ fromPosition: 0, toPosition: 2_000, events: [], outcomes: [], quarantined });
  const kept = world.view().quarantined;
  assert.deepEqual([kept.length, kept[0]], [1_000, 10]);
});
