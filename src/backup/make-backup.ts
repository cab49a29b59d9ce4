import { channel } from "node:diagnostics_channel";
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Manifest } from "./manifest.ts";
import { keyCheckOf, MANIFEST, manifestOf, sha256Of } from "./manifest.ts";
import { syncPlace, syncTree } from "../durable/sync.ts";

export type BackupPlan = {
  /** The data directory, in use or not. */
  readonly from: string;
  /** A place that does not exist yet. */
  readonly to: string;
  readonly secretKey: string;
  readonly nowMs: number;
  readonly snapshotStore: (storePath: string, target: string) => void;
  readonly checkStore: (storePath: string) => Manifest["store"];
};

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

export type Made = {
  readonly manifest: Manifest;
  /** Files of `blobs/` that were damaged where they lay; they are in the backup as they are. */
  readonly damaged: readonly string[];
};

/**
 * Makes a backup beside a server at work. Everything answered before it began is in it. The order matters: the log first, then the
 * store, so that what leaves the log meanwhile is in the store by then; files last, for they are written before the rows that name
 * them. It has its name only once it is whole, read through and on the disk.
 */
export async function makeBackup(plan: BackupPlan): Promise<Made> {
  const { from, to } = plan;
  if (existsSync(to)) throw new Error(`${to} exists already. Give a new place; a backup is never written over another.`);
  if (!existsSync(path.join(from, "culprit.db"))) {
    throw new Error(`There is nothing to back up in ${from}. Set CULPRIT_DATA_DIR to the server's data directory.`);
  }
  const unfinished = `${to}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const made = await fill(unfinished, plan);
    renameSync(unfinished, to);
    syncPlace(path.dirname(path.resolve(to)));
    return made;
  } catch (error) {
    // It may lie on the disk that the server needs.
    rmSync(unfinished, { recursive: true, force: true });
    if (!isFull(error)) throw error;
    throw new Error(
      `There is no room for a backup at ${to}: it needs as much as ${from} has. Free some, or give another place.`,
      {
        cause: error,
      },
    );
  }
}

async function fill(unfinished: string, { from, secretKey, nowMs, snapshotStore, checkStore }: BackupPlan): Promise<Made> {
  mkdirSync(path.join(unfinished, "log"), { recursive: true, mode: 0o700 });
  copyFiles(path.join(from, "log"), path.join(unfinished, "log"));
  stages.publish("backup-log");
  const store = path.join(unfinished, "culprit.db");
  snapshotStore(path.join(from, "culprit.db"), store);
  stages.publish("backup-store");
  for (const folder of foldersOf(path.join(from, "blobs"))) {
    copyFiles(path.join(from, "blobs", folder), path.join(unfinished, "blobs", folder));
  }
  const facts = checkStore(store);
  const files: Manifest["files"] = [];
  for (const file of filesBelow(unfinished)) {
    const place = path.join(unfinished, file);
    files.push({ path: file, bytes: statSync(place).size, sha256: await sha256Of(place) });
  }
  const rest = { madeAt: new Date(nowMs).toISOString(), keyCheck: keyCheckOf(secretKey), store: facts, files };
  writeFileSync(path.join(unfinished, MANIFEST), manifestOf(rest), { mode: 0o600 });
  syncTree(unfinished);
  stages.publish("backup-whole");
  return { manifest: { format: 1, ...rest }, damaged: files.filter(isDamaged).map((file) => file.path) };
}

/** A file of `blobs/` has the digest of its bytes for a name. */
function isDamaged({ path: file, sha256 }: Manifest["files"][number]): boolean {
  return file.startsWith("blobs/") && file.slice("blobs/".length).replace("/", "") !== sha256;
}

const SQLITE_FULL = 13;

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT" || ("errcode" in error && error.errcode === SQLITE_FULL);
}

/** Files that go meanwhile were digested, or are too old: what they held is in the store, or is to be gone. */
function copyFiles(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const file of readdirSync(from)) {
    if (file.endsWith(".part")) continue;
    try {
      copyFileSync(path.join(from, file), path.join(to, file), constants.COPYFILE_FICLONE);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
}

function foldersOf(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => /^[0-9a-f]{2}$/.test(name)) : [];
}

/** With forward slashes, sorted. */
export function filesBelow(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .toSorted();
}
