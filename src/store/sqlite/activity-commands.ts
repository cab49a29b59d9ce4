import type { ActivityCommands, Happening, Note } from "../../issue/activity.ts";
import type { Assignee } from "../../issue/issue.ts";
import type { ActivityRow } from "./activity.ts";
import { activityOf, addActivity } from "./activity.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { IS_IN_USE } from "./issue-in-use.ts";
import { WITH_MERGED } from "./merged-issues.ts";

const FIND_ISSUE = `
  SELECT issue.id, issue.project_id, issue.assigned_to_user_id, issue.assigned_to_team_id, project.organization_id
  FROM issue JOIN project ON project.id = issue.project_id WHERE issue.id = ? AND ${IS_IN_USE}`;
const IS_MEMBER = "SELECT 1 FROM member WHERE organization_id = ? AND user_id = ?";
const IS_TEAM = "SELECT 1 FROM team WHERE organization_id = ? AND id = ?";
const ASSIGN = "UPDATE issue SET assigned_to_user_id = ?, assigned_to_team_id = ? WHERE id = ?";
const FIND_NOTE = `
  ${WITH_MERGED}
  SELECT id, kind, data, at_ms, by_user_id FROM issue_activity
  WHERE issue_id IN (SELECT id FROM part) AND id = ? AND kind = 'note'`;
const SET_NOTE = "UPDATE issue_activity SET data = ? WHERE id = ?";
const DELETE_NOTE = "DELETE FROM issue_activity WHERE id = ?";

type IssueRow = {
  readonly id: number;
  readonly project_id: number;
  readonly assigned_to_user_id: number | null;
  readonly assigned_to_team_id: number | null;
  readonly organization_id: number;
};

/** Notes and assignees. `now` is received time, Unix ms, so that they stand in order with decisions. */
export function activityCommands(db: Database, now: () => number): Now<ActivityCommands> {
  return {
    addNote: ({ issueId, projectIds, text, byUserId }) =>
      transaction(db, () => {
        if (findIssue(db, issueId, projectIds) === undefined) return undefined;
        return addActivity(db, issueId, { kind: "note", text }, { atMs: now(), byUserId });
      }),
    editNote: ({ issueId, projectIds, noteId, text, byUserId }) =>
      transaction(db, () => {
        const note = findNote(db, issueId, projectIds, noteId);
        if (note === undefined || note.by_user_id !== byUserId) return undefined;
        const what: Note = { kind: "note", text, editedAtMs: now() };
        db.statement(SET_NOTE).run(JSON.stringify({ text, editedAtMs: what.editedAtMs }), noteId);
        return { ...activityOf(note), what };
      }),
    deleteNote: ({ issueId, projectIds, noteId, ofUserId }) =>
      transaction(db, () => {
        const note = findNote(db, issueId, projectIds, noteId);
        if (note === undefined || (ofUserId !== undefined && note.by_user_id !== ofUserId)) return false;
        db.statement(DELETE_NOTE).run(noteId);
        return true;
      }),
    assignIssues: ({ issueIds, projectIds, to, byUserId }) =>
      transaction(db, () => {
        const issues = [...new Set(issueIds)].flatMap((id) => findIssue(db, id, projectIds) ?? []);
        const may = issues.filter(({ organization_id: organizationId }) => isOf(db, organizationId, to));
        const userId = to?.kind === "user" ? to.id : null;
        const teamId = to?.kind === "team" ? to.id : null;
        for (const issue of may) {
          if (issue.assigned_to_user_id === userId && issue.assigned_to_team_id === teamId) continue;
          db.statement(ASSIGN).run(userId, teamId, issue.id);
          addActivity(db, issue.id, givenTo(to), { atMs: now(), byUserId });
        }
        return { assigned: may.map(({ id }) => id) };
      }),
  };
}

function findIssue(db: Database, issueId: number, projectIds: readonly number[]): IssueRow | undefined {
  const row = db.statement(FIND_ISSUE).get(issueId) as IssueRow | undefined;
  return row !== undefined && projectIds.includes(row.project_id) ? row : undefined;
}

function findNote(db: Database, issueId: number, projectIds: readonly number[], noteId: number): ActivityRow | undefined {
  if (findIssue(db, issueId, projectIds) === undefined) return undefined;
  return db.statement(FIND_NOTE).get(issueId, noteId) as ActivityRow | undefined;
}

function isOf(db: Database, organizationId: number, to: Assignee | undefined): boolean {
  if (to === undefined) return true;
  return db.statement(to.kind === "user" ? IS_MEMBER : IS_TEAM).get(organizationId, to.id) !== undefined;
}

function givenTo(to: Assignee | undefined): Happening {
  if (to === undefined) return { kind: "unassigned" };
  return to.kind === "user" ? { kind: "assigned", userId: to.id } : { kind: "assigned-team", teamId: to.id, slug: to.slug };
}
