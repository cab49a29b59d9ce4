import type { ChangeProblem, IssueCommands, IssueState, ResolvedIn } from "../../issue/issue.ts";
import { countedFrom, stateAfterChange } from "../../issue/life-cycle.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { resolvedInFor } from "./resolved-in.ts";

const FIND_STATE = `
  SELECT project_id, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in, event_count, user_count
  FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ? AND ${IS_IN_USE}`;

type StateRow = StateColumns & { readonly project_id: number; readonly event_count: number; readonly user_count: number };
type Found = {
  readonly id: number;
  readonly projectId: number;
  readonly before: IssueState;
  readonly eventCount: number;
  readonly userCount: number;
};
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
    const row = db.statement(FIND_STATE).get(id) as StateRow | undefined;
    if (row === undefined || !allowed.has(row.project_id)) return [];
    const { project_id: projectId, event_count: eventCount, user_count: userCount } = row;
    return [{ id, projectId, before: issueState(row), eventCount, userCount }];
  });
  const bounds = boundsOf(db, found, change);
  if (typeof bounds === "string") return { updated: [], problem: bounds };
  for (const issue of found) {
    const { id, before } = issue;
    const until = change.status === "ignored" && change.until !== undefined ? countedFrom(change.until, issue) : undefined;
    const own = until === undefined ? change : { ...change, until };
    writeState(db, id, before, stateAfterChange(before, own, nowMs, byUserId, bounds.get(id)), { byUserId, atMs: nowMs });
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
