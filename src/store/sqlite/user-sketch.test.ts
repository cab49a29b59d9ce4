import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { addUsers, readUserSketch, sketchOfUsers, unionOfUsers, userSketchBytes } from "./user-sketch.ts";

/** Keyed hashes of users as the digest makes them: 52 bits. */
function usersOf(seed: string, from: number, to: number): number[] {
  const users: number[] = [];
  for (let number = from; number < to; number += 1) {
    users.push(createHash("sha256").update(`${seed} ${number}`).digest().readUIntBE(0, 6) * 16 + (number % 16));
  }
  return users;
}

const errorOf = (estimate: number, truth: number): number => Math.abs(estimate - truth) / truth;

test("a sketch goes on from the exact count and stays within 2 %", () => {
  for (const seed of ["a", "b", "c"]) {
    const users = usersOf(seed, 0, 60_000);
    const sketch = sketchOfUsers(users.slice(0, 1_000));
    assert.equal(sketch.estimate, 1_000);
    for (let done = 1_000; done < users.length; done += 1_000) {
      const before: number = sketch.estimate;
      addUsers(sketch, users.slice(done, done + 1_000));
      assert.ok(sketch.estimate >= before);
      assert.ok(errorOf(sketch.estimate, done + 1_000) < 0.02, `${seed}: ${sketch.estimate} of ${done + 1_000}`);
    }
  }
});

test("users seen before change nothing", () => {
  const users = usersOf("a", 0, 5_000);
  const sketch = sketchOfUsers(users);
  const before = userSketchBytes(sketch);
  assert.equal(addUsers(sketch, users), false);
  assert.deepEqual(userSketchBytes(sketch), before);
});

test("a union counts shared users once, within 2 %", () => {
  for (const [shared, own] of [
    [1_000, 100],
    [5_000, 5_000],
    [100, 40_000],
  ] as const) {
    const common = usersOf("shared", 0, shared);
    const left = sketchOfUsers([...common, ...usersOf("left", 0, own)]);
    const right = sketchOfUsers([...common, ...usersOf("right", 0, own)]);
    const exact = [...common, ...usersOf("exact", 0, 500)];
    const truth = shared + 2 * own + 500;
    assert.ok(errorOf(unionOfUsers([left, right], exact), truth) < 0.02, `${unionOfUsers([left, right], exact)} of ${truth}`);
  }
});

test("a sketch is kept as bytes and read again", () => {
  const sketch = sketchOfUsers(usersOf("a", 0, 2_000));
  addUsers(sketch, usersOf("b", 0, 100));
  assert.deepEqual(readUserSketch(userSketchBytes(sketch)), sketch);
});

test("the largest and smallest user keys have their place", () => {
  // In two registers: the rarest rank, the one below it, and the commonest.
  const { registers } = sketchOfUsers([2 ** 14, 0, 2 ** 52 - 1]);
  assert.deepEqual([registers[0], registers[2 ** 14 - 1]], [39, 1]);
  assert.equal(sketchOfUsers([2 ** 14 + 5]).registers[5], 38);
  assert.equal(sketchOfUsers([2 ** 20 + 5]).registers[5], 32);
  assert.equal(sketchOfUsers([2 ** 19 + 5]).registers[5], 33);
});
