import type { LogRecord } from "../log.ts";
import type { SegmentHeader } from "./format.ts";
import { findRecord, HEADER_BYTES, nextMagic, RECORD_HEAD_BYTES } from "./format.ts";

/** Reads `length` bytes at a file offset; fewer when the file ends. */
export type ReadAt = (offset: number, length: number) => Buffer;

/** One thing after another in a segment: a record, or a region that is none and after which records go on. */
export type Scanned =
  | { readonly kind: "record"; readonly record: LogRecord }
  | { readonly kind: "damage"; readonly fromPosition: number; readonly toPosition: number };

const CHUNK_BYTES = 1024 * 1024;

/**
 * Walks the records of a segment from `position` up to `end` (both positions of the whole log). A damaged region is passed
 * over when a good record follows; when none does the walk ends before it: that is a torn tail, or the end.
 */
export function* scanSegment(header: SegmentHeader, readAt: ReadAt, position: number, end: number): Generator<Scanned, void> {
  const offsetOf = (at: number): number => HEADER_BYTES + (at - header.base);
  let chunkStart = position;
  let chunk: Buffer = Buffer.alloc(0);
  const holdAt = (at: number, bytes: number): number => {
    if (at < chunkStart || at + bytes > chunkStart + chunk.length) {
      chunkStart = at;
      chunk = readAt(offsetOf(at), Math.min(Math.max(bytes, CHUNK_BYTES), end - at));
    }
    return at - chunkStart;
  };

  let at = position;
  while (at < end) {
    let found = findRecord(chunk, holdAt(at, RECORD_HEAD_BYTES), header, at);
    if (found.kind === "cut-off" && at + found.wantedBytes <= end) {
      found = findRecord(chunk, holdAt(at, found.wantedBytes), header, at);
    }
    if (found.kind === "record") {
      const nextPosition = at + RECORD_HEAD_BYTES + found.bytes.length;
      yield { kind: "record", record: { bytes: found.bytes, position: at, nextPosition } };
      at = nextPosition;
      continue;
    }
    const good = nextGood(header, (from, bytes) => readAt(offsetOf(from), bytes), at + 1, end);
    if (good === undefined) return;
    yield { kind: "damage", fromPosition: at, toPosition: good };
    at = good;
  }
}

/** Position of the next record whose checksum holds. */
function nextGood(header: SegmentHeader, read: ReadAt, from: number, end: number): number | undefined {
  for (let start = from; start < end; start += CHUNK_BYTES) {
    // Chunks overlap by a magic's length, so that one on the border is seen.
    const chunk = read(start, Math.min(CHUNK_BYTES + 3, end - start));
    for (let offset = nextMagic(chunk, 0); offset >= 0; offset = nextMagic(chunk, offset + 1)) {
      const position = start + offset;
      const head = read(position, Math.min(RECORD_HEAD_BYTES, end - position));
      if (head.length < RECORD_HEAD_BYTES || head.readDoubleLE(8) !== position) continue;
      const whole = read(position, Math.min(RECORD_HEAD_BYTES + head.readUInt32LE(4), end - position));
      if (findRecord(whole, 0, header, position).kind === "record") return position;
    }
  }
  return undefined;
}
