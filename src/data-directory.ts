import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syncPlace } from "./durable/sync.ts";

/** The one directory in which everything is kept. Layout: design §4. */
export type DataDirectory = {
  readonly path: string;
  readonly logPath: string;
  readonly storePath: string;
  readonly socketPath: string;
  /** What was uploaded and is not put together yet. */
  readonly uploadsPath: string;
  /**
   * Keys the hashes of users and ids, and (later) encrypts tokens. Never in a backup. Made when first asked for, so only whoever
   * holds the lock may ask. Throws `DataDirectoryError`.
   */
  readonly secretKey: () => string;
};

/** What stopped us, in words that name the remedy. */
export class DataDirectoryError extends Error {
  readonly kind: "not-writable" | "in-use" | "damaged";
  constructor(kind: DataDirectoryError["kind"], message: string) {
    super(message);
    this.name = "DataDirectoryError";
    this.kind = kind;
  }
}

/** Makes the directory if needed (0700), so that it survives power loss. Throws `DataDirectoryError`. */
export function openDataDirectory(directory: string, secretKey: string | undefined): DataDirectory {
  try {
    const logPath = path.join(directory, "log");
    const firstMade = mkdirSync(logPath, { recursive: true, mode: 0o700 });
    syncAbove(directory, firstMade);
    chmodSync(directory, 0o700);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const storePath = path.join(directory, "culprit.db");
    if (isGone(storePath) && hasSegments(logPath)) throw storeIsGone(storePath);
    return {
      path: directory,
      logPath,
      storePath,
      socketPath: socketPathOf(directory),
      uploadsPath: path.join(directory, "uploads"),
      secretKey: () => secretKey ?? storedSecretKey(directory),
    };
  } catch (error) {
    throw asDirectoryError(directory, error);
  }
}

function isGone(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function hasSegments(logPath: string): boolean {
  return readdirSync(logPath).some((name) => name.endsWith(".seg"));
}

/** The log gets its first segment when there is a store: one without a store has lost it, and a new store would hide that. */
function storeIsGone(storePath: string): DataDirectoryError {
  const place = path.dirname(storePath);
  const kept = readdirSync(place).filter((name) => /^culprit\.db\.v\d+$/.test(name));
  const older = kept.map((name) => ` ${name} is as it was before the last upgrade.`).join("");
  return new DataDirectoryError(
    "damaged",
    `${storePath} is missing or empty, and there is a log beside it: the store has been lost.\n` +
      `Put it back from the last backup (docs/backup.md).${older} To begin anew, move ${place} away.`,
  );
}

function asDirectoryError(place: string, error: unknown): DataDirectoryError {
  return error instanceof DataDirectoryError ? error : new DataDirectoryError("not-writable", notWritable(place, error));
}

function notWritable(directory: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `The data directory ${directory} cannot be used: ${why}\n` +
    `Give this user the right to write there, or choose another directory with CULPRIT_DATA_DIR.`
  );
}

/**
 * Makes the directory's own name durable, and those above it that were made with it. Also when nothing was made just now: whoever
 * made it may have been stopped before this.
 */
function syncAbove(directory: string, firstMade: string | undefined): void {
  const top = path.dirname(path.resolve(firstMade ?? directory));
  let place = path.dirname(path.resolve(directory));
  syncIfAllowed(place);
  while (place.length > top.length) syncIfAllowed((place = path.dirname(place)));
}

function syncIfAllowed(directory: string): void {
  try {
    syncPlace(directory);
  } catch (error) {
    // One may be allowed to use a directory in a place that one may not list; it was then made by somebody else, long ago.
    if (!(error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM"))) throw error;
  }
}

function storedSecretKey(directory: string): string {
  const file = path.join(directory, "secret.key");
  try {
    if (!existsSync(file)) {
      if (!isGone(path.join(directory, "culprit.db"))) throw keyIsLost(file, "is missing, and the store was made under it");
      makeSecretKey(file);
    }
    const key = keyIn(readFileSync(file, "utf8"));
    if (key === undefined) throw keyIsLost(file, "is damaged: it is not all there, or holds what no key does");
    return key;
  } catch (error) {
    throw asDirectoryError(directory, error);
  }
}

/**
 * The key in the text of `secret.key`; undefined when that is damaged. Another key would be taken without a word, and what is sealed would
 * stay shut: so what we have written must be all there, with the end of its line.
 */
export function keyIn(text: string): string | undefined {
  const key = text.trim();
  const isDamaged = key.length < 32 || /[\p{Cc}\ufffd]/u.test(key) || /^[0-9a-f]{32,63}$/.test(text);
  return isDamaged ? undefined : key;
}

function keyIsLost(file: string, what: string): DataDirectoryError {
  return new DataDirectoryError(
    "damaged",
    `${file} ${what}.\n` +
      `Put it back from where you keep it, with the end of its line, or set CULPRIT_SECRET_KEY to what it held. If it is lost, make another ` +
      `(openssl rand -hex 32 > ${file}): tokens must then be entered again, and people who were affected before are counted anew.`,
  );
}

/** The name is given to a file that is whole on the disk: power lost at a first start must not leave half a key behind. */
function makeSecretKey(file: string): void {
  const unnamed = `${file}.new`;
  writeFileSync(unnamed, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flush: true });
  renameSync(unnamed, file);
  syncPlace(path.dirname(file));
}

/** The system allows about 100 bytes for a socket's path. */
function socketPathOf(directory: string): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\culprit-${Buffer.from(directory).toString("hex").slice(-100)}`;
  const direct = path.join(directory, "admin.sock");
  const relative = path.relative(process.cwd(), direct);
  return direct.length < 100 || direct.length <= relative.length ? direct : relative;
}

export type DirectoryLock = { readonly release: () => void };

/**
 * Keeps a second server off. The lock is SQLite's own on a file beside the store: the system lets go of it when the process
 * ends in whatever way, so there is no stale lock to remove by hand. `undefined` when somebody else holds it.
 */
export function lockDataDirectory(directory: Pick<DataDirectory, "path">): DirectoryLock | undefined {
  const file = path.join(directory.path, "lock");
  try {
    return lockFile(file);
  } catch (error) {
    if (!(error instanceof Error && "errcode" in error && error.errcode === NOT_A_DATABASE))
      throw asDirectoryError(file, error);
  }
  // There is never anything in it, so nothing is lost; and who could read that much of it found nobody holding it.
  truncateSync(file);
  return lockFile(file);
}

const NOT_A_DATABASE = 26;

function lockFile(file: string): DirectoryLock | undefined {
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;");
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw error;
  }
}
