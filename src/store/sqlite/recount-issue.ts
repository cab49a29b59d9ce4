import type { Database } from "./database.ts";
import { newestEventOf } from "./newest-event.ts";
import type { Describe } from "./regroup-deps.ts";
import { openUserCounts } from "./user-counts.ts";

const SUM_UP = `
  SELECT sum(event_count) AS event_count, min(first_seen_ms) AS first_seen_ms, max(last_seen_ms) AS last_seen_ms
  FROM signature WHERE issue_id = ?`;
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
