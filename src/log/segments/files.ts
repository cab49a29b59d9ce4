import fs from "node:fs";

/**
 * Every file call the log makes, so that tests can record them and let them fail. Failures are thrown as Node throws them,
 * with a `code`. What reads is synchronous: it runs on the digest's thread, or before the doors open. What writes is not: the
 * main thread must never wait for a disk.
 */
export interface FileLayer {
  /** Names in a directory, in any order. */
  list(directory: string): readonly string[];
  openToRead(file: string): number;
  /** Reads up to `buffer.length` bytes at an offset of the file; 0 at its end. */
  read(fd: number, buffer: Uint8Array, offset: number): number;
  /** Bytes in the file. */
  size(fd: number): number;
  close(fd: number): void;

  /** Makes a file that must not exist, readable by its owner alone, for reading and writing. */
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

export const nodeFiles: FileLayer = {
  list: (directory) => fs.readdirSync(directory),
  openToRead: (file) => fs.openSync(file, "r"),
  read: (fd, buffer, offset) => fs.readSync(fd, buffer, 0, buffer.length, offset),
  size: (fd) => fs.fstatSync(fd).size,
  close: (fd) => fs.closeSync(fd),

  create: (file) => answer((done) => fs.open(file, "wx+", 0o600, done)),
  openToWrite: (file) => answer((done) => fs.open(file, "r+", done)),
  // Node takes a list that it does not change; its type says otherwise.
  writev: (fd, buffers, offset) => answer((done) => fs.writev(fd, [...buffers], offset, done)),
  truncate: (fd, bytes) => answer((done) => fs.ftruncate(fd, bytes, (error) => done(error))),
  fdatasync: (fd) => answer((done) => fs.fdatasync(fd, (error) => done(error))),
  unlink: (file) => answer((done) => fs.unlink(file, (error) => done(error))),

  async syncDirectory(directory) {
    // Windows has no such call and needs none.
    if (process.platform === "win32") return;
    const fd = await answer<number>((done) => fs.open(directory, "r", done));
    try {
      await answer<void>((done) => fs.fsync(fd, (error) => done(error)));
    } finally {
      fs.closeSync(fd);
    }
  },
};

/** The code of a failed system call, as in `ENOSPC`; `undefined` for other failures. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Says a failure in words. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

type Done<T> = (error: Error | null, value: T) => void;

function answer<T>(start: (done: Done<T> & ((error: Error | null) => void)) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error: Error | null, value?: T) => (error === null ? resolve(value as T) : reject(error)));
  });
}
