import { listBases, segmentPath } from "./directory.ts";
import type { FileLayer } from "./files.ts";
import { wordsOf } from "./files.ts";
import type { SegmentHeader } from "./format.ts";
import { HEADER_BYTES, segmentName } from "./format.ts";
import type { SegmentSource } from "./scan.ts";
import { openSource, scanSegment } from "./scan.ts";

/** The segment that is being written. */
export type OpenSegment = { readonly fd: number; readonly header: SegmentHeader };

/** What a directory holds: `end` is where the next record goes, into `segment` if there is one, else into a new segment. */
export type Recovered = { readonly bases: number[]; readonly end: number; readonly segment: OpenSegment | undefined };

type Report = (message: string) => void;

/**
 * Finds the end of the log after whatever happened to the writer before. The last segment alone is looked at: those before it
 * end where the next one begins, and whatever more they hold was never answered. Nothing that a good record follows is cut.
 */
export async function recoverLog(files: FileLayer, directory: string, report: Report): Promise<Recovered> {
  const bases = listBases(files, directory);
  // What stands before a segment was durable when that segment was begun: the log never ends before one's base.
  let floor = 0;
  for (let base = bases.at(-1); base !== undefined; base = bases.at(-1)) {
    floor = Math.max(floor, base);
    const file = segmentPath(directory, base);
    const fd = await files.openToWrite(file);
    const source = openSourceOrClose(files, fd, base);
    const fileEnd = base + files.size(fd) - HEADER_BYTES;
    if (source !== undefined) return recoverSegment(files, { directory, fd, source, fileEnd, floor }, bases, report);

    files.close(fd);
    if (fileEnd > base) {
      report(`the header of ${segmentName(base)} of the log is damaged: ${fileEnd - base} bytes cannot be read`);
      return { bases, end: Math.max(floor, fileEnd), segment: undefined };
    }
    // Not even its header became durable, so it never held a record.
    await files.unlink(file);
    bases.pop();
  }
  return { bases, end: floor, segment: undefined };
}

function openSourceOrClose(files: FileLayer, fd: number, base: number): SegmentSource | undefined {
  try {
    return openSource(files, fd, base);
  } catch (error) {
    files.close(fd);
    throw error;
  }
}

type LastSegment = {
  readonly directory: string;
  readonly fd: number;
  readonly source: SegmentSource;
  /** The position at the end of the file. */
  readonly fileEnd: number;
  readonly floor: number;
};

/**
 * Cuts off the torn tail, of which nobody was told that it is kept, and syncs the rest, which may never have been. If that
 * fails the segment is left as it is, and the log goes on in a new one.
 */
async function recoverSegment(files: FileLayer, last: LastSegment, bases: number[], report: Report): Promise<Recovered> {
  const { directory, fd, source, fileEnd, floor } = last;
  const { header } = source;
  let end = header.base;
  for (const scanned of scanSegment(source, header.base, fileEnd)) {
    if (scanned.kind === "record") end = scanned.record.nextPosition;
    else report(`${scanned.toPosition - scanned.fromPosition} bytes of the log at ${scanned.fromPosition} are damaged`);
  }
  try {
    if (end < fileEnd) {
      report(`cut ${fileEnd - end} bytes off the log at ${end}: a write that was not finished`);
      await files.truncate(fd, HEADER_BYTES + (end - header.base));
    }
    await files.fdatasync(fd);
    // A writer killed right after it made this segment may not have come to this.
    await files.syncDirectory(directory);
  } catch (error) {
    report(`${segmentName(header.base)} of the log could not be mended, a new segment is begun: ${wordsOf(error)}`);
    files.close(fd);
    return { bases, end: Math.max(end, floor), segment: undefined };
  }
  if (end >= floor) return { bases, end, segment: { fd, header } };
  files.close(fd);
  return { bases, end: floor, segment: undefined };
}
