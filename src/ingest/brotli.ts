import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { BrotliDecStream, BrotliStreamResultCode, initSync } from "brotli-dec-wasm/web";
import type { InflateProblem } from "../protocol/inflate.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { BrotliDecoder } from "./inspect.ts";

const INPUT_STEP = 64 * 1024;
const OUTPUT_STEP = 256 * 1024;

/**
 * Whether the decoder bundled with the runtime may be given bytes from the network: `process.versions.brotli` 1.0.10 and
 * later in 1.0, 1.1.1 and later in 1.1, 1.2.1 and later in 1.2, and everything after.
 */
export function isBundledBrotliSafe(version: string | undefined): boolean {
  const [major = Number.NaN, minor = Number.NaN, patch = Number.NaN] = (version ?? "").split(".").map(Number);
  if (Number.isNaN(major + minor + patch)) return false;
  if (major !== 1) return major > 1;
  if (minor > 2) return true;
  return patch >= (minor === 0 ? 10 : 1);
}

/** For the inflate thread. Loads the WebAssembly decoder unless the bundled one is safe. */
export function openBrotliDecoder(version: string | undefined = process.versions["brotli"]): BrotliDecoder {
  return { decode: isBundledBrotliSafe(version) ? decodeBundled : openWasmDecoder(), repack };
}

/** Level 1 of zstd: less work than the decoding was (142 ms after 183 ms for 23 MB of JSON). */
function repack(inflated: Uint8Array): ReturnType<BrotliDecoder["repack"]> {
  const body = zlib.zstdCompressSync(inflated, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } });
  return { coding: "zstd", body };
}

function decodeBundled(body: Uint8Array, maxBytes: number): Result<Uint8Array, InflateProblem> {
  try {
    return ok(zlib.brotliDecompressSync(body, { maxOutputLength: Math.max(1, maxBytes) }));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return problem({ kind: error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "corrupt" });
  }
}

function openWasmDecoder(): BrotliDecoder["decode"] {
  initSync({ module: readFileSync(fileURLToPath(import.meta.resolve("brotli-dec-wasm/web/bg.wasm"))) });
  return (body, maxBytes) => {
    using stream = new BrotliDecStream();
    return decodeSteps(stream, body, maxBytes);
  };
}

/** Each call copies its input into the decoder's memory, so it is given in small steps: else time is quadratic. */
function decodeSteps(stream: BrotliDecStream, body: Uint8Array, maxBytes: number): Result<Uint8Array, InflateProblem> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let position = 0;
  for (;;) {
    const step = stepOf(stream, body.subarray(position, position + INPUT_STEP));
    if (step === undefined) return problem({ kind: "corrupt" });
    position += step.consumed;
    length += step.output.length;
    if (length > maxBytes) return problem({ kind: "too-large" });
    pieces.push(step.output);
    if (step.code === BrotliStreamResultCode.ResultSuccess) break;
    const isStarved = step.code === BrotliStreamResultCode.NeedsMoreInput && position >= body.length;
    if (isStarved || (step.consumed === 0 && step.output.length === 0)) return problem({ kind: "corrupt" });
  }
  return position === body.length ? ok(Buffer.concat(pieces, length)) : problem({ kind: "corrupt" });
}

type Step = { readonly code: BrotliStreamResultCode; readonly consumed: number; readonly output: Uint8Array };

/** Undefined when the stream is malformed. A trap of the decoder itself goes on up and ends the thread. */
function stepOf(stream: BrotliDecStream, input: Uint8Array): Step | undefined {
  let result;
  try {
    result = stream.dec(input, OUTPUT_STEP);
  } catch (error) {
    if (error instanceof Error && error.name === "RuntimeError") throw error;
    return undefined;
  }
  using held = result;
  return { code: held.code, consumed: held.input_offset, output: held.buf };
}
