import fs from "node:fs";
import { promisify } from "node:util";

/**
 * Every file call the log makes, so that tests can record them and let them fail. Failures are thrown as Node throws them,
 * with a `code`. What reads is synchronous: it runs on the digest's thread, or before the doors open. What writes is not: the
 * main thread must never wait for a disk.
 */
export interface FileLayer {
  /** Names in a directory, in any order. */
  list(directory: string): readonly string[];
  openToRead(file: string): number;
  /** Reads up to `buffer.length` bytes at an offset of the file; tells how many, 0 at its end. */
  read(fd: number, buffer: Uint8Array, offset: number): number;
  /** Bytes in the file. */
  size(fd: number): number;
  close(fd: number): void;

  /** Makes a file that must not exist, for its owner alone, to read and write. */
  create(file: string): Promise<number>;
  openToWrite(file: string): Promise<number>;
  /** Writes buffers one after another at an offset of the file; tells how many bytes were written. */
  writev(fd: number, buffers: readonly Uint8Array[], offset: number): Promise<number>;
  truncate(fd: number, bytes: number): Promise<void>;
  fdatasync(fd: number): Promise<void>;
  unlink(file: string): Promise<void>;
  /** Makes creations and removals in a directory durable. */
  syncDirectory(directory: string): Promise<void>;
}

const open = promisify(fs.open);
const writev = promisify(fs.writev);
const fsync = promisify(fs.fsync);

export const nodeFiles: FileLayer = {
  list: (directory) => fs.readdirSync(directory),
  openToRead: (file) => fs.openSync(file, "r"),
  read: (fd, buffer, offset) => fs.readSync(fd, buffer, 0, buffer.length, offset),
  size: (fd) => fs.fstatSync(fd).size,
  close: (fd) => fs.closeSync(fd),

  create: (file) => open(file, "wx+", 0o600),
  openToWrite: (file) => open(file, "r+"),
  writev: async (fd, buffers, offset) => (await writev(fd, [...buffers], offset)).bytesWritten,
  truncate: promisify(fs.ftruncate),
  fdatasync: promisify(fs.fdatasync),
  unlink: promisify(fs.unlink),

  async syncDirectory(directory) {
    // Windows has no such call and needs none.
    if (process.platform === "win32") return;
    const fd = await open(directory, "r");
    try {
      await fsync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
};

/** The code of a failed system call, such as `ENOSPC`; `undefined` for failures of another kind. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
