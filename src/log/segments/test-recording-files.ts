import path from "node:path";
import type { FileLayer } from "./files.ts";
import { fail } from "./test-memory-files.ts";

/**
 * One thing done to the files of a directory. `file` numbers files, not names: a name may be used again. A sync covers what was
 * done before it began (`from`, an index into the list of operations); one that failed covers nothing, and what it should have
 * covered is never made durable by a later one.
 */
export type FileOperation =
  | { readonly kind: "create"; readonly file: number; readonly name: string }
  | { readonly kind: "unlink"; readonly file: number; readonly name: string }
  | { readonly kind: "write"; readonly file: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly file: number; readonly size: number }
  | { readonly kind: "sync"; readonly file: number; readonly from: number; readonly isDone: boolean }
  | { readonly kind: "sync-directory"; readonly from: number };

export type WriteCall = "create" | "openToWrite" | "writev" | "truncate" | "fdatasync" | "unlink" | "syncDirectory";

/** How a call goes wrong. A write that fails may have happened all the same; a short one answers that it wrote the half. */
export type Fault =
  | { readonly kind: "fails"; readonly code: string; readonly isDoneAllTheSame?: boolean }
  | { readonly kind: "short" }
  /** The process is dead: nothing happens any more. */
  | { readonly kind: "dead" };

/** Decides which calls go wrong; they are numbered from 0. */
export type FaultOf = (call: WriteCall, number: number) => Fault | undefined;

export type Recording = {
  readonly files: FileLayer;
  /** What was in the directory before, by name. */
  readonly initial: ReadonlyMap<string, { readonly file: number; readonly bytes: Buffer }>;
  /** What was done, in order. */
  readonly operations: readonly FileOperation[];
  /** How many calls there were that write, gone wrong or not. */
  readonly calls: () => number;
  readonly failWith: (faultOf: FaultOf) => void;
};

/** Records all that is done to a directory's files through another layer, and lets chosen calls fail. */
export function recordingFiles(inner: FileLayer, directory: string): Recording {
  const operations: FileOperation[] = [];
  const numbers = createNumbers();
  const faults = createFaults();
  const initial = new Map(
    inner
      .list(directory)
      .map((name) => [name, { file: numbers.ofName(name), bytes: contentOf(inner, path.join(directory, name)) }]),
  );
  const names = recordNames(inner, operations, numbers, faults);
  const files = { ...inner, ...names, ...recordBytes(inner, operations, numbers, faults) };
  return { files, initial, operations, calls: faults.calls, failWith: faults.failWith };
}

type Numbers = ReturnType<typeof createNumbers>;
type Faults = ReturnType<typeof createFaults>;

function recordNames(
  inner: FileLayer,
  operations: FileOperation[],
  numbers: Numbers,
  faults: Faults,
): Pick<FileLayer, "create" | "openToWrite" | "unlink" | "syncDirectory"> {
  return {
    async create(file) {
      faults.mayFail("create");
      const fd = await inner.create(file);
      numbers.forget(file);
      operations.push({ kind: "create", file: numbers.ofName(file), name: path.basename(file) });
      return numbers.opened(fd, file);
    },
    async openToWrite(file) {
      faults.mayFail("openToWrite");
      return numbers.opened(await inner.openToWrite(file), file);
    },
    async unlink(file) {
      faults.mayFail("unlink");
      await inner.unlink(file);
      operations.push({ kind: "unlink", file: numbers.ofName(file), name: path.basename(file) });
      numbers.forget(file);
    },
    async syncDirectory(directory) {
      const from = operations.length;
      faults.mayFail("syncDirectory");
      await inner.syncDirectory(directory);
      operations.push({ kind: "sync-directory", from });
    },
  };
}

function recordBytes(
  inner: FileLayer,
  operations: FileOperation[],
  numbers: Numbers,
  faults: Faults,
): Pick<FileLayer, "writev" | "truncate" | "fdatasync"> {
  return {
    async writev(fd, buffers, offset) {
      const fault = faults.next("writev");
      const whole = Buffer.concat(buffers);
      const isNothingDone = fault?.kind === "fails" && fault.isDoneAllTheSame !== true;
      const bytes = whole.subarray(0, isNothingDone ? 0 : fault?.kind === "short" ? whole.length >> 1 : whole.length);
      if (bytes.length > 0) {
        await inner.writev(fd, [bytes], offset);
        operations.push({ kind: "write", file: numbers.ofFd(fd), offset, bytes });
      }
      if (fault?.kind === "fails") fail(fault.code);
      return bytes.length;
    },
    async truncate(fd, bytes) {
      faults.mayFail("truncate");
      await inner.truncate(fd, bytes);
      operations.push({ kind: "truncate", file: numbers.ofFd(fd), size: bytes });
    },
    async fdatasync(fd) {
      const from = operations.length;
      const fault = faults.next("fdatasync");
      const isDone = fault?.kind !== "fails";
      if (isDone) await inner.fdatasync(fd);
      operations.push({ kind: "sync", file: numbers.ofFd(fd), from, isDone });
      if (!isDone) fail(fault.code);
    },
  };
}

/** Numbers of files, by the name they have now and by what is open. */
function createNumbers(): {
  ofName: (file: string) => number;
  ofFd: (fd: number) => number;
  opened: (fd: number, file: string) => number;
  forget: (file: string) => void;
} {
  const byName = new Map<string, number>();
  const byFd = new Map<number, number>();
  let last = 0;
  const ofName = (file: string): number => {
    const name = path.basename(file);
    const number = byName.get(name) ?? (last += 1);
    byName.set(name, number);
    return number;
  };
  return {
    ofName,
    ofFd: (fd) => byFd.get(fd) ?? fail("EBADF"),
    opened(fd, file) {
      byFd.set(fd, ofName(file));
      return fd;
    },
    forget: (file) => void byName.delete(path.basename(file)),
  };
}

function createFaults(): {
  next: (call: WriteCall) => Fault | undefined;
  mayFail: (call: WriteCall) => void;
  calls: () => number;
  failWith: (decide: FaultOf) => void;
} {
  let faultOf: FaultOf = () => undefined;
  let calls = 0;
  const next = (call: WriteCall): Fault | undefined => {
    const fault = faultOf(call, calls);
    calls += 1;
    if (fault?.kind === "dead") fail("EDEAD");
    return fault;
  };
  return {
    next,
    mayFail(call) {
      const fault = next(call);
      if (fault?.kind === "fails") fail(fault.code);
    },
    calls: () => calls,
    failWith: (decide) => void (faultOf = decide),
  };
}

function contentOf(files: FileLayer, file: string): Buffer {
  const fd = files.openToRead(file);
  const bytes = Buffer.alloc(files.size(fd));
  files.read(fd, bytes, 0);
  files.close(fd);
  return bytes;
}
