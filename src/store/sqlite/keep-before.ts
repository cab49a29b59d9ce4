import { channel } from "node:diagnostics_channel";
import { constants, copyFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { StoreUnavailable } from "../../digest/recorder.ts";
import type { Database } from "./database.ts";
import { latestStoreVersion, storeVersion } from "./migrate.ts";
import { syncPlace } from "../../durable/sync.ts";

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

/**
 * Before a store is brought to this version: a copy of it as `culprit.db.v<number>`, from which the version before can be started
 * again. The one of the upgrade before goes. Nothing for a new store, and nothing when the version is the same. Throws
 * `StoreUnavailable` when there is no room, with the store as it was.
 */
export function keepBeforeMigration(db: Database, storePath: string): void {
  const found = storeVersion(db);
  if (found === 0 || found >= latestStoreVersion()) return;
  // What is in the WAL is then in the file; not while somebody still reads the state before.
  const { busy } = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
  if (busy !== 0) {
    const file = path.basename(storePath);
    throw new StoreUnavailable("busy", `${file} is read by another program; end that one, then the store is upgraded`);
  }
  const kept = `${storePath}.v${found}`;
  try {
    copyFileSync(storePath, `${kept}.part`, constants.COPYFILE_FICLONE);
    syncPlace(`${kept}.part`);
    stages.publish("kept-before");
    renameSync(`${kept}.part`, kept);
    syncPlace(path.dirname(storePath));
  } catch (error) {
    rmSync(`${kept}.part`, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreUnavailable(
      "disk-full",
      `the store cannot be copied before its upgrade; free as much room as ${path.basename(storePath)} has (${why})`,
      { cause: error },
    );
  }
  for (const file of readdirSync(path.dirname(storePath))) {
    const isOlder = file.startsWith(`${path.basename(storePath)}.v`) && file !== path.basename(kept);
    if (isOlder) rmSync(path.join(path.dirname(storePath), file));
  }
}
