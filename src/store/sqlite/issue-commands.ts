import type { IssueCommands } from "../../issue/issue.ts";
import { stateAfterChange } from "../../issue/life-cycle.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";

const FIND_STATE = `
  SELECT project_id, status, substatus, status_since_ms, status_by_user_id, ignore_until
  FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ? AND ${IS_IN_USE}`;

/** Decisions about issues. `now` is received time, Unix ms. */
export function issueCommands(db: Database, now: () => number): IssueCommands {
  return {
    async updateIssues({ issueIds, projectIds, change, byUserId }) {
      const allowed = new Set(projectIds);
      const updated = transaction(db, () => {
        const nowMs = now();
        return issueIds.filter((issueId) => {
          const row = db.statement(FIND_STATE).get(issueId) as (StateColumns & { project_id: number }) | undefined;
          if (row === undefined || !allowed.has(row.project_id)) return false;
          const before = issueState(row);
          writeState(db, issueId, before, stateAfterChange(before, change, nowMs, byUserId));
          return true;
        });
      });
      return { updated };
    },
  };
}
