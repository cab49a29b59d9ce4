import assert from "node:assert/strict";
import { test } from "node:test";
import { createRefusedIds } from "./refused-ids.ts";

const at = (atMs: number) => ({ kind: "filtered", reason: "legacy-browsers", atMs }) as const;

test("a refused id is found for its project alone", () => {
  const ids = createRefusedIds();
  ids.note(1, "a", at(5));
  assert.deepEqual(ids.find(1, "a"), at(5));
  assert.equal(ids.find(2, "a"), undefined);
  assert.equal(ids.find(1, "b"), undefined);
});

test("the oldest of a project make room for its newest, and the same id refused again is new", () => {
  const ids = createRefusedIds(2);
  for (const [index, id] of ["a", "b", "a", "c"].entries()) ids.note(1, id, at(index));
  assert.deepEqual([ids.find(1, "a")?.atMs, ids.find(1, "b"), ids.find(1, "c")?.atMs], [2, undefined, 3]);
});

test("a loud project does not push out the ids of a quiet one", () => {
  const ids = createRefusedIds(1_000, 100);
  ids.note(2, "quiet", at(0));
  for (let index = 0; index < 5_000; index += 1) ids.note(1, `loud ${index}`, at(index));
  assert.deepEqual(ids.find(2, "quiet"), at(0));
  assert.equal(ids.find(1, "loud 4900"), undefined);
  assert.equal(ids.find(1, "loud 4999")?.atMs, 4_999);
  assert.equal(ids.find(1, "loud 4901")?.atMs, 4_901);
  // Also when it is the quiet one's turn and there is no room.
  ids.note(3, "late", at(1));
  assert.deepEqual([ids.find(3, "late"), ids.find(1, "loud 4901")], [at(1), undefined]);
});
