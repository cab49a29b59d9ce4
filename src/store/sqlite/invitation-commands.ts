import type { User } from "../../account/account.ts";
import type { Invitation, PeopleCommands } from "../../account/people.ts";
import type { Organization } from "../../project/project.ts";
import { insertUser } from "./account-commands.ts";
import type { Database, Row } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { refused, roleOf } from "./member-commands.ts";
import { INVITATION_COLUMNS, invitationOf } from "./people-rows.ts";
import { findTeam } from "./team-commands.ts";

const FIND_USER_BY_EMAIL = "SELECT id, email, name, created_at_ms FROM user WHERE email = ?";
const FIND_USER = "SELECT id, email, name, created_at_ms FROM user WHERE id = ?";
const FIND_ORGANIZATION = "SELECT id, slug, name, created_at_ms FROM organization WHERE id = ?";
const FIND_ID_FOR_ADDRESS = "SELECT id FROM invitation WHERE organization_id = ? AND email = ?";
const DELETE_FOR_ADDRESS = "DELETE FROM invitation WHERE organization_id = ? AND email = ?";
const ADD = `
  INSERT INTO invitation (id, organization_id, email, role, team_ids, token_hash, invited_by_user_id, created_at_ms, expires_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const FIND = `SELECT ${INVITATION_COLUMNS} FROM invitation WHERE id = ?`;
const FIND_BY_TOKEN = `SELECT ${INVITATION_COLUMNS} FROM invitation WHERE token_hash = ? AND expires_at_ms > ?`;
const WITHDRAW = "DELETE FROM invitation WHERE organization_id = ? AND id = ?";
const ADD_MEMBER = "INSERT INTO member (organization_id, user_id, role, created_at_ms) VALUES (?, ?, ?, ?)";
const ADD_TO_TEAM = "INSERT OR IGNORE INTO team_member (team_id, user_id) VALUES (?, ?)";

/** Invitations, each command one transaction. `now` is Unix ms. */
export function invitationCommands(
  db: Database,
  now: () => number,
): Now<Pick<PeopleCommands, "invite" | "withdrawInvitation" | "acceptInvitation">> {
  return {
    invite({ organizationId, email, role, teamIds, tokenHash, invitedByUserId, expiresAtMs }) {
      return transaction(db, () => {
        if (db.statement(FIND_ORGANIZATION).get(organizationId) === undefined) return refused("not-found");
        const user = db.statement(FIND_USER_BY_EMAIL).get(email);
        if (user !== undefined && roleOf(db, organizationId, Number(user["id"])) !== undefined)
          return refused("member-already");
        // Who is asked again is the same one: programs that keep the number, as Terraform does, must find it again.
        const before = db.statement(FIND_ID_FOR_ADDRESS).get(organizationId, email)?.["id"] ?? null;
        db.statement(DELETE_FOR_ADDRESS).run(organizationId, email);
        const values = [email, role, JSON.stringify(teamIds), tokenHash, invitedByUserId ?? null, now(), expiresAtMs];
        const { lastInsertRowid } = db.statement(ADD).run(before, organizationId, ...values);
        const row = db.statement(FIND).get(lastInsertRowid);
        return row === undefined ? refused("not-found") : { invitation: invitationOf(row) };
      });
    },
    withdrawInvitation({ organizationId, invitationId }) {
      db.statement(WITHDRAW).run(organizationId, invitationId);
    },
    acceptInvitation({ tokenHash, nowMs, userId, newUser }) {
      return transaction(db, () => {
        const row = db.statement(FIND_BY_TOKEN).get(tokenHash, nowMs);
        if (row === undefined) return refused("not-found");
        const invitation = invitationOf(row);
        const known = db.statement(FIND_USER_BY_EMAIL).get(invitation.email);
        if (userId === undefined) {
          if (known !== undefined) return refused("email-taken");
          if (newUser === undefined) return refused("other-person");
          return join(db, invitation, insertUser(db, { ...newUser, email: invitation.email }, now()), now());
        }
        const user = db.statement(FIND_USER).get(userId);
        if (user === undefined || known?.["id"] !== userId) return refused("other-person");
        return join(db, invitation, userOf(user), now());
      });
    },
  };
}

/** Spends the invitation: its row goes, and so its link opens nothing any more. Teams that are gone are passed over. */
function join(
  db: Database,
  invitation: Invitation,
  user: User,
  nowMs: number,
): Awaited<ReturnType<PeopleCommands["acceptInvitation"]>> {
  const { id, organizationId, role, teamIds } = invitation;
  const row = db.statement(FIND_ORGANIZATION).get(organizationId);
  if (row === undefined) return refused("not-found");
  db.statement(WITHDRAW).run(organizationId, id);
  if (roleOf(db, organizationId, user.id) !== undefined) return refused("member-already");
  db.statement(ADD_MEMBER).run(organizationId, user.id, role, nowMs);
  for (const teamId of teamIds) {
    if (findTeam(db, teamId)?.organizationId === organizationId) db.statement(ADD_TO_TEAM).run(teamId, user.id);
  }
  return { user, organization: organizationOf(row), role };
}

function userOf(row: Row): User {
  return {
    id: Number(row["id"]),
    email: String(row["email"]),
    name: String(row["name"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

function organizationOf(row: Row): Organization {
  return {
    id: Number(row["id"]),
    slug: String(row["slug"]),
    name: String(row["name"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}
