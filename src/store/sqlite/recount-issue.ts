import type { IgnoreUntil } from "../../issue/issue.ts";
import type { Database } from "./database.ts";
import { newestEventOf } from "./newest-event.ts";
import type { Describe } from "./regroup-deps.ts";
import { openUserCounts } from "./user-counts.ts";

const SUM_UP = `
  SELECT sum(event_count) AS event_count, min(first_seen_ms) AS first_seen_ms, max(last_seen_ms) AS last_seen_ms
  FROM signature WHERE issue_id = ?`;
const FIND_COUNTING = `
  SELECT event_count, user_count, ignore_until FROM issue WHERE id = ? AND status = 'ignored' AND ignore_until IS NOT NULL`;
const SET_COUNTING = "UPDATE issue SET ignore_until = ? WHERE id = ?";
const RELEASES = `
  SELECT release.version FROM signature_release JOIN release ON release.id = signature_release.release_id
  WHERE signature_id IN (SELECT id FROM signature WHERE issue_id = ?)`;
const FIRST_RELEASE = `${RELEASES} ORDER BY signature_release.first_seen_ms, release.id LIMIT 1`;
const LAST_RELEASE = `${RELEASES} ORDER BY signature_release.last_seen_ms DESC, release.id DESC LIMIT 1`;
const SET_TOTALS = `
  UPDATE issue SET event_count = ?, user_count = ?, first_seen_ms = ?, last_seen_ms = ?, first_release = ?, last_release = ?
  WHERE id = ?`;
const SET_APPEARANCE = `
  UPDATE issue SET type = ?, level = ?, platform = ?, logger = ?, title = ?, culprit = ?, metadata = ?, is_unhandled = ?
  WHERE id = ?`;

type Counting = { readonly event_count: number; readonly user_count: number; readonly ignore_until: string };
type Sums = { readonly event_count: number; readonly first_seen_ms: number; readonly last_seen_ms: number };

/** Brings the cached totals and the look of an issue up to its signatures, within the caller's transaction. */
export function recountIssue(db: Database, issueId: number, describe: Describe): void {
  const sums = db.statement(SUM_UP).get(issueId) as Sums;
  const release = (sql: string): string | null => {
    const row = db.statement(sql).get(issueId) as { version: string } | undefined;
    return row?.version ?? null;
  };
  // Sketches are read anew: those that the recorder remembers are its own.
  const userCount = openUserCounts(db).ofIssue(issueId);
  moveCounting(db, issueId, sums.event_count, userCount);
  const { event_count: eventCount, first_seen_ms: firstMs, last_seen_ms: lastMs } = sums;
  db.statement(SET_TOTALS).run(eventCount, userCount, firstMs, lastMs, release(FIRST_RELEASE), release(LAST_RELEASE), issueId);
  const newest = newestEventOf(db, issueId);
  if (newest === undefined) return;
  const { event, title, culprit } = newest;
  const { metadata, isUnhandled } = describe(event);
  db.statement(SET_APPEARANCE).run(
    event.type,
    event.level,
    event.platform,
    event.logger ?? null,
    title,
    culprit,
    JSON.stringify(metadata),
    isUnhandled ? 1 : 0,
    issueId,
  );
}

/** What an ignored issue waits for is no nearer because events of another became its own, and no farther because some left it. */
function moveCounting(db: Database, issueId: number, eventCount: number, userCount: number): void {
  const row = db.statement(FIND_COUNTING).get(issueId) as Counting | undefined;
  if (row === undefined) return;
  const { events, users, ...until } = JSON.parse(row.ignore_until) as IgnoreUntil;
  const moved: IgnoreUntil = {
    ...until,
    ...(events !== undefined && { events: { ...events, from: (events.from ?? 0) + eventCount - row.event_count } }),
    ...(users !== undefined && { users: { ...users, from: (users.from ?? 0) + userCount - row.user_count } }),
  };
  db.statement(SET_COUNTING).run(JSON.stringify(moved), issueId);
}
