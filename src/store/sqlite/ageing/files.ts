import type { BlobSweeper } from "../../blob/disk/disk.ts";
import type { Database } from "../database.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";

/** Who names files. A file that none of these finds is nobody's. */
const OWNERS = ["SELECT 1 FROM attachment WHERE digest = ? LIMIT 1", "SELECT 1 FROM artifact WHERE digest = ? LIMIT 1"];

/** A file is written before the row that names it: what is younger may still get its row. */
const MIN_AGE_MS = 86_400_000;

const NEXT_ATTACHMENTS = `SELECT id, project_id, received_ms, digest FROM attachment WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE_ATTACHMENT = "DELETE FROM attachment WHERE id = ?";
const NEXT_REPORTS = `SELECT id, project_id, received_ms FROM user_report WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE_REPORT = "DELETE FROM user_report WHERE id = ?";

type Dated = { readonly id: number; readonly project_id: number; readonly received_ms: number };

/** Files of events, as old as events may get; `freed` gets the digests that had a row. */
export function* removeOldAttachments(db: Database, cutOfProject: (id: number) => number, freed: string[]): Slices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_ATTACHMENTS).all(after) as (Dated & { digest: string })[];
    if (rows.length === 0) return;
    for (const { id, project_id: projectId, received_ms: receivedMs, digest } of rows) {
      after = id;
      if (receivedMs >= cutOfProject(projectId)) continue;
      db.statement(DELETE_ATTACHMENT).run(id);
      freed.push(digest);
    }
    yield;
  }
}

/** What people wrote about errors, as old as events may get. */
export function* removeOldReports(db: Database, cutOfProject: (id: number) => number): Slices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_REPORTS).all(after) as Dated[];
    if (rows.length === 0) return;
    for (const { id, project_id: projectId, received_ms: receivedMs } of rows) {
      after = id;
      if (receivedMs < cutOfProject(projectId)) db.statement(DELETE_REPORT).run(id);
    }
    yield;
  }
}

/** After the commit that took the rows away: the files that no row names any more. */
export function removeFreed(db: Database, blobs: BlobSweeper, freed: readonly string[]): void {
  for (const digest of new Set(freed)) if (!isOwned(db, digest)) blobs.remove(digest);
}

/** Files that a crash, or a deleted issue, has left without a row. */
export function* removeOrphans(db: Database, blobs: BlobSweeper, nowMs: number): Slices {
  for (const folder of blobs.folders()) {
    for (const { digest, modifiedMs } of blobs.list(folder)) {
      if (nowMs - modifiedMs > MIN_AGE_MS && !isOwned(db, digest)) blobs.remove(digest);
    }
    yield;
  }
}

function isOwned(db: Database, digest: string): boolean {
  return OWNERS.some((sql) => db.statement(sql).get(digest) !== undefined);
}
