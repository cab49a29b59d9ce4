import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Event, Pair } from "../../protocol/event.ts";

/** What is compressed into an event's row: the canonical event, and what the digest derived from it. */
export type StoredPayload = {
  readonly title: string;
  readonly culprit: string;
  /** Client and derived tags. */
  readonly tags: readonly Pair[];
  readonly event: Event;
};

/** The columns of an event row, or of its base, that a payload is read from. */
export type PackedPayload = { readonly payload: Uint8Array; readonly size_bytes: number };

/**
 * How much of a base serves as dictionary. zstd indexes the whole dictionary for each event, so a base of a megabyte would
 * cost every small event after it most of a millisecond; what events share (stack, contexts, modules) repeats early.
 */
const MAX_DICTIONARY_BYTES = 65_536;

// Level 1: events against their base shrink to a few hundred bytes at every level, and level 3 costs half as much again.
const COMPRESSION = { [constants.ZSTD_c_compressionLevel]: 1 };

export function payloadBytes(payload: StoredPayload): Buffer {
  return Buffer.from(JSON.stringify(payload));
}

/** The dictionary that a base gives the other events of its signature and day. `bytes` are the base's before compression. */
export function dictionaryOf(bytes: Buffer): Buffer {
  return bytes.length > MAX_DICTIONARY_BYTES ? Buffer.from(bytes.subarray(0, MAX_DICTIONARY_BYTES)) : bytes;
}

/** Compresses a payload, against the dictionary of its base unless it is the base. */
export function packPayload(bytes: Buffer, dictionary: Buffer | undefined): Buffer {
  return dictionary === undefined
    ? zstdCompressSync(bytes, { params: COMPRESSION })
    : zstdCompressSync(bytes, { params: COMPRESSION, dictionary });
}

/** The bytes of `payloadBytes` again; `base` is the packed payload of the row's base, when it names one. */
export function unpackPayload(packed: PackedPayload, base: PackedPayload | undefined): Buffer {
  // The stored size bounds the output: a damaged page must not make a reader allocate gigabytes.
  const options = { maxOutputLength: Math.max(1, packed.size_bytes) };
  if (base === undefined) return zstdDecompressSync(packed.payload, options);
  return zstdDecompressSync(packed.payload, { ...options, dictionary: dictionaryOf(unpackPayload(base, undefined)) });
}

/** Reads a stored event: `row` from its day's table, `base` the row that `row.base_id` names there, if any. */
export function readPayload(row: PackedPayload, base: PackedPayload | undefined): StoredPayload {
  // Our own bytes, written by `payloadBytes` from these very types.
  return JSON.parse(unpackPayload(row, base).toString("utf8")) as StoredPayload;
}
