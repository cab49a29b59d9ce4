import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * One thing that was done below the recorded directory, in order. Paths are below it, with forward slashes; "" is the directory
 * itself. `file` numbers files, not names: a name may be used again. A sync covers what was done to its file, or to the names in
 * its directory, before it began, and is done when it ended.
 */
export type Operation =
  | { readonly kind: "create"; readonly file: number; readonly path: string }
  | { readonly kind: "make-directory"; readonly path: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "unlink"; readonly path: string }
  | { readonly kind: "write"; readonly file: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly file: number; readonly size: number }
  | { readonly kind: "sync-begin"; readonly of: Synced; readonly sync: string }
  | { readonly kind: "sync-end"; readonly sync: string }
  | { readonly kind: "answer"; readonly eventIds: readonly string[] };

export type Synced = { readonly file: number } | { readonly directory: string };

/** As recorder.c writes them. */
const KINDS = [
  "",
  "open",
  "write",
  "truncate",
  "sync-begin",
  "sync-end",
  "make-directory",
  "rename",
  "unlink",
  "answer",
  "unknown",
] as const;
const IS_CREATED = 1;
const IS_EMPTIED = 2;
const IS_DIRECTORY = 4;

const HEAD_BYTES = 25;

type Line = {
  readonly kind: (typeof KINDS)[number];
  readonly process: number;
  readonly fd: number;
  readonly number: number;
  readonly path: string;
  readonly data: Buffer;
};

/** Reads what recorder.c wrote while servers worked below `root`. Throws when they did what is not modelled here. */
export function readRecording(recordFile: string, root: string): Operation[] {
  const operations: Operation[] = [];
  const names = createNames();
  for (const line of linesOf(readFileSync(recordFile))) {
    addLine(line, (name) => path.relative(root, name), names, operations);
  }
  return operations;
}

function* linesOf(bytes: Buffer): Generator<Line> {
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    const dataAt = at + HEAD_BYTES + bytes.readUInt32LE(at + HEAD_BYTES - 4);
    yield {
      kind: KINDS[bytes.readUInt8(at + 4)] ?? "",
      process: bytes.readInt32LE(at + 5),
      fd: bytes.readInt32LE(at + 9),
      number: Number(bytes.readBigInt64LE(at + 13)),
      path: bytes.toString("utf8", at + HEAD_BYTES, dataAt),
      data: bytes.subarray(dataAt, end),
    };
    at = end;
  }
}

type Names = {
  /** The number of the file that has this name now. */
  readonly fileOf: Map<string, number>;
  /** What a process has open, by process and descriptor. */
  readonly open: Map<string, Synced>;
  readonly next: () => number;
};

function createNames(): Names {
  let last = 0;
  return { fileOf: new Map(), open: new Map(), next: () => (last += 1) };
}

function addLine(line: Line, below: (name: string) => string, names: Names, into: Operation[]): void {
  const descriptor = `${line.process}:${line.fd}`;
  const sync = `${line.process}:${line.number}`;
  switch (line.kind) {
    case "open":
      addOpening(line, descriptor, below(line.path), names, into);
      return;
    case "write":
      into.push({ kind: "write", file: openFile(names, descriptor), offset: line.number, bytes: line.data });
      return;
    case "truncate":
      into.push({ kind: "truncate", file: openFile(names, descriptor), size: line.number });
      return;
    case "sync-begin":
      into.push({ kind: "sync-begin", of: opened(names, descriptor), sync });
      return;
    case "sync-end":
      into.push({ kind: "sync-end", sync });
      return;
    case "make-directory":
      into.push({ kind: "make-directory", path: below(line.path) });
      return;
    case "rename":
    case "unlink":
      addRenaming(line.kind, below(line.path), below(line.data.toString()), names, into);
      return;
    case "answer":
      into.push({
        kind: "answer",
        eventIds: Array.from(line.data.toString().matchAll(/"id":"([0-9a-f]{32})"/g), ([, id = ""]) => id),
      });
      return;
    default:
      throw new Error(`the server used ${line.path || "a call"}, which recorder.c does not model; teach it that call`);
  }
}

function addOpening({ number }: Line, descriptor: string, name: string, names: Names, into: Operation[]): void {
  if ((number & IS_DIRECTORY) !== 0) {
    names.open.set(descriptor, { directory: name });
    return;
  }
  let file = names.fileOf.get(name);
  if ((number & IS_CREATED) !== 0) {
    file = names.next();
    names.fileOf.set(name, file);
    into.push({ kind: "create", file, path: name });
  }
  if (file === undefined) throw new Error(`${name} was opened, but nobody was seen making it`);
  if ((number & IS_EMPTIED) !== 0) into.push({ kind: "truncate", file, size: 0 });
  names.open.set(descriptor, { file });
}

function addRenaming(kind: "rename" | "unlink", name: string, to: string, names: Names, into: Operation[]): void {
  const file = names.fileOf.get(name);
  if (file === undefined) {
    if (kind === "rename") throw new Error(`${name} was renamed, and nobody was seen making it`);
    // A socket: its name is made by `bind`, and means nothing after a restart.
    return;
  }
  names.fileOf.delete(name);
  if (kind === "unlink") {
    into.push({ kind, path: name });
    return;
  }
  if (path.dirname(name) !== path.dirname(to)) throw new Error(`${name} was moved to another directory, which is not modelled`);
  names.fileOf.set(to, file);
  into.push({ kind, path: name, to });
}

function opened(names: Names, descriptor: string): Synced {
  const found = names.open.get(descriptor);
  if (found === undefined) throw new Error(`the recorder names descriptor ${descriptor}, which nobody was seen opening`);
  return found;
}

function openFile(names: Names, descriptor: string): number {
  const found = opened(names, descriptor);
  if (!("file" in found)) throw new Error(`a directory was written to, by descriptor ${descriptor}`);
  return found.file;
}
