import { channel } from "node:diagnostics_channel";
import type { BlobSweeper } from "../blob/disk/disk.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

/** Who names files. A file that none of these finds is nobody's. */
const OWNERS = ["SELECT 1 FROM attachment WHERE digest = ? LIMIT 1", "SELECT 1 FROM artifact WHERE digest = ? LIMIT 1"];
/** Filled by a trigger, in the transaction that takes the row of an attachment away. */
const LIST_FREED = "SELECT digest FROM freed_file LIMIT 100";
const FORGET_FREED = "DELETE FROM freed_file WHERE digest = ?";
/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

/** Removes some files of events whose rows are gone, unless another row names them. Not within a transaction. False when there was none. */
export function removeFreed(db: Database, blobs: BlobSweeper): boolean {
  const rows = db.statement(LIST_FREED).all() as { digest: string }[];
  if (rows.length === 0) return false;
  stages.publish("freed");
  for (const { digest } of rows) if (!isOwned(db, digest)) blobs.remove(digest);
  stages.publish("unlinked");
  transaction(db, () => {
    for (const { digest } of rows) db.statement(FORGET_FREED).run(digest);
  });
  return true;
}

/** Whether a row names the file. */
export function isOwned(db: Database, digest: string): boolean {
  return OWNERS.some((sql) => db.statement(sql).get(digest) !== undefined);
}
