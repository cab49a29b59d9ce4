import zlib from "node:zlib";

/** A body that inflates to far more than anything that is taken: 512 MiB of one byte, behind the start of an envelope. */
export type Bomb = { readonly coding: "gzip" | "deflate" | "br" | "zstd"; readonly body: Buffer };

const BYTES = 512 * 2 ** 20;

/** One for each encoding that is taken. About two seconds of work. */
export function makeBombs(bytes = BYTES): readonly Bomb[] {
  const head = Buffer.from('{}\n{"type":"attachment"}\n');
  const large = Buffer.concat([head, Buffer.alloc(bytes, "a")]);
  return [
    { coding: "gzip", body: zlib.gzipSync(large, { level: 6 }) },
    { coding: "deflate", body: zlib.deflateSync(large, { level: 6 }) },
    { coding: "br", body: zlib.brotliCompressSync(large, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }) },
    { coding: "zstd", body: zlib.zstdCompressSync(large) },
  ];
}
