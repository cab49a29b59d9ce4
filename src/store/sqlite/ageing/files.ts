import type { BlobSweeper } from "../../blob/disk/disk.ts";
import type { Database } from "../database.ts";
import { isOwned } from "../freed-files.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";

/** A file is written before the row that names it: what is younger may still get its row. */
const MIN_AGE_MS = 86_400_000;

const NEXT_ATTACHMENTS = `SELECT id, project_id, received_ms FROM attachment WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE_ATTACHMENT = "DELETE FROM attachment WHERE id = ?";
const NEXT_REPORTS = `SELECT id, project_id, received_ms FROM user_report WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE_REPORT = "DELETE FROM user_report WHERE id = ?";

type Dated = { readonly id: number; readonly project_id: number; readonly received_ms: number };

/** Files of events, as old as events may get: their rows. */
export function* removeOldAttachments(db: Database, cutOfProject: (id: number) => number): Slices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_ATTACHMENTS).all(after) as Dated[];
    if (rows.length === 0) return;
    for (const { id, project_id: projectId, received_ms: receivedMs } of rows) {
      after = id;
      if (receivedMs < cutOfProject(projectId)) db.statement(DELETE_ATTACHMENT).run(id);
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

/** Files that got no row, since the upload they belong to was broken off, and those of deleted uploads. */
export function* removeOrphans(db: Database, blobs: BlobSweeper, nowMs: number): Slices {
  for (const folder of blobs.folders()) {
    for (const { digest, modifiedMs } of blobs.list(folder)) {
      if (nowMs - modifiedMs > MIN_AGE_MS && !isOwned(db, digest)) blobs.remove(digest);
    }
    yield;
  }
}
