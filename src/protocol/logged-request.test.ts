import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { LoggedRequest } from "./logged-request.ts";
import { decodeLoggedRequest, encodeLoggedRequest } from "./logged-request.ts";

const SMALL: LoggedRequest = {
  kind: "envelope",
  projectId: 42,
  keyId: 7,
  receivedAtMs: 1_795_000_000_000,
  coding: "gzip",
  body: Buffer.from("body"),
};

test("a logged request is read back as it was written", () => {
  const id = fc.stringMatching(/^[0-9a-f]{32}$/);
  const request: fc.Arbitrary<LoggedRequest> = fc.record(
    {
      kind: fc.constantFrom("envelope", "event"),
      projectId: fc.maxSafeNat(),
      keyId: fc.maxSafeNat(),
      receivedAtMs: fc.maxSafeNat(),
      coding: fc.constantFrom("identity", "gzip", "deflate", "deflate-raw", "zstd"),
      body: fc.uint8Array(),
      eventId: id,
      generatedIds: fc.dictionary(fc.nat(999).map(String), id, { noNullPrototype: true }),
      refusedItems: fc.array(fc.nat()),
      clientIp: fc.string({ unit: "grapheme" }),
      userAgent: fc.string({ unit: "grapheme" }),
      client: fc.string(),
    },
    { requiredKeys: ["kind", "projectId", "keyId", "receivedAtMs", "coding", "body"], noNullPrototype: true },
  );
  fc.assert(
    fc.property(request, (written) => {
      const read = decodeLoggedRequest(Buffer.concat(encodeLoggedRequest(written)));
      assert.ok(read.ok);
      assert.deepEqual({ ...read.value, body: [...read.value.body] }, { ...written, body: [...written.body] });
    }),
  );
});

test("the body is neither copied on the way in nor on the way out", () => {
  assert.equal(encodeLoggedRequest(SMALL)[1], SMALL.body);
  const record = Buffer.concat(encodeLoggedRequest(SMALL));
  const read = decodeLoggedRequest(record);
  assert.ok(read.ok);
  assert.equal(read.value.body.buffer, record.buffer);
});

const record = Buffer.concat(encodeLoggedRequest(SMALL));
const withMeta = (meta: string): Buffer => {
  const head = Buffer.from([1, 0, 0, 0, 0]);
  head.writeUInt32LE(Buffer.byteLength(meta), 1);
  return Buffer.concat([head, Buffer.from(meta)]);
};
const sound = { k: "envelope", p: 1, i: 1, t: 1, c: "gzip" };
const damaged: { readonly name: string; readonly bytes: Uint8Array; readonly kind: string }[] = [
  { name: "nothing", bytes: Buffer.alloc(0), kind: "truncated" },
  { name: "a record cut in its meta", bytes: record.subarray(0, 30), kind: "truncated" },
  { name: "a later version", bytes: Buffer.from([2, 0, 0, 0, 0]), kind: "unknown-version" },
  { name: "meta that is no JSON", bytes: withMeta("{"), kind: "bad-meta" },
  { name: "meta that is a list", bytes: withMeta("[]"), kind: "bad-meta" },
  { name: "an unknown kind", bytes: withMeta(JSON.stringify({ ...sound, k: "x" })), kind: "bad-meta" },
  { name: "an unknown coding", bytes: withMeta(JSON.stringify({ ...sound, c: "br" })), kind: "bad-meta" },
  { name: "a project id in words", bytes: withMeta(JSON.stringify({ ...sound, p: "1" })), kind: "bad-meta" },
  { name: "a broken list of refused items", bytes: withMeta(JSON.stringify({ ...sound, r: ["a"] })), kind: "bad-meta" },
];
for (const { name, bytes, kind } of damaged) {
  test(`damage is told: ${name}`, () => {
    const read = decodeLoggedRequest(bytes);
    assert.equal(read.ok ? "ok" : read.problem.kind, kind);
  });
}
