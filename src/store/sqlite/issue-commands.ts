import type { IssueCommands } from "../../issue/issue.ts";
import { stateAfterChange } from "../../issue/life-cycle.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, stateColumns } from "./issue-state.ts";

const FIND_STATE = `
  SELECT project_id, status, substatus, status_since_ms, status_by_user_id, ignore_until FROM issue WHERE id = ?`;
const SET_STATE = `
  UPDATE issue SET status = ?, substatus = ?, status_since_ms = ?, status_by_user_id = ?, ignore_until = ? WHERE id = ?`;

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
          const after = stateAfterChange(before, change, nowMs, byUserId);
          if (after !== before) writeState(db, issueId, stateColumns(after));
          return true;
        });
      });
      return { updated };
    },
  };
}

function writeState(db: Database, issueId: number, state: StateColumns): void {
  db.statement(SET_STATE).run(
    state.status,
    state.substatus,
    state.status_since_ms,
    state.status_by_user_id,
    state.ignore_until,
    issueId,
  );
}
