import assert from "node:assert/strict";
import { test } from "node:test";
import type { DigestedEvent } from "../../digest/recorder.ts";
import { eventOf, issueOf, record } from "../../digest/test-recorder.ts";
import { sketchOf } from "../../grouping/v1/sketch.ts";
import { openLooks } from "./looks.ts";
import { listSimilar } from "./read/similar.ts";
import { findIssue } from "./read/issues.ts";
import type { SqliteWorld } from "./test-store.ts";
import { openSqliteWorld } from "./test-store.ts";

const projectIds = [1, 2];
const STACK = ["openCart", "payNow", "chargeCard", "toCents"];

/** An event of a bug whose stack is STACK with one function called otherwise. */
function twin(bug: string, at = 1): DigestedEvent {
  const event = eventOf({ bug });
  const frames = STACK.with(at, `${bug}Function`).map((name) => ({ function: name, module: "shop/pay", in_app: true }));
  const values = [{ type: "RangeError", value: "price is negative", stacktrace: { frames } }];
  return { ...event, event: { ...event.event, exception: { values } } };
}

function look(world: SqliteWorld, budgetMs = 1_000): void {
  let isLeft = true;
  while (isLeft) isLeft = openLooks(world.db(), sketchOf).step(budgetMs);
}
const idOf = (world: SqliteWorld, bug: string): number => issueOf(world, `Error: ${bug}`).id;
/** Ids of the issues that are suggested for a bug. */
function suggested(world: SqliteWorld, bug: string): readonly number[] {
  const issue = findIssue(world.db(), projectIds, { kind: "id", id: idOf(world, bug) });
  assert.ok(issue);
  return listSimilar(world.db(), issue).map((one) => one.issue.id);
}
const judge = (world: SqliteWorld, issueId: number, otherId: number, notSame = true) =>
  world.regroup().judgeSimilar({ issueId, otherId, projectIds, notSame, byUserId: 7 });
const rowsOf = (world: SqliteWorld, table: string): number => world.db().prepare(`SELECT 1 FROM ${table}`).all().length;

test("signatures are looked at once each, in slices, and also those that were stored before", async (context) => {
  const world = openSqliteWorld(context);
  record(world, twin("a"), twin("b"), twin("c"), eventOf({ bug: "empty" }));
  assert.deepEqual(suggested(world, "a"), []);
  assert.equal(openLooks(world.db(), sketchOf).step(0), true, "a budget of nothing does nothing");
  look(world);
  assert.equal(rowsOf(world, "signature_look"), 4);
  assert.deepEqual(new Set(suggested(world, "a")), new Set([idOf(world, "b"), idOf(world, "c")]));
  assert.deepEqual(suggested(world, "empty"), []);
  record(world, twin("a"), twin("b"));
  assert.equal(openLooks(world.db(), sketchOf).step(1_000), false);
});

test("not the same outlives further events, a restart, and merging either with another", async (context) => {
  const world = openSqliteWorld(context);
  record(world, twin("a"), twin("b"), eventOf({ bug: "other" }), eventOf({ bug: "other" }));
  look(world);
  const [a, b, other] = [idOf(world, "a"), idOf(world, "b"), idOf(world, "other")];
  assert.deepEqual(await judge(world, a, b), { problem: undefined });
  record(world, twin("a"), twin("b"));
  world.restart();
  assert.deepEqual([suggested(world, "a"), suggested(world, "b")], [[], []]);

  const merged = await world.regroup().mergeIssues({ issueIds: [b, other], projectIds });
  assert.ok("parentId" in merged && merged.parentId === other);
  assert.deepEqual(suggested(world, "a"), [], "b is a part of the other now");
  await judge(world, a, other, false);
  assert.deepEqual(suggested(world, "a"), [other]);
});

test("what somebody took out of an issue is not suggested to be put back", async (context) => {
  const world = openSqliteWorld(context);
  record(world, twin("a"), twin("a"), twin("b"));
  look(world);
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await world.regroup().mergeIssues({ issueIds: [a, b], projectIds });
  const detached = await world.regroup().detachSignatures({ issueId: a, projectIds, hashes: [twin("a").signature] });
  assert.ok("issueId" in detached && detached.issueId !== undefined);
  const fresh = findIssue(world.db(), projectIds, { kind: "id", id: detached.issueId });
  assert.ok(fresh);
  assert.deepEqual(listSimilar(world.db(), fresh), []);
});

test("deleted issues are not suggested, and leave nothing behind once their rows are removed", async (context) => {
  const world = openSqliteWorld(context);
  record(world, twin("a"), twin("b"));
  look(world);
  const [a, b] = [idOf(world, "a"), idOf(world, "b")];
  await judge(world, a, b);
  await world.regroup().deleteIssues({ issueIds: [b], projectIds, discard: false, byUserId: undefined });
  assert.equal(rowsOf(world, "not_same"), 0);
  assert.deepEqual(suggested(world, "a"), []);
  while (world.removeSome());
  await world.regroup().deleteIssues({ issueIds: [a], projectIds, discard: false, byUserId: undefined });
  while (world.removeSome());
  for (const table of ["signature_look", "feature", "feature_signature"]) assert.equal(rowsOf(world, table), 0, table);
  record(world, twin("b"), twin("c"));
  look(world);
  assert.deepEqual(suggested(world, "b"), [idOf(world, "c")], "ids that are used again are looked at again");
});

test("a word of a text that differs in many issues is data, and brings them together; in two it is the point", async (context) => {
  const world = openSqliteWorld(context);
  const says = (bug: string, name: string): DigestedEvent => {
    const event = eventOf({ bug });
    return { ...event, event: { ...event.event, logentry: { formatted: `No mailbox there for ${name} at all` } } };
  };
  record(world, says("a", "alice"), says("b", "robert"));
  look(world);
  assert.deepEqual(suggested(world, "a"), []);
  record(world, says("c", "claire"), says("d", "david"));
  look(world);
  assert.equal(suggested(world, "a").length, 3);
});
