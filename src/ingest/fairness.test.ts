import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientKey } from "../project/project.ts";
import { createAdmission } from "./admission.ts";
import { createBacklog } from "./backlog.ts";

/** A server in miniature: a log that takes everything, and a digest that works off so many events a second, in batches. */
type Sender = { readonly projectId: number; readonly perSecond: number; readonly fromMs?: number };
type Seen = { readonly sent: number; readonly refused: number; readonly slowestMs: number };

const EVENT_BYTES = 2_500;
/** As the digest has them: at most so many, and at most half a second's work. */
const MAX_BATCH = 512;
const BATCH_SECONDS = 0.5;

function simulate(senders: readonly Sender[], digestPerSecond: number, forMs: number): ReadonlyMap<number, Seen> {
  const backlog = createBacklog({ end: 0, bytes: 0 }, 0);
  const admission = createAdmission(backlog);
  const seen = new Map(senders.map(({ projectId }) => [projectId, { sent: 0, refused: 0, slowestMs: 0 }]));
  const waiting: { readonly projectId: number; readonly atMs: number }[] = [];
  let end = 0;
  let position = 0;
  let batchEndsMs = 0;
  let batch: typeof waiting = [];
  const send = (projectId: number, nowMs: number): void => {
    const of = seen.get(projectId);
    if (of === undefined) return;
    of.sent += 1;
    const key: ClientKey = { id: projectId, projectId, publicKey: "", label: "", isActive: true, createdAtMs: 0 };
    const limit = admission.ofKey(key, nowMs);
    if (limit !== undefined) {
      of.refused += 1;
      return;
    }
    end += EVENT_BYTES;
    waiting.push({ projectId, atMs: nowMs });
    backlog.noteKept({ projectId, end, bytes: EVENT_BYTES, errors: 1 }, nowMs);
  };
  for (let nowMs = 0; nowMs < forMs; nowMs += 1) {
    for (const { projectId, perSecond, fromMs = 0 } of senders) {
      const due = (ms: number): number => Math.floor((Math.max(0, ms - fromMs) * perSecond) / 1_000);
      for (let left = due(nowMs + 1) - due(nowMs); left > 0; left -= 1) send(projectId, nowMs);
    }
    if (nowMs < batchEndsMs) continue;
    for (const { projectId, atMs } of batch) {
      const of = seen.get(projectId);
      if (of !== undefined) of.slowestMs = Math.max(of.slowestMs, nowMs - atMs);
    }
    position += batch.length * EVENT_BYTES;
    if (batch.length > 0) backlog.noteDigested(position, nowMs);
    batch = waiting.splice(0, Math.min(MAX_BATCH, digestPerSecond * BATCH_SECONDS));
    batchEndsMs = nowMs + Math.max(5, (batch.length * 1_000) / digestPerSecond);
  }
  return seen;
}

test("a project at ten times the sustainable rate is limited, and one at five a second beside it loses and waits for nothing", () => {
  const seen = simulate(
    [
      { projectId: 1, perSecond: 25_000 },
      { projectId: 2, perSecond: 5 },
    ],
    2_500,
    120_000,
  );
  const [loud, quiet] = [seen.get(1), seen.get(2)];
  assert.ok(loud !== undefined && quiet !== undefined);
  assert.equal(quiet.refused, 0);
  assert.ok(quiet.slowestMs < 5_000, `the quiet one waited ${quiet.slowestMs} ms`);
  assert.ok(loud.refused > 0.8 * loud.sent);
  // The digest is kept busy all the same: what is limited is the backlog, not the work.
  assert.ok(loud.sent - loud.refused > 0.8 * 2_500 * 120, `${loud.sent - loud.refused} let in`);
});

test("on a machine that digests forty events a second, too, the quiet one loses nothing", () => {
  const seen = simulate(
    [
      { projectId: 1, perSecond: 400 },
      { projectId: 2, perSecond: 5 },
    ],
    40,
    120_000,
  );
  const [loud, quiet] = [seen.get(1), seen.get(2)];
  assert.ok(loud !== undefined && quiet !== undefined);
  assert.equal(quiet.refused, 0);
  // Half a second of ten times the rate is five seconds of work, and let in before anybody can know the speed.
  assert.ok(quiet.slowestMs < 6_000, `the quiet one waited ${quiet.slowestMs} ms`);
  assert.ok(loud.refused > 0.8 * loud.sent);
});

test("a burst of one project that is alone is taken whole", () => {
  const seen = simulate([{ projectId: 1, perSecond: 8_000 }], 2_500, 10_000);
  assert.equal(seen.get(1)?.refused, 0);
});

test("many projects that share the backlog fairly are not limited by it", () => {
  const senders = Array.from({ length: 8 }, (_, index) => ({ projectId: index + 1, perSecond: 500 }));
  const seen = simulate(senders, 2_500, 10_000);
  for (const [projectId, { refused }] of seen) assert.equal(refused, 0, `project ${projectId}`);
});

test("a digest that keeps up limits nobody, whatever the shares", () => {
  const seen = simulate(
    [
      { projectId: 1, perSecond: 2_000 },
      { projectId: 2, perSecond: 5 },
    ],
    2_500,
    30_000,
  );
  assert.deepEqual([seen.get(1)?.refused, seen.get(2)?.refused], [0, 0]);
});
