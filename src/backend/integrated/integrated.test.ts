import assert from "node:assert/strict";
import { openSqliteReader } from "../../store/sqlite/read/reader.ts";
import { openTestStore } from "../../store/sqlite/read/test-store.ts";
import { backendContract } from "../backend.contract.ts";
import type { OpenWorld } from "../test-world.ts";
import { HOUR_MS, NOON_MS, contractEvent, issueOfWord, worldTests } from "../test-world.ts";
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
