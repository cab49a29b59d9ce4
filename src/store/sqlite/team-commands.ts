import type { PeopleCommands, Team } from "../../account/people.ts";
import { freeSlug, isSlug, slugOfName } from "../../project/slug.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { refused, roleOf } from "./member-commands.ts";
import { TEAM_COLUMNS, teamOf } from "./people-rows.ts";

const FIND_TEAM = `SELECT ${TEAM_COLUMNS} FROM team WHERE id = ?`;
const FIND_TEAM_BY_SLUG = "SELECT id FROM team WHERE organization_id = ? AND slug = ?";
const ADD_TEAM = "INSERT INTO team (organization_id, slug, name, created_at_ms) VALUES (?, ?, ?, ?)";
const SET_TEAM = "UPDATE team SET name = ?, slug = ? WHERE id = ?";
const DELETE_TEAM = "DELETE FROM team WHERE id = ?";
const TAKE_ISSUES = "UPDATE issue SET assigned_to_team_id = NULL WHERE assigned_to_team_id = ?";
const ADD_TO_TEAM = "INSERT OR IGNORE INTO team_member (team_id, user_id) VALUES (?, ?)";
const TAKE_FROM_TEAM = "DELETE FROM team_member WHERE team_id = ? AND user_id = ?";
const FIND_PROJECT = "SELECT 1 FROM project WHERE id = ? AND organization_id = ? AND deleted_at_ms IS NULL";
const GIVE_TO_TEAM = "INSERT OR IGNORE INTO team_project (team_id, project_id) VALUES (?, ?)";
const TAKE_PROJECT = "DELETE FROM team_project WHERE team_id = ? AND project_id = ?";

/** Teams, each command one transaction. `now` is Unix ms. */
export function teamCommands(
  db: Database,
  now: () => number,
): Now<Pick<PeopleCommands, "createTeam" | "changeTeam" | "deleteTeam" | "setTeamMember" | "setTeamProject">> {
  return {
    createTeam({ organizationId, name, slug }) {
      return transaction(db, () => {
        const isTaken = (wanted: string): boolean => teamWithSlug(db, organizationId, wanted) !== undefined;
        const wanted = slug ?? slugOfName(name, "team");
        if (wanted === undefined || !isSlug(wanted)) return refused("invalid-name");
        if (slug !== undefined && isTaken(slug)) return refused("slug-taken");
        const { lastInsertRowid } = db.statement(ADD_TEAM).run(organizationId, freeSlug(wanted, isTaken), name, now());
        const team = findTeam(db, lastInsertRowid);
        return team === undefined ? refused("not-found") : { team };
      });
    },
    changeTeam({ teamId, name, slug }) {
      return transaction(db, () => {
        const team = findTeam(db, teamId);
        if (team === undefined) return refused("not-found");
        if (slug !== undefined && !isSlug(slug)) return refused("invalid-name");
        const other = slug === undefined ? undefined : teamWithSlug(db, team.organizationId, slug);
        if (other !== undefined && other !== teamId) return refused("slug-taken");
        db.statement(SET_TEAM).run(name ?? team.name, slug ?? team.slug, teamId);
        return {};
      });
    },
    deleteTeam({ teamId }) {
      transaction(db, () => {
        db.statement(TAKE_ISSUES).run(teamId);
        db.statement(DELETE_TEAM).run(teamId);
      });
    },
    setTeamMember({ teamId, userId, isIn }) {
      return transaction(db, () => {
        const team = findTeam(db, teamId);
        if (team === undefined || roleOf(db, team.organizationId, userId) === undefined) return refused("not-found");
        db.statement(isIn ? ADD_TO_TEAM : TAKE_FROM_TEAM).run(teamId, userId);
        return {};
      });
    },
    setTeamProject({ teamId, projectId, isIn }) {
      return transaction(db, () => {
        const team = findTeam(db, teamId);
        if (team === undefined) return refused("not-found");
        if (db.statement(FIND_PROJECT).get(projectId, team.organizationId) === undefined) return refused("not-found");
        db.statement(isIn ? GIVE_TO_TEAM : TAKE_PROJECT).run(teamId, projectId);
        return {};
      });
    },
  };
}

/** Within the caller's transaction. */
export function findTeam(db: Database, teamId: number): Team | undefined {
  const row = db.statement(FIND_TEAM).get(teamId);
  return row === undefined ? undefined : teamOf(row);
}

function teamWithSlug(db: Database, organizationId: number, slug: string): number | undefined {
  const row = db.statement(FIND_TEAM_BY_SLUG).get(organizationId, slug) as { id: number } | undefined;
  return row?.id;
}
