import type { SessionQuery } from "../../../release/health.ts";
import type { Database } from "../database.ts";

/** A row of `session_bucket` with its names. */
export type BucketRow = {
  readonly id: number;
  readonly project_id: number;
  readonly hour: number;
  readonly version: string;
  readonly environment: string;
  readonly total: number;
  readonly errored: number;
  readonly crashed: number;
  readonly abnormal: number;
  readonly unhandled: number;
  readonly duration_seconds: number;
  readonly duration_count: number;
  readonly users: number;
  readonly errored_users: number;
  readonly crashed_users: number;
  readonly abnormal_users: number;
  readonly unhandled_users: number;
};

/** Buckets of one size over a stretch of hours. */
export type Span = { readonly hours: 1 | 24; readonly fromHour: number; readonly toHour: number };

const LIST_BUCKETS = `
  SELECT b.id, b.project_id, b.hour, r.version, ifnull(e.name, '') AS environment, b.total, b.errored, b.crashed, b.abnormal,
    b.unhandled, b.duration_seconds, b.duration_count, b.users, b.errored_users, b.crashed_users, b.abnormal_users, b.unhandled_users
  FROM session_bucket b JOIN release r ON r.id = b.release_id LEFT JOIN environment e ON e.id = b.environment_id
  WHERE b.project_id = ? AND b.hours = ? AND b.hour >= ? AND b.hour < ?`;

/** The buckets of a span that a query is about. */
export function listBuckets(db: Database, span: Span, query: SessionQuery): readonly BucketRow[] {
  const { projectIds, releases, environments } = query;
  return projectIds
    .flatMap(
      (projectId) =>
        db.statement(LIST_BUCKETS).all(projectId, span.hours, span.fromHour, span.toHour) as unknown as BucketRow[],
    )
    .filter(
      ({ version, environment }) => releases?.includes(version) !== false && environments?.includes(environment) !== false,
    );
}

/** Days where whole UTC days are covered, hours at the edges: as few sets of users as there can be. */
export function spansOf(fromHour: number, toHour: number): readonly Span[] {
  const firstDay = Math.ceil(fromHour / 24) * 24;
  const endOfDays = Math.floor(toHour / 24) * 24;
  if (endOfDays <= firstDay) return [{ hours: 1, fromHour, toHour }];
  const spans: readonly Span[] = [
    { hours: 1, fromHour, toHour: firstDay },
    { hours: 24, fromHour: firstDay, toHour: endOfDays },
    { hours: 1, fromHour: endOfDays, toHour },
  ];
  return spans.filter((span) => span.toHour > span.fromHour);
}
