import type { AccountReader, Membership, Role, Scope, User } from "../../../account/account.ts";
import type { Database, Row } from "../database.ts";
import { idsIn } from "../people-rows.ts";

const USER_COLUMNS = "user.id AS user_id, user.email, user.name AS user_name, user.created_at_ms AS user_created_at_ms";

const FIND_SESSION = `
  SELECT ${USER_COLUMNS}, session.created_at_ms, session.expires_at_ms, session.last_used_ms
  FROM session JOIN user ON user.id = session.user_id
  WHERE session.token_hash = ? AND session.expires_at_ms > ?`;

const FIND_TOKEN = `
  SELECT api_token.id, api_token.name, api_token.scopes, api_token.organization_id, api_token.expires_at_ms, api_token.last_used_ms, ${USER_COLUMNS}
  FROM api_token LEFT JOIN user ON user.id = api_token.user_id
  WHERE api_token.token_hash = ? AND (api_token.expires_at_ms IS NULL OR api_token.expires_at_ms > ?)`;

const FIND_USER = `SELECT ${USER_COLUMNS}, user.password_hash FROM user WHERE user.email = ?`;
const FIND_USERS = `SELECT ${USER_COLUMNS} FROM user WHERE user.id IN (SELECT value FROM json_each(?))`;
/** Owners and maintainers see all: they could give themselves any team. */
const MEMBERSHIPS = `
  SELECT member.organization_id, member.user_id, member.role,
    CASE WHEN organization.is_open = 1 OR member.role IN ('owner', 'maintainer') THEN NULL ELSE (
      SELECT json_group_array(DISTINCT team_project.project_id)
      FROM team_member
        JOIN team ON team.id = team_member.team_id AND team.organization_id = member.organization_id
        JOIN team_project ON team_project.team_id = team.id
      WHERE team_member.user_id = member.user_id
    ) END AS only_project_ids
  FROM member JOIN organization ON organization.id = member.organization_id
  WHERE member.user_id = ? ORDER BY member.organization_id`;
const HAS_OWNER = "SELECT EXISTS (SELECT 1 FROM user) AS has_owner";

/** Who asks: looked up by the hash of a secret. */
export function sqliteAccountReader(db: Database): AccountReader {
  return {
    async findSession(tokenHash, nowMs) {
      const row = db.statement(FIND_SESSION).get(tokenHash, nowMs);
      if (row === undefined) return undefined;
      return {
        user: userOf(row),
        createdAtMs: Number(row["created_at_ms"]),
        expiresAtMs: Number(row["expires_at_ms"]),
        lastUsedAtMs: Number(row["last_used_ms"]),
      };
    },
    async findApiToken(tokenHash, nowMs) {
      const row = db.statement(FIND_TOKEN).get(tokenHash, nowMs);
      if (row === undefined) return undefined;
      return {
        id: Number(row["id"]),
        name: String(row["name"]),
        scopes: String(row["scopes"])
          .split(" ")
          .filter((scope) => scope !== "") as readonly string[] as readonly Scope[],
        user: row["user_id"] === null ? undefined : userOf(row),
        organizationId: numberOrNone(row["organization_id"]),
        expiresAtMs: numberOrNone(row["expires_at_ms"]),
        lastUsedAtMs: numberOrNone(row["last_used_ms"]),
      };
    },
    async findUserByEmail(email) {
      const row = db.statement(FIND_USER).get(email);
      return row === undefined ? undefined : { ...userOf(row), passwordHash: String(row["password_hash"]) };
    },
    findUsers: async (ids) => db.statement(FIND_USERS).all(JSON.stringify(ids)).map(userOf),
    async listMemberships(userId) {
      return db
        .statement(MEMBERSHIPS)
        .all(userId)
        .map((row): Membership => {
          const only = row["only_project_ids"];
          return {
            organizationId: Number(row["organization_id"]),
            userId: Number(row["user_id"]),
            role: String(row["role"]) as Role,
            ...(typeof only === "string" && { onlyProjectIds: idsIn(only) }),
          };
        });
    },
    needsSetup: async () => Number(db.statement(HAS_OWNER).get()?.["has_owner"]) === 0,
  };
}

function userOf(row: Row): User {
  return {
    id: Number(row["user_id"]),
    email: String(row["email"]),
    name: String(row["user_name"]),
    createdAtMs: Number(row["user_created_at_ms"]),
  };
}

function numberOrNone(value: Row[string] | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
