import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { baseOf, HEADER_BYTES } from "../../src/log/segments/format.ts";

/** Of a server that is gone: bytes in its log that the store has not recorded. Its files are left as they are. */
export function backlogBytes(dataDir: string): number {
  return Math.max(0, logEnd(path.join(dataDir, "log")) - digestPosition(dataDir));
}

function logEnd(directory: string): number {
  const ends = readdirSync(directory).flatMap((name) => {
    const base = baseOf(name);
    return base === undefined ? [] : [base + statSync(path.join(directory, name)).size - HEADER_BYTES];
  });
  return Math.max(0, ...ends);
}

/** Read from a copy: opening the store itself would recover it, which is for the server to do. */
function digestPosition(dataDir: string): number {
  const copy = mkdtempSync(path.join(tmpdir(), "culprit-crash-"));
  try {
    for (const name of ["culprit.db", "culprit.db-wal"]) {
      const file = path.join(dataDir, name);
      if (existsSync(file)) copyFileSync(file, path.join(copy, name));
    }
    const db = new DatabaseSync(path.join(copy, "culprit.db"));
    const row = db.prepare("SELECT position FROM digest_state WHERE id = 1").get();
    db.close();
    return Number(row?.["position"]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
