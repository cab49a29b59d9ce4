import type { DiscardedIssue } from "../../../issue/regroup.ts";
import type { Level } from "../../../protocol/event.ts";
import type { Database } from "../database.ts";

const LIST_DISCARDED = `
  SELECT id, level, title, culprit, at_ms, by_user_id FROM discarded_issue WHERE project_id = ? ORDER BY id DESC LIMIT 1000`;

type DiscardedRow = {
  readonly id: number;
  readonly level: string;
  readonly title: string;
  readonly culprit: string;
  readonly at_ms: number;
  readonly by_user_id: number | null;
};

/** The discarded issues of a project, the latest decision first, a thousand at most. */
export function listDiscarded(db: Database, projectId: number): readonly DiscardedIssue[] {
  const rows = db.statement(LIST_DISCARDED).all(projectId) as unknown as readonly DiscardedRow[];
  return rows.map(({ id, level, title, culprit, at_ms: atMs, by_user_id: byUserId }) => {
    return { id, level: level as Level, title, culprit, atMs, byUserId: byUserId ?? undefined };
  });
}
