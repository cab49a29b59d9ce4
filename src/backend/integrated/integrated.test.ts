import assert from "node:assert/strict";
import { openSqliteReader } from "../../store/sqlite/read/reader.ts";
import { openTestStore } from "../../store/sqlite/read/test-store.ts";
import { backendContract } from "../backend.contract.ts";
import type { OpenWorld } from "../test-world.ts";
import { MEANINGS, SEARCHED_EVENTS, searched } from "../searches.contract.ts";
import { HOUR_MS, NOON_MS, contractEvent, issueOfWord, listOf, wordsOf, worldTests } from "../test-world.ts";
import { integratedBackend } from "./integrated.ts";

const open: OpenWorld = async (events) => {
  const store = await openTestStore();
  store.record(events);
  const reader = openSqliteReader(store.path);
  return {
    backend: integratedBackend({ errors: reader.errors, commands: store.writer.commands }),
    first: store.first,
    second: store.second,
    record: async (more) => store.record(more),
    async close() {
      reader.close();
      await store.close();
    },
  };
};

backendContract(open);

worldTests(open)("each search means what it says, and the counts of the tabs agree", SEARCHED_EVENTS, async (world) => {
  const wrong: string[] = [];
  for (const { text, want } of MEANINGS) {
    const filter = searched(text);
    const page = await listOf(world, { filter });
    const { counts } = await world.backend.countIssues({ projects: [world.first], filter });
    const got = `${wordsOf(page.issues).join("")} ${page.hits} ${counts.unresolved}`;
    if (got !== `${want} ${want.length} ${want.length}`) wrong.push(`${text}: ${got} in place of ${want}`);
    assert.equal(page.searchedBackToMs, undefined);
  }
  assert.deepEqual(wrong, []);
});

worldTests(open)("with a time range, the event that a search asks for lies in it", SEARCHED_EVENTS, async (world) => {
  const found = async (text: string, seenFromMs: number, seenToMs?: number): Promise<string> => {
    const filter = { ...searched(text), seenFromMs, ...(seenToMs !== undefined && { seenToMs }) };
    return wordsOf((await listOf(world, { filter })).issues).join("");
  };
  assert.equal(await found("shop:de", NOON_MS + 1), "b");
  assert.equal(await found("shop:at", NOON_MS + 1, NOON_MS + 2), "a");
  assert.equal(await found("shop:de", NOON_MS + 3), "");
  assert.equal(await found("!shop:de", NOON_MS + 2), "cb");
  assert.equal(await found("!shop:de", NOON_MS + 1, NOON_MS + 2), "a");
});

const rising = [
  ...[0, 1, 2].map((second) => contractEvent({ issue: "a", timestampMs: NOON_MS - 30 * HOUR_MS + second })),
  ...[3, 4].map((second) => contractEvent({ issue: "b", timestampMs: NOON_MS - 29 * HOUR_MS + second })),
  ...[0, 1, 2].map((second) => contractEvent({ issue: "b", timestampMs: NOON_MS + second })),
  contractEvent({ issue: "a", timestampMs: NOON_MS + 3 }),
  ...[4, 5].map((second) => contractEvent({ issue: "c", timestampMs: NOON_MS + second })),
];
worldTests(open)("by trend, what rose most over the time before comes first", rising, async (world) => {
  const trend = { nowMs: NOON_MS + HOUR_MS, spanMs: 24 * HOUR_MS };
  const page = await listOf(world, { sort: "trend", trend, limit: 2 });
  assert.deepEqual(wordsOf(page.issues), ["c", "b"]);
  const next = await listOf(world, { sort: "trend", trend, limit: 2, cursor: page.next });
  assert.deepEqual(wordsOf(next.issues), ["a"]);
  const later = { nowMs: NOON_MS + 72 * HOUR_MS, spanMs: 24 * HOUR_MS };
  assert.deepEqual((await listOf(world, { sort: "trend", trend: later })).issues, []);
});

const [early, late, last] = [
  contractEvent({ timestampMs: NOON_MS + 2_000 }),
  contractEvent({ timestampMs: NOON_MS + 1_000, receivedAtMs: NOON_MS + 24 * HOUR_MS }),
  contractEvent({ timestampMs: NOON_MS + 48 * HOUR_MS }),
];
worldTests(open)(
  "an event that came a day late stands with the events of the day it came",
  [early, late, last],
  async (world) => {
    const { events } = await world.backend.listEvents(await issueOfWord(world, "a"), { limit: 9 });
    assert.deepEqual(
      events.map(({ event }) => event.event_id),
      [last, late, early].map(({ eventId }) => eventId),
    );
  },
);
