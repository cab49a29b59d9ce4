import type { ActivityReader } from "../../../issue/activity.ts";
import type { ActivityRow } from "../activity.ts";
import { activityOf } from "../activity.ts";
import type { Database } from "../database.ts";
import { WITH_MERGED } from "../merged-issues.ts";

const LIST_ACTIVITY = `
  ${WITH_MERGED}
  SELECT id, kind, data, at_ms, by_user_id FROM issue_activity
  WHERE issue_id IN (SELECT id FROM part) AND id < ? AND (? OR kind = 'note')
  ORDER BY id DESC LIMIT ?`;

export function sqliteActivityReader(db: Database): ActivityReader {
  return {
    async listActivity(issueId, { limit, beforeId = Number.MAX_SAFE_INTEGER, notesOnly = false }) {
      const rows = db.statement(LIST_ACTIVITY).all(issueId, beforeId, notesOnly ? 0 : 1, limit);
      return (rows as unknown as readonly ActivityRow[]).map(activityOf);
    },
  };
}
