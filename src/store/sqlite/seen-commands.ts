import type { SeenCommands } from "../../issue/seen.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { Now } from "./now.ts";

const MARK = `
  INSERT INTO issue_seen (user_id, issue_id, at_ms) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)`;
const FORGET = "DELETE FROM issue_seen WHERE user_id = ? AND issue_id = ?";
const FIND = `
  SELECT issue.project_id FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ? AND ${IS_IN_USE}`;

/** Who has looked at what. `now` is received time, Unix ms: an event that comes later makes an issue unseen. */
export function seenCommands(db: Database, now: () => number): Now<SeenCommands> {
  return {
    markSeen: ({ userId, issueIds, projectIds, hasSeen }) =>
      transaction(db, () => {
        const marked = [...new Set(issueIds)].filter((id) =>
          projectIds.includes(Number(db.statement(FIND).get(id)?.["project_id"])),
        );
        for (const id of marked) {
          if (hasSeen) db.statement(MARK).run(userId, id, now());
          else db.statement(FORGET).run(userId, id);
        }
        return { marked };
      }),
  };
}
