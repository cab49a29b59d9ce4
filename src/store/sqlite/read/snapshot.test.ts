import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL, NOON_MS, contractEvent } from "../../../backend/test-world.ts";
import type { Database } from "../database.ts";
import { openReader } from "../database.ts";
import { inSnapshot } from "./snapshot.ts";
import { sqliteStoredErrors } from "./stored-errors.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

let store: TestStore;
let db: Database;

before(async () => {
  store = await openTestStore();
  store.record([contractEvent({}), contractEvent({})]);
  db = openReader(store.path);
});

after(async () => {
  db.close();
  await store.close();
});

function eventCount(): unknown {
  return db.statement("SELECT event_count FROM issue").get()?.["event_count"];
}

test("what is recorded during a snapshot is seen after it", () => {
  const seen = inSnapshot(db, () => {
    const earlier = eventCount();
    store.record([contractEvent({ timestampMs: NOON_MS + 1 })]);
    return [earlier, eventCount()];
  });
  assert.deepEqual([...seen, eventCount()], [2, 2, 3]);
});

test("a snapshot ends when its read fails", () => {
  assert.throws(() => inSnapshot(db, () => db.prepare("SELECT nothing")), /nothing/);
  assert.equal(db.isInTransaction(), false);
});

test("whatever takes several statements is read from one snapshot", async () => {
  let outside = 0;
  const counting: Database = {
    ...db,
    statement(sql) {
      if (!db.isInTransaction()) outside += 1;
      return db.statement(sql);
    },
  };
  const errors = sqliteStoredErrors(counting);
  const { issues } = await errors.listIssues({ projects: [store.first], filter: ALL, sort: "users", limit: 1 });
  const [issue] = issues;
  assert.ok(issue);
  const page = await errors.listEvents(issue, { limit: 1 });
  await errors.findEvent(issue, "latest");
  await errors.findIssueOfEvent([store.first], page.events[0]?.event.event_id ?? "");
  assert.equal(outside, 0);
});
