import type { Database } from "./database.ts";

/** The `connection_id` of an issue that is part of another. No project shows it. */
export const MERGED = -1;

/** An issue (the parameter) and all that were merged into it, however far. */
export const WITH_MERGED = `
  WITH RECURSIVE part (id) AS (
    VALUES (?) UNION ALL SELECT issue.id FROM issue JOIN part ON issue.merged_into = part.id
  )`;

const FIND_ROOT = `
  WITH RECURSIVE chain (id, merged_into) AS (
    SELECT id, merged_into FROM issue WHERE id = ?
    UNION ALL SELECT issue.id, issue.merged_into FROM issue JOIN chain ON issue.id = chain.merged_into
  )
  SELECT id FROM chain WHERE merged_into IS NULL`;
const FIND_PARENT = "SELECT merged_into FROM issue WHERE id = ?";

/** The issue that an id leads to: itself, or what it was merged into. */
export function rootOf(db: Database, issueId: number): number | undefined {
  const row = db.statement(FIND_ROOT).get(issueId) as { id: number } | undefined;
  return row?.id;
}

/** The issues between a merged one (included) and the one that it is part of now, innermost first. */
export function mergedPath(db: Database, issueId: number): readonly number[] {
  const path: number[] = [];
  for (let id: number | null = issueId; id !== null;) {
    const row = db.statement(FIND_PARENT).get(id) as { merged_into: number | null } | undefined;
    if (row === undefined || row.merged_into === null) return path;
    path.push(id);
    id = row.merged_into;
  }
  return path;
}
