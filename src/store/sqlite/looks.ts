import { hash } from "node:crypto";
import { StoreUnavailable } from "../../digest/recorder.ts";
import type { EventSketch } from "../../issue/similarity.ts";
import { featuresOf } from "../../issue/similarity.ts";
import type { Event } from "../../protocol/event.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { DELETED_ISSUE } from "./delete-issues.ts";
import { newestEventOfSignature } from "./newest-event.ts";

/** What grouping says an event looks like. */
export type SketchOf = (event: Event) => EventSketch;

/** Notes what new signatures look like. None of that is done while a batch is recorded. */
export type Looks = {
  /** Works for about so long, in a transaction of its own. False when nothing is left. */
  readonly step: (budgetMs: number) => boolean;
};

const LIST_NEXT = `
  SELECT id, project_id, issue_id FROM signature
  WHERE id > coalesce((SELECT max(signature_id) FROM signature_look), 0) ORDER BY id LIMIT 1`;
const ADD_LOOK = "INSERT INTO signature_look (signature_id, project_id, sketch) VALUES (?, ?, ?)";
const COUNT_FEATURE = `
  INSERT INTO feature (id, signature_count) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET signature_count = signature_count + 1`;
const ADD_TO_FEATURE = "INSERT INTO feature_signature (feature_id, signature_id) VALUES (?, ?)";

const FIND_LOOK = "SELECT project_id, sketch FROM signature_look WHERE signature_id = ?";
const UNCOUNT_FEATURE = "UPDATE feature SET signature_count = signature_count - 1 WHERE id = ?";
const DELETE_FEATURE = "DELETE FROM feature WHERE id = ? AND signature_count <= 0";
const DELETE_FROM_FEATURE = "DELETE FROM feature_signature WHERE feature_id = ? AND signature_id = ?";
const DELETE_LOOK = "DELETE FROM signature_look WHERE signature_id = ?";

/** All signatures of a project that look like anything. */
export const EVERY_SIGNATURE = "";

/** A feature of a project as the store knows it. */
export function featureId(projectId: number, feature: string): number {
  return Number.parseInt(hash("sha256", `${projectId} ${feature}`, "hex").slice(0, 12), 16);
}

/** Signatures are looked at once each, oldest first; those that an earlier version of Culprit stored, too. */
export function openLooks(db: Database, sketchOf: SketchOf): Looks {
  return {
    step(budgetMs) {
      const endMs = performance.now() + budgetMs;
      let next = nextOf(db);
      if (next === undefined) return false;
      transaction(db, () => {
        while (next !== undefined && performance.now() < endMs) {
          addLook(db, next, sketchOf);
          next = nextOf(db);
        }
      });
      return next !== undefined;
    },
  };
}

type SignatureRow = { readonly id: number; readonly project_id: number; readonly issue_id: number };

function nextOf(db: Database): SignatureRow | undefined {
  return db.statement(LIST_NEXT).get() as SignatureRow | undefined;
}

function addLook(db: Database, { id, project_id: projectId, issue_id: issueId }: SignatureRow, sketchOf: SketchOf): void {
  const sketch = issueId === DELETED_ISSUE ? undefined : sketchOfNewest(db, id, sketchOf);
  const features = sketch === undefined ? [] : featuresOf(sketch);
  db.statement(ADD_LOOK).run(id, projectId, features.length === 0 ? "" : JSON.stringify(sketch));
  if (features.length === 0) return;
  for (const feature of features) db.statement(ADD_TO_FEATURE).run(featureId(projectId, feature), id);
  for (const feature of [...features, EVERY_SIGNATURE]) db.statement(COUNT_FEATURE).run(featureId(projectId, feature));
}

/** A damaged event costs its own suggestions, and not the thread of the writer. */
function sketchOfNewest(db: Database, signatureId: number, sketchOf: SketchOf): EventSketch | undefined {
  try {
    const newest = newestEventOfSignature(db, signatureId);
    return newest === undefined ? undefined : sketchOf(newest.event);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return undefined;
  }
}

/** Within the caller's transaction, with the signature itself. */
export function removeLook(db: Database, signatureId: number): void {
  const row = db.statement(FIND_LOOK).get(signatureId) as { project_id: number; sketch: string } | undefined;
  if (row === undefined) return;
  const features = row.sketch === "" ? [] : featuresOf(readSketch(row.sketch));
  const ids = features.map((feature) => featureId(row.project_id, feature));
  for (const id of ids) db.statement(DELETE_FROM_FEATURE).run(id, signatureId);
  for (const id of ids.length === 0 ? [] : [...ids, featureId(row.project_id, EVERY_SIGNATURE)]) {
    db.statement(UNCOUNT_FEATURE).run(id);
    db.statement(DELETE_FEATURE).run(id);
  }
  db.statement(DELETE_LOOK).run(signatureId);
}

/** Our own text, written by `addLook`. */
export function readSketch(text: string): EventSketch {
  return JSON.parse(text) as EventSketch;
}

/** Within the caller's transaction: the signature looks like nothing from now on. */
export function blankLook(db: Database, signatureId: number, projectId: number): void {
  removeLook(db, signatureId);
  db.statement(ADD_LOOK).run(signatureId, projectId, "");
}
