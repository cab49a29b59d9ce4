import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import type { Event } from "../../protocol/event.ts";
import type { StoredPayload } from "./payload.ts";
import { dictionaryOf, packPayload, payloadBytes, readPayload } from "./payload.ts";

/** A payload of about so many bytes: half of it common to all, half of it its own. */
function payloadOf(bytes: number): StoredPayload {
  const common = "the same words in every event, ".repeat(Math.ceil(bytes / 62));
  const event: Event = {
    event_id: randomBytes(16).toString("hex"),
    type: "error",
    timestamp: 1_790_000_000.25,
    received: 1_790_000_001,
    level: "error",
    platform: "node",
    extra: { common, own: randomBytes(Math.ceil(bytes / 4)).toString("hex"), ключ: "значение 🐛" },
  };
  return { title: "Error: boom", culprit: "shop in pay", tags: [["level", "error"]], event };
}

for (const base of [300, 9_000, 40_000, 300_000]) {
  for (const size of [300, 9_000, 31_990, 32_010, 40_000, 300_000]) {
    test(`a payload of ${size} bytes is read again as it was, against a base of ${base}`, () => {
      const [first, second] = [payloadOf(base), payloadOf(size)];
      const [firstBytes, secondBytes] = [payloadBytes(first), payloadBytes(second)];
      const baseRow = { payload: packPayload(firstBytes, undefined), size_bytes: firstBytes.length };
      const row = { payload: packPayload(secondBytes, dictionaryOf(firstBytes)), size_bytes: secondBytes.length };
      assert.deepEqual(readPayload(baseRow, undefined), first);
      assert.deepEqual(readPayload(row, baseRow), second);
    });
  }
}

test("events that differ from their base in a few bytes take a few bytes", () => {
  for (const size of [3_000, 30_000, 60_000]) {
    const base = payloadOf(size);
    const again = { ...base, event: { ...base.event, event_id: randomBytes(16).toString("hex") } };
    const packed = packPayload(payloadBytes(again), dictionaryOf(payloadBytes(base)));
    assert.ok(packed.length < 400, `${packed.length} bytes of ${size}`);
  }
});

test("a payload that a store of before holds, deflated against its base, is read as it was", () => {
  for (const size of [300, 9_000, 40_000]) {
    const [first, second] = [payloadOf(size), payloadOf(2_000)];
    const [firstBytes, secondBytes] = [payloadBytes(first), payloadBytes(second)];
    const baseRow = { payload: packPayload(firstBytes, undefined), size_bytes: firstBytes.length };
    const deflated = deflateRawSync(secondBytes, { level: 3, dictionary: firstBytes.subarray(0, 32_000) });
    assert.deepEqual(readPayload({ payload: deflated, size_bytes: secondBytes.length }, baseRow), second);
  }
});

test("a dictionary that is remembered holds its own bytes and no more memory", () => {
  for (const size of [300, 9_000, 40_000, 300_000]) {
    const dictionary = dictionaryOf(payloadBytes(payloadOf(size)));
    assert.equal(dictionary.buffer.byteLength, dictionary.length);
  }
});

test("a damaged payload is an error, not an event", () => {
  const bytes = payloadBytes(payloadOf(9_000));
  const payload = packPayload(bytes, undefined);
  payload[payload.length >> 1] = ~(payload[payload.length >> 1] ?? 0);
  assert.throws(() => readPayload({ payload, size_bytes: 100 }, undefined));
});
