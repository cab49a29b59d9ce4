import type { Database } from "../database.ts";

/**
 * Runs reads that belong together on one state of the store: no row moves between them, and no day's table is dropped. Keep
 * it short, for the log of writes (WAL) cannot be shortened below a state that is still read. Not to be nested.
 */
export function inSnapshot<T>(db: Database, read: () => T): T {
  db.exec("BEGIN");
  try {
    return read();
  } finally {
    // An error may have ended it.
    if (db.isInTransaction()) db.exec("COMMIT");
  }
}
