import type { DigestedCheckIn } from "../../digest/check-in/normalise.ts";
import type { Database } from "./database.ts";
import { eventIdBytes } from "./event-tables.ts";
import type { OutcomeSums } from "./outcomes.ts";
import { addOutcome, outcomeOfItem } from "./outcomes.ts";

const FIND_MONITOR = "SELECT id FROM monitor WHERE project_id = ? AND slug = ?";
const COUNT_MONITORS = "SELECT count(*) AS monitors FROM monitor WHERE project_id = ?";
const ADD_MONITOR = "INSERT INTO monitor (project_id, slug, created_ms) VALUES (?, ?, ?)";
const SET_CONFIG = "UPDATE monitor SET config = ? WHERE id = ?";
const COUNT_ENVIRONMENTS = `
  SELECT count(*) AS environments FROM monitor_environment WHERE monitor_id = ? AND environment <> ?`;
// A run keeps the time it began at while its own check-ins follow; those without an id are of the run under way.
const PUT_STATE = `
  INSERT INTO monitor_environment (monitor_id, environment, check_in_id, status, started_ms, received_ms, duration_seconds, release, first_ms)
  VALUES (?1, ?2, ?3, ?4, CASE WHEN ?4 = 'in_progress' THEN ?5 END, ?5, ?6, ?7, ?5)
  ON CONFLICT DO UPDATE SET
    started_ms = CASE
      WHEN excluded.check_in_id IS NULL AND status = 'in_progress' THEN started_ms
      WHEN excluded.check_in_id = check_in_id THEN ifnull(started_ms, excluded.started_ms)
      ELSE excluded.started_ms END,
    check_in_id = ifnull(excluded.check_in_id, check_in_id),
    status = excluded.status, received_ms = excluded.received_ms, duration_seconds = excluded.duration_seconds,
    release = excluded.release`;

/** Slugs come from outside: a loop that makes them up must not fill the store. */
const MAX_MONITORS = 1_000;
const MAX_ENVIRONMENTS = 100;

/** Keeps the last state of each job, within the caller's transaction. */
export function recordCheckIns(db: Database, checkIns: readonly DigestedCheckIn[], outcomes: OutcomeSums): void {
  for (const checkIn of checkIns) {
    const isKept = recordCheckIn(db, checkIn);
    addOutcome(outcomes, outcomeOfItem(checkIn, "monitor", isKept ? "" : "too_many_monitors"));
  }
}

function recordCheckIn(db: Database, checkIn: DigestedCheckIn): boolean {
  const { receivedAtMs, environment, checkInId, status, durationSeconds, release, config } = checkIn;
  const monitorId = monitorOf(db, checkIn);
  if (monitorId === undefined) return false;
  const count = db.statement(COUNT_ENVIRONMENTS).get(monitorId, environment) as { environments: number };
  if (count.environments >= MAX_ENVIRONMENTS) return false;
  if (config !== undefined) db.statement(SET_CONFIG).run(JSON.stringify(config), monitorId);
  const id = checkInId === undefined ? null : eventIdBytes(checkInId);
  db.statement(PUT_STATE).run(monitorId, environment, id, status, receivedAtMs, durationSeconds ?? null, release ?? null);
  return true;
}

function monitorOf(db: Database, { projectId, slug, receivedAtMs }: DigestedCheckIn): number | undefined {
  const row = db.statement(FIND_MONITOR).get(projectId, slug) as { id: number } | undefined;
  if (row !== undefined) return row.id;
  const { monitors } = db.statement(COUNT_MONITORS).get(projectId) as { monitors: number };
  return monitors >= MAX_MONITORS ? undefined : db.statement(ADD_MONITOR).run(projectId, slug, receivedAtMs).lastInsertRowid;
}
