import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { DEFAULT_RULES } from "../../project/event-rules.ts";
import { eventRulesCommands, eventRulesReader, rulesForDigest } from "./event-rules.ts";
import { openSqliteWorld } from "./test-store.ts";

/** Projects 1 and 2 are of organisation 1. */
function openWorld(context: TestContext) {
  const db = openSqliteWorld(context).db();
  return { ...eventRulesCommands(db), ...eventRulesReader(db), rulesOf: rulesForDigest(db) };
}

test("a change holds for its project, from the next event on", async (context) => {
  const store = openWorld(context);
  assert.equal(store.rulesOf(1), DEFAULT_RULES);
  store.changeEventRules({ owner: { kind: "project", id: 1 }, change: { localhost: true, releases: ["1.*"] } });
  assert.deepEqual(store.rulesOf(1), { ...DEFAULT_RULES, localhost: true, releases: ["1.*"] });
  assert.equal(store.rulesOf(1), store.rulesOf(1), "the same object while nothing changes");
  assert.equal(store.rulesOf(2), DEFAULT_RULES);
  assert.equal(store.rulesOf(99), DEFAULT_RULES);
});

test("an organisation's word holds for all its projects that do not say otherwise", async (context) => {
  const store = openWorld(context);
  store.changeEventRules({ owner: { kind: "project", id: 1 }, change: { webCrawlers: false, sensitiveFields: ["pin"] } });
  store.changeEventRules({
    owner: { kind: "organization", id: 1 },
    change: { webCrawlers: true, sensitiveFields: ["iban"] },
  });
  assert.deepEqual([store.rulesOf(1).webCrawlers, store.rulesOf(2).webCrawlers], [false, true]);
  assert.deepEqual(store.rulesOf(1).sensitiveFields, ["iban", "pin"]);

  store.changeEventRules({ owner: { kind: "project", id: 1 }, change: { webCrawlers: null, sensitiveFields: null } });
  assert.deepEqual(await store.findOwnRules({ kind: "project", id: 1 }), {});
  assert.equal(store.rulesOf(1).webCrawlers, true);
});
