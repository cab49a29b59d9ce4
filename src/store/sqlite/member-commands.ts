import type { Role } from "../../account/account.ts";
import type { PeopleCommands, PeopleProblem } from "../../account/people.ts";
import { isSlug, slugOfName } from "../../project/slug.ts";
import { insertOrganization } from "./account-commands.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND_ROLE = "SELECT role FROM member WHERE organization_id = ? AND user_id = ?";
const COUNT_OWNERS = "SELECT count(*) AS owners FROM member WHERE organization_id = ? AND role = 'owner'";
const SET_ROLE = "UPDATE member SET role = ? WHERE organization_id = ? AND user_id = ?";
const ADD_MEMBER = "INSERT INTO member (organization_id, user_id, role, created_at_ms) VALUES (?, ?, ?, ?)";
const REMOVE_MEMBER = "DELETE FROM member WHERE organization_id = ? AND user_id = ?";
const REMOVE_FROM_TEAMS = `
  DELETE FROM team_member WHERE user_id = ?2 AND team_id IN (SELECT id FROM team WHERE organization_id = ?1)`;
const REMOVE_TOKENS_HERE = "DELETE FROM api_token WHERE organization_id = ? AND user_id = ?";
// What they shared stays with those who use it.
const REMOVE_SEARCHES = "DELETE FROM saved_search WHERE organization_id = ? AND user_id = ? AND is_shared = 0";
const IS_MEMBER_ANYWHERE = "SELECT 1 FROM member WHERE user_id = ? LIMIT 1";
const REMOVE_SESSIONS = "DELETE FROM session WHERE user_id = ?";
const REMOVE_TOKENS = "DELETE FROM api_token WHERE user_id = ?";
const FIND_USER = "SELECT 1 FROM user WHERE id = ?";
const FIND_ORGANIZATION_BY_SLUG = "SELECT 1 FROM organization WHERE slug = ?";
const SET_NAME = "UPDATE organization SET name = ? WHERE id = ?";
const SET_OPEN = "UPDATE organization SET is_open = ? WHERE id = ?";

/** Organisations and who is in them, each command one transaction. `now` is Unix ms. */
export function memberCommands(
  db: Database,
  now: () => number,
): Now<Pick<PeopleCommands, "createOrganization" | "changeOrganization" | "changeRole" | "removeMember">> {
  return {
    createOrganization({ name, slug, ownerId }) {
      return transaction(db, () => {
        const wanted = slug ?? slugOfName(name, "organization");
        if (wanted === undefined || !isSlug(wanted)) return refused("invalid-name");
        if (slug !== undefined && db.statement(FIND_ORGANIZATION_BY_SLUG).get(slug) !== undefined) return refused("slug-taken");
        if (db.statement(FIND_USER).get(ownerId) === undefined) return refused("not-found");
        const organization = insertOrganization(db, wanted, name, now());
        db.statement(ADD_MEMBER).run(organization.id, ownerId, "owner", now());
        return { organization };
      });
    },
    changeOrganization({ organizationId, name, isOpen }) {
      transaction(db, () => {
        if (name !== undefined) db.statement(SET_NAME).run(name, organizationId);
        if (isOpen !== undefined) db.statement(SET_OPEN).run(isOpen ? 1 : 0, organizationId);
      });
    },
    changeRole({ organizationId, userId, role }) {
      return transaction(db, () => {
        const before = roleOf(db, organizationId, userId);
        if (before === undefined) return refused("not-found");
        if (before === "owner" && role !== "owner" && isLastOwner(db, organizationId)) return refused("last-owner");
        db.statement(SET_ROLE).run(role, organizationId, userId);
        return {};
      });
    },
    removeMember({ organizationId, userId }) {
      return transaction(db, () => {
        const role = roleOf(db, organizationId, userId);
        if (role === undefined) return refused("not-found");
        if (role === "owner" && isLastOwner(db, organizationId)) return refused("last-owner");
        db.statement(REMOVE_FROM_TEAMS).run(organizationId, userId);
        db.statement(REMOVE_TOKENS_HERE).run(organizationId, userId);
        db.statement(REMOVE_SEARCHES).run(organizationId, userId);
        db.statement(REMOVE_MEMBER).run(organizationId, userId);
        if (db.statement(IS_MEMBER_ANYWHERE).get(userId) === undefined) {
          db.statement(REMOVE_SESSIONS).run(userId);
          db.statement(REMOVE_TOKENS).run(userId);
        }
        return {};
      });
    },
  };
}

/** Within the caller's transaction: the role of a member, undefined for somebody else. */
export function roleOf(db: Database, organizationId: number, userId: number): Role | undefined {
  const row = db.statement(FIND_ROLE).get(organizationId, userId) as { role: Role } | undefined;
  return row?.role;
}

function isLastOwner(db: Database, organizationId: number): boolean {
  return Number(db.statement(COUNT_OWNERS).get(organizationId)?.["owners"]) <= 1;
}

export function refused(kind: PeopleProblem["kind"]): { readonly problem: PeopleProblem } {
  return { problem: { kind } };
}
