import { channel } from "node:diagnostics_channel";
import path from "node:path";
import type { LogPlace, LogWriter } from "../log.ts";
import { LogWriteError } from "../log.ts";
import type { FileLayer } from "./files.ts";
import { codeOf, nodeFiles, wordsOf } from "./files.ts";
import type { Waiting } from "./group.ts";
import { layOut, MAX_PARTS, takeGroup } from "./group.ts";
import type { Recovered } from "./recover.ts";
import { recoverLog } from "./recover.ts";
import type { Tail } from "./tail.ts";
import { openTail } from "./tail.ts";

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** See `tail.ts`. */
const stages = channel("culprit:stage");
/** No request is larger than this. */
const MAX_RECORD_BYTES = 256 * 1024 * 1024;

export type LogWriterOptions = {
  /** An existing directory for the log alone. One writer at a time: whoever owns the directory sees to that. */
  readonly directory: string;
  /** Everything before it has been digested, and that fact is durable; the log never ends below it. */
  readonly releasedPosition: number;
  readonly files?: FileLayer;
  /** A segment is left when its records come to this many bytes; 64 MiB if not given. */
  readonly segmentBytes?: number;
  /** A larger record is refused; 256 MiB if not given, and at most 1 GiB. */
  readonly maxRecordBytes?: number;
  /** Told in words, for the operator, what was wrong and what was done about it. */
  readonly onProblem?: (message: string) => void;
};

/**
 * Opens the log for its one writer: cuts a torn tail, removes what was digested, goes on after the last good record. Throws when
 * the directory or its last segment cannot be read at all, or when a later version of Culprit wrote it.
 */
export async function openLogWriter(options: LogWriterOptions): Promise<LogWriter> {
  const { directory, releasedPosition, files = nodeFiles, segmentBytes = SEGMENT_BYTES, onProblem = () => {} } = options;
  const recovered = await openDirectory(files, directory, releasedPosition, onProblem).catch((error: unknown) => {
    if (codeOf(error) === undefined) throw error;
    throw new Error(
      `The log in ${directory} cannot be opened: ${wordsOf(error)}\nGive this user the right to read and write there, and check the disk. ` +
        "What is in the log has been answered and is not in the store yet: keep it.",
      { cause: error },
    );
  });
  const tail = openTail({ files, directory, segmentBytes, report: onProblem }, recovered);
  tail.removeBefore(releasedPosition);
  return createWriter(tail, {
    releasedPosition,
    maxRecordBytes: options.maxRecordBytes ?? MAX_RECORD_BYTES,
    report: onProblem,
  });
}

async function openDirectory(...[files, directory, ...rest]: Parameters<typeof recoverLog>): Promise<Recovered> {
  const recovered = await recoverLog(files, directory, ...rest);
  // The log's own place must survive too, for it may have been made just now.
  await files.syncDirectory(path.dirname(directory));
  return recovered;
}

type WriterSettings = {
  readonly releasedPosition: number;
  readonly maxRecordBytes: number;
  readonly report: (message: string) => void;
};

function createWriter(tail: Tail, { releasedPosition, maxRecordBytes, report }: WriterSettings): LogWriter {
  const queue: Waiting[] = [];
  const writeGroup = createGroupWriter(tail, report);
  let released = releasedPosition;
  let writing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const writeQueue = async (): Promise<void> => {
    while (queue.length > 0) {
      // Whatever else arrives in this turn of the loop shares the write.
      await new Promise((resolve) => setImmediate(resolve));
      await writeGroup(takeGroup(queue));
    }
    writing = undefined;
  };

  return {
    append(parts) {
      if (closing !== undefined) return Promise.reject(new LogWriteError("closed", "the log is closed"));
      let bytes = 0;
      for (const part of parts) bytes += part.length;
      if (bytes > maxRecordBytes) {
        return Promise.reject(
          new LogWriteError("io", `a record of ${bytes} bytes is over the ${maxRecordBytes} that the log takes`),
        );
      }
      return new Promise<LogPlace>((resolve, reject) => {
        queue.push({ parts: parts.length > MAX_PARTS ? [Buffer.concat(parts)] : parts, resolve, reject });
        writing ??= writeQueue();
      });
    },
    durableEnd: () => tail.end(),
    release(position) {
      if (position <= released) return;
      released = position;
      tail.removeBefore(position);
      stages.publish("released");
    },
    leaveSegment: () => tail.leaveSegment(),
    depthBytes: () => Math.max(0, tail.end() - released),
    close() {
      closing ??= (async () => {
        await writing;
        await tail.close();
      })();
      return closing;
    },
  };
}

/** Answers one group. Refusals are reported when they begin and when they end: a full disk must not be filled with log lines. */
function createGroupWriter(tail: Tail, report: (message: string) => void): (group: readonly Waiting[]) => Promise<void> {
  let refusedRecords = 0;
  return async (group) => {
    try {
      const { places } = await tail.write((header, start) => layOut(group, header, start));
      for (const [index, place] of places.entries()) group[index]?.resolve(place);
      if (refusedRecords > 0) report(`the log takes records again, after ${refusedRecords} were refused`);
      refusedRecords = 0;
    } catch (error) {
      const problem = error instanceof LogWriteError ? error : new LogWriteError("io", wordsOf(error), { cause: error });
      for (const { reject } of group) reject(problem);
      if (refusedRecords === 0) report(`the log refuses records: ${problem.message}`);
      refusedRecords += group.length;
    }
  };
}
