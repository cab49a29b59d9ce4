import assert from "node:assert/strict";
import { test } from "node:test";
import { digestEvent } from "../digest/event/digest-event.ts";
import { EVENT_DEPS } from "../digest/event/test-captures.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld } from "./test-world.ts";

const WEB = "/api/0/projects/acme/web/";
const RULES = `${WEB}grouping-rules/`;

async function openWorld() {
  const world: Populated = await openPopulatedWorld();
  const ask = (path: string, method = "GET", body?: object): Promise<Answered> =>
    world.ask(path, { method, session: world.owner, ...(body !== undefined && { body }) });
  let last = 0;
  /** Takes an error the whole way, by the rules in force. */
  const receive = async (type: string, place: string): Promise<string> => {
    last += 1;
    const frames = [{ function: place, module: `shop.${place}`, filename: `shop/${place}.py`, in_app: true }];
    const payload = { platform: "python", exception: { values: [{ type, value: "lost", stacktrace: { frames } }] } };
    const rules = await world.store.groupingRules.findGroupingRules(world.web.id);
    const digested = digestEvent(
      {
        projectId: world.web.id,
        keyId: 1,
        eventId: eventId(last),
        receivedAtMs: NOW_MS + last,
        payload: Buffer.from(JSON.stringify(payload)),
      },
      { ...EVENT_DEPS, grouping: groupingV1, groupingRulesOf: () => rules },
    );
    assert.ok(digested.kind === "event");
    world.store.record([digested.event]);
    return eventId(last);
  };
  return { ...world, ask, receive };
}

test("rules are saved under Sentry's names, there and among the project's fields, and taken away by null", async () => {
  const { ask } = await openWorld();
  assert.deepEqual((await ask(RULES)).json, {
    fingerprintingRules: "",
    groupingEnhancements: "",
    version: null,
    dateCreated: null,
  });
  const put = await ask(WEB, "PUT", { fingerprintingRules: "type:A -> a" });
  assert.deepEqual([put.status, put.json.fingerprintingRules, put.json.groupingEnhancements], [200, "type:A -> a", ""]);
  const saved = await ask(RULES, "PUT", { groupingEnhancements: "function:a -app" });
  assert.deepEqual([saved.json.fingerprintingRules, saved.json.groupingEnhancements], ["type:A -> a", "function:a -app"]);
  const again = await ask(RULES, "PUT", { groupingEnhancements: "function:a -app" });
  assert.equal(again.json.version, saved.json.version, "what is in force already makes no new version");
  await ask(WEB, "PUT", { fingerprintingRules: null, groupingEnhancements: null });
  assert.equal((await ask(RULES)).json.version, null);
});

test("rules with a mistake are refused with line and column, and nothing is saved", async () => {
  const { ask } = await openWorld();
  for (const path of [WEB, RULES]) {
    const { status, json } = await ask(path, "PUT", { fingerprintingRules: "type:A -> a\ncolour:red -> b" });
    assert.equal(status, 400);
    assert.match(json.fingerprintingRules[0], /^line 2, column 1: there is no key “colour”/);
  }
  const { json } = await ask(`${RULES}check/`, "POST", { fingerprintingRules: "type:A", groupingEnhancements: "app:no -app" });
  assert.deepEqual([json.problems.fingerprintingRules[0].column, json.problems.groupingEnhancements], [7, []]);
  assert.equal((await ask(RULES)).json.version, null);
});

test("a preview says what would merge, split, begin anew and change title, and changes nothing", async () => {
  const { ask, receive } = await openWorld();
  for (const [type, place] of [
    ["DbTimeout", "pay"],
    ["DbTimeout", "search"],
    ["KeyError", "pay"],
    ["Rare", "pay"],
  ] as const) {
    await receive(type, place);
    await receive(type, place);
  }
  const { status, json } = await ask(`${RULES}preview/`, "POST", {
    fingerprintingRules: 'type:DbTimeout -> db\ntype:Rare -> rare title="Seldom"',
  });
  assert.equal(status, 200);
  assert.deepEqual([json.looked.events, json.looked.stoppedBy, json.movedEvents], [8, "end", 6]);
  assert.deepEqual(json.counts, { merges: 1, splits: 0, moves: 1, titles: 1 });
  assert.deepEqual([json.merges[0].events, json.merges[0].issue], [4, null]);
  assert.deepEqual(json.merges[0].issues.map(({ shortId }: { shortId: string }) => shortId).toSorted(), ["WEB-1", "WEB-2"]);
  assert.deepEqual([json.moves[0].issue.shortId, json.moves[0].events], ["WEB-4", 2]);
  assert.deepEqual([json.titles[0].from, json.titles[0].to, json.titles[0].events], ["Rare: lost", "Seldom", 2]);
  assert.equal((await ask(RULES)).json.version, null);

  const few = await ask(`${RULES}preview/`, "POST", { fingerprintingRules: "", events: 3 });
  assert.deepEqual([few.json.looked.events, few.json.looked.stoppedBy, few.json.movedEvents], [3, "count", 0]);

  // Two that are one issue by a rule would be two again.
  await ask(RULES, "PUT", { fingerprintingRules: "type:Db* -> db" });
  await receive("DbTimeout", "pay");
  await receive("DbTimeout", "search");
  const back = await ask(`${RULES}preview/`, "POST", { fingerprintingRules: "" });
  const split = back.json.splits.find(({ issue }: { issue: { shortId: string } }) => issue.shortId === "WEB-5");
  assert.deepEqual(
    split.into.map(({ events }: { events: number }) => events),
    [1, 1],
  );
});

test("an event stays explained by the rules it was grouped by, and says that they were changed since", async () => {
  const { ask, receive } = await openWorld();
  const before = await receive("DbTimeout", "pay");
  const infoOf = async (id: string) => (await ask(`${WEB}events/${id}/grouping-info/`)).json;
  assert.equal((await infoOf(before)).rules.state, "none");

  await ask(RULES, "PUT", {
    fingerprintingRules: "type:DbTimeout -> {{ default }} db",
    groupingEnhancements: "app:yes function:pay category=own\nfunction:pay -app\ncategory:own -group",
  });
  const id = await receive("DbTimeout", "pay");
  const info = await infoOf(id);
  assert.deepEqual([info.rules.state, info.matches], ["in-force", true]);
  assert.equal(info.parts[0].value, "line 1: type:DbTimeout -> {{ default }} db");
  assert.equal((await infoOf(before)).rules.state, "changed-since");

  await ask(RULES, "PUT", { fingerprintingRules: "", groupingEnhancements: "function:pay +group" });
  const later = await infoOf(id);
  assert.deepEqual({ ...later, rules: null }, { ...info, rules: null });
  assert.deepEqual([later.rules.state, later.matches, later.rules.version], ["changed-since", true, info.rules.version]);
  const event = (await ask(`${WEB}events/${id}/`)).json;
  assert.equal(event.entries[0].data.values[0].stacktrace.frames[0].inApp, false);
});
