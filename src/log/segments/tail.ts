import { channel } from "node:diagnostics_channel";
import { LogWriteError } from "../log.ts";
import { segmentPath } from "./directory.ts";
import type { FileLayer } from "./files.ts";
import { codeOf, wordsOf } from "./files.ts";
import { HEADER_BYTES, newHeader, segmentName } from "./format.ts";
import type { SegmentHeader } from "./format.ts";
import type { GroupLayout } from "./group.ts";
import type { Recovered } from "./recover.ts";

/** The growing end of the log. */
export type Tail = {
  /** Where the next record goes; everything before it is durable. */
  readonly end: () => number;
  /**
   * Writes and syncs one group, for which `layOut` is asked once it is known where it goes. When it throws `LogWriteError`,
   * `end` has not moved, and what was written of the group is cut off or lies beyond the end of a segment that is left.
   */
  readonly write: (layOut: (header: SegmentHeader, start: number) => GroupLayout) => Promise<GroupLayout>;
  /** Removes whole segments before a position, oldest first. */
  readonly removeBefore: (position: number) => void;
  /** The next group goes into a new segment. */
  readonly leaveSegment: () => void;
  /** Closes the segment, after the removals under way. */
  readonly close: () => Promise<void>;
};

export type TailOptions = {
  readonly files: FileLayer;
  readonly directory: string;
  /** A segment is left when it has this many bytes of records. */
  readonly segmentBytes: number;
  readonly report: (message: string) => void;
};

/** Where a crash is worth trying: `npm run crash` listens. Nearly free while nobody does. */
const stages = channel("culprit:stage");

type OpenSegment = { readonly fd: number; readonly header: SegmentHeader };

/** Goes on at the end that recovery found, in a new segment, which is made at the first write. */
export function openTail({ files, directory, segmentBytes, report }: TailOptions, recovered: Recovered): Tail {
  const bases = [...recovered.bases];
  let { end } = recovered;
  let segment: OpenSegment | undefined;
  let isToLeave = false;
  let removals: Promise<void> = Promise.resolve();

  const leaveSegment = (): void => {
    const left = segment;
    segment = undefined;
    if (left !== undefined) files.close(left.fd);
  };

  const segmentToWrite = async (): Promise<OpenSegment> => {
    const hasRoom = segment !== undefined && end - segment.header.base < segmentBytes;
    // A segment without a record is as good as a new one, and has its name.
    const isLeft = isToLeave && segment?.header.base !== end;
    isToLeave = false;
    if (segment !== undefined && hasRoom && !isLeft) return segment;
    leaveSegment();
    segment = await createSegment(files, directory, end);
    if (bases.at(-1) !== end) bases.push(end);
    return segment;
  };

  /** Takes what was written of a failed group out of the segment again. */
  const cutBack = async ({ fd, header }: OpenSegment): Promise<boolean> => {
    try {
      await files.truncate(fd, HEADER_BYTES + (end - header.base));
      return true;
    } catch (error) {
      report(`${segmentName(header.base)} of the log could not be cut back to ${end}, it is left: ${wordsOf(error)}`);
      return false;
    }
  };

  return {
    end: () => end,
    async write(layOut) {
      const current = await segmentToWrite().catch((error: unknown) => {
        throw writeErrorOf(error);
      });
      const layout = layOut(current.header, end);
      stages.publish("before-write");
      try {
        await writeWhole(files, current.fd, layout.buffers, HEADER_BYTES + (end - current.header.base));
      } catch (error) {
        if (!(await cutBack(current))) leaveSegment();
        throw writeErrorOf(error);
      }
      stages.publish("before-sync");
      try {
        await files.fdatasync(current.fd);
      } catch (error) {
        // The system may have dropped the pages and would answer the next sync of this file with "done". The next group goes
        // into a new segment, whose base says where this one ends.
        await cutBack(current);
        leaveSegment();
        throw writeErrorOf(error);
      }
      end += layout.bytes;
      stages.publish("before-answers");
      return layout;
    },
    removeBefore(position) {
      while (bases.length > 1 && (bases[1] ?? Infinity) <= position) {
        const file = segmentPath(directory, bases.shift() ?? 0);
        removals = removals.then(() => remove(files, file, report));
      }
    },
    leaveSegment: () => void (isToLeave = true),
    async close() {
      await removals;
      leaveSegment();
    },
  };
}

/** Makes the segment that begins at `base`. It is durable when this returns: file, header and directory entry. */
async function createSegment(files: FileLayer, directory: string, base: number): Promise<OpenSegment> {
  const file = segmentPath(directory, base);
  const { header, bytes } = newHeader(base);
  const fd = await createAnew(files, file);
  try {
    await writeWhole(files, fd, [bytes], 0);
    await files.fdatasync(fd);
    await files.syncDirectory(directory);
    return { fd, header };
  } catch (error) {
    files.close(fd);
    // Should this fail too, the next attempt begins with it.
    await files.unlink(file).catch(() => {});
    throw error;
  }
}

/**
 * Creates a file. One that is there already begins where the log durably ends, so it holds nothing that was answered: it is
 * what a failed attempt left. It is removed rather than written again, for its sync may have failed.
 */
async function createAnew(files: FileLayer, file: string): Promise<number> {
  try {
    return await files.create(file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    await files.unlink(file);
    return files.create(file);
  }
}

async function writeWhole(files: FileLayer, fd: number, buffers: readonly Uint8Array[], offset: number): Promise<void> {
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  const written = await files.writev(fd, buffers, offset);
  // A short write is what a disk does that fills up on the way.
  if (written !== bytes) throw new LogWriteError("disk-full", `only ${written} of ${bytes} bytes could be written`);
}

async function remove(files: FileLayer, file: string, report: (message: string) => void): Promise<void> {
  try {
    await files.unlink(file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") report(`a digested segment of the log could not be removed: ${wordsOf(error)}`);
  }
}

function writeErrorOf(error: unknown): LogWriteError {
  if (error instanceof LogWriteError) return error;
  const code = codeOf(error);
  return new LogWriteError(code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "io", wordsOf(error), { cause: error });
}
