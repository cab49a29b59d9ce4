import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { openBrotliDecoder } from "./brotli.ts";
import type { HttpCoding } from "./content-encoding.ts";
import { inspect } from "./inspect.ts";

const MIB = 2 ** 20;
const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };
const packed: { readonly [coding in HttpCoding]: (bytes: Uint8Array) => Uint8Array } = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes, BROTLI),
  zstd: (bytes) => zlib.zstdCompressSync(bytes),
};
const decoders = [openBrotliDecoder("1.2.0"), openBrotliDecoder("1.2.1")];

/** 400 KiB that cannot be packed. */
const noise = Buffer.alloc(400 * 1024);
for (const index of noise.keys()) noise[index] = (Math.imul(index + 1, 0x9e3779b1) >>> 13) & 255;

/** An envelope of one attachment: so many mebibytes of one byte, then the noise. What is found, in a word. */
function found(coding: HttpCoding, mebibytes: number, decoder = decoders[0]): string {
  const header = `{"type":"attachment","length":${mebibytes * MIB + noise.length}}`;
  const envelope = Buffer.concat([Buffer.from(`{}\n${header}\n`), Buffer.alloc(mebibytes * MIB, "a"), noise]);
  const job = { form: "envelope" as const, body: packed[coding](envelope), codings: [coding], maxInflatedBytes: 100 * MIB };
  const inspected = inspect(job, decoder);
  return inspected.ok ? "taken" : inspected.problem.kind;
}

for (const coding of ["gzip", "deflate", "br", "zstd"] as const) {
  // Taken as a whole, a body of 400 KB does not inflate too far.
  test(`${coding}: a bomb is told by its first bytes, however far it may inflate`, () => {
    for (const decoder of coding === "br" ? decoders : [undefined])
      assert.equal(found(coding, 60, decoder), "inflates-too-far");
  });

  test(`${coding}: a large honest body that begins with 4 MiB of one byte is taken`, () => {
    for (const decoder of coding === "br" ? decoders : [undefined]) assert.equal(found(coding, 4, decoder), "taken");
  });
}
