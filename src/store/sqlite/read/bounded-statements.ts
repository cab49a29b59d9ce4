import { boundedCache } from "../bounded-cache.ts";
import type { Database, Statement } from "../database.ts";

/** Each prepared statement is a few KB. A walk over 90 days uses one or two hundred. */
const MAX_STATEMENTS = 1_000;

/**
 * The same connection, but what was prepared is dropped when it has not been used for long: each day's table has statements
 * of its own, and a server runs for years.
 */
export function boundedStatements(db: Database): Database {
  const statements = boundedCache<string, Statement>(MAX_STATEMENTS);
  return {
    ...db,
    statement(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const made = db.prepare(sql);
      statements.set(sql, made);
      return made;
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}
