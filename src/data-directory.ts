import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The one directory in which everything is kept. Layout: design §4. */
export type DataDirectory = {
  readonly path: string;
  readonly logPath: string;
  readonly storePath: string;
  readonly socketPath: string;
  /** Keys the hashes of users and ids, and (later) encrypts tokens. Never in a backup. */
  readonly secretKey: string;
};

/** What stopped us, in words that name the remedy. */
export class DataDirectoryError extends Error {
  readonly kind: "not-writable" | "in-use";
  constructor(kind: "not-writable" | "in-use", message: string) {
    super(message);
    this.name = "DataDirectoryError";
    this.kind = kind;
  }
}

/** Makes the directory if needed (0700) and reads or makes the secret key. Throws `DataDirectoryError`. */
export function openDataDirectory(directory: string, secretKey: string | undefined): DataDirectory {
  try {
    mkdirSync(path.join(directory, "log"), { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return {
      path: directory,
      logPath: path.join(directory, "log"),
      storePath: path.join(directory, "culprit.db"),
      socketPath: socketPathOf(directory),
      secretKey: secretKey ?? storedSecretKey(path.join(directory, "secret.key")),
    };
  } catch (error) {
    throw new DataDirectoryError("not-writable", notWritable(directory, error));
  }
}

function notWritable(directory: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `The data directory ${directory} cannot be used: ${why}\n` +
    `Give this user the right to write there, or choose another directory with CULPRIT_DATA_DIR.`
  );
}

function storedSecretKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
  const key = readFileSync(file, "utf8").trim();
  if (key.length < 32) throw new Error(`${file} is damaged; restore it, or remove it if this installation is new`);
  return key;
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
export function lockDataDirectory(directory: DataDirectory): DirectoryLock | undefined {
  const db = new DatabaseSync(path.join(directory.path, "lock"));
  try {
    db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;");
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw new DataDirectoryError("not-writable", notWritable(directory.path, error));
  }
}
