import type { Database } from "../database.ts";
import type { Stretch } from "./issue-scan.ts";

const HOUR_MS = 3_600_000;

/**
 * Hours of an issue lie together: to go over those of all issues that were seen lately costs a third of what an index of all hours by
 * time did. Both sums in one go: events of the span stand in the upper 32 bits, those of the span before in the lower ones.
 */
const SCORES = `
  WITH risen AS MATERIALIZED (
    SELECT id, (
      SELECT sum(iif(signature_hour.hour >= ?1, signature_hour.event_count << 32, signature_hour.event_count)) FROM signature
      CROSS JOIN signature_hour ON signature_hour.signature_id = signature.id AND signature_hour.hour BETWEEN ?2 AND ?3
      WHERE signature.issue_id = issue.id
    ) AS packed
    FROM issue WHERE project_id = ?4 AND connection_id = ?5 AND status = ?6 AND last_seen_ms >= ?7
  )
  SELECT id, (packed >> 32) - (packed & 0xffffffff) AS score FROM risen WHERE packed >> 32 > 0`;

/**
 * Of each issue with events in the last `spanMs` before `nowMs`: how many more they are than those of the span before. The hour that the
 * span begins in counts to it as a whole.
 */
export function trendScores(
  db: Database,
  stretches: readonly Stretch[],
  { nowMs, spanMs }: { readonly nowMs: number; readonly spanMs: number },
): ReadonlyMap<number, number> {
  const last = Math.floor(nowMs / HOUR_MS);
  const hours = Math.max(1, Math.ceil(spanMs / HOUR_MS));
  const begin = last - hours + 1;
  const scores = new Map<number, number>();
  for (const { projectId, connectionId, status } of stretches) {
    const rows = db.statement(SCORES).all(begin, begin - hours, last, projectId, connectionId, status, begin * HOUR_MS) as {
      id: number;
      score: number;
    }[];
    for (const { id, score } of rows) scores.set(id, score);
  }
  return scores;
}
