import type { IssueState } from "../../issue/issue.ts";
import { stateAfterEvent, stateAfterGrowth } from "../../issue/life-cycle.ts";
import type { Became } from "./alert-notices.ts";
import type { Database } from "./database.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { releaseDate } from "./release-order.ts";
import type { IssueTally, Look } from "./tally.ts";

const FIND_ISSUE = `
  SELECT status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in,
    event_count, user_count, first_seen_ms, last_seen_ms, first_release, last_release
  FROM issue WHERE id = ?`;
const EVENTS_SINCE = `
  SELECT coalesce(sum(signature_hour.event_count), 0) AS events FROM signature
    JOIN signature_hour ON signature_hour.signature_id = signature.id
  WHERE signature.issue_id = ? AND signature_hour.hour >= ?`;
const HOUR_MS = 3_600_000;
const TOTALS = `
  event_count = ?, user_count = ?, first_seen_ms = ?, last_seen_ms = ?, first_release = ?, last_release = ?`;
const APPEARANCE = `
  type = ?, level = ?, platform = ?, logger = ?, title = ?, culprit = ?, metadata = ?, is_unhandled = ?`;
const UPDATE_TOTALS = `UPDATE issue SET ${TOTALS} WHERE id = ?`;
const UPDATE_TOTALS_AND_APPEARANCE = `UPDATE issue SET ${TOTALS}, ${APPEARANCE} WHERE id = ?`;

type TotalsRow = StateColumns & {
  readonly event_count: number;
  readonly user_count: number;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
  readonly first_release: string | null;
  readonly last_release: string | null;
};

export type UpdatedIssue = { readonly isNew: boolean; readonly became: Became | undefined };

/**
 * Brings an issue's row up to date with a batch, once whatever the number of events. `userCount` is undefined when no user
 * is new. Answers whether the batch made or reopened the issue, and how.
 */
export function updateIssue(db: Database, tally: IssueTally, userCount: number | undefined): UpdatedIssue {
  const row = db.statement(FIND_ISSUE).get(tally.issueId) as TotalsRow | undefined;
  if (row === undefined) throw new Error(`issue ${tally.issueId} is not in the store`);
  const before = issueState(row);
  const dateOf = (version: string): number | undefined => releaseDate(db, tally.projectId, version);
  const seen = tally.sightings.reduce<IssueState>((state, event) => stateAfterEvent(state, event, dateOf), before);
  const nowMs = tally.sightings.at(-1)?.receivedAtMs ?? 0;
  const has = { eventCount: row.event_count + tally.all.count, userCount: userCount ?? row.user_count };
  const eventsWithin = (hours: number): number => eventsSince(db, tally.issueId, Math.floor(nowMs / HOUR_MS) - hours + 1);
  const after = stateAfterGrowth(seen, { ...has, eventsWithin }, nowMs);
  writeState(db, tally.issueId, before, after);
  const totals = [
    has.eventCount,
    has.userCount,
    Math.min(row.first_seen_ms, tally.all.firstMs),
    Math.max(row.last_seen_ms, tally.all.lastMs),
    firstRelease(row, tally),
    lastRelease(row, tally),
  ];
  // An issue looks like its newest event; a late one changes the totals alone.
  if (tally.all.lastMs < row.last_seen_ms) db.statement(UPDATE_TOTALS).run(...totals, tally.issueId);
  else db.statement(UPDATE_TOTALS_AND_APPEARANCE).run(...totals, ...appearance(tally.newest), tally.issueId);
  if (row.event_count === 0) return { isNew: true, became: "new-issue" };
  if (after === before) return { isNew: false, became: undefined };
  return { isNew: true, became: becameOf(before, after) };
}

/** Of the roll-ups, this batch included. `hour`: whole hours since the epoch. */
function eventsSince(db: Database, issueId: number, hour: number): number {
  return (db.statement(EVENTS_SINCE).get(issueId, hour) as { events: number }).events;
}

function becameOf(before: IssueState, after: IssueState): Became | undefined {
  if (after.status !== "unresolved" || before.status === "unresolved") return undefined;
  return before.status === "ignored" ? "escalation" : "regression";
}

function appearance(newest: Look): readonly (string | number | null)[] {
  return [
    newest.type,
    newest.level,
    newest.platform,
    newest.logger ?? null,
    newest.title,
    newest.culprit,
    JSON.stringify(newest.metadata),
    newest.isUnhandled ? 1 : 0,
  ];
}

// The times of the releases held here are not kept: a late event moves them only when it lies outside all that was seen. The
// exact first and last of each release are in signature_release.
function firstRelease(row: TotalsRow, { oldestReleased }: IssueTally): string | null {
  if (oldestReleased === undefined) return row.first_release;
  const isOutside = oldestReleased.atMs < row.first_seen_ms;
  return row.first_release === null || isOutside ? oldestReleased.release : row.first_release;
}

function lastRelease(row: TotalsRow, { newestReleased }: IssueTally): string | null {
  if (newestReleased === undefined) return row.last_release;
  const isOutside = newestReleased.atMs >= row.last_seen_ms;
  return row.last_release === null || isOutside ? newestReleased.release : row.last_release;
}
