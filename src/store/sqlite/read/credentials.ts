import type { Scope, User } from "../../../account/account.ts";
import type { CredentialsReader, KeptToken, OpenSession, TokenOwner } from "../../../account/credentials.ts";
import type { Database, Row } from "../database.ts";

const USER_COLUMNS = "user.id, user.email, user.name, user.created_at_ms";
const FIND_CREDENTIALS = `
  SELECT ${USER_COLUMNS}, user.password_hash, user.totp_secret, user.totp_step,
    (SELECT count(*) FROM recovery_code WHERE user_id = user.id) AS recovery_codes
  FROM user WHERE user.id = ?`;
const LIST_SESSIONS = `
  SELECT substr(token_hash, 1, 16) AS id, created_at_ms, max(last_used_ms, created_at_ms) AS last_used_ms, expires_at_ms, ip,
    user_agent
  FROM session WHERE user_id = ? AND expires_at_ms > ? ORDER BY last_used_ms DESC, id`;
const TOKEN_COLUMNS = "id, name, scopes, last_four, created_at_ms, expires_at_ms, last_used_ms";
const LIST_TOKENS: { readonly [kind in TokenOwner["kind"]]: string } = {
  user: `SELECT ${TOKEN_COLUMNS} FROM api_token WHERE user_id = ? ORDER BY id DESC`,
  organization: `SELECT ${TOKEN_COLUMNS} FROM api_token WHERE organization_id = ? AND user_id IS NULL ORDER BY id DESC`,
};
const FIND_RESET = `
  SELECT ${USER_COLUMNS} FROM password_reset JOIN user ON user.id = password_reset.user_id
  WHERE password_reset.token_hash = ? AND password_reset.expires_at_ms > ?`;
const FIND_BY_IDENTITY = `
  SELECT ${USER_COLUMNS} FROM user_identity JOIN user ON user.id = user_identity.user_id
  WHERE user_identity.issuer = ? AND user_identity.subject = ?`;
const LIST_IDENTITIES = "SELECT issuer, subject FROM user_identity WHERE user_id = ? ORDER BY issuer";

/** What accounts are kept safe with, and who is signed in where. */
export function sqliteCredentialsReader(db: Database): CredentialsReader {
  return {
    async findCredentials(userId) {
      const row = db.statement(FIND_CREDENTIALS).get(userId);
      if (row === undefined) return undefined;
      const secret = row["totp_secret"];
      return {
        user: userOf(row),
        passwordHash: String(row["password_hash"]),
        totpSecret: typeof secret === "string" ? secret : undefined,
        totpStep: Number(row["totp_step"]),
        recoveryCodesLeft: Number(row["recovery_codes"]),
      };
    },
    listSessions: async (userId, nowMs) => db.statement(LIST_SESSIONS).all(userId, nowMs).map(sessionOf),
    async listTokens(owner) {
      const id = owner.kind === "user" ? owner.userId : owner.organizationId;
      return db.statement(LIST_TOKENS[owner.kind]).all(id).map(tokenOf);
    },
    async findPasswordReset(tokenHash, nowMs) {
      const row = db.statement(FIND_RESET).get(tokenHash, nowMs);
      return row === undefined ? undefined : userOf(row);
    },
    async findUserByIdentity(issuer, subject) {
      const row = db.statement(FIND_BY_IDENTITY).get(issuer, subject);
      return row === undefined ? undefined : userOf(row);
    },
    listIdentities: async (userId) =>
      db
        .statement(LIST_IDENTITIES)
        .all(userId)
        .map((row) => ({ issuer: String(row["issuer"]), subject: String(row["subject"]) })),
  };
}

function sessionOf(row: Row): OpenSession {
  return {
    id: String(row["id"]),
    createdAtMs: Number(row["created_at_ms"]),
    lastUsedAtMs: Number(row["last_used_ms"]),
    expiresAtMs: Number(row["expires_at_ms"]),
    ip: String(row["ip"]),
    userAgent: String(row["user_agent"]),
  };
}

function tokenOf(row: Row): KeptToken {
  const scopes = String(row["scopes"]).split(" ");
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    scopes: scopes.filter((scope) => scope !== "") as readonly string[] as readonly Scope[],
    lastFour: String(row["last_four"]),
    createdAtMs: Number(row["created_at_ms"]),
    expiresAtMs: numberOrNone(row["expires_at_ms"]),
    lastUsedAtMs: numberOrNone(row["last_used_ms"]),
  };
}

function userOf(row: Row): User {
  return {
    id: Number(row["id"]),
    email: String(row["email"]),
    name: String(row["name"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

function numberOrNone(value: Row[string] | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
