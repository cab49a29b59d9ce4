import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, unlinkSync } from "node:fs";
import path from "node:path";
import type { SegmentHeader } from "./format.ts";
import { HEADER_BYTES, readHeader, segmentName } from "./format.ts";
import { readerOf } from "./reader.ts";
import { scanSegment } from "./scan.ts";

export type Recovered = { readonly fd: number; readonly header: SegmentHeader; readonly end: number };

/**
 * Finds where the last segment ends: after its last good record. What follows is a torn tail, of which nobody was told that it
 * is kept; it is cut off. The rest is synced, for it may never have been. A segment that was not even begun is removed.
 */
export function recoverEnd(
  directory: string,
  base: number | undefined,
  onProblem: (message: string) => void,
): Recovered | undefined {
  if (base === undefined) return undefined;
  const file = path.join(directory, segmentName(base));
  const fd = openSync(file, "r+");
  const readAt = readerOf(fd);
  const header = readHeader(readAt(0, HEADER_BYTES));
  if (header === undefined) {
    closeSync(fd);
    unlinkSync(file);
    onProblem(`removed ${segmentName(base)}, which has no readable head`);
    return undefined;
  }

  const fileBytes = fstatSync(fd).size;
  let end = base;
  for (const scanned of scanSegment(header, readAt, base, base + fileBytes - HEADER_BYTES)) {
    if (scanned.kind === "record") end = scanned.record.nextPosition;
    else
      onProblem(`passed over ${scanned.toPosition - scanned.fromPosition} damaged bytes of the log at ${scanned.fromPosition}`);
  }
  const goodBytes = HEADER_BYTES + (end - base);
  if (goodBytes < fileBytes) ftruncateSync(fd, goodBytes);
  fdatasyncSync(fd);
  return { fd, header, end };
}
