import type { Role } from "../../account/account.ts";
import type { Invitation, Team } from "../../account/people.ts";
import type { Row } from "./database.ts";

export const INVITATION_COLUMNS = `
  invitation.id, invitation.organization_id, invitation.email, invitation.role, invitation.team_ids,
  invitation.invited_by_user_id, invitation.created_at_ms, invitation.expires_at_ms`;

export const TEAM_COLUMNS = `
  team.id, team.organization_id, team.slug, team.name, team.created_at_ms,
  (SELECT json_group_array(user_id) FROM team_member WHERE team_id = team.id) AS member_ids,
  (SELECT json_group_array(project_id) FROM team_project WHERE team_id = team.id) AS project_ids`;

export function invitationOf(row: Row): Invitation {
  const by = row["invited_by_user_id"];
  return {
    id: Number(row["id"]),
    organizationId: Number(row["organization_id"]),
    email: String(row["email"]),
    role: String(row["role"]) as Role,
    teamIds: idsIn(row["team_ids"]),
    invitedByUserId: typeof by === "number" ? by : undefined,
    createdAtMs: Number(row["created_at_ms"]),
    expiresAtMs: Number(row["expires_at_ms"]),
  };
}

export function teamOf(row: Row): Team {
  return {
    id: Number(row["id"]),
    organizationId: Number(row["organization_id"]),
    slug: String(row["slug"]),
    name: String(row["name"]),
    createdAtMs: Number(row["created_at_ms"]),
    memberIds: idsIn(row["member_ids"]),
    projectIds: idsIn(row["project_ids"]),
  };
}

/** A JSON list of ids that our own SQL made. */
export function idsIn(text: Row[string] | undefined): readonly number[] {
  return JSON.parse(String(text)) as readonly number[];
}
