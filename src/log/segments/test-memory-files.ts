import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { FileLayer } from "./files.ts";

/** Files of one directory by name. */
export type DirectoryContent = ReadonlyMap<string, Uint8Array>;
type MemoryFile = { bytes: Buffer };

/** A directory in memory: thousands of restarts a second. Keeps an unlinked file as long as it is open, as Unix does. */
export function memoryFiles(content: DirectoryContent = new Map()): FileLayer & { readonly content: () => DirectoryContent } {
  const named = new Map<string, MemoryFile>(Array.from(content, ([name, bytes]) => [name, { bytes: Buffer.from(bytes) }]));
  const open = new Map<number, MemoryFile>();
  let lastFd = 0;

  const openFile = (file: MemoryFile): number => {
    lastFd += 1;
    open.set(lastFd, file);
    return lastFd;
  };
  const byName = (file: string): MemoryFile => named.get(path.basename(file)) ?? fail("ENOENT");
  const byFd = (fd: number): MemoryFile => open.get(fd) ?? fail("EBADF");

  return {
    content: () => new Map(Array.from(named, ([name, { bytes }]) => [name, Buffer.from(bytes)])),
    list: () => [...named.keys()],
    openToRead: (file) => openFile(byName(file)),
    read: (fd, buffer, offset) => byFd(fd).bytes.subarray(offset).copy(buffer),
    size: (fd) => byFd(fd).bytes.length,
    close(fd) {
      if (!open.delete(fd)) fail("EBADF");
    },
    async create(file) {
      if (named.has(path.basename(file))) fail("EEXIST");
      const created = { bytes: Buffer.alloc(0) };
      named.set(path.basename(file), created);
      return openFile(created);
    },
    openToWrite: async (file) => openFile(byName(file)),
    async writev(fd, buffers, offset) {
      const file = byFd(fd);
      const bytes = Buffer.concat(buffers);
      file.bytes = written(file.bytes, bytes, offset);
      return bytes.length;
    },
    async truncate(fd, bytes) {
      byFd(fd).bytes = resized(byFd(fd).bytes, bytes);
    },
    async fdatasync(fd) {
      byFd(fd);
      // Takes its time, so that whoever does not wait for it is caught.
      await setImmediate();
    },
    async unlink(file) {
      if (!named.delete(path.basename(file))) fail("ENOENT");
    },
    async syncDirectory() {
      await setImmediate();
    },
  };
}

/** What a file of these bytes becomes by a write; a gap is zeros. */
export function written(old: Buffer, bytes: Uint8Array, offset: number): Buffer {
  const result = resized(old, Math.max(old.length, offset + bytes.length));
  result.set(bytes, offset);
  return result;
}

export function resized(old: Buffer, size: number): Buffer {
  const result = Buffer.alloc(size);
  old.copy(result);
  return result;
}

/** Throws as a failed system call does. */
export function fail(code: string): never {
  throw Object.assign(new Error(`${code}: made to fail`), { code });
}
