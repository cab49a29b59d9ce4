import { listBases, segmentPath } from "./directory.ts";
import type { FileLayer } from "./files.ts";
import { wordsOf } from "./files.ts";
import { HEADER_BYTES, segmentName } from "./format.ts";
import type { SegmentSource } from "./scan.ts";
import { openSource, scanSegment } from "./scan.ts";

/** What a directory holds: the bases of its segments, ascending, and where the log ends, never below what was released. */
export type Recovered = { readonly bases: number[]; readonly end: number };

type Report = (message: string) => void;

/**
 * Finds the end of the log after whatever happened to the writer before. The last segment alone is looked at, from the released
 * position on (64 MiB take 60 ms): those before it end where the next one begins, and what more they hold was never answered.
 * Nothing that a good record follows is cut.
 *
 * The log goes on in a new segment. Whether the last one's records are all on the disk is not known here, nor whether a sync of
 * it has failed: so it is never synced again, and nothing that is answered is built on it.
 */
export async function recoverLog(
  files: FileLayer,
  directory: string,
  releasedPosition: number,
  report: Report,
): Promise<Recovered> {
  const bases = listBases(files, directory);
  // What was digested stood in the log, and what stands before a segment was durable when that segment was begun.
  let floor = releasedPosition;
  for (let base = bases.at(-1); base !== undefined; base = bases.at(-1)) {
    floor = Math.max(floor, base);
    const found = lookAtSegment(files, directory, base, releasedPosition, report);
    if (found.kind === "never-begun") {
      await files.unlink(segmentPath(directory, base));
      bases.pop();
      continue;
    }
    if (found.kind === "records" && found.end < found.fileEnd) await cutTail(files, directory, base, found, report);
    return { bases, end: Math.max(floor, found.end) };
  }
  return { bases, end: floor };
}

/** `end` and `fileEnd` are positions: after the last good record, and after the last byte. */
type Found =
  | { readonly kind: "records"; readonly end: number; readonly fileEnd: number }
  | { readonly kind: "unreadable"; readonly end: number }
  /** Not even the header became durable, so there never was a record. */
  | { readonly kind: "never-begun" };

function lookAtSegment(files: FileLayer, directory: string, base: number, releasedPosition: number, report: Report): Found {
  const fd = files.openToRead(segmentPath(directory, base));
  try {
    const source = openSource(files, fd, base);
    const fileEnd = base + files.size(fd) - HEADER_BYTES;
    if (source !== undefined) {
      const from = Math.max(base, Math.min(releasedPosition, fileEnd));
      return { kind: "records", end: endOf(source, from, fileEnd, report), fileEnd };
    }
    if (fileEnd <= base) return { kind: "never-begun" };
    report(`the header of ${segmentName(base)} of the log is damaged: ${fileEnd - base} bytes cannot be read`);
    return { kind: "unreadable", end: fileEnd };
  } finally {
    files.close(fd);
  }
}

function endOf(source: SegmentSource, from: number, fileEnd: number, report: Report): number {
  let end = from;
  for (const scanned of scanSegment(source, from, fileEnd)) {
    if (scanned.kind === "record") end = scanned.record.nextPosition;
    else report(`${scanned.toPosition - scanned.fromPosition} bytes of the log at ${scanned.fromPosition} are damaged`);
  }
  return end;
}

/** Cuts off what was being written when the writer before ended. If that fails, the base of the next segment says where it was. */
async function cutTail(
  files: FileLayer,
  directory: string,
  base: number,
  { end, fileEnd }: { readonly end: number; readonly fileEnd: number },
  report: Report,
): Promise<void> {
  try {
    const fd = await files.openToWrite(segmentPath(directory, base));
    try {
      await files.truncate(fd, HEADER_BYTES + (end - base));
    } finally {
      files.close(fd);
    }
    report(`cut ${fileEnd - end} bytes off the log at ${end}: a write that was not finished`);
  } catch (error) {
    report(`${fileEnd - end} bytes of the log at ${end}, a write that was not finished, could not be cut: ${wordsOf(error)}`);
  }
}
