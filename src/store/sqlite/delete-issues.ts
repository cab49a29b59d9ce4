import type { Database } from "./database.ts";
import { WITH_MERGED } from "./merged-issues.ts";

/** `issue_id` of signatures whose issue is gone and whose rows are still to be removed. See removal.ts. */
export const DELETED_ISSUE = 0;

const KEEP_WHAT_IT_WAS = `
  INSERT INTO discarded_issue (project_id, level, title, culprit, at_ms, by_user_id)
  SELECT project_id, level, title, culprit, ?, ? FROM issue WHERE id = ?`;
const DISCARD_SIGNATURES = `
  INSERT INTO discarded_signature (project_id, hash, discarded_issue_id)
  SELECT project_id, hash, ? FROM signature WHERE issue_id = ? ON CONFLICT DO NOTHING`;
// An event of the same kind that comes later is a new issue: the old signature must not be found by its hash.
const GIVE_UP_SIGNATURES = `
  UPDATE signature SET issue_id = ${DELETED_ISSUE}, home_issue_id = NULL, hash = 'deleted ' || id WHERE issue_id = ?`;
const DELETE_WHAT_HANGS_ON = ["issue_link", "issue_link_claim", "codehost_job", "not_same", "issue_activity", "issue_seen"].map(
  (table) => `${WITH_MERGED} DELETE FROM ${table} WHERE issue_id IN (SELECT id FROM part)`,
);
const DELETE_VERDICTS = `${WITH_MERGED} DELETE FROM not_same WHERE other_issue_id IN (SELECT id FROM part)`;
const DELETE_ISSUE = `${WITH_MERGED} DELETE FROM issue WHERE id IN (SELECT id FROM part)`;

const LIST_DISCARDED = `
  SELECT hash FROM discarded_signature JOIN discarded_issue ON discarded_issue.id = discarded_issue_id
  WHERE discarded_issue.id = ? AND discarded_issue.project_id = ?`;
const DELETE_DISCARDED_SIGNATURES = "DELETE FROM discarded_signature WHERE discarded_issue_id = ?";
const DELETE_DISCARDED = "DELETE FROM discarded_issue WHERE id = ? AND project_id = ?";

/** Within the caller's transaction. `discard`: further events of their signatures are to be dropped. */
export function deleteIssues(
  db: Database,
  issueIds: readonly number[],
  discard: { readonly atMs: number; readonly byUserId: number | undefined } | undefined,
): void {
  for (const issueId of issueIds) {
    if (discard !== undefined) {
      const kept = db.statement(KEEP_WHAT_IT_WAS).run(discard.atMs, discard.byUserId ?? null, issueId);
      db.statement(DISCARD_SIGNATURES).run(kept.lastInsertRowid, issueId);
    }
    db.statement(GIVE_UP_SIGNATURES).run(issueId);
    for (const sql of [...DELETE_WHAT_HANGS_ON, DELETE_VERDICTS, DELETE_ISSUE]) db.statement(sql).run(issueId);
  }
}

/** Within the caller's transaction. Answers the signatures that are taken again; `undefined` when there is no such issue. */
export function takeAgain(db: Database, projectId: number, discardedIssueId: number): readonly string[] | undefined {
  const rows = db.statement(LIST_DISCARDED).all(discardedIssueId, projectId) as { hash: string }[];
  if (rows.length > 0) db.statement(DELETE_DISCARDED_SIGNATURES).run(discardedIssueId);
  const { changes } = db.statement(DELETE_DISCARDED).run(discardedIssueId, projectId);
  return changes === 0 ? undefined : rows.map(({ hash }) => hash);
}
