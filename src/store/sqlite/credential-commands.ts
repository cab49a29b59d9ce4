import type { CredentialsCommands, TokenOwner } from "../../account/credentials.ts";
import type { User } from "../../account/account.ts";
import { insertUser } from "./account-commands.ts";
import type { Database, Row } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const SET_NAME = "UPDATE user SET name = ? WHERE id = ?";
const SET_EMAIL = "UPDATE user SET email = ? WHERE id = ?";
const EMAIL_OF_ANOTHER = "SELECT 1 FROM user WHERE email = ? AND id <> ?";
const FIND_USER_BY_EMAIL = "SELECT 1 FROM user WHERE email = ?";
const SET_PASSWORD = "UPDATE user SET password_hash = ? WHERE id = ?";
const END_SESSIONS = "DELETE FROM session WHERE user_id = ? AND token_hash <> ?";
const END_SESSION = "DELETE FROM session WHERE user_id = ? AND substr(token_hash, 1, 16) = ?";
const DELETE_RESETS = "DELETE FROM password_reset WHERE user_id = ?";
const ADD_RESET = "INSERT INTO password_reset (token_hash, user_id, expires_at_ms) VALUES (?, ?, ?)";
const FIND_RESET = `
  SELECT user.id, user.email, user.name, user.created_at_ms
  FROM password_reset JOIN user ON user.id = password_reset.user_id
  WHERE password_reset.token_hash = ? AND password_reset.expires_at_ms > ?`;
const SET_TOTP = "UPDATE user SET totp_secret = ?, totp_step = ? WHERE id = ?";
const TAKE_STEP = "UPDATE user SET totp_step = ?1 WHERE id = ?2 AND totp_step < ?1";
const DELETE_CODES = "DELETE FROM recovery_code WHERE user_id = ?";
const ADD_CODE = "INSERT OR IGNORE INTO recovery_code (user_id, code_hash) VALUES (?, ?)";
const TAKE_CODE = "DELETE FROM recovery_code WHERE user_id = ? AND code_hash = ?";
const NOTE_USE = {
  session: "UPDATE session SET last_used_ms = max(last_used_ms, ?) WHERE token_hash = ?",
  token: "UPDATE api_token SET last_used_ms = max(coalesce(last_used_ms, 0), ?) WHERE token_hash = ?",
};
const DELETE_TOKEN: { readonly [kind in TokenOwner["kind"]]: string } = {
  user: "DELETE FROM api_token WHERE id = ? AND user_id = ?",
  organization: "DELETE FROM api_token WHERE id = ? AND organization_id = ? AND user_id IS NULL",
};
const FIND_IDENTITY = "SELECT user_id FROM user_identity WHERE issuer = ? AND subject = ?";
const ADD_IDENTITY = "INSERT INTO user_identity (issuer, subject, user_id, created_at_ms) VALUES (?, ?, ?, ?)";
const DELETE_IDENTITIES = "DELETE FROM user_identity WHERE user_id = ?";
const ADD_MEMBER = "INSERT INTO member (organization_id, user_id, role, created_at_ms) VALUES (?, ?, ?, ?)";

/** Passwords, second factors, sessions and tokens of accounts, each command one transaction. `now` is Unix ms. */
export function credentialCommands(db: Database, now: () => number): Now<CredentialsCommands> {
  return {
    ...passwordCommands(db),
    ...totpCommands(db),
    ...identityCommands(db, now),
    setName({ userId, name }) {
      db.statement(SET_NAME).run(name, userId);
    },
    setEmail({ userId, email }) {
      return transaction(db, () => {
        if (db.statement(EMAIL_OF_ANOTHER).get(email, userId) !== undefined) return false;
        db.statement(SET_EMAIL).run(email, userId);
        // A link that went to the address before must not open the account of the one after.
        db.statement(DELETE_RESETS).run(userId);
        return true;
      });
    },
    endSession: ({ userId, sessionId }) => db.statement(END_SESSION).run(userId, sessionId).changes > 0,
    endOtherSessions({ userId, keepSessionHash }) {
      db.statement(END_SESSIONS).run(userId, keepSessionHash ?? "");
    },
    noteUse({ kind, tokenHash, atMs }) {
      db.statement(NOTE_USE[kind]).run(atMs, tokenHash);
    },
    deleteApiToken({ owner, tokenId }) {
      const ownerId = owner.kind === "user" ? owner.userId : owner.organizationId;
      return db.statement(DELETE_TOKEN[owner.kind]).run(tokenId, ownerId).changes > 0;
    },
  };
}

function passwordCommands(
  db: Database,
): Now<Pick<CredentialsCommands, "setPassword" | "storePasswordReset" | "spendPasswordReset">> {
  const setPassword = (userId: number, passwordHash: string, keepSessionHash: string): void => {
    db.statement(SET_PASSWORD).run(passwordHash, userId);
    db.statement(END_SESSIONS).run(userId, keepSessionHash);
    db.statement(DELETE_RESETS).run(userId);
  };
  return {
    setPassword({ userId, passwordHash, keepSessionHash = "" }) {
      transaction(db, () => setPassword(userId, passwordHash, keepSessionHash));
    },
    storePasswordReset({ userId, tokenHash, expiresAtMs }) {
      transaction(db, () => {
        db.statement(DELETE_RESETS).run(userId);
        db.statement(ADD_RESET).run(tokenHash, userId, expiresAtMs);
      });
    },
    spendPasswordReset({ tokenHash, passwordHash, nowMs }) {
      return transaction(db, () => {
        const row = db.statement(FIND_RESET).get(tokenHash, nowMs);
        if (row === undefined) return undefined;
        const user = userOf(row);
        setPassword(user.id, passwordHash, "");
        return user;
      });
    },
  };
}

function totpCommands(
  db: Database,
): Now<Pick<CredentialsCommands, "setTotp" | "removeTotp" | "takeTotpStep" | "takeRecoveryCode">> {
  return {
    setTotp({ userId, sealedSecret, step, recoveryHashes }) {
      transaction(db, () => {
        db.statement(SET_TOTP).run(sealedSecret, step, userId);
        db.statement(DELETE_CODES).run(userId);
        for (const hash of recoveryHashes) db.statement(ADD_CODE).run(userId, hash);
      });
    },
    removeTotp({ userId }) {
      transaction(db, () => {
        db.statement(SET_TOTP).run(null, 0, userId);
        db.statement(DELETE_CODES).run(userId);
      });
    },
    takeTotpStep: ({ userId, step }) => db.statement(TAKE_STEP).run(step, userId).changes > 0,
    takeRecoveryCode: ({ userId, codeHash }) => db.statement(TAKE_CODE).run(userId, codeHash).changes > 0,
  };
}

function identityCommands(
  db: Database,
  now: () => number,
): Now<Pick<CredentialsCommands, "linkIdentity" | "unlinkIdentities" | "createUserOfIdentity">> {
  return {
    linkIdentity({ userId, issuer, subject }) {
      return transaction(db, () => {
        const row = db.statement(FIND_IDENTITY).get(issuer, subject);
        if (row !== undefined) return row["user_id"] === userId ? "linked" : "somebody-elses";
        db.statement(ADD_IDENTITY).run(issuer, subject, userId, now());
        return "linked";
      });
    },
    unlinkIdentities({ userId }) {
      db.statement(DELETE_IDENTITIES).run(userId);
    },
    createUserOfIdentity({ email, name, issuer, subject, organizationId, role }) {
      return transaction(db, () => {
        if (db.statement(FIND_USER_BY_EMAIL).get(email) !== undefined) return undefined;
        const user = insertUser(db, { email, name, passwordHash: "" }, now());
        db.statement(ADD_IDENTITY).run(issuer, subject, user.id, now());
        db.statement(ADD_MEMBER).run(organizationId, user.id, role, now());
        return user;
      });
    },
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
