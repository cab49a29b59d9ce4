import type { Database } from "../database.ts";

const HOUR_MS = 3_600_000;

/** The hour that the present span begins in counts to it as a whole. */
const SCORES = `
  SELECT signature.issue_id AS id, sum(iif(counted.hour >= ?, counted.n, -counted.n)) AS score, sum(iif(counted.hour >= ?, counted.n, 0)) AS now
  FROM (
    SELECT signature_id, hour, event_count AS n FROM signature_hour WHERE hour BETWEEN ? AND ?
  ) AS counted JOIN signature ON signature.id = counted.signature_id
  WHERE signature.project_id IN (SELECT value FROM json_each(?))
  GROUP BY signature.issue_id HAVING now > 0`;

/** Of each issue with events in the last `spanMs` before `nowMs`: how many more they are than those of the span before. */
export function trendScores(
  db: Database,
  projectIds: readonly number[],
  { nowMs, spanMs }: { readonly nowMs: number; readonly spanMs: number },
): ReadonlyMap<number, number> {
  const last = Math.floor(nowMs / HOUR_MS);
  const hours = Math.max(1, Math.ceil(spanMs / HOUR_MS));
  const begin = last - hours + 1;
  const values = [begin, begin, begin - hours, last, JSON.stringify(projectIds)];
  const rows = db.statement(SCORES).all(...values) as { id: number; score: number }[];
  return new Map(rows.map(({ id, score }) => [id, score]));
}
