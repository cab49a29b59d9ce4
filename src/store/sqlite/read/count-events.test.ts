import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventCounting, EventGroup, FoundEvents } from "../../../backend/backend.ts";
import { BackendProblem } from "../../../backend/backend.ts";
import { contractEvent, HOUR_MS, NOON_MS } from "../../../backend/test-world.ts";
import { openReader } from "../database.ts";
import { countFoundEvents } from "./count-events.ts";
import { openTestStore } from "./test-store.ts";

const ALL = { statuses: [], levels: [], ids: [] } as const;
/** True of every event, and yet a question about events: they are looked at one by one. */
const ONE_BY_ONE = { on: "event", key: "zzz", anyOf: [{ pieces: ["1"] }], isNegated: true } as const;

test("roll-ups and the events themselves come to the same counts; what would take too long is refused, and never cut", async () => {
  const store = await openTestStore();
  const words = ["a", "b", "c", "d"];
  store.record(
    Array.from({ length: 60 }, (_, index) =>
      contractEvent({
        issue: words[(index * index) % 4] ?? "a",
        project: index % 5 === 0 ? "second" : "first",
        timestampMs: NOON_MS - (59 - index) * HOUR_MS,
        user: `user ${index % 7}`,
      }),
    ),
  );
  const db = openReader(store.path);
  const found = (change: Partial<FoundEvents> = {}): FoundEvents => ({
    projects: [store.first, store.second],
    filter: ALL,
    fromMs: NOON_MS - 48 * HOUR_MS,
    toMs: NOON_MS,
    ...change,
  });
  const sorted = (groups: readonly EventGroup[]): readonly EventGroup[] =>
    groups.toSorted((a, b) => (JSON.stringify(a.values) < JSON.stringify(b.values) ? -1 : 1));
  const wishes: readonly EventCounting[] = [
    { by: [], distinct: [] },
    { by: ["issue"], distinct: [] },
    { by: ["project", "title"], distinct: ["issue"] },
    { by: ["error.type"], distinct: ["issue"], stepMs: 6 * HOUR_MS },
  ];
  for (const wish of wishes) {
    const hours = sorted(countFoundEvents(db, found(), wish));
    const events = sorted(countFoundEvents(db, found({ filter: { ...ALL, conditions: [ONE_BY_ONE] } }), wish));
    assert.deepEqual(events, hours);
    assert.equal(
      hours.reduce((sum, group) => sum + group.events, 0),
      49,
    );
  }
  const [people] = countFoundEvents(db, found(), { by: [], distinct: ["user"] });
  assert.deepEqual(people?.distinct, [7]);
  const [early] = countFoundEvents(db, found({ toMs: NOON_MS - 47.5 * HOUR_MS }), { by: [], distinct: [] });
  assert.deepEqual([early?.events, early?.lastSeenMs], [1, NOON_MS - 47.5 * HOUR_MS]);

  const isRefused = (error: unknown): boolean =>
    error instanceof BackendProblem && error.kind === "not-supported" && /Ask for a shorter time/.test(error.message);
  assert.throws(() => countFoundEvents(db, found(), { by: [], distinct: [] }, -1), isRefused);
  assert.throws(() => countFoundEvents(db, found(), { by: ["transaction"], distinct: [] }, -1), isRefused);
  db.close();
  await store.close();
});
