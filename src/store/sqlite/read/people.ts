import type { Role } from "../../../account/account.ts";
import type { Member, PeopleReader } from "../../../account/people.ts";
import type { Database, Row } from "../database.ts";
import { INVITATION_COLUMNS, invitationOf, TEAM_COLUMNS, teamOf } from "../people-rows.ts";

const MEMBER = `
  SELECT member.organization_id, member.role, member.created_at_ms AS joined_at_ms, user.id, user.email, user.name,
    user.created_at_ms, user.totp_secret IS NOT NULL AS has_totp
  FROM member JOIN user ON user.id = member.user_id WHERE member.organization_id = ?`;
const LIST_MEMBERS = `${MEMBER} ORDER BY user.name COLLATE NOCASE, user.email`;
const FIND_MEMBER = `${MEMBER} AND member.user_id = ?`;
const LIST_TEAMS = `SELECT ${TEAM_COLUMNS} FROM team WHERE organization_id = ? ORDER BY slug`;
const LIST_INVITATIONS = `SELECT ${INVITATION_COLUMNS} FROM invitation WHERE organization_id = ? ORDER BY email`;
const FIND_INVITATION = `
  SELECT ${INVITATION_COLUMNS}, organization.slug, organization.name, organization.created_at_ms AS organization_created_at_ms
  FROM invitation JOIN organization ON organization.id = invitation.organization_id
  WHERE invitation.token_hash = ? AND invitation.expires_at_ms > ?`;
const IS_OPEN = "SELECT is_open FROM organization WHERE id = ?";

/** Who is in an organisation, in which teams, and who was asked to join. */
export function sqlitePeopleReader(db: Database): PeopleReader {
  return {
    listMembers: async (organizationId) => db.statement(LIST_MEMBERS).all(organizationId).map(memberOf),
    async findMember(organizationId, userId) {
      const row = db.statement(FIND_MEMBER).get(organizationId, userId);
      return row === undefined ? undefined : memberOf(row);
    },
    listTeams: async (organizationId) => db.statement(LIST_TEAMS).all(organizationId).map(teamOf),
    listInvitations: async (organizationId) => db.statement(LIST_INVITATIONS).all(organizationId).map(invitationOf),
    async findInvitation(tokenHash, nowMs) {
      const row = db.statement(FIND_INVITATION).get(tokenHash, nowMs);
      if (row === undefined) return undefined;
      const organization = {
        id: Number(row["organization_id"]),
        slug: String(row["slug"]),
        name: String(row["name"]),
        createdAtMs: Number(row["organization_created_at_ms"]),
      };
      return { invitation: invitationOf(row), organization };
    },
    isOpen: async (organizationId) => Number(db.statement(IS_OPEN).get(organizationId)?.["is_open"] ?? 0) === 1,
  };
}

function memberOf(row: Row): Member {
  return {
    organizationId: Number(row["organization_id"]),
    role: String(row["role"]) as Role,
    joinedAtMs: Number(row["joined_at_ms"]),
    hasTotp: Number(row["has_totp"]) === 1,
    user: {
      id: Number(row["id"]),
      email: String(row["email"]),
      name: String(row["name"]),
      createdAtMs: Number(row["created_at_ms"]),
    },
  };
}
