import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { addToFilter, dayFilterBytes, dayFilterKey, hashEvent, makeDayFilter, mayHold, readDayFilter } from "./day-filter.ts";

const key = dayFilterKey("a secret of the installation, long enough");
const eventId = (number: number): Buffer => createHash("md5").update(String(number)).digest();

test("a filter never denies what was added, and is wrong about others at most twice in a thousand", () => {
  const filter = makeDayFilter(20_000);
  for (let number = 0; number < 20_000; number += 1) addToFilter(filter, hashEvent(key, 1, eventId(number)));
  const holds = (projectId: number, number: number): boolean => mayHold(filter, hashEvent(key, projectId, eventId(number)));
  let wrong = 0;
  for (let number = 0; number < 20_000; number += 1) {
    assert.ok(holds(1, number));
    // The same id in another project is another event.
    if (holds(2, number)) wrong += 1;
    if (holds(1, number + 20_000)) wrong += 1;
  }
  assert.ok(wrong < 80, `${wrong} of 40000`);
});

test("a filter is kept as bytes and read again", () => {
  const filter = makeDayFilter(10);
  addToFilter(filter, hashEvent(key, 1, eventId(1)));
  const read = readDayFilter(dayFilterBytes(filter, key), key);
  assert.deepEqual(read, { bits: Buffer.from(filter.bits), bitCount: filter.bitCount });
});

test("a filter made with another secret is not used", () => {
  const bytes = dayFilterBytes(makeDayFilter(10), key);
  assert.equal(readDayFilter(bytes, dayFilterKey("another secret of the installation")), undefined);
  assert.equal(readDayFilter(new Uint8Array(3), key), undefined);
});

test("another secret sets other bits, so that ids cannot be aimed", () => {
  const other = dayFilterKey("another secret of the installation");
  assert.notDeepEqual(hashEvent(key, 1, eventId(1)), hashEvent(other, 1, eventId(1)));
});
