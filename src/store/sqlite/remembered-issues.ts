import type { RememberedIssue } from "../../backend/sentry/connection.ts";
import { stateAfterReport } from "../../issue/life-cycle.ts";
import { parseShortId } from "../../issue/short-id.ts";
import type { Database } from "./database.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, stateColumns, writeState } from "./issue-state.ts";

const FACTS = `type, level, platform, logger, title, culprit, metadata, is_unhandled, event_count, user_count, first_seen_ms,
  last_seen_ms, first_release, last_release`;
const FIND_ISSUE = `
  SELECT id, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in, ${FACTS}
  FROM issue WHERE connection_id = ? AND remote_id = ?`;
const SET_FACTS = `
  UPDATE issue SET (${FACTS}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?`;
const ADD_ISSUE = `
  INSERT INTO issue (project_id, connection_id, remote_id, number, status, substatus, status_since_ms, status_by_user_id,
    ignore_until, ${FACTS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const HAS_NUMBER = "SELECT 1 FROM issue WHERE project_id = ? AND number = ?";
const TAKE_NEXT_NUMBER = `
  UPDATE project SET last_issue_number = last_issue_number + 1 WHERE id = ? RETURNING last_issue_number AS number`;
/** Numbers given here go on after those of the Sentry, so that none is given twice. */
const PASS_NUMBER = "UPDATE project SET last_issue_number = max(last_issue_number, ?) WHERE id = ?";

/** Beyond any project's count; a Sentry that tells more must not use up our numbers. */
const MAX_NUMBER = 2 ** 31;

type FactsRow = { readonly [column: string]: string | number | null } & { readonly id: number };
export type ConnectionPlace = { readonly projectId: number; readonly connectionId: number };
/** When the Sentry was asked, and when what it told is written. Unix ms. */
type Times = { readonly askedAtMs: number; readonly nowMs: number };

/** Makes or renews the row of an issue that a Sentry keeps, within the caller's transaction. Answers its local id. */
export function rememberIssue(db: Database, place: ConnectionPlace, issue: RememberedIssue, times: Times): number {
  const row = db.statement(FIND_ISSUE).get(place.connectionId, issue.id) as (FactsRow & StateColumns) | undefined;
  if (row === undefined) return addIssue(db, place, issue, times.nowMs);

  const before = issueState(row);
  // What was asked before a decision may not know of it.
  if (before.sinceMs <= times.askedAtMs) writeState(db, row.id, before, stateAfterReport(before, issue.state, times.nowMs));
  const facts = { ...factsOf(issue), ...releasesOf(issue, row) };
  if (Object.entries(facts).some(([column, value]) => row[column] !== value)) {
    db.statement(SET_FACTS).run(...Object.values(facts), row.id);
  }
  return row.id;
}

function addIssue(db: Database, place: ConnectionPlace, issue: RememberedIssue, nowMs: number): number {
  const { projectId, connectionId } = place;
  const number = takeNumber(db, projectId, issue);
  const state = stateColumns(stateAfterReport(undefined, issue.state, nowMs));
  const facts = { ...factsOf(issue), first_release: issue.firstRelease ?? null, last_release: issue.lastRelease ?? null };
  const { lastInsertRowid } = db
    .statement(ADD_ISSUE)
    .run(
      projectId,
      connectionId,
      issue.id,
      number,
      state.status,
      state.substatus,
      state.status_since_ms,
      state.status_by_user_id,
      state.ignore_until,
      ...Object.values(facts),
    );
  return lastInsertRowid;
}

/** The number in the Sentry's own short id, where it is free: people say that name. */
function takeNumber(db: Database, projectId: number, { shortId }: RememberedIssue): number {
  const number = parseShortId(shortId)?.number;
  if (number !== undefined && number <= MAX_NUMBER && db.statement(HAS_NUMBER).get(projectId, number) === undefined) {
    db.statement(PASS_NUMBER).run(number, projectId);
    return number;
  }
  return (db.statement(TAKE_NEXT_NUMBER).get(projectId) as { number: number }).number;
}

/** In the order of FACTS, without the releases. */
function factsOf(issue: RememberedIssue): { readonly [column: string]: string | number | null } {
  return {
    type: issue.type,
    level: issue.level,
    platform: issue.platform,
    logger: issue.logger ?? null,
    title: issue.title,
    culprit: issue.culprit,
    metadata: JSON.stringify(issue.metadata),
    is_unhandled: issue.isUnhandled ? 1 : 0,
    event_count: issue.eventCount,
    user_count: issue.userCount,
    first_seen_ms: issue.firstSeenMs,
    last_seen_ms: issue.lastSeenMs,
  };
}

/** Lists do not tell releases: what an earlier look at the issue told stays. */
function releasesOf(issue: RememberedIssue, row: FactsRow): { readonly [column: string]: string | number | null } {
  return {
    first_release: issue.firstRelease ?? row["first_release"] ?? null,
    last_release: issue.lastRelease ?? row["last_release"] ?? null,
  };
}
