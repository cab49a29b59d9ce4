import type { ConnectionCommands } from "../../backend/sentry/connection.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { rememberIssue } from "./remembered-issues.ts";

const SAVE_CONNECTION = `
  INSERT INTO sentry_connection (project_id, origin, remote_project_id, organization_slug, organization_name, project_slug,
    project_name, sealed_token, token_hint, created_at_ms, checked_at_ms, answered_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (project_id, origin, remote_project_id) DO UPDATE SET
    organization_slug = excluded.organization_slug,
    organization_name = excluded.organization_name,
    project_slug = excluded.project_slug,
    project_name = excluded.project_name,
    sealed_token = excluded.sealed_token,
    token_hint = excluded.token_hint,
    checked_at_ms = excluded.checked_at_ms,
    answered_at_ms = excluded.answered_at_ms,
    problem = NULL
  RETURNING id`;
const GIVE_UP_TOKENS = "UPDATE sentry_connection SET sealed_token = NULL, token_hint = NULL WHERE project_id = ? AND id <> ?";
const CHOOSE_INTEGRATED = "UPDATE project SET backend = 'integrated' WHERE id = ?";
const CHOOSE_SENTRY = `
  UPDATE project SET backend = 'sentry', connection_id = ?
  WHERE id = ? AND EXISTS (SELECT 1 FROM sentry_connection WHERE id = ? AND project_id = project.id)`;
const NOTE_ANSWER = "UPDATE sentry_connection SET checked_at_ms = ?, answered_at_ms = ?, problem = NULL WHERE id = ?";
const NOTE_PROBLEM = "UPDATE sentry_connection SET checked_at_ms = ?, problem = ? WHERE id = ?";
const FIND_PROJECT_ID = "SELECT project_id FROM sentry_connection WHERE id = ?";

/** Connections to a Sentry and what is seen there, each command one transaction. Both clocks as in commands.ts. */
export function connectionCommands(db: Database, now: () => number, receivedNow: () => number): Now<ConnectionCommands> {
  return {
    saveSentryConnection({ projectId, origin, remote, sealedToken, tokenHint }) {
      const { id, slug, name, organization } = remote;
      const nowMs = now();
      const values = [projectId, origin, id, organization.slug, organization.name, slug, name, sealedToken, tokenHint];
      return transaction(db, () => {
        const row = db.statement(SAVE_CONNECTION).get(...values, nowMs, nowMs, nowMs) as { id: number };
        db.statement(GIVE_UP_TOKENS).run(projectId, row.id);
        return { connectionId: row.id };
      });
    },
    chooseBackend({ projectId, backend }) {
      if (backend.kind === "integrated") db.statement(CHOOSE_INTEGRATED).run(projectId);
      else db.statement(CHOOSE_SENTRY).run(backend.connectionId, projectId, backend.connectionId);
    },
    noteConnectionHealth({ connectionId, problem }) {
      const nowMs = now();
      if (problem === undefined) db.statement(NOTE_ANSWER).run(nowMs, nowMs, connectionId);
      else db.statement(NOTE_PROBLEM).run(nowMs, problem, connectionId);
    },
    rememberRemoteIssues({ connectionId, issues, askedAtMs }) {
      return transaction(db, () => {
        const row = db.statement(FIND_PROJECT_ID).get(connectionId) as { project_id: number } | undefined;
        if (row === undefined) throw new Error(`connection ${connectionId} is not in the store`);
        const place = { connectionId, projectId: row.project_id };
        const times = { askedAtMs, nowMs: receivedNow() };
        return { issueIds: issues.map((issue) => rememberIssue(db, place, issue, times)) };
      });
    },
  };
}
