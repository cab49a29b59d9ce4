import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  closeSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** Pieces of uploads, organisation by organisation, until they are put together; and for a while after, should they be asked for again. */
export type ChunkStore = {
  readonly has: (organizationId: number, sha1: string) => boolean;
  /** False when the organisation has too much lying there already. */
  readonly put: (organizationId: number, sha1: string, bytes: Uint8Array) => boolean;
  /** Writes the chunks one after the other into a file. Answers its SHA-1; undefined when one is not there, or not whole. */
  readonly join: (organizationId: number, chunks: readonly string[], file: string) => string | undefined;
  /** Removes what has lain there for two days. */
  readonly sweep: (nowMs: number) => void;
};

const KEEP_MS = 48 * 3_600_000;
const MAX_WAITING_BYTES = 8 * 1_024 ** 3;
const SHA1 = /^[0-9a-f]{40}$/;

/** Chunks in `<directory>/<organisation>/<sha1>`. A crash may lose some; then they are asked for again. */
export function openChunkStore(directory: string): ChunkStore {
  const waiting = new Map<number, number>();
  const folderOf = (organizationId: number): string => path.join(directory, String(organizationId));
  const placeOf = (organizationId: number, sha1: string): string => {
    if (!SHA1.test(sha1)) throw new Error("a chunk's name is not 40 hex digits");
    return path.join(folderOf(organizationId), sha1);
  };
  return {
    has: (organizationId, sha1) => existsSync(placeOf(organizationId, sha1)),
    put(organizationId, sha1, bytes) {
      const place = placeOf(organizationId, sha1);
      if (existsSync(place)) return true;
      const held = waiting.get(organizationId) ?? bytesIn(folderOf(organizationId));
      if (held + bytes.length > MAX_WAITING_BYTES) return false;
      mkdirSync(folderOf(organizationId), { recursive: true, mode: 0o700 });
      writeFileSync(`${place}.part`, bytes, { mode: 0o600 });
      renameSync(`${place}.part`, place);
      waiting.set(organizationId, held + bytes.length);
      return true;
    },
    join(organizationId, chunks, file) {
      const hash = createHash("sha1");
      const fd = openSync(file, "w", 0o600);
      try {
        for (const chunk of chunks) {
          const place = placeOf(organizationId, chunk);
          if (!existsSync(place)) return undefined;
          const bytes = readFileSync(place);
          if (createHash("sha1").update(bytes).digest("hex") !== chunk) {
            // Chunks are not synced: power loss may leave half of one, or none of its bytes. It is asked for again when it is gone.
            rmSync(place);
            return undefined;
          }
          hash.update(bytes);
          for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written, bytes.length - written);
        }
      } finally {
        closeSync(fd);
      }
      return hash.digest("hex");
    },
    sweep(nowMs) {
      waiting.clear();
      if (!existsSync(directory)) return;
      for (const folder of readdirSync(directory)) {
        for (const name of readdirSync(path.join(directory, folder))) {
          const place = path.join(directory, folder, name);
          if (nowMs - statSync(place).mtimeMs > KEEP_MS) rmSync(place, { force: true });
        }
      }
    },
  };
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
