import zlib from "node:zlib";
import type { ContentCoding } from "./logged-request.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

export type InflateProblem = { readonly kind: "too-large" | "corrupt" };

const MIB = 1024 * 1024;
/** 2^23 bytes, what RFC 8878 asks a decoder to support. The library's own limit would let 20 bytes claim 128 MiB of memory. */
const ZSTD_WINDOW_LOG_MAX = 23;

/**
 * Takes a coding off, at once and on this thread. At most `maxBytes` are made.
 * `deflate` is zlib's format, and the raw one when the bytes are no zlib stream, as senders disagree about the name.
 */
export function inflate(body: Uint8Array, coding: ContentCoding, maxBytes: number): Result<Uint8Array, InflateProblem> {
  if (coding === "identity") return body.length > maxBytes ? problem({ kind: "too-large" }) : ok(body);
  if (coding === "deflate" && !startsLikeZlib(body)) return inflate(body, "deflate-raw", maxBytes);
  try {
    return ok(decode(body, coding, Math.max(1, maxBytes)));
  } catch (error) {
    if (isZlibError(error, "ERR_BUFFER_TOO_LARGE")) return problem({ kind: "too-large" });
    if (error instanceof Error && "code" in error) return problem({ kind: "corrupt" });
    throw error;
  }
}

/** What a body without a declared coding is, by its first bytes. Neither JSON nor an envelope ever starts like that. */
export function sniffCoding(body: Uint8Array): ContentCoding {
  if (body[0] === 0x1f && body[1] === 0x8b) return "gzip";
  return startsLikeZlib(body) ? "deflate" : "identity";
}

function decode(body: Uint8Array, coding: Exclude<ContentCoding, "identity">, maxOutputLength: number): Uint8Array {
  const chunkSize = chunkSizeFor(body, coding, maxOutputLength);
  switch (coding) {
    case "gzip":
      return zlib.gunzipSync(body, { maxOutputLength, chunkSize });
    case "deflate":
      return zlib.inflateSync(body, { maxOutputLength, chunkSize });
    case "deflate-raw":
      return zlib.inflateRawSync(body, { maxOutputLength, chunkSize });
    case "zstd": {
      const params = { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX };
      return zlib.zstdDecompressSync(body, { maxOutputLength, chunkSize, params });
    }
  }
}

/**
 * Output in one piece is a third faster than in pieces of 16 KB. The gzip trailer says how long it is; the sender may lie, so it
 * is only a hint, and `maxOutputLength` stays the limit. Elsewhere five times the body is a good guess for JSON.
 */
function chunkSizeFor(body: Uint8Array, coding: ContentCoding, maxBytes: number): number {
  const guess = coding === "gzip" ? inflatedHint(body) : body.length * 5;
  return Math.min(Math.max(guess ?? 0, 1_024), maxBytes, Math.max(MIB, body.length * 20)) + 64;
}

/** The length that a gzip body says it inflates to (modulo 2^32, last member only). */
export function inflatedHint(body: Uint8Array): number | undefined {
  if (body.length < 18) return undefined;
  return new DataView(body.buffer, body.byteOffset + body.length - 4, 4).getUint32(0, true);
}

/** RFC 1950: method 8, and the first two bytes as a number are a multiple of 31. */
function startsLikeZlib(body: Uint8Array): boolean {
  const [method = 0, flags = 0] = body;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
}

function isZlibError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
