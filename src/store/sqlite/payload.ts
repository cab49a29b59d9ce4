import { constants, inflateRawSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Event, Pair } from "../../protocol/event.ts";

/** What is compressed into an event's row: the canonical event, and what the digest derived from it. */
export type StoredPayload = {
  readonly title: string;
  readonly culprit: string;
  /** Client and derived tags. */
  readonly tags: readonly Pair[];
  /** Of the project's rules of grouping that were in force; absent where there were none. */
  readonly rulesId?: number;
  readonly event: Event;
};

/** The columns of an event row, or of its base, that a payload is read from. */
export type PackedPayload = { readonly payload: Uint8Array; readonly size_bytes: number };

/*
 * zstd for all: a base stands alone; the other events of its signature and day have it for dictionary. A table of 2^13 entries is
 * made for each: with the usual one (2^15 and more) most of the time goes into setting that up, whatever the size of the event.
 * Beside deflate with the same dictionary, which stores of before hold: 19, 33 and 105 µs for 6, 13 and 40 KB against 29, 46 and
 * 112, and a quarter smaller; the same for 2 KB.
 */
const BASE = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 4_096 };
const AGAINST_BASE = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_hashLog]: 13 },
  chunkSize: 1_024,
};

/** Begins each zstd frame (RFC 8878 §3.1.1). No deflate stream does: it would be a stored block whose lengths disagree. */
const ZSTD_MAGIC = 0xfd2fb528;

/** deflate reaches back 32,506 bytes (32 KiB less what it looks ahead): within a dictionary of this size all can be matched. */
const DEFLATE_WINDOW_BYTES = 32_000;

/**
 * How much of a base serves as dictionary. The whole of it is indexed for each event, so a base of a megabyte would cost
 * every small event after it most of a millisecond; what events share (stack, contexts, modules) repeats early.
 */
const MAX_DICTIONARY_BYTES = 65_536;

export function payloadBytes({ event, ...derived }: StoredPayload): Buffer {
  // In two parts, for titles and tags are mostly made of several texts: see `flatText`.
  return Buffer.from(`${JSON.stringify(derived).slice(0, -1)},"event":${JSON.stringify(event)}}`);
}

/**
 * The dictionary that a base gives the other events of its signature and day. `bytes` are the base's before compression. It is a
 * copy in memory of its own: `bytes` may lie in the runtime's pool, and a dictionary that is remembered would keep all 64 KiB of that.
 */
export function dictionaryOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.subarray(0, MAX_DICTIONARY_BYTES));
}

/** Compresses a payload, against the dictionary of its base unless it is the base. */
export function packPayload(bytes: Buffer, dictionary: Uint8Array | undefined): Buffer {
  return zstdCompressSync(bytes, dictionary === undefined ? BASE : { ...AGAINST_BASE, dictionary });
}

/** The bytes of `payloadBytes` again; `base` is the packed payload of the row's base, when it names one. */
export function unpackPayload({ payload, size_bytes: size }: PackedPayload, base: PackedPayload | undefined): Buffer {
  // The stored size bounds the output: a damaged page must not make a reader allocate gigabytes.
  const options = { maxOutputLength: Math.max(1, size) };
  if (base === undefined) return zstdDecompressSync(payload, options);
  const dictionary = dictionaryOf(unpackPayload(base, undefined));
  if (isZstd(payload)) return zstdDecompressSync(payload, { ...options, dictionary });
  return inflateRawSync(payload, { ...options, dictionary: dictionary.subarray(0, DEFLATE_WINDOW_BYTES) });
}

function isZstd(payload: Uint8Array): boolean {
  return payload.length >= 4 && Buffer.from(payload.buffer, payload.byteOffset, 4).readUInt32LE(0) === ZSTD_MAGIC;
}

/** Reads a stored event: `row` from its day's table, `base` the row that `row.base_id` names there, if any. */
export function readPayload(row: PackedPayload, base: PackedPayload | undefined): StoredPayload {
  // Our own bytes, written by `payloadBytes` from these very types.
  return JSON.parse(unpackPayload(row, base).toString("utf8")) as StoredPayload;
}
