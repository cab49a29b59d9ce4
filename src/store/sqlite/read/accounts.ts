import type { AccountReader, Membership, Role, Scope, User } from "../../../account/account.ts";
import type { Database, Row } from "../database.ts";

const USER_COLUMNS = "user.id AS user_id, user.email, user.name AS user_name, user.created_at_ms AS user_created_at_ms";

const FIND_SESSION = `
  SELECT ${USER_COLUMNS}, session.created_at_ms, session.expires_at_ms
  FROM session JOIN user ON user.id = session.user_id
  WHERE session.token_hash = ? AND session.expires_at_ms > ?`;

const FIND_TOKEN = `
  SELECT api_token.id, api_token.name, api_token.scopes, api_token.organization_id, api_token.expires_at_ms, ${USER_COLUMNS}
  FROM api_token LEFT JOIN user ON user.id = api_token.user_id
  WHERE api_token.token_hash = ? AND (api_token.expires_at_ms IS NULL OR api_token.expires_at_ms > ?)`;

const FIND_USER = `SELECT ${USER_COLUMNS}, user.password_hash FROM user WHERE user.email = ?`;
const FIND_USERS = `SELECT ${USER_COLUMNS} FROM user WHERE user.id IN (SELECT value FROM json_each(?))`;
const MEMBERSHIPS = "SELECT organization_id, user_id, role FROM member WHERE user_id = ? ORDER BY organization_id";
const MEMBERS = `
  SELECT ${USER_COLUMNS}, member.role FROM member JOIN user ON user.id = member.user_id
  WHERE member.organization_id = ? ORDER BY user.name, user.id LIMIT 1000`;
const HAS_OWNER = "SELECT EXISTS (SELECT 1 FROM user) AS has_owner";

/** Who asks: looked up by the hash of a secret. */
export function sqliteAccountReader(db: Database): AccountReader {
  return {
    async findSession(tokenHash, nowMs) {
      const row = db.statement(FIND_SESSION).get(tokenHash, nowMs);
      if (row === undefined) return undefined;
      return { user: userOf(row), createdAtMs: Number(row["created_at_ms"]), expiresAtMs: Number(row["expires_at_ms"]) };
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
      };
    },
    async findUserByEmail(email) {
      const row = db.statement(FIND_USER).get(email);
      return row === undefined ? undefined : { ...userOf(row), passwordHash: String(row["password_hash"]) };
    },
    findUsers: async (ids) => db.statement(FIND_USERS).all(JSON.stringify(ids)).map(userOf),
    listMembersOf: async (organizationId) =>
      db
        .statement(MEMBERS)
        .all(organizationId)
        .map((row) => ({ ...userOf(row), role: String(row["role"]) as Role })),
    async listMemberships(userId) {
      return db
        .statement(MEMBERSHIPS)
        .all(userId)
        .map((row): Membership => {
          const role = String(row["role"]) as Role;
          return { organizationId: Number(row["organization_id"]), userId: Number(row["user_id"]), role };
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
