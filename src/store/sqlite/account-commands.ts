import type { AccountCommands, AccountProblem, User } from "../../account/account.ts";
import type { Organization } from "../../project/project.ts";
import { freeSlug, slugOfName } from "../../project/slug.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";
import { insertProject } from "./project-commands.ts";

const ANY_USER = "SELECT 1 FROM user LIMIT 1";
const FIND_USER_BY_EMAIL = "SELECT 1 FROM user WHERE email = ?";
const FIND_USER = "SELECT 1 FROM user WHERE id = ?";
const ADD_USER = "INSERT INTO user (email, name, password_hash, created_at_ms) VALUES (?, ?, ?, ?)";
const ADD_MEMBER = "INSERT INTO member (organization_id, user_id, role, created_at_ms) VALUES (?, ?, ?, ?)";
const FIND_ORGANIZATION = "SELECT 1 FROM organization WHERE id = ?";
const FIND_ORGANIZATION_BY_SLUG = "SELECT 1 FROM organization WHERE slug = ?";
const ADD_ORGANIZATION = "INSERT INTO organization (slug, name, created_at_ms) VALUES (?, ?, ?)";
const FIND_SETUP_TOKEN = "SELECT expires_at_ms FROM setup_token WHERE token_hash = ?";
const ADD_SETUP_TOKEN = "INSERT INTO setup_token (token_hash, expires_at_ms) VALUES (?, ?)";
const DELETE_SETUP_TOKENS = "DELETE FROM setup_token";
const ADD_SESSION = `
  INSERT INTO session (token_hash, user_id, created_at_ms, last_used_ms, expires_at_ms, ip, user_agent)
  VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)`;
const DELETE_SESSION = "DELETE FROM session WHERE token_hash = ?";
const DELETE_EXPIRED_SESSIONS = "DELETE FROM session WHERE expires_at_ms <= ?";
const ADD_API_TOKEN = `
  INSERT INTO api_token (token_hash, last_four, name, scopes, user_id, organization_id, created_at_ms, expires_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

type SetupArgs = Parameters<AccountCommands["completeSetup"]>[0];
type SetupAnswer = Awaited<ReturnType<AccountCommands["completeSetup"]>>;
type UserArgs = Pick<SetupArgs, "email" | "name" | "passwordHash">;

/** Accounts, sessions and tokens, each command one transaction. `now` is Unix ms. */
export function accountCommands(db: Database, now: () => number): Now<AccountCommands> {
  return {
    storeSetupToken({ tokenHash, expiresAtMs }) {
      transaction(db, () => {
        db.statement(DELETE_SETUP_TOKENS).run();
        db.statement(ADD_SETUP_TOKEN).run(tokenHash, expiresAtMs);
      });
    },
    completeSetup(args) {
      return transaction(db, () => completeSetup(db, args, now()));
    },
    createUser({ organizationId, role, ...args }) {
      return transaction(db, () => {
        if (db.statement(FIND_ORGANIZATION).get(organizationId) === undefined) return refused("not-found");
        if (db.statement(FIND_USER_BY_EMAIL).get(args.email) !== undefined) return refused("email-taken");
        const user = insertUser(db, args, now());
        db.statement(ADD_MEMBER).run(organizationId, user.id, role, now());
        return { user };
      });
    },
    createSession({ userId, tokenHash, expiresAtMs, ip = "", userAgent = "" }) {
      transaction(db, () => {
        db.statement(DELETE_EXPIRED_SESSIONS).run(now());
        db.statement(ADD_SESSION).run(tokenHash, userId, now(), expiresAtMs, ip, userAgent);
      });
    },
    deleteSession({ tokenHash }) {
      db.statement(DELETE_SESSION).run(tokenHash);
    },
    createApiToken({ tokenHash, lastFour, name, scopes, userId, organizationId, expiresAtMs }) {
      return transaction(db, () => {
        const hasUser = userId === undefined || db.statement(FIND_USER).get(userId) !== undefined;
        const hasOrganization =
          organizationId === undefined || db.statement(FIND_ORGANIZATION).get(organizationId) !== undefined;
        if (!hasUser || !hasOrganization) return refused("not-found");
        const owner = [userId ?? null, organizationId ?? null];
        const values = [tokenHash, lastFour, name, scopes.join(" "), ...owner, now(), expiresAtMs ?? null];
        return { id: db.statement(ADD_API_TOKEN).run(...values).lastInsertRowid };
      });
    },
  };
}

/** True until the first account exists. */
export function needsSetup(db: Database): boolean {
  return db.statement(ANY_USER).get() === undefined;
}

function completeSetup(db: Database, args: SetupArgs, nowMs: number): SetupAnswer {
  if (!needsSetup(db)) return refused("setup-done");
  const tokenProblem = args.tokenHash === undefined ? undefined : problemOfToken(db, args.tokenHash, nowMs);
  if (tokenProblem !== undefined) return refused(tokenProblem);
  const slug = slugOfName(args.organizationName, "organization");
  const projectSlug = args.project === undefined ? undefined : slugOfName(args.project.name, "project");
  if (slug === undefined || (args.project !== undefined && projectSlug === undefined)) return refused("invalid-name");

  db.statement(DELETE_SETUP_TOKENS).run();
  const user = insertUser(db, args, nowMs);
  const organization = insertOrganization(db, slug, args.organizationName, nowMs);
  db.statement(ADD_MEMBER).run(organization.id, user.id, "owner", nowMs);
  if (args.project === undefined || projectSlug === undefined) return { user, organization };
  return { user, organization, ...insertProject(db, organization, projectSlug, args.project, nowMs) };
}

function problemOfToken(db: Database, tokenHash: string, nowMs: number): AccountProblem["kind"] | undefined {
  const token = db.statement(FIND_SETUP_TOKEN).get(tokenHash) as { expires_at_ms: number } | undefined;
  if (token === undefined) return "setup-token-wrong";
  return token.expires_at_ms <= nowMs ? "setup-token-expired" : undefined;
}

/** Within the caller's transaction. */
export function insertUser(db: Database, { email, name, passwordHash }: UserArgs, nowMs: number): User {
  const { lastInsertRowid } = db.statement(ADD_USER).run(email, name, passwordHash, nowMs);
  return { id: lastInsertRowid, email, name, createdAtMs: nowMs };
}

/** Within the caller's transaction; the slug gets a number when it is taken. */
export function insertOrganization(db: Database, wantedSlug: string, name: string, nowMs: number): Organization {
  const slug = freeSlug(wantedSlug, (taken) => db.statement(FIND_ORGANIZATION_BY_SLUG).get(taken) !== undefined);
  const { lastInsertRowid } = db.statement(ADD_ORGANIZATION).run(slug, name, nowMs);
  return { id: lastInsertRowid, slug, name, createdAtMs: nowMs };
}

function refused(kind: AccountProblem["kind"]): { readonly problem: AccountProblem } {
  return { problem: { kind } };
}
