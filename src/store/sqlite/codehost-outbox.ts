import type { IssueState } from "../../issue/issue.ts";
import { actionAtHost } from "../../issue/issue-at-host.ts";
import type { Database } from "./database.ts";

const FIND_FOLLOWER = `
  SELECT connection_id FROM issue_link JOIN codehost_connection ON codehost_connection.id = connection_id
  WHERE issue_id = ? AND is_active = 1 AND closes_issues = 1`;
const DELETE_STATE_JOBS = "DELETE FROM codehost_job WHERE issue_id = ? AND action IN ('close', 'reopen')";
const DELETE_DECISIONS = "DELETE FROM codehost_job WHERE issue_id = ? AND action IN ('resolve', 'unresolve')";
const FIND_KEPT_ELSEWHERE = `
  SELECT 1 FROM issue JOIN codehost_connection ON codehost_connection.project_id = issue.project_id
  WHERE issue.id = ? AND issue.connection_id > 0 AND codehost_connection.id = ? AND kind IN ('gitlab', 'github')`;
const DELETE_LOOKS = "DELETE FROM codehost_job WHERE issue_id = ? AND action = 'look'";
const ADD_JOB = `
  INSERT INTO codehost_job (connection_id, issue_id, action, created_at_ms, next_at_ms) VALUES (?, ?, ?, ?, ?)`;

/**
 * Writes what a change of an issue's state asks for at the code host, within the caller's transaction: either both are kept or
 * none. A later decision takes the place of an earlier one that is still waiting.
 */
export function followAtHost(db: Database, issueId: number, before: IssueState, after: IssueState): void {
  const action = actionAtHost(before, after);
  if (action === undefined) return;
  const row = db.statement(FIND_FOLLOWER).get(issueId) as { connection_id: number } | undefined;
  if (row === undefined) return;
  db.statement(DELETE_STATE_JOBS).run(issueId);
  db.statement(ADD_JOB).run(row.connection_id, issueId, action, after.sinceMs, after.sinceMs);
}

/** Has a backend that keeps the issue elsewhere told of what happened at the code host, within the caller's transaction. */
export function tellBackend(
  db: Database,
  connectionId: number,
  issueId: number,
  status: "resolved" | "unresolved",
  nowMs: number,
): void {
  db.statement(DELETE_DECISIONS).run(issueId);
  db.statement(ADD_JOB).run(connectionId, issueId, status === "resolved" ? "resolve" : "unresolve", nowMs, nowMs);
}

/** Has a Sentry show the new link of an issue that it keeps, within the caller's transaction. It knows no other hosts. */
export function linkBack(db: Database, connectionId: number, issueId: number, nowMs: number): void {
  if (db.statement(FIND_KEPT_ELSEWHERE).get(issueId, connectionId) === undefined) return;
  db.statement(ADD_JOB).run(connectionId, issueId, "back-link", nowMs, nowMs);
}

/** Has the linked issue looked at, within the caller's transaction. One look is enough for any number of webhooks. */
export function lookAtHost(db: Database, connectionId: number, issueId: number, nowMs: number): void {
  db.statement(DELETE_LOOKS).run(issueId);
  db.statement(ADD_JOB).run(connectionId, issueId, "look", nowMs, nowMs);
}
