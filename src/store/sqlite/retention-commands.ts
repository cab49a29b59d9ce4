import type { RetentionCommands } from "../../retention/retention.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const SET_DAYS = "UPDATE project SET retention_days = ? WHERE id = ?";
const SET_MAX_EVENTS = "UPDATE project SET max_events = ? WHERE id = ?";
const DELETE_KEYS = "DELETE FROM client_key WHERE project_id = ?";
// The slug is free again; no slug has a blank.
const DELETE_PROJECT = `
  UPDATE project SET deleted_at_ms = ?, slug = 'deleted ' || id, name = '', connection_id = NULL, backend = 'integrated'
  WHERE id = ? AND deleted_at_ms IS NULL`;

/** `now` is Unix ms. What they make go is taken away by ageing/. */
export function retentionCommands(db: Database, now: () => number): Now<RetentionCommands> {
  return {
    setRetention({ projectId, days }) {
      db.statement(SET_DAYS).run(days ?? null, projectId);
    },
    setMaxEvents({ projectId, maxEvents }) {
      db.statement(SET_MAX_EVENTS).run(maxEvents ?? null, projectId);
    },
    deleteProject({ projectId }) {
      transaction(db, () => deleteProject(db, projectId, now()));
    },
  };
}

/** Within the caller's transaction. */
export function deleteProject(db: Database, projectId: number, nowMs: number): void {
  db.statement(DELETE_PROJECT).run(nowMs, projectId);
  db.statement(DELETE_KEYS).run(projectId);
}
