import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Manifest } from "./manifest.ts";
import { keyCheckOf, MANIFEST, readManifest, sha256Of } from "./manifest.ts";
import { syncPlace, syncTree } from "../durable/sync.ts";

export type RestorePlan = {
  readonly from: string;
  /** The data directory to make: empty, or not there. */
  readonly to: string;
  /** The key of the installation that was backed up; undefined: its sealed tokens are given up. */
  readonly secretKey: string | undefined;
  readonly checkStore: (storePath: string) => Manifest["store"];
};

/** Compares every file of a backup with what was written down of it, and reads the store through. Throws what is wrong, with a remedy. */
export async function checkBackup(from: string, checkStore: RestorePlan["checkStore"]): Promise<Manifest> {
  const manifest = manifestIn(from);
  await checkFiles(from, manifest);
  agree(manifest, checkStore(path.join(from, "culprit.db")));
  return manifest;
}

/** Makes a data directory of a backup. It has its name only once everything in it was compared. */
export async function restoreBackup(plan: RestorePlan): Promise<Manifest> {
  const { from, to, secretKey } = plan;
  const manifest = manifestIn(from);
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new Error(`${to} is not empty. Stop the server there and move it away, or give another CULPRIT_DATA_DIR.`);
  }
  if (secretKey !== undefined && keyCheckOf(secretKey) !== manifest.keyCheck) {
    throw new Error("The key is not the one that the backup was made under. Give the secret.key of that installation.");
  }
  const unfinished = `${to}.restoring`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await fill(unfinished, plan, manifest);
  } catch (error) {
    // Half of one is of no use, and takes the room that the next try needs.
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  rmSync(to, { recursive: true, force: true });
  renameSync(unfinished, to);
  syncPlace(path.dirname(path.resolve(to)));
  return manifest;
}

async function fill(unfinished: string, { from, secretKey, checkStore }: RestorePlan, manifest: Manifest): Promise<void> {
  mkdirSync(path.join(unfinished, "log"), { recursive: true, mode: 0o700 });
  for (const file of manifest.files) {
    const place = path.join(unfinished, file.path);
    mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
    if (!existsSync(path.join(from, file.path))) throw missing(file.path);
    copyFileSync(path.join(from, file.path), place);
  }
  await checkFiles(unfinished, manifest);
  agree(manifest, checkStore(path.join(unfinished, "culprit.db")));
  // A store without a key is not started on: where the old one is given up, there is a new one.
  const key = secretKey ?? randomBytes(32).toString("hex");
  writeFileSync(path.join(unfinished, "secret.key"), `${key}\n`, { mode: 0o600 });
  syncTree(unfinished);
}

function manifestIn(from: string): Manifest {
  const place = path.join(from, MANIFEST);
  if (!existsSync(place))
    throw new Error(`${from} is not a backup: there is no ${MANIFEST} in it. Give the directory that was made.`);
  return readManifest(readFileSync(place, "utf8"));
}

async function checkFiles(directory: string, { files }: Manifest): Promise<void> {
  for (const { path: file, bytes, sha256 } of files) {
    const place = path.join(directory, file);
    if (!existsSync(place)) throw missing(file);
    if (statSync(place).size === bytes && (await sha256Of(place)) === sha256) continue;
    throw new Error(`${file} is not as it was when the backup was made. The backup is damaged; take another one.`);
  }
}

function agree({ store }: Manifest, found: Manifest["store"]): void {
  if (store.events === found.events && store.issues === found.issues) return;
  throw new Error("The store does not hold what was written down of it. The backup is damaged; take another one.");
}

function missing(file: string): Error {
  return new Error(`${file} is missing. The backup is damaged; take another one.`);
}
