import type { LinkedIssue } from "../../codehost/issue-link.ts";
import type { JobCommands } from "../../codehost/job.ts";
import { changeFromHost } from "../../issue/issue-at-host.ts";
import { stateAfterChange } from "../../issue/life-cycle.ts";
import { lookAtHost, tellBackend } from "./codehost-outbox.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { MERGED } from "./merged-issues.ts";

const ADD_DELIVERY = `
  INSERT INTO webhook_delivery (connection_id, delivery_id, at_ms) VALUES (?, ?, ?)
  ON CONFLICT (connection_id, delivery_id) DO NOTHING`;
const TRIM_DELIVERIES = "DELETE FROM webhook_delivery WHERE id <= ?";
const KEPT_DELIVERIES = 10_000;
/** Whoever entered it at the host, it works. */
const NOTE_WEBHOOK = "UPDATE codehost_connection SET webhook_installed = 1 WHERE id = ? AND webhook_installed = 0";
const FIND_LINK = `
  SELECT issue_id, title, url, issue_link.state, resolves_errors,
    EXISTS (
      SELECT 1 FROM codehost_job
      WHERE codehost_job.issue_id = issue_link.issue_id AND action IN ('close', 'reopen') AND next_at_ms IS NOT NULL
    ) AS is_awaited
  FROM issue_link JOIN codehost_connection ON codehost_connection.id = connection_id
  WHERE connection_id = ? AND number = ? AND is_active = 1`;
const UPDATE_LINK = "UPDATE issue_link SET title = ?, url = ?, state = ? WHERE issue_id = ? AND number = ?";
const FIND_STATE = `
  SELECT connection_id, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in FROM issue WHERE id = ?`;
const DELETE_JOB = "DELETE FROM codehost_job WHERE id = ?";
/** What the host has already need not be brought about. */
const DELETE_DONE = `
  DELETE FROM codehost_job WHERE issue_id = ?1
    AND action = (SELECT iif(state = 'closed', 'close', 'reopen') FROM issue_link WHERE issue_id = ?1)`;
const POSTPONE = "UPDATE codehost_job SET attempts = attempts + 1, next_at_ms = ?, problem = ? WHERE id = ?";
const NOTE_POLL = "UPDATE codehost_connection SET polled_to_ms = max(polled_to_ms, ?) WHERE id = ?";

type LinkRow = {
  readonly issue_id: number;
  readonly title: string;
  readonly url: string;
  readonly state: string;
  readonly resolves_errors: number;
  /** A decision of ours is on its way to the host. */
  readonly is_awaited: number;
};

/** Jobs at code hosts and what comes from there, each command one transaction. `now` is Unix ms. */
export function codeHostJobCommands(db: Database, now: () => number): Now<JobCommands> {
  return {
    noteDelivery({ connectionId, deliveryId, issueNumber }) {
      return transaction(db, () => {
        const { changes, lastInsertRowid } = db.statement(ADD_DELIVERY).run(connectionId, deliveryId, now());
        if (changes === 0) return { isNew: false };
        db.statement(NOTE_WEBHOOK).run(connectionId);
        db.statement(TRIM_DELIVERIES).run(lastInsertRowid - KEPT_DELIVERIES);
        const link = findLink(db, connectionId, issueNumber);
        if (link !== undefined) lookAtHost(db, connectionId, link.issue_id, now());
        return { isNew: true };
      });
    },
    finishJob({ jobId, issueId, issue }) {
      transaction(db, () => {
        db.statement(DELETE_JOB).run(jobId);
        if (issue !== undefined) db.statement(UPDATE_LINK).run(issue.title, issue.url, issue.state, issueId, issue.number);
        // Telling a backend of the host's news changes the state here, and that asks for what the news was about.
        db.statement(DELETE_DONE).run(issueId);
      });
    },
    postponeJob({ jobId, nextAtMs, problem }) {
      db.statement(POSTPONE).run(nextAtMs ?? null, problem, jobId);
    },
    applyHostStates({ connectionId, issues, polledToMs }) {
      return transaction(db, () => {
        const changedIssueIds = issues.flatMap((issue) => applyHostState(db, connectionId, issue, now()) ?? []);
        if (polledToMs !== undefined) db.statement(NOTE_POLL).run(polledToMs, connectionId);
        return { changedIssueIds };
      });
    },
  };
}

function findLink(db: Database, connectionId: number, number: number): LinkRow | undefined {
  return db.statement(FIND_LINK).get(connectionId, number) as LinkRow | undefined;
}

/** Answers the id of our issue if anything about it changed. */
function applyHostState(db: Database, connectionId: number, issue: LinkedIssue, nowMs: number): number | undefined {
  const link = findLink(db, connectionId, issue.number);
  if (link === undefined) return undefined;
  const issueId = link.issue_id;
  if (link.state === issue.state && link.title === issue.title && link.url === issue.url) return undefined;
  db.statement(UPDATE_LINK).run(issue.title, issue.url, issue.state, issueId, issue.number);
  if (link.state === issue.state) return issueId;

  // While our own decision is on its way, what the host says may be older than it, or its echo.
  if (link.resolves_errors === 1 && link.is_awaited === 0) followHost(db, connectionId, issueId, issue.state, nowMs);
  db.statement(DELETE_DONE).run(issueId);
  return issueId;
}

function followHost(db: Database, connectionId: number, issueId: number, hostState: LinkedIssue["state"], nowMs: number): void {
  const row = db.statement(FIND_STATE).get(issueId) as (StateColumns & { connection_id: number }) | undefined;
  if (row === undefined) return;
  const before = issueState(row);
  const change = changeFromHost(before, hostState);
  if (change === undefined) return;
  // Part of another: what becomes of the bug is decided there.
  if (row.connection_id === MERGED) return;
  if (row.connection_id === 0) writeState(db, issueId, before, stateAfterChange(before, change, nowMs, undefined));
  else tellBackend(db, connectionId, issueId, change.status, nowMs);
}
