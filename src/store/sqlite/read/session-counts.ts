import type { Result } from "../../../protocol/result.ts";
import { ok, problem } from "../../../protocol/result.ts";
import type {
  CountedSessions,
  HealthProblem,
  SessionCounts,
  SessionGroup,
  SessionQuery,
  UserCounts,
} from "../../../release/health.ts";
import { NO_SESSIONS } from "../../../release/health.ts";
import type { Database } from "../database.ts";
import type { BucketRow, Span } from "./session-buckets.ts";
import { listBuckets, spansOf } from "./session-buckets.ts";
import { costOfUsers, countUsers } from "./session-users.ts";

/** About a second's work. */
const MAX_USER_COST = 400_000;

/** The buckets of a group: those of each step, and those that hold the users of the whole. */
type Collected = { readonly by: SessionGroup["by"]; readonly steps: BucketRow[][]; readonly whole: BucketRow[] };

/** Sessions of a window, grouped and in steps. */
export function countSessions(db: Database, query: SessionQuery): Result<readonly SessionGroup[], HealthProblem> {
  const { fromHour, toHour, stepHours, userSets } = query;
  const isDaily = stepHours % 24 === 0 && fromHour % 24 === 0;
  const steps: Span = { hours: isDaily ? 24 : 1, fromHour, toHour };
  const groups = new Map<string, Collected>();
  for (const row of listBuckets(db, steps, query)) {
    groupOf(groups, row, query).steps[Math.floor((row.hour - fromHour) / stepHours)]?.push(row);
  }
  for (const span of spansOf(fromHour, toHour)) {
    for (const row of listBuckets(db, span, query)) groupOf(groups, row, query).whole.push(row);
  }

  const collected = [...groups.values()];
  const sets = collected.flatMap((group) => [group.whole, ...group.steps]);
  const cost = sets.reduce((sum, rows) => userSets.reduce((ofSets, set) => ofSets + costOfUsers(rows, set), sum), 0);
  if (cost > MAX_USER_COST) return problem({ kind: "too-many-users" });
  return ok(
    collected.map(({ by, steps: rows, whole }) => ({
      by,
      totals: { sessions: sumOf(rows.flat()), users: usersOf(db, whole, query) },
      series: rows.map((ofStep): CountedSessions => ({ sessions: sumOf(ofStep), users: usersOf(db, ofStep, query) })),
    })),
  );
}

function groupOf(groups: Map<string, Collected>, row: BucketRow, { groupBy, ...window }: SessionQuery): Collected {
  const by = {
    ...(groupBy.includes("project") && { projectId: row.project_id }),
    ...(groupBy.includes("release") && { release: row.version }),
    ...(groupBy.includes("environment") && { environment: row.environment }),
  };
  const key = JSON.stringify(by);
  let group = groups.get(key);
  if (group === undefined) {
    const count = Math.ceil((window.toHour - window.fromHour) / window.stepHours);
    group = { by, steps: Array.from({ length: count }, () => []), whole: [] };
    groups.set(key, group);
  }
  return group;
}

function sumOf(rows: readonly BucketRow[]): SessionCounts {
  return rows.reduce(
    (sum, row) => ({
      total: sum.total + row.total,
      errored: sum.errored + row.errored,
      crashed: sum.crashed + row.crashed,
      abnormal: sum.abnormal + row.abnormal,
      unhandled: sum.unhandled + row.unhandled,
      durationSeconds: sum.durationSeconds + row.duration_seconds,
      durationCount: sum.durationCount + row.duration_count,
    }),
    NO_SESSIONS,
  );
}

function usersOf(db: Database, rows: readonly BucketRow[], { userSets }: SessionQuery): UserCounts {
  return Object.fromEntries(userSets.map((set) => [set, countUsers(db, rows, set)]));
}
