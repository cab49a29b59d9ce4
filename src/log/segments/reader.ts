import type { LogBatch, LogReader, LogRecord } from "../log.ts";
import { listBases, segmentPath } from "./directory.ts";
import type { FileLayer } from "./files.ts";
import { codeOf, nodeFiles } from "./files.ts";
import type { SegmentSource } from "./scan.ts";
import { openSource, scanSegment } from "./scan.ts";

type OpenSegment = { readonly base: number; readonly fd: number; readonly source: SegmentSource };
type Damage = LogBatch["damage"][number];

/**
 * Reads the segments of a directory by position; synchronous, for the digest's thread. It holds one file open and up to a
 * mebibyte of it (or one record, if that is larger). A segment that is missing, or whose header is damaged, is passed over and
 * reported as damage. Throws when the directory or a segment cannot be opened, or when a later version wrote the segment.
 */
export function openLogReader(options: { readonly directory: string; readonly files?: FileLayer }): LogReader {
  const { directory, files = nodeFiles } = options;
  let open: OpenSegment | undefined;

  const close = (): void => {
    if (open !== undefined) files.close(open.fd);
    open = undefined;
  };
  const sourceAt = (base: number): SegmentSource | undefined => {
    if (open?.base === base) return open.source;
    close();
    open = openSegment(files, directory, base);
    return open?.source;
  };

  return {
    read(position, end, maxRecords, maxBytes) {
      // Listed anew each time (20 µs), since the writer begins segments and removes them. A segment that holds anything before
      // `end` is in the list, for it was made before its first record became durable.
      const bases = listBases(files, directory);
      const batch: Batch = { records: [], damage: [], nextPosition: position, bytes: 0 };
      while (batch.nextPosition < end && batch.records.length < maxRecords && batch.bytes < maxBytes) {
        const base = bases.findLast((candidate) => candidate <= batch.nextPosition);
        const segmentEnd = Math.min(end, bases.find((candidate) => candidate > batch.nextPosition) ?? end);
        const source = base === undefined ? undefined : sourceAt(base);
        readSegment(batch, source, segmentEnd, maxRecords, maxBytes);
      }
      return { records: batch.records, nextPosition: batch.nextPosition, damage: batch.damage };
    },
    close,
  };
}

type Batch = { readonly records: LogRecord[]; readonly damage: Damage[]; nextPosition: number; bytes: number };

/** Adds what stands in a segment to the batch until this is full or `segmentEnd` is reached. Without a source all is damage. */
function readSegment(
  batch: Batch,
  source: SegmentSource | undefined,
  segmentEnd: number,
  maxRecords: number,
  maxBytes: number,
): void {
  const walk = source === undefined ? [] : scanSegment(source, batch.nextPosition, segmentEnd);
  for (const scanned of walk) {
    if (scanned.kind === "damage") {
      passOver(batch, scanned.toPosition);
      continue;
    }
    batch.records.push(scanned.record);
    batch.bytes += scanned.record.bytes.length;
    batch.nextPosition = scanned.record.nextPosition;
    if (batch.records.length >= maxRecords || batch.bytes >= maxBytes) return;
  }
  passOver(batch, segmentEnd);
}

/** A region over the border of two segments is reported as one. */
function passOver(batch: Batch, toPosition: number): void {
  if (toPosition <= batch.nextPosition) return;
  const last = batch.damage.at(-1);
  const fromPosition = last?.toPosition === batch.nextPosition ? last.fromPosition : batch.nextPosition;
  if (fromPosition !== batch.nextPosition) batch.damage.pop();
  batch.damage.push({ fromPosition, toPosition });
  batch.nextPosition = toPosition;
}

function openSegment(files: FileLayer, directory: string, base: number): OpenSegment | undefined {
  let fd: number;
  try {
    fd = files.openToRead(segmentPath(directory, base));
  } catch (error) {
    // Unlinked since the directory was listed.
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const source = openSource(files, fd, base);
    if (source !== undefined) return { base, fd, source };
  } catch (error) {
    files.close(fd);
    throw error;
  }
  files.close(fd);
  return undefined;
}
