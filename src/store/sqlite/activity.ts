import type { Activity, Happening } from "../../issue/activity.ts";
import type { Database } from "./database.ts";

const ADD = "INSERT INTO issue_activity (issue_id, kind, data, at_ms, by_user_id) VALUES (?, ?, ?, ?, ?)";

export type ActivityRow = {
  readonly id: number;
  readonly kind: string;
  readonly data: string;
  readonly at_ms: number;
  readonly by_user_id: number | null;
};

/** Within the caller's transaction: what happened and what tells of it are kept together or not at all. */
export function addActivity(
  db: Database,
  issueId: number,
  what: Happening,
  when: { readonly atMs: number; readonly byUserId: number | undefined },
): Activity {
  const { kind, ...data } = what;
  const { lastInsertRowid } = db.statement(ADD).run(issueId, kind, JSON.stringify(data), when.atMs, when.byUserId ?? null);
  return { id: lastInsertRowid, ...when, what };
}

export function activityOf(row: ActivityRow): Activity {
  const what = { kind: row.kind, ...(JSON.parse(row.data) as object) } as Happening;
  return { id: row.id, atMs: row.at_ms, byUserId: row.by_user_id ?? undefined, what };
}
