import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, unlink, writeSync, writev } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { LogPlace, LogWriter } from "../log.ts";
import { LogWriteError } from "../log.ts";
import { listBases, syncDirectory } from "./directory.ts";
import type { SegmentHeader } from "./format.ts";
import { HEADER_BYTES, MAX_RECORD_BYTES, newHeader, recordHead, RECORD_HEAD_BYTES, segmentName } from "./format.ts";
import { recoverEnd } from "./recover.ts";

const writevAsync = promisify(writev);
const fdatasyncAsync = promisify(fdatasync);
const unlinkAsync = promisify(unlink);

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** The system takes 1,024 buffers a call, and a request brings a head and two parts. */
const MAX_GROUP_BUFFERS = 900;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

export type LogWriterOptions = {
  readonly directory: string;
  /** Everything before it has been digested, durably; the log never ends below it. */
  readonly releasedPosition: number;
  readonly segmentBytes?: number;
  /** Told in words what was wrong and what was done about it. */
  readonly onProblem?: (message: string) => void;
};

type Segment = { readonly fd: number; readonly header: SegmentHeader };
type Waiting = {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  readonly resolve: (place: LogPlace) => void;
  readonly reject: (error: LogWriteError) => void;
};

/** Opens the log for its one writer: cuts a torn tail, removes what was digested, goes on after the last good record. */
export async function openLogWriter(options: LogWriterOptions): Promise<LogWriter> {
  const { directory, releasedPosition, segmentBytes = SEGMENT_BYTES, onProblem = () => {} } = options;
  const tail = openTail(directory, releasedPosition, segmentBytes, onProblem);
  let released = releasedPosition;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let isClosed = false;

  const flush = async (): Promise<void> => {
    // Whatever arrives in this turn of the loop shares the first sync.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = takeGroup(waiting);
      waiting = waiting.slice(group.length);
      await tail.write(group);
    }
    flushing = undefined;
  };
  tail.unlinkBefore(releasedPosition);

  return {
    append(parts) {
      const bytes = parts.reduce((sum, part) => sum + part.length, RECORD_HEAD_BYTES);
      if (isClosed) return Promise.reject(new LogWriteError("closed", "the log is closed"));
      if (bytes > MAX_RECORD_BYTES) return Promise.reject(new LogWriteError("io", `a record of ${bytes} bytes is too large`));
      return new Promise((resolve, reject) => {
        waiting.push({ parts, bytes, resolve, reject });
        flushing ??= flush();
      });
    },
    durableEnd: tail.end,
    release(position) {
      released = Math.max(released, position);
      tail.unlinkBefore(released);
    },
    depthBytes: () => Math.max(0, tail.end() - released),
    async close() {
      isClosed = true;
      await flushing;
      tail.close();
    },
  };
}

/** The segment being written, and those before it that still have a file. */
type Tail = {
  /** Everything before it is durable. */
  readonly end: () => number;
  /** Writes and syncs a group, and answers each of it. Never rejects. */
  readonly write: (group: readonly Waiting[]) => Promise<void>;
  readonly unlinkBefore: (position: number) => void;
  readonly close: () => void;
};

function openTail(directory: string, releasedPosition: number, segmentBytes: number, onProblem: (text: string) => void): Tail {
  let bases = [...listBases(directory)];
  const last = bases.at(-1);
  const recovered = recoverEnd(directory, last, onProblem);
  if (recovered === undefined) bases = bases.slice(0, -1);
  // A last segment without a readable head held nothing that was answered; what came before it ended where it begins.
  let end = Math.max(recovered?.end ?? last ?? 0, releasedPosition);
  let segment: Segment | undefined = recovered !== undefined && recovered.end === end ? recovered : undefined;
  if (recovered !== undefined && segment === undefined) closeSync(recovered.fd);

  const close = (): void => {
    if (segment !== undefined) closeSync(segment.fd);
    segment = undefined;
  };
  const startSegment = (): Segment => {
    close();
    segment = createSegment(directory, end);
    bases.push(end);
    return segment;
  };
  const write = async (group: readonly Waiting[]): Promise<void> => {
    let current: Segment | undefined;
    let isSyncing = false;
    try {
      current = segment === undefined || end - segment.header.base >= segmentBytes ? startSegment() : segment;
      const { buffers, places, bytes } = layOut(group, current.header.salt, end);
      await writeAll(current.fd, buffers, bytes, HEADER_BYTES + (end - current.header.base));
      isSyncing = true;
      await fdatasyncAsync(current.fd);
      end += bytes;
      for (const [index, one] of group.entries()) one.resolve(places[index] ?? { position: end, nextPosition: end });
    } catch (error) {
      const isCut = current !== undefined && cutBack(current, end, onProblem);
      // A file whose sync failed is never synced again: the system may have dropped the pages and would answer "done".
      if (isSyncing || !isCut) close();
      // Nothing good may follow bytes that nobody was told are kept: the next segment begins well beyond them.
      if (current !== undefined && !isCut) end += SEGMENT_BYTES;
      refuse(group, error, onProblem);
    }
  };
  const unlinkBefore = (position: number): void => {
    while (bases.length > 1 && (bases[1] ?? Infinity) <= position) {
      const [oldest = 0, ...others] = bases;
      bases = others;
      unlinkAsync(path.join(directory, segmentName(oldest))).catch((error: unknown) => {
        onProblem(`a digested part of the log could not be removed: ${wordsOf(error)}`);
      });
    }
  };
  return { end: () => end, write, unlinkBefore, close };
}

/** Cuts what a failed group may have left behind; answers whether it could. */
function cutBack(segment: Segment, end: number, onProblem: (text: string) => void): boolean {
  try {
    ftruncateSync(segment.fd, HEADER_BYTES + (end - segment.header.base));
    return true;
  } catch (error) {
    onProblem(`the log could not be cut back: ${wordsOf(error)}`);
    return false;
  }
}

function refuse(group: readonly Waiting[], error: unknown, onProblem: (text: string) => void): void {
  const problem = writeErrorOf(error);
  onProblem(`the log refused a group of ${group.length}: ${problem.message}`);
  for (const one of group) one.reject(problem);
}

function createSegment(directory: string, base: number): Segment {
  const { header, bytes } = newHeader(base);
  const fd = openSync(path.join(directory, segmentName(base)), "w+", 0o600);
  try {
    writeSync(fd, bytes, 0, bytes.length, 0);
    fdatasyncSync(fd);
    syncDirectory(directory);
    return { fd, header };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  let buffers = 0;
  let bytes = 0;
  const first = waiting.findIndex((one) => {
    buffers += one.parts.length + 1;
    bytes += one.bytes;
    return buffers > MAX_GROUP_BUFFERS || bytes > MAX_GROUP_BYTES;
  });
  return first < 0 ? waiting : waiting.slice(0, Math.max(1, first));
}

function layOut(
  group: readonly Waiting[],
  salt: number,
  start: number,
): { readonly buffers: readonly Uint8Array[]; readonly places: readonly LogPlace[]; readonly bytes: number } {
  const buffers: Uint8Array[] = [];
  const places: LogPlace[] = [];
  let position = start;
  for (const { parts, bytes } of group) {
    buffers.push(recordHead(salt, position, parts), ...parts);
    places.push({ position, nextPosition: position + bytes });
    position += bytes;
  }
  return { buffers, places, bytes: position - start };
}

async function writeAll(fd: number, buffers: readonly Uint8Array[], bytes: number, offset: number): Promise<void> {
  const { bytesWritten } = await writevAsync(fd, [...buffers], offset);
  // A short write is what a disk does that fills up on the way.
  if (bytesWritten !== bytes) throw new LogWriteError("disk-full", `only ${bytesWritten} of ${bytes} bytes could be written`);
}

function writeErrorOf(error: unknown): LogWriteError {
  if (error instanceof LogWriteError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return new LogWriteError(code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "io", wordsOf(error), { cause: error });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
