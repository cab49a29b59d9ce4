import { stateAfterChange } from "../../issue/life-cycle.ts";
import { parseShortId } from "../../issue/short-id.ts";
import { fixedIn } from "../../release/fixed-in.ts";
import type { ResolvedIssues } from "../../release/release.ts";
import type { Database } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";

const LIST_MESSAGES = "SELECT message FROM release_commit WHERE release_detail_id = ? ORDER BY place";
const FIND_ISSUE = `
  SELECT issue.id, project_id, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in
  FROM issue JOIN project ON project.id = issue.project_id
  WHERE project.organization_id = ? AND project.slug = ? AND issue.number = ? AND ${IS_IN_USE}
    AND EXISTS (SELECT 1 FROM release WHERE release.project_id = project.id AND release.version = ?)`;

type Fixing = {
  readonly organizationId: number;
  readonly version: string;
  readonly detailId: number;
  /** Received time, Unix ms. */
  readonly nowMs: number;
};

/**
 * Resolves in the release the issues that its commits say they fix, where the issue's project has the release; within the caller's
 * transaction. Answers them.
 */
export function fixIssues(db: Database, { organizationId, version, detailId, nowMs }: Fixing): ResolvedIssues {
  const messages = db.statement(LIST_MESSAGES).all(detailId) as { message: string }[];
  const names = new Set(messages.flatMap(({ message }) => fixedIn(message)));
  const fixed = [...names].flatMap((name) => {
    const shortId = parseShortId(name);
    if (shortId === undefined) return [];
    const found = db.statement(FIND_ISSUE).get(organizationId, shortId.projectSlug, shortId.number, version);
    if (found === undefined) return [];
    const row = found as StateColumns & { readonly id: number; readonly project_id: number };
    const before = issueState(row);
    // A decision that was made since stands: commits are set again with each build.
    if (before.status === "resolved") return [];
    const after = stateAfterChange(before, { status: "resolved" }, nowMs, undefined, { kind: "release", version });
    writeState(db, row.id, before, after);
    return [row];
  });
  const byProject = Map.groupBy(fixed, ({ project_id: projectId }) => projectId);
  return [...byProject].map(([projectId, rows]) => ({ projectId, issueIds: rows.map(({ id }) => id) }));
}
