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

/** `now` must be received time: regressions compare it with the received time of events. */
export function issueCommands(db: Database, now: () => number): IssueCommands {
  return {
    updateIssues: async ({ issueIds, projectIds, change, byUserId }) =>
      transaction(db, () => {
        const updated: number[] = [];
        for (const id of issueIds) {
          const row = db.statement(FIND_STATE).get(id) as (StateColumns & { readonly project_id: number }) | undefined;
          if (row === undefined || !projectIds.includes(row.project_id)) continue;
          const before = issueState(row);
          const after = stateAfterChange(before, change, now(), byUserId);
          updated.push(id);
          if (after === before) continue;
          const state = stateColumns(after);
          db.statement(SET_STATE).run(
            state.status,
            state.substatus,
            state.status_since_ms,
            state.status_by_user_id,
            state.ignore_until,
            id,
          );
        }
        return { updated };
      }),
  };
}
