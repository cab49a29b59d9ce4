import { hash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { OpenBlob } from "../../../artifact/packed-map.ts";
import type { BlobWriter } from "../../../digest/attachment/blob-writer.ts";
import { StoreUnavailable } from "../../../digest/recorder.ts";
import { syncPlace } from "../../../durable/sync.ts";

/** Files by digest. `undefined` when there is none, or when what is there is not what was kept. */
export type BlobReader = { readonly read: (digest: string) => Promise<Buffer | undefined> };

/** Where the files lie that a store names. */
export function blobsBeside(storePath: string): string {
  return path.join(path.dirname(storePath), "blobs");
}

/** While a file is written it has this ending; a crash leaves some behind. */
const UNFINISHED = ".part";
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Files in `<directory>/ab/cdef…`, by digest. Each is written under another name, synced, then renamed, and the directory
 * synced: a name that is there stands for a whole file, through any crash.
 */
export function diskBlobWriter(directory: string): BlobWriter {
  if (existsSync(directory)) refusing(() => removeUnfinished(directory));
  return {
    put(blobs) {
      if (blobs.length === 0) return;
      refusing(() => {
        if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) syncPlace(path.dirname(directory));
        const touched = new Set<string>();
        for (const blob of blobs) {
          const place = placeOf(directory, blob.digest);
          writeBlob(place, blob.bytes.length, [blob.bytes], UNFINISHED);
          // Also where the file was there already: whoever put it there may have been stopped before its name was durable.
          touched.add(path.dirname(place));
        }
        for (const folder of touched) syncPlace(folder);
        syncPlace(directory);
      });
    },
  };
}

/**
 * Keeps one file, given in parts, as `diskBlobWriter` does, beside it: from another thread, under an unfinished name of its own.
 * What a crash leaves of it is removed with the other's.
 */
export function diskBlobKeeper(directory: string): (digest: string, parts: readonly Uint8Array[]) => void {
  return (digest, parts) => {
    const place = placeOf(directory, digest);
    if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) syncPlace(path.dirname(directory));
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    writeBlob(place, size, parts, `.upload${UNFINISHED}`);
    // Where it was there already without a row: it is not to be swept before it gets one.
    const now = new Date();
    utimesSync(place, now, now);
    syncPlace(path.dirname(place));
    syncPlace(directory);
  };
}

/** Opens files by digest, to be read in slices. */
export function diskBlobFiles(directory: string): OpenBlob {
  return (digest) => {
    const place = placeOf(directory, digest);
    if (!existsSync(place)) return undefined;
    return openBlobFile(place);
  };
}

/** A file that is read in slices; also one that is no blob. */
export function openBlobFile(place: string): NonNullable<ReturnType<OpenBlob>> {
  const fd = openSync(place, "r");
  const sizeBytes = fstatSync(fd).size;
  return {
    sizeBytes,
    read(position, wanted) {
      const length = Math.max(0, Math.min(wanted, sizeBytes - position));
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const got = readSync(fd, bytes, filled, length - filled, position + filled);
        if (got === 0) break;
        filled += got;
      }
      return bytes.subarray(0, filled);
    },
    close: () => closeSync(fd),
  };
}

export function diskBlobReader(directory: string): BlobReader {
  return {
    async read(digest) {
      try {
        const bytes = await readFile(placeOf(directory, digest));
        return hash("sha256", bytes) === digest ? bytes : undefined;
      } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
      }
    },
  };
}

/** Takes files away, and says which there are. */
export type BlobSweeper = {
  /** Without a word when there is none. */
  readonly remove: (digest: string) => void;
  readonly folders: () => readonly string[];
  /** Whole files in a folder. */
  readonly list: (folder: string) => readonly { readonly digest: string; readonly modifiedMs: number }[];
};

export function diskBlobSweeper(directory: string): BlobSweeper {
  return {
    remove: (digest) => refusing(() => rmSync(placeOf(directory, digest), { force: true })),
    folders: () => (existsSync(directory) ? readdirSync(directory).filter((folder) => /^[0-9a-f]{2}$/.test(folder)) : []),
    list: (folder) =>
      readdirSync(path.join(directory, folder)).flatMap((file) => {
        const digest = `${folder}${file}`;
        const stat = statSync(path.join(directory, folder, file), { throwIfNoEntry: false });
        return stat === undefined || !DIGEST.test(digest) ? [] : [{ digest, modifiedMs: stat.mtimeMs }];
      }),
  };
}

function placeOf(directory: string, digest: string): string {
  if (!DIGEST.test(digest)) throw new Error("a blob's digest is not 64 hex digits");
  return path.join(directory, digest.slice(0, 2), digest.slice(2));
}

function writeBlob(place: string, size: number, parts: readonly Uint8Array[], ending: string): void {
  if (isThere(place, size, parts)) return;
  mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
  const unfinished = `${place}${ending}`;
  const fd = openSync(unfinished, "w", 0o600);
  try {
    for (const bytes of parts) {
      for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written, bytes.length - written);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(unfinished, place);
}

/** Whole and undamaged. One that is not is written anew, so that what is sent again mends it. */
function isThere(place: string, size: number, parts: readonly Uint8Array[]): boolean {
  if (statSync(place, { throwIfNoEntry: false })?.size !== size) return false;
  const file = openBlobFile(place);
  try {
    let position = 0;
    for (const part of parts) {
      if (file.read(position, part.length).compare(part) !== 0) return false;
      position += part.length;
    }
    return true;
  } finally {
    file.close();
  }
}

function removeUnfinished(directory: string): void {
  for (const folder of readdirSync(directory)) {
    for (const file of readdirSync(path.join(directory, folder))) {
      if (file.endsWith(UNFINISHED)) rmSync(path.join(directory, folder, file));
    }
  }
}

/** What the disk says, as what the digest understands: it waits and tries again. */
function refusing(work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new StoreUnavailable("disk-full", "the disk is full; free some space for blobs/", { cause: error });
    }
    const kind = code === "EROFS" || code === "EACCES" || code === "EPERM" ? "read-only" : "io";
    throw new StoreUnavailable(kind, `blobs/ cannot be written (${code}); check the disk and who owns it`, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
