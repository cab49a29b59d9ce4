import assert from "node:assert/strict";
import { CHANGE_KINDS, changeWindow, daysAgo } from "../issue/changes.ts";
import type { InWorld } from "./test-world.ts";
import { HOUR_MS, NOON_MS, contractEvent } from "./test-world.ts";

/** What every Backend keeps to when it is asked what changed: a group of each kind, and what cannot be told says why. */
export function changesContract(inWorld: InWorld): void {
  const weekMs = 7 * 24 * HOUR_MS;
  const events = [
    contractEvent({ issue: "old", timestampMs: NOON_MS - 2 * weekMs }),
    contractEvent({ issue: "new", timestampMs: NOON_MS }),
  ];
  inWorld("what is new since a moment is told, and every kind has its group", events, async (world) => {
    const window = changeWindow(daysAgo(NOON_MS, 7), NOON_MS);
    const changes = await world.backend.listChanges(world.first, { window, userId: 1, kinds: CHANGE_KINDS, limit: 5 });
    const told = changes.groups.map(({ kind, issues, unavailable }) => [
      kind,
      unavailable ?? issues.map(({ issue }) => issue.title).join(),
    ]);
    assert.deepEqual(
      told.map(([kind]) => kind),
      CHANGE_KINDS,
    );
    const of = Object.fromEntries(told);
    assert.deepEqual([of["new"], of["returned"], of["growing"]], ["Title new", "", ""]);
    assert.match(of["quiet"], /^$|Sentry/);
    assert.equal(of["unseen"], "Title new");
  });
}
