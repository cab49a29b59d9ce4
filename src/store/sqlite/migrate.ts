import { channel } from "node:diagnostics_channel";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

const MIGRATIONS = path.join(import.meta.dirname, "migrations");

/** The store was written by a newer Culprit. Its message names the remedy. */
export class StoreTooNew extends Error {
  constructor(found: number, known: number) {
    super(
      `The data directory was written by a newer Culprit (store version ${found}; this one knows ${known}). ` +
        "Start that version or a later one, or restore a backup made before the upgrade.",
    );
    this.name = "StoreTooNew";
  }
}

/** The store is of a version that this program brings up to date no more. Its message names the way. */
export class StoreTooOld extends Error {
  constructor(found: number, { store, release }: FirstStep) {
    super(
      `The data directory was written by a Culprit that is too old to be brought up to date in one step (store version ${found}; this ` +
        `one begins at ${store}). Start release ${release} on it first, wait until it is ready, then start this one again.`,
    );
    this.name = "StoreTooOld";
  }
}

/** The oldest store that is brought up to date, and the release whose stores are of that version or a later one. */
type FirstStep = { readonly store: number; readonly release: string };
/** No release has dropped a step yet. Whoever drops migrations says here where the way goes on. */
const FIRST_STEP: FirstStep = { store: 1, release: "0.1.0" };

/** Whether the store can be brought to this version. Changes nothing. Throws `StoreTooNew` or `StoreTooOld`. */
export function checkVersion(db: Database, directory: string = MIGRATIONS, first: FirstStep = FIRST_STEP): void {
  const found = storeVersion(db);
  const known = listMigrations(directory).at(-1)?.number ?? 0;
  if (found > known) throw new StoreTooNew(found, known);
  if (found !== 0 && found < first.store) throw new StoreTooOld(found, first);
}

/**
 * Brings the store to this version: runs the files `migrations/<number>-<name>.sql` that it has not seen, in order, in one
 * transaction together with the last number in `user_version`. A store is of the version before or of this one and never between: what
 * is broken off begins anew, and what was kept before it is still the way back. Throws as `checkVersion` does, with nothing changed.
 */
export function migrate(db: Database, directory: string = MIGRATIONS): void {
  const migrations = listMigrations(directory);
  checkVersion(db, directory);
  const found = storeVersion(db);

  const unseen = migrations.filter(({ number }) => number > found);
  if (unseen.length === 0) return;
  transaction(db, () => {
    for (const { number, file } of unseen) {
      db.exec(readFileSync(path.join(directory, file), "utf8"));
      db.exec(`PRAGMA user_version = ${number}`);
      stages.publish("migrating");
    }
  });
  stages.publish("migrated");
}

/** The newest store that this program knows. */
export function latestStoreVersion(): number {
  return listMigrations(MIGRATIONS).at(-1)?.number ?? 0;
}

export function storeVersion(db: Database): number {
  const row = db.prepare("PRAGMA user_version").get() as { user_version: number };
  return row.user_version;
}

type Migration = { readonly number: number; readonly file: string };

function listMigrations(directory: string): readonly Migration[] {
  const migrations: Migration[] = [];
  for (const file of readdirSync(directory).sort()) {
    const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file);
    if (match === null) continue;
    migrations.push({ number: Number(match[1]), file });
  }
  const gap = migrations.findIndex(({ number }, index) => number !== index + 1);
  if (gap >= 0) throw new Error(`migrations are not numbered without gaps at ${migrations[gap]?.file ?? ""}`);
  return migrations;
}
