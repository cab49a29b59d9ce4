import assert from "node:assert/strict";
import { test } from "node:test";
import { createBacklog } from "./backlog.ts";

const NOTHING_LEFT = { end: 0, bytes: 0 };

test("what waits is counted by project until it is recorded", () => {
  const backlog = createBacklog(NOTHING_LEFT, 0);
  backlog.noteKept({ projectId: 1, end: 300, bytes: 300, errors: 1 }, 0);
  backlog.noteKept({ projectId: 2, end: 400, bytes: 100, errors: 2 }, 150);
  assert.deepEqual([backlog.shareOf(1), backlog.shareOf(2), backlog.shareOf(3)], [0.75, 0.25, 0]);
  assert.deepEqual([backlog.errorsOf(1), backlog.errorsOf(2)], [1, 2]);
  assert.equal(backlog.ageMs(200), 200);

  backlog.noteDigested(300, 210);
  assert.deepEqual([backlog.shareOf(1), backlog.shareOf(2), backlog.ageMs(250)], [0, 1, 100]);
  backlog.noteDigested(400, 260);
  assert.deepEqual([backlog.shareOf(2), backlog.errorsOf(2), backlog.ageMs(999)], [0, 0, 0]);
});

test("what a former run left behind is nobody's, and counts as long as it waits", () => {
  const backlog = createBacklog({ end: 5_000, bytes: 900 }, 0);
  backlog.noteKept({ projectId: 1, end: 5_100, bytes: 100, errors: 1 }, 400);
  assert.deepEqual([backlog.shareOf(1), backlog.ageMs(500)], [0.1, 500]);
  backlog.noteDigested(5_000, 600);
  assert.deepEqual([backlog.shareOf(1), backlog.ageMs(600)], [1, 200]);
});

test("a long backlog that the digest cannot work off soon counts as older than it is", () => {
  const backlog = createBacklog(NOTHING_LEFT, 0);
  for (let ms = 0; ms < 1_000; ms += 10) {
    backlog.noteKept({ projectId: 1, end: (ms + 10) * 1_000, bytes: 10_000, errors: 1 }, ms);
    // A tenth of what comes is digested.
    backlog.noteDigested(ms * 100, ms);
  }
  const waitMs = backlog.waitMs(1_000);
  assert.ok(waitMs > 8_000 && waitMs < 12_000, `${waitMs} ms`);
});

test("a digest that keeps up is not blamed for the quiet before a burst", () => {
  const backlog = createBacklog(NOTHING_LEFT, 0);
  let end = 0;
  for (let ms = 0; ms < 3_000; ms += 100) {
    backlog.noteKept({ projectId: 1, end: (end += 1_000), bytes: 1_000, errors: 1 }, ms);
    backlog.noteDigested(end, ms + 30);
  }
  backlog.noteKept({ projectId: 1, end: (end += 1_000_000), bytes: 1_000_000, errors: 400 }, 3_000);
  assert.equal(backlog.waitMs(3_200), 200);
});

test("it is known when another project sent last", () => {
  const backlog = createBacklog(NOTHING_LEFT, 0);
  const send = (projectId: number, nowMs: number): void =>
    backlog.noteKept({ projectId, end: nowMs, bytes: 1, errors: 1 }, nowMs);
  send(1, 10);
  assert.deepEqual([backlog.lastOtherMs(1), backlog.lastOtherMs(2)], [undefined, 10]);
  send(2, 20);
  send(1, 30);
  send(1, 40);
  assert.deepEqual([backlog.lastOtherMs(1), backlog.lastOtherMs(2), backlog.lastOtherMs(3)], [20, 40, 40]);
});

test("a backlog of a day costs bounded memory, and no byte of it is forgotten", () => {
  const backlog = createBacklog(NOTHING_LEFT, 0);
  const entries = 40_000;
  for (let index = 1; index <= entries; index += 1) {
    backlog.noteKept({ projectId: index % 4, end: index * 10, bytes: 10, errors: 1 }, index * 150);
  }
  assert.equal(backlog.errorsOf(1), entries / 4);
  assert.equal(backlog.shareOf(1), 0.25);
  backlog.noteDigested(entries * 10, entries * 150);
  assert.deepEqual([backlog.errorsOf(1), backlog.shareOf(1), backlog.ageMs(1e12)], [0, 0, 0]);
});
