import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { openLogReader } from "../log/segments/reader.ts";
import { damageFile, freshDirectory } from "../log/segments/test-directory.ts";
import { openLogWriter } from "../log/segments/writer.ts";
import { openSqliteWorld } from "../store/sqlite/test-store.ts";
import { EVENT_DEPS } from "./event/test-captures.ts";
import type { RefusedInDigest } from "./digest-batch.ts";
import { createDigest } from "./digest-loop.ts";
import type { DigestedBatch, DigestedEvent, Recorder } from "./recorder.ts";
import { StoreUnavailable } from "./recorder.ts";
import { envelopeOf, idOf, logged } from "./test-log.ts";

const eventEntry = (number: number, payload: object = { message: `event ${number}` }): Buffer =>
  logged(envelopeOf([[{ type: "event" }, payload]]), { eventId: idOf(number) });

/** A batch whose events were read. */
type ReadBatch = DigestedBatch & { readonly events: readonly DigestedEvent[] };

/** A real log with these entries, a real store, and a digest between them. `before` looks at each batch, and may throw. */
async function openWorld(
  context: TestContext,
  entries: readonly Uint8Array[],
  before: (batch: ReadBatch) => void = () => {},
  clockMs: () => number = () => performance.now(),
) {
  const directory = freshDirectory();
  const writer = await openLogWriter({ directory, releasedPosition: 0 });
  await Promise.all(entries.map((entry) => writer.append([entry])));
  const end = writer.durableEnd();
  await writer.close();

  const store = openSqliteWorld(context);
  const log = openLogReader({ directory });
  context.after(() => log.close());
  const recorder: Recorder = {
    position: () => store.recorder().position(),
    latestReceivedAtMs: () => store.recorder().latestReceivedAtMs(),
    record: (batch) => {
      const events = [...batch.events];
      before({ ...batch, events });
      return store.recorder().record({ ...batch, events });
    },
  };
  const refused: RefusedInDigest[] = [];
  const digest = createDigest({
    log,
    recorder,
    event: EVENT_DEPS,
    clockMs,
    onRefused: (event) => refused.push(event),
  });
  return { directory, end, refused, step: () => digest.step(end), view: () => store.view() };
}

const holds = (batch: ReadBatch, number: number): boolean => batch.events.some(({ event }) => event.event_id === idOf(number));

test("a step records what is in the log, and then there is nothing to do", async (context) => {
  const world = await openWorld(context, [eventEntry(1), eventEntry(2)]);
  // Both are "event <number>": one issue.
  const changes = [{ projectId: 1, issueIds: [1], newIssueIds: [1] }];
  assert.deepEqual(world.step(), {
    accepted: 2,
    duplicates: 0,
    changes,
    position: world.end,
    entries: 2,
    quarantined: 0,
  });
  assert.equal(world.step(), undefined);
  assert.equal(world.view().position, world.end);
});

test("the ids of events that were not stored are told, each with its reason, once they are recorded as such", async (context) => {
  const broken = logged(Buffer.from('{}\n{"type":"event","length":4}\n{"a"\n'), { eventId: idOf(1) });
  const unreadable = logged(Buffer.from("not an envelope"), { eventId: idOf(2) });
  const world = await openWorld(context, [broken, unreadable, eventEntry(3)]);
  world.step();
  assert.deepEqual(
    world.refused.map(({ eventId, kind, reason }) => [eventId, kind, reason]),
    [
      [idOf(1), "invalid", "invalid_json"],
      [idOf(2), "invalid", "internal"],
    ],
  );
});

test("an event that is sent twice counts once, the second is a duplicate", async (context) => {
  const world = await openWorld(context, [eventEntry(1), eventEntry(1), eventEntry(2)]);
  const step = world.step();
  assert.deepEqual([step?.accepted, step?.duplicates], [2, 1]);
  const outcomes = world.view().outcomes.map(({ kind, reason, category, quantity }) => [kind, reason, category, quantity]);
  assert.deepEqual(
    new Set(outcomes),
    new Set([
      ["accepted", "", "error", 2],
      ["invalid", "duplicate", "error", 1],
    ]),
  );
});

test("an event that is no JSON costs only itself", async (context) => {
  const bad = logged(envelopeOf([[{ type: "event" }, "{no json"]]), { eventId: idOf(2) });
  const world = await openWorld(context, [eventEntry(1), bad, eventEntry(3)]);
  assert.equal(world.step()?.accepted, 2);
  assert.ok(world.view().outcomes.some(({ kind, reason }) => kind === "invalid" && reason === "invalid_json"));
  assert.deepEqual(world.view().quarantined, []);
});

test("entries that cannot be digested or recorded are isolated, and the log moves on", async (context) => {
  const entries = Array.from({ length: 40 }, (_, number) => (number === 7 ? Buffer.from("no record") : eventEntry(number)));
  const world = await openWorld(context, entries, (batch) => {
    if (holds(batch, 23)) throw new TypeError("cannot bind a Date");
  });
  const step = world.step();
  assert.deepEqual([step?.accepted, step?.position, step?.entries, step?.quarantined], [38, world.end, 40, 2]);
  const { events, quarantined, outcomes } = world.view();
  assert.equal(events.length, 38);
  assert.equal(quarantined.length, 2);
  // The one that was no record cannot be told whose it was.
  assert.deepEqual(
    outcomes.filter(({ reason }) => reason === "internal").map(({ quantity }) => quantity),
    [1],
  );
});

test("an entry that fails once is tried again", async (context) => {
  let failures = 0;
  const world = await openWorld(context, [eventEntry(1)], () => {
    failures += 1;
    if (failures === 1) throw new TypeError("once");
  });
  assert.equal(world.step()?.accepted, 1);
  assert.deepEqual(world.view().quarantined, []);
});

test("a store that is full is nobody's fault: the step throws, nothing is lost, and the next one goes on", async (context) => {
  let isFull = true;
  const world = await openWorld(context, [eventEntry(1), eventEntry(2)], () => {
    if (isFull) throw new StoreUnavailable("disk-full", "no room");
  });
  assert.throws(() => world.step(), StoreUnavailable);
  assert.equal(world.view().position, 0);
  isFull = false;
  assert.equal(world.step()?.accepted, 2);
});

test("a store that fails while a batch is halved keeps what was recorded, and counts nothing twice", async (context) => {
  let left = 3;
  const world = await openWorld(
    context,
    [0, 1, 2, 3].map((number) => eventEntry(number)),
    (batch) => {
      if (holds(batch, 3)) throw new TypeError("poisoned");
      left -= 1;
      if (left === 1) throw new StoreUnavailable("busy", "not now");
    },
  );
  assert.throws(() => world.step(), StoreUnavailable);
  assert.ok(world.view().events.length < 3);
  while (world.step() !== undefined);
  const { events, outcomes, quarantined } = world.view();
  assert.deepEqual([events.length, quarantined.length], [3, 1]);
  assert.deepEqual(
    outcomes.filter(({ kind }) => kind === "accepted").map(({ quantity }) => quantity),
    [3],
  );
});

test("a damaged region of the log is passed over, and the operator is told", async (context) => {
  const world = await openWorld(
    context,
    [1, 2, 3].map((number) => eventEntry(number)),
  );
  const [segment = ""] = readdirSync(world.directory);
  damageFile(path.join(world.directory, segment), (bytes) =>
    bytes.fill(0xff, bytes.indexOf("event 2"), bytes.indexOf("event 2") + 5),
  );
  const step = world.step();
  assert.deepEqual([step?.accepted, step?.quarantined], [2, 1]);
  assert.equal(world.view().quarantined.length, 1);
  assert.equal(world.view().position, world.end);
});

test("a batch is as large as fits into half a second, and grows again when events cost less", async (context) => {
  let [nowMs, costMs] = [0, 25];
  const entries = Array.from({ length: 700 }, (_, number) => eventEntry(number));
  const passes = (batch: ReadBatch): void => void (nowMs += batch.events.length * costMs);
  const world = await openWorld(context, entries, passes, () => nowMs);
  const sizes = [world.step()?.entries, world.step()?.entries];
  costMs = 1;
  sizes.push(world.step()?.entries, world.step()?.entries, world.step()?.entries);
  assert.deepEqual(sizes, [512, 20, 20, 40, 80]);
});
