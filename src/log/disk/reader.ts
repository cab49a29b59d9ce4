import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { LogBatch, LogReader, LogRecord } from "../log.ts";
import type { SegmentHeader } from "./format.ts";
import { HEADER_BYTES, readHeader, segmentName } from "./format.ts";
import { listBases } from "./directory.ts";
import { scanSegment } from "./scan.ts";

type OpenSegment = { readonly fd: number; readonly header: SegmentHeader };

/** Reads the segments of a directory by position; synchronous, for the digest thread. */
export function openLogReader({ directory }: { readonly directory: string }): LogReader {
  let open: OpenSegment | undefined;
  const close = (): void => {
    if (open !== undefined) closeSync(open.fd);
    open = undefined;
  };
  /** The segment that holds a position: the last one that begins at or before it. */
  const segmentAt = (base: number): OpenSegment | undefined => {
    if (open?.header.base === base) return open;
    close();
    open = openSegment(path.join(directory, segmentName(base)));
    return open;
  };

  return {
    read(position, end, maxRecords, maxBytes) {
      const bases = listBases(directory);
      const records: LogRecord[] = [];
      const damage: LogBatch["damage"][number][] = [];
      let at = position;
      let bytes = 0;
      while (at < end && records.length < maxRecords && bytes < maxBytes) {
        const base = bases.findLast((candidate) => candidate <= at);
        const segmentEnd = Math.min(end, bases.find((candidate) => candidate > at) ?? end);
        const segment = base === undefined ? undefined : segmentAt(base);
        if (segment !== undefined) {
          for (const scanned of scanSegment(segment.header, readerOf(segment.fd), at, segmentEnd)) {
            if (scanned.kind === "damage") {
              damage.push({ fromPosition: scanned.fromPosition, toPosition: scanned.toPosition });
              at = scanned.toPosition;
              continue;
            }
            records.push(scanned.record);
            at = scanned.record.nextPosition;
            bytes += scanned.record.bytes.length;
            if (records.length >= maxRecords || bytes >= maxBytes) return { records, nextPosition: at, damage };
          }
        }
        // Nothing good is left before the next segment, or the end: what should stand there is gone.
        if (at < segmentEnd) damage.push({ fromPosition: at, toPosition: segmentEnd });
        at = segmentEnd;
      }
      return { records, nextPosition: at, damage };
    },
    close,
  };
}

export function readerOf(fd: number): (offset: number, length: number) => Buffer {
  return (offset, length) => {
    const buffer = Buffer.allocUnsafeSlow(Math.max(0, length));
    let filled = 0;
    while (filled < length) {
      const read = readSync(fd, buffer, filled, length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  };
}

function openSegment(file: string): OpenSegment | undefined {
  const fd = openSync(file, "r");
  const header = readHeader(readerOf(fd)(0, HEADER_BYTES));
  if (header !== undefined) return { fd, header };
  closeSync(fd);
  return undefined;
}
