import type { ChangeProblem, IssueCommands, IssueState, ResolvedIn } from "../../issue/issue.ts";
import { stateAfterChange } from "../../issue/life-cycle.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { resolvedInFor } from "./resolved-in.ts";

const FIND_STATE = `
  SELECT project_id, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in
  FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ? AND ${IS_IN_USE}`;

type Found = { readonly id: number; readonly projectId: number; readonly before: IssueState };
type UpdateArgs = Parameters<IssueCommands["updateIssues"]>[0];

/** Decisions about issues. `now` is received time, Unix ms. */
export function issueCommands(db: Database, now: () => number): Now<IssueCommands> {
  return {
    updateIssues(args) {
      return transaction(db, () => updateIssues(db, args, now()));
    },
  };
}

function updateIssues(
  db: Database,
  { issueIds, projectIds, change, byUserId }: UpdateArgs,
  nowMs: number,
): Awaited<ReturnType<IssueCommands["updateIssues"]>> {
  const allowed = new Set(projectIds);
  const found = issueIds.flatMap((id): Found[] => {
    const row = db.statement(FIND_STATE).get(id) as (StateColumns & { project_id: number }) | undefined;
    const isAllowed = row !== undefined && allowed.has(row.project_id);
    return isAllowed ? [{ id, projectId: row.project_id, before: issueState(row) }] : [];
  });
  const bounds = boundsOf(db, found, change);
  if (typeof bounds === "string") return { updated: [], problem: bounds };
  for (const { id, before } of found) {
    writeState(db, id, before, stateAfterChange(before, change, nowMs, byUserId, bounds.get(id)), { byUserId, atMs: nowMs });
  }
  return { updated: found.map(({ id }) => id) };
}

/** The release of each issue, where the change is bound to one; nothing is changed before all are known. */
function boundsOf(
  db: Database,
  issues: readonly Found[],
  change: UpdateArgs["change"],
): ReadonlyMap<number, ResolvedIn> | ChangeProblem {
  const bounds = new Map<number, ResolvedIn>();
  if (change.status !== "resolved" || change.in === undefined) return bounds;
  if (new Set(issues.map(({ projectId }) => projectId)).size > 1) return "several-projects";
  for (const issue of issues) {
    const bound = resolvedInFor(db, issue, change.in);
    if (!bound.ok) return bound.problem;
    bounds.set(issue.id, bound.value);
  }
  return bounds;
}
