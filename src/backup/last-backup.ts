import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** In the data directory: when the last backup of it was made. Not in a backup. Losing it costs a word of warning. */
const FILE = "last-backup";

export function writeLastBackup(dataDirectory: string, atMs: number): void {
  writeFileSync(path.join(dataDirectory, FILE), `${new Date(atMs).toISOString()}\n`, { mode: 0o600 });
}

/** Unix ms; undefined when none was made, or its time cannot be read. */
export function readLastBackup(dataDirectory: string): number | undefined {
  try {
    const atMs = Date.parse(readFileSync(path.join(dataDirectory, FILE), "utf8").trim());
    return Number.isNaN(atMs) ? undefined : atMs;
  } catch {
    return undefined;
  }
}
