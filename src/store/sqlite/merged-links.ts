import { WITH_MERGED } from "./merged-issues.ts";
import type { Database } from "./database.ts";

const MOVE_LINK = `
  UPDATE issue_link SET home_issue_id = coalesce(home_issue_id, issue_id), issue_id = ?1
  WHERE issue_id = ?2 AND NOT EXISTS (SELECT 1 FROM issue_link WHERE issue_id = ?1)`;
const MOVE_JOBS = `
  UPDATE codehost_job SET issue_id = ?1
  WHERE issue_id = ?2 AND NOT EXISTS (SELECT 1 FROM issue_link WHERE issue_id = ?2)`;
const FIND_LINK_OF = `
  ${WITH_MERGED}
  SELECT issue_id FROM issue_link WHERE issue_id = ? AND home_issue_id IN (SELECT id FROM part)`;
const TAKE_LINK_BACK = "UPDATE issue_link SET issue_id = ?1 WHERE issue_id = ?2";
const TAKE_JOBS_BACK = "UPDATE codehost_job SET issue_id = ?1 WHERE issue_id = ?2";

/** The link of a merged issue goes over to an issue that has none, within the caller's transaction. Else it stays and rests. */
export function moveLink(db: Database, parentId: number, childId: number): void {
  if (db.statement(MOVE_LINK).run(parentId, childId).changes > 0) db.statement(MOVE_JOBS).run(parentId, childId);
}

/** An issue that comes back takes the link it came with, within the caller's transaction; `issueId` is still merged then. */
export function takeLinkBack(db: Database, issueId: number, fromId: number): void {
  if (db.statement(FIND_LINK_OF).get(issueId, fromId) === undefined) return;
  db.statement(TAKE_LINK_BACK).run(issueId, fromId);
  db.statement(TAKE_JOBS_BACK).run(issueId, fromId);
}
