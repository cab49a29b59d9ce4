import type { LogRecord } from "../log.ts";
import type { FileLayer } from "./files.ts";
import { codeOf } from "./files.ts";
import type { Found, SegmentHeader } from "./format.ts";
import { findRecord, HEADER_BYTES, nextRecordMark, readHeader, RECORD_HEAD_BYTES } from "./format.ts";

/** One thing after another in a segment: a record, or a region that is none and after which records go on. */
export type Scanned =
  | { readonly kind: "record"; readonly record: LogRecord }
  | { readonly kind: "damage"; readonly fromPosition: number; readonly toPosition: number };

/** A segment being read, and the bytes of it that are held. */
export type SegmentSource = {
  readonly header: SegmentHeader;
  /** Reads `length` bytes from a position on; fewer when the file ends. */
  readonly read: (position: number, length: number) => Buffer;
  readonly held: { position: number; bytes: Buffer };
};

const CHUNK_BYTES = 1024 * 1024;
/** What is lost around a sector that cannot be read. */
const BLOCK_BYTES = 4096;

/** Reads the header of the open segment whose name says `base`; `undefined` when there is no readable one. */
export function openSource(files: FileLayer, fd: number, base: number): SegmentSource | undefined {
  const header = readHeader(readBytes(files, fd, 0, HEADER_BYTES), base);
  if (header === undefined) return undefined;
  const read = (position: number, length: number): Buffer => readBytes(files, fd, HEADER_BYTES + (position - base), length);
  return { header, read, held: { position: base, bytes: Buffer.alloc(0) } };
}

/**
 * Walks the records of a segment from `position` up to `end` (positions of the whole log). A damaged region is passed over
 * when a good record follows; when none does the walk ends before it: that is a torn tail, or damage up to `end`.
 * The bytes of records are views of what was read. What stands before `end` must not change any more.
 */
export function* scanSegment(source: SegmentSource, position: number, end: number): Generator<Scanned, void> {
  let at = position;
  while (at < end) {
    let found = findAt(source, at, RECORD_HEAD_BYTES, end);
    if (found.kind === "cut-off" && at + found.wantedBytes <= end) found = findAt(source, at, found.wantedBytes, end);
    if (found.kind === "record") {
      const nextPosition = at + RECORD_HEAD_BYTES + found.bytes.length;
      yield { kind: "record", record: { bytes: found.bytes, position: at, nextPosition } };
      at = nextPosition;
      continue;
    }
    const good = nextGood(source, at + 1, end);
    if (good === undefined) return;
    yield { kind: "damage", fromPosition: at, toPosition: good };
    at = good;
  }
}

/** Looks for a record at `at`, with at least `bytes` from there on held, as far as there are any before `end`. */
function findAt({ header, held, read }: SegmentSource, at: number, bytes: number, end: number): Found {
  if (at < held.position || at + bytes > held.position + held.bytes.length) {
    held.position = at;
    held.bytes = read(at, Math.min(Math.max(bytes, CHUNK_BYTES), end - at));
  }
  return findRecord(held.bytes, at - held.position, header, at);
}

/** Position of the next good record. Its cost is that of reading once, whatever a client may have put there. */
function nextGood({ header, read }: SegmentSource, from: number, end: number): number | undefined {
  for (let start = from; start < end; start += CHUNK_BYTES) {
    // Chunks overlap, so that a head on the border is seen whole.
    const chunk = read(start, Math.min(CHUNK_BYTES + RECORD_HEAD_BYTES, end - start));
    for (let offset = nextRecordMark(chunk, 0); offset >= 0; offset = nextRecordMark(chunk, offset + 1)) {
      const position = start + offset;
      let found = findRecord(chunk, offset, header, position);
      if (found.kind === "cut-off" && position + found.wantedBytes <= end) {
        found = findRecord(read(position, found.wantedBytes), 0, header, position);
      }
      if (found.kind === "record") return position;
    }
  }
  return undefined;
}

function readBytes(files: FileLayer, fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, length));
  try {
    return fill(files, fd, buffer, offset);
  } catch (error) {
    if (codeOf(error) !== "EIO") throw error;
  }
  // A sector is bad. What can be read of the blocks around it is read, the rest is zeros, and so is damage.
  let filled = 0;
  while (filled < length) {
    const block = buffer.subarray(filled, filled + BLOCK_BYTES - ((offset + filled) % BLOCK_BYTES));
    try {
      const got = fill(files, fd, block, offset + filled).length;
      filled += got;
      if (got < block.length) break;
    } catch (error) {
      if (codeOf(error) !== "EIO") throw error;
      block.fill(0);
      filled += block.length;
    }
  }
  return buffer.subarray(0, filled);
}

/** Fills a buffer from an offset of a file, as far as the file goes. */
function fill(files: FileLayer, fd: number, buffer: Buffer, offset: number): Buffer {
  let filled = 0;
  while (filled < buffer.length) {
    const got = files.read(fd, buffer.subarray(filled), offset + filled);
    if (got === 0) break;
    filled += got;
  }
  return buffer.subarray(0, filled);
}
