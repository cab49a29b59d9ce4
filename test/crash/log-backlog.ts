import { copyFileSync, existsSync, linkSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { baseOf, HEADER_BYTES } from "../../src/log/segments/format.ts";

/** Of a server that is gone: bytes in its log that the store has not recorded. Its files are left as they are. */
export function backlogBytes(dataDir: string): number {
  return Math.max(0, logEnd(path.join(dataDir, "log")) - digestPosition(dataDir));
}

export function logEnd(directory: string): number {
  const ends = readdirSync(directory).flatMap((name) => {
    const base = baseOf(name);
    return base === undefined ? [] : [base + statSync(path.join(directory, name)).size - HEADER_BYTES];
  });
  return Math.max(0, ...ends);
}

/**
 * Read beside it: opening the store itself would recover it, which is for the server to do. The database is linked and not copied, for it
 * grows with each kill; who may only read writes nothing but the index of the WAL, and that lies beside the copy of the WAL.
 */
function digestPosition(dataDir: string): number {
  const beside = mkdtempSync(path.join(dataDir, "beside-"));
  try {
    linkSync(path.join(dataDir, "culprit.db"), path.join(beside, "culprit.db"));
    const wal = path.join(dataDir, "culprit.db-wal");
    if (existsSync(wal)) copyFileSync(wal, path.join(beside, "culprit.db-wal"));
    const db = new DatabaseSync(path.join(beside, "culprit.db"), { readOnly: true });
    const row = db.prepare("SELECT position FROM digest_state WHERE id = 1").get();
    db.close();
    return Number(row?.["position"]);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
