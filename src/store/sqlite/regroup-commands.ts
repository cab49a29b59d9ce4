import type { Detached, DetachProblem, Merged, MergeProblem, RegroupCommands } from "../../issue/regroup.ts";
import { chooseParent, stateAfterMerge } from "../../issue/regroup.ts";
import { addActivity } from "./activity.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { deleteIssues, takeAgain } from "./delete-issues.ts";
import { detachSignatures } from "./detach-signatures.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { MERGED } from "./merged-issues.ts";
import { moveLink } from "./merged-links.ts";
import { recountIssue } from "./recount-issue.ts";
import { addNotSame, pairProblem, takeNotSameBack } from "./not-same.ts";
import type { RegroupDeps } from "./regroup-deps.ts";
import type { SignatureKey } from "./signatures.ts";

const FIND_ISSUE = `
  SELECT issue.id, issue.project_id, issue.event_count, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in
  FROM issue JOIN project ON project.id = issue.project_id
  WHERE issue.id = ? AND issue.connection_id = 0 AND ${IS_IN_USE}`;
const LIST_SIGNATURES = "SELECT id, project_id, hash FROM signature WHERE issue_id = ?";
const MOVE_SIGNATURES = `
  UPDATE signature SET home_issue_id = coalesce(home_issue_id, issue_id), issue_id = ?1 WHERE issue_id = ?2`;
const SET_MERGED = `UPDATE issue SET connection_id = ${MERGED}, merged_into = ?1 WHERE id = ?2`;

type IssueRow = StateColumns & { readonly id: number; readonly project_id: number; readonly event_count: number };

/** Merging, splitting and deleting issues that are kept here, each command one transaction. */
export function regroupCommands(db: Database, deps: RegroupDeps): Now<RegroupCommands> {
  /** Runs a change of signatures, and has the recorder forget them when it is kept. */
  const changing = <T>(change: (moved: SignatureKey[]) => T): T => {
    const moved: SignatureKey[] = [];
    const answer = transaction(db, () => change(moved));
    deps.forget(moved);
    return answer;
  };
  return {
    mergeIssues: ({ issueIds, projectIds, byUserId }) =>
      changing((moved) => mergeIssues(db, deps, findIssues(db, issueIds, projectIds), moved, byUserId)),
    detachSignatures: ({ issueId, projectIds, hashes, byUserId }) =>
      changing((moved): Detached | { readonly problem: DetachProblem } => {
        const [issue] = findIssues(db, [issueId], projectIds);
        if (issue === undefined) return { problem: { kind: "not-found" } };
        const answer = detachSignatures(db, deps, issue, signaturesOf(db, issueId), hashes, moved);
        if (!("problem" in answer) && answer.issueId !== undefined) {
          const what = { kind: "detached", issueId: answer.issueId, signatureCount: answer.detached.length } as const;
          addActivity(db, issueId, what, { atMs: deps.now(), byUserId });
        }
        return answer;
      }),
    deleteIssues: ({ issueIds, projectIds, discard, byUserId }) =>
      changing((moved) => {
        const deleted = findIssues(db, issueIds, projectIds).map(({ id }) => id);
        for (const id of deleted) moved.push(...signaturesOf(db, id));
        deleteIssues(db, deleted, discard ? { atMs: deps.now(), byUserId } : undefined);
        return { deleted };
      }),
    judgeSimilar: ({ issueId, otherId, projectIds, notSame, byUserId }) =>
      transaction(db, () => {
        const [issue, other] = [issueId, otherId].map((id) => findIssues(db, [id], projectIds)[0]);
        const problem = pairProblem(issue, other);
        if (problem !== undefined) return { problem };
        if (notSame) addNotSame(db, issueId, otherId, { atMs: deps.now(), byUserId });
        else takeNotSameBack(db, issueId, otherId);
        return { problem: undefined };
      }),
    takeAgain: ({ projectId, discardedIssueId }) =>
      changing((moved) => {
        const hashes = takeAgain(db, projectId, discardedIssueId);
        moved.push(...(hashes ?? []).map((hash) => ({ id: 0, projectId, hash })));
        return hashes !== undefined;
      }),
  };
}

/** Those that the projects show, each once, in the order asked. */
function findIssues(db: Database, issueIds: readonly number[], projectIds: readonly number[]): readonly IssueRow[] {
  const allowed = new Set(projectIds);
  const rows = [...new Set(issueIds)].map((id) => db.statement(FIND_ISSUE).get(id) as IssueRow | undefined);
  return rows.filter((row) => row !== undefined).filter(({ project_id: projectId }) => allowed.has(projectId));
}

function signaturesOf(db: Database, issueId: number): readonly SignatureKey[] {
  const rows = db.statement(LIST_SIGNATURES).all(issueId) as { id: number; project_id: number; hash: string }[];
  return rows.map(({ id, project_id: projectId, hash }) => ({ id, projectId, hash }));
}

function mergeIssues(
  db: Database,
  { now, describe }: RegroupDeps,
  issues: readonly IssueRow[],
  moved: SignatureKey[],
  byUserId: number | undefined,
): Merged | { readonly problem: MergeProblem } {
  if (new Set(issues.map(({ project_id: projectId }) => projectId)).size > 1) return { problem: { kind: "several-projects" } };
  const byId = new Map(issues.map((issue) => [issue.id, issue]));
  const chosen = chooseParent(issues.map(({ id, event_count: eventCount }) => ({ id, eventCount })));
  const parent = chosen === undefined ? undefined : byId.get(chosen.id);
  if (parent === undefined || issues.length < 2) return { problem: { kind: "fewer-than-two" } };

  const children = issues.filter((issue) => issue !== parent);
  const merged = children.map((child) => {
    const signatures = signaturesOf(db, child.id);
    moved.push(...signatures);
    db.statement(MOVE_SIGNATURES).run(parent.id, child.id);
    db.statement(SET_MERGED).run(parent.id, child.id);
    moveLink(db, parent.id, child.id);
    return { id: child.id, hashes: signatures.map(({ hash }) => hash) };
  });
  addActivity(db, parent.id, { kind: "merged", issueIds: merged.map(({ id }) => id) }, { atMs: now(), byUserId });
  const before = issueState(parent);
  writeState(db, parent.id, before, stateAfterMerge(before, children.map(issueState), now()), { byUserId });
  recountIssue(db, parent.id, describe);
  return { parentId: parent.id, children: merged };
}
