import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import * as fc from "fast-check";
import { inflate, sniffCoding } from "./inflate.ts";
import type { ContentCoding } from "./logged-request.ts";

const text = Buffer.from(JSON.stringify({ message: "x is null ".repeat(5_000) }));
const codings: { readonly coding: ContentCoding; readonly deflated: Buffer }[] = [
  { coding: "identity", deflated: text },
  { coding: "gzip", deflated: zlib.gzipSync(text) },
  { coding: "deflate", deflated: zlib.deflateSync(text) },
  { coding: "deflate", deflated: zlib.deflateRawSync(text) },
  { coding: "deflate-raw", deflated: zlib.deflateRawSync(text) },
  { coding: "zstd", deflated: zlib.zstdCompressSync(text) },
];
for (const { coding, deflated } of codings) {
  test(`${coding} is taken off, and stops at the limit (${deflated.length} bytes)`, () => {
    const inflated = inflate(deflated, coding, text.length);
    assert.ok(inflated.ok);
    assert.deepEqual(Buffer.from(inflated.value), text);
    assert.deepEqual(inflate(deflated, coding, text.length - 1), { ok: false, problem: { kind: "too-large" } });
  });
  if (coding === "identity") continue;
  test(`${coding} that is cut off or garbled is corrupt (${deflated.length} bytes)`, () => {
    assert.deepEqual(inflate(deflated.subarray(0, -5), coding, text.length), { ok: false, problem: { kind: "corrupt" } });
    assert.deepEqual(inflate(Buffer.from("no such thing"), coding, 100), { ok: false, problem: { kind: "corrupt" } });
    assert.deepEqual(inflate(Buffer.alloc(0), coding, 100), { ok: false, problem: { kind: "corrupt" } });
  });
}

test("a gzip of several members is read whole", () => {
  const inflated = inflate(Buffer.concat([zlib.gzipSync("ab"), zlib.gzipSync("c")]), "gzip", 10);
  assert.ok(inflated.ok);
  assert.equal(Buffer.from(inflated.value).toString(), "abc");
});

test("a zstd frame that asks for a window of 128 MiB is not given it", () => {
  const frame = zlib.zstdCompressSync(text, { params: { [zlib.constants.ZSTD_c_windowLog]: 27 }, pledgedSrcSize: undefined });
  // Single-segment frames have no window of their own, so a frame with a window is put together by hand: magic, a descriptor
  // without content size, window byte for 2^27, one empty last block.
  const asking = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x01, 0x00, 0x00]);
  assert.deepEqual(inflate(asking, "zstd", 1_000), { ok: false, problem: { kind: "corrupt" } });
  assert.ok(inflate(frame, "zstd", text.length).ok);
});

test("a body without a declared coding is known by its first bytes", () => {
  assert.equal(sniffCoding(zlib.gzipSync(text)), "gzip");
  for (const level of [1, 6, 9]) assert.equal(sniffCoding(zlib.deflateSync(text, { level })), "deflate");
  assert.equal(sniffCoding(text), "identity");
  assert.equal(sniffCoding(Buffer.alloc(0)), "identity");
});

const packed: { readonly [coding in ContentCoding]: (bytes: Uint8Array) => Uint8Array } = {
  identity: (bytes) => bytes,
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  "deflate-raw": (bytes) => zlib.deflateRawSync(bytes),
  zstd: (bytes) => zlib.zstdCompressSync(bytes),
};
const coding = fc.constantFrom<ContentCoding>("identity", "gzip", "deflate", "deflate-raw", "zstd");

test("what was packed comes back whole, and one byte less than it has is too little room", () => {
  fc.assert(
    fc.property(coding, fc.uint8Array({ minLength: 1, maxLength: 3_000 }), (name, bytes) => {
      const body = packed[name](bytes);
      const inflated = inflate(body, name, bytes.length);
      assert.ok(inflated.ok && Buffer.compare(inflated.value, bytes) === 0);
      if (bytes.length > 1)
        assert.deepEqual(inflate(body, name, bytes.length - 1), { ok: false, problem: { kind: "too-large" } });
    }),
  );
});

test("any bytes whatever, and packed bytes that were cut or changed, give an answer within the limit", () => {
  const change = fc.record({ at: fc.nat(400), to: fc.nat(255), cut: fc.nat(400), noise: fc.uint8Array({ maxLength: 50 }) });
  const most = 2_000;
  fc.assert(
    fc.property(coding, coding, fc.uint8Array({ maxLength: 300 }), change, (packer, reader, bytes, { at, to, cut, noise }) => {
      const body = Buffer.from(packed[packer](bytes));
      if (at < body.length) body[at] = to;
      for (const spoilt of [body, body.subarray(0, cut), Buffer.concat([body, noise]), noise]) {
        const inflated = inflate(spoilt, reader, most);
        if (inflated.ok) assert.ok(inflated.value.length <= most);
        else assert.match(inflated.problem.kind, /^(corrupt|too-large)$/);
      }
    }),
    { numRuns: 400 },
  );
});
