import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import * as fc from "fast-check";
import { isBundledBrotliSafe, openBrotliDecoder } from "./brotli.ts";

const versions = [
  { version: "1.0.9", safe: false },
  { version: "1.0.10", safe: true },
  { version: "1.1.0", safe: false },
  { version: "1.1.1", safe: true },
  { version: "1.2.0", safe: false },
  { version: "1.2.1", safe: true },
  { version: "1.3.0", safe: true },
  { version: "2.0.0", safe: true },
  { version: "0.9.9", safe: false },
  { version: "1.2", safe: false },
  { version: "", safe: false },
  { version: undefined, safe: false },
];
for (const { version, safe } of versions) {
  test(`a bundled brotli ${version} is ${safe ? "" : "not "}used`, () => assert.equal(isBundledBrotliSafe(version), safe));
}

const decoders = [
  { name: "WebAssembly", brotli: openBrotliDecoder("1.2.0") },
  { name: "bundled", brotli: openBrotliDecoder("1.2.1") },
];
const text = Buffer.from("The quick brown fox jumps over the lazy dog. ".repeat(50_000));
for (const { name, brotli } of decoders) {
  test(`${name}: what was compressed is read back, at every quality, and repacked for the log`, () => {
    for (const quality of [0, 5, 9]) {
      const body = zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } });
      const decoded = brotli.decode(body, text.length);
      assert.ok(decoded.ok);
      assert.ok(text.equals(decoded.value));
      const packed = brotli.repack(decoded.value);
      assert.equal(packed.coding, "zstd");
      assert.ok(text.equals(zlib.zstdDecompressSync(packed.body)));
    }
  });

  test(`${name}: a bomb stops at the limit`, () => {
    const bomb = zlib.brotliCompressSync(Buffer.alloc(50 << 20), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
    assert.ok(bomb.length < 10_000);
    assert.deepEqual(brotli.decode(bomb, 1 << 20), { ok: false, problem: { kind: "too-large" } });
  });

  test(`${name}: what is cut off, garbled or empty is corrupt`, () => {
    const body = zlib.brotliCompressSync(text);
    for (const bad of [body.subarray(0, -3), Buffer.from("garbage that is none"), Buffer.alloc(0), Buffer.alloc(100, 0xff)]) {
      assert.deepEqual(brotli.decode(bad, text.length), { ok: false, problem: { kind: "corrupt" } });
    }
    assert.ok(brotli.decode(body, text.length).ok, "the decoder goes on after bad input");
  });
}

test("WebAssembly: any bytes whatever give an answer, and the decoder goes on", () => {
  const sound = [...zlib.brotliCompressSync(text)];
  const garbled = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }).map((changes) => {
    const bytes = Uint8Array.from(sound);
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });
  const [wasm] = decoders;
  assert.ok(wasm !== undefined);
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), garbled), (bytes) => {
      const decoded = wasm.brotli.decode(bytes, 100_000);
      if (decoded.ok) assert.ok(decoded.value.length <= 100_000);
    }),
  );
  assert.ok(wasm.brotli.decode(Uint8Array.from(sound), text.length).ok);
});
