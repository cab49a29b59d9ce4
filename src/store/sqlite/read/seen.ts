import type { SeenReader } from "../../../issue/seen.ts";
import type { Database } from "../database.ts";

/** A condition on `issue`, with the user's id as its value: no look at it, or none since it came back. */
export const IS_UNSEEN = `NOT EXISTS (
  SELECT 1 FROM issue_seen WHERE issue_seen.user_id = ? AND issue_seen.issue_id = issue.id
    AND (issue.substatus IS NULL OR issue.substatus NOT IN ('regressed', 'escalating') OR issue_seen.at_ms >= issue.status_since_ms))`;

const LIST_SEEN = `
  SELECT issue.id FROM json_each(?) AS wanted JOIN issue ON issue.id = wanted.value
  WHERE NOT ${IS_UNSEEN}`;

export function sqliteSeenReader(db: Database): SeenReader {
  return {
    async listSeen(userId, issueIds) {
      const rows = db.statement(LIST_SEEN).all(JSON.stringify(issueIds), userId);
      return new Set(rows.map((row) => Number(row["id"])));
    },
  };
}
