import { DatabaseSync } from "node:sqlite";
import { latestStoreVersion } from "./migrate.ts";

/**
 * Copies the store as it is at one moment into a new file, beside a writer at work and without holding it up. The writer's WAL
 * grows while it goes on. Throws when the file exists, or when the disk refuses.
 */
export function snapshotStore(storePath: string, target: string): void {
  const db = new DatabaseSync(storePath, { readOnly: true, timeout: 5_000 });
  try {
    db.prepare("VACUUM INTO ?").run(target);
  } finally {
    db.close();
  }
}

/** What a copy of a store holds, as far as a backup has to know it. */
export type StoreFacts = { readonly version: number; readonly events: number; readonly issues: number };

/** Reads a copy through. Throws with words for people when it is damaged, or newer than this program. */
export function checkStore(storePath: string): StoreFacts {
  const db = new DatabaseSync(storePath, { readOnly: true });
  try {
    const { integrity_check: said } = one(db, "PRAGMA integrity_check(1)");
    if (said !== "ok") throw new Error(`${storePath} is damaged: ${String(said)}. Take another backup.`);
    const version = Number(one(db, "PRAGMA user_version")["user_version"]);
    const known = latestStoreVersion();
    if (version > known) {
      throw new Error(
        `${storePath} is of a newer Culprit (store version ${version}; this one knows ${known}). Install that one first.`,
      );
    }
    const days = db.prepare("SELECT day FROM event_day").all() as { day: string }[];
    const events = days.reduce(
      (sum, { day }) => sum + Number(one(db, `SELECT count(*) AS n FROM event_${Number(day)}`)["n"]),
      0,
    );
    return { version, events, issues: Number(one(db, "SELECT count(*) AS n FROM issue")["n"]) };
  } finally {
    db.close();
  }
}

function one(db: DatabaseSync, sql: string): { readonly [column: string]: unknown } {
  return db.prepare(sql).get() ?? {};
}
