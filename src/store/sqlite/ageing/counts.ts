import type { Database } from "../database.ts";
import { SETS_A_BUCKET } from "../sessions.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";

const HOUR_MS = 3_600_000;
/** A month's quota is counted from outcomes, and it must not come back before the month is over. */
const MIN_OUTCOME_DAYS = 62;
const DAY_HOURS = 24;

const NEXT_SIGNATURES = `SELECT id, project_id FROM signature WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const DELETE_HOURS = "DELETE FROM signature_hour WHERE signature_id = ? AND hour < ?";
const DELETE_TAGS = "DELETE FROM signature_tag WHERE signature_id = ? AND last_seen_ms < ?";

/**
 * Hours and values of tags that nothing stored stands for any more. Totals, users, releases and the signature itself stay: an
 * error that returns has returned, it is not new.
 */
export function* removeOldRollUps(db: Database, cutOfProject: (projectId: number) => number): Slices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_SIGNATURES).all(after) as { id: number; project_id: number }[];
    if (rows.length === 0) return;
    for (const { id, project_id: projectId } of rows) {
      after = id;
      const cutMs = cutOfProject(projectId);
      db.statement(DELETE_HOURS).run(id, Math.floor(cutMs / HOUR_MS));
      db.statement(DELETE_TAGS).run(id, cutMs);
    }
    yield;
  }
}

const DELETE_OUTCOMES = `
  DELETE FROM outcome_hour WHERE (project_id, hour, kind, category, reason, key_id) IN (
    SELECT project_id, hour, kind, category, reason, key_id FROM outcome_hour WHERE project_id = ? AND hour < ? LIMIT ${CHUNK})`;

export function* removeOldOutcomes(db: Database, projectId: number, cutMs: number, nowMs: number): Slices {
  const hour = Math.min(Math.floor(cutMs / HOUR_MS), Math.floor(nowMs / HOUR_MS) - MIN_OUTCOME_DAYS * DAY_HOURS);
  while (db.statement(DELETE_OUTCOMES).run(projectId, hour).changes > 0) yield;
}

const NEXT_BUCKETS = `SELECT id FROM session_bucket WHERE project_id = ? AND hours = ? AND hour < ? LIMIT ${CHUNK}`;
const DELETE_SESSION_USERS = `
  DELETE FROM session_user WHERE (set_id, user_key) IN (
    SELECT set_id, user_key FROM session_user WHERE set_id BETWEEN ?1 AND ?2 LIMIT 200)`;
const DELETE_SESSION_SKETCHES = "DELETE FROM session_sketch WHERE set_id BETWEEN ? AND ?";
const DELETE_BUCKET = "DELETE FROM session_bucket WHERE id = ?";

/** Sessions counted before `cutMs`, by the hour and by the day. */
export function* removeOldSessions(db: Database, projectId: number, cutMs: number): Slices {
  for (const hours of [1, DAY_HOURS]) {
    for (;;) {
      const rows = db.statement(NEXT_BUCKETS).all(projectId, hours, Math.floor(cutMs / HOUR_MS)) as { id: number }[];
      if (rows.length === 0) break;
      for (const { id } of rows) yield* removeBucket(db, id);
    }
  }
}

function* removeBucket(db: Database, id: number): Slices {
  const [first, last] = [id * SETS_A_BUCKET, id * SETS_A_BUCKET + SETS_A_BUCKET - 1];
  while (db.statement(DELETE_SESSION_USERS).run(first, last).changes > 0) yield;
  db.statement(DELETE_SESSION_SKETCHES).run(first, last);
  db.statement(DELETE_BUCKET).run(id);
  yield;
}
