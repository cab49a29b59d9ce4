import type { AccountCommands, AccountProblem, Role, User } from "../../account/account.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { makeOrganization, makeProject } from "./project-commands.ts";

const ADD_USER = "INSERT INTO user (email, name, password_hash, created_at_ms) VALUES (?, ?, ?, ?)";
const ADD_MEMBER = "INSERT INTO member (organization_id, user_id, role, created_at_ms) VALUES (?, ?, ?, ?)";
const ADD_SETUP_TOKEN = "INSERT INTO setup_token (token_hash, expires_at_ms) VALUES (?, ?)";
const ADD_SESSION = "INSERT INTO session (token_hash, user_id, created_at_ms, expires_at_ms) VALUES (?, ?, ?, ?)";
const ADD_TOKEN = `
  INSERT INTO api_token (token_hash, last_four, name, scopes, user_id, organization_id, created_at_ms, expires_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

type SetupArgs = Parameters<AccountCommands["completeSetup"]>[0];
type SetupAnswer = Awaited<ReturnType<AccountCommands["completeSetup"]>>;

/** Rolls the transaction back and becomes the command's answer. */
class Refused extends Error {
  readonly kind: AccountProblem["kind"];
  constructor(kind: AccountProblem["kind"]) {
    super(kind);
    this.kind = kind;
  }
}

export function accountCommands(db: Database, now: () => number): AccountCommands {
  return {
    storeSetupToken: async ({ tokenHash, expiresAtMs }) =>
      transaction(db, () => {
        db.exec("DELETE FROM setup_token");
        db.statement(ADD_SETUP_TOKEN).run(tokenHash, expiresAtMs);
      }),
    completeSetup: async (args) => answered(() => transaction(db, () => completeSetup(db, args, now()))),
    createUser: async (args) =>
      answered(() =>
        transaction(db, () => {
          const isThere = db.statement("SELECT 1 FROM organization WHERE id = ?").get(args.organizationId) !== undefined;
          if (!isThere) throw new Refused("not-found");
          return { user: addUser(db, args, args.organizationId, args.role, now()) };
        }),
      ),
    createSession: async ({ userId, tokenHash, expiresAtMs }) =>
      transaction(db, () => {
        db.statement("DELETE FROM session WHERE expires_at_ms <= ?").run(now());
        db.statement(ADD_SESSION).run(tokenHash, userId, now(), expiresAtMs);
      }),
    deleteSession: async ({ tokenHash }) => void db.statement("DELETE FROM session WHERE token_hash = ?").run(tokenHash),
    createApiToken: async (args) => {
      const { lastInsertRowid } = db
        .statement(ADD_TOKEN)
        .run(
          args.tokenHash,
          args.lastFour,
          args.name,
          args.scopes.join(" "),
          args.userId ?? null,
          args.organizationId ?? null,
          now(),
          args.expiresAtMs ?? null,
        );
      return { id: lastInsertRowid };
    },
  };
}

function completeSetup(db: Database, args: SetupArgs, nowMs: number): SetupAnswer {
  if (db.statement("SELECT 1 FROM user").get() !== undefined) throw new Refused("setup-done");
  if (args.tokenHash !== undefined) spendSetupToken(db, args.tokenHash, nowMs);

  const organization = makeOrganization(db, args.organizationName, nowMs);
  if (organization === undefined) throw new Refused("invalid-name");
  const user = addUser(db, args, organization.id, "owner", nowMs);
  if (args.project === undefined) return { user, organization };
  const made = makeProject(db, { organizationId: organization.id, ...args.project }, nowMs);
  if ("problem" in made) throw new Refused("invalid-name");
  return { user, organization, ...made };
}

function spendSetupToken(db: Database, tokenHash: string, nowMs: number): void {
  const row = db.statement("SELECT expires_at_ms FROM setup_token WHERE token_hash = ?").get(tokenHash);
  if (row === undefined) throw new Refused("setup-token-wrong");
  if (Number(row["expires_at_ms"]) <= nowMs) throw new Refused("setup-token-expired");
  db.exec("DELETE FROM setup_token");
}

function addUser(
  db: Database,
  args: { readonly email: string; readonly name: string; readonly passwordHash: string },
  organizationId: number,
  role: Role,
  nowMs: number,
): User {
  if (db.statement("SELECT 1 FROM user WHERE email = ?").get(args.email) !== undefined) throw new Refused("email-taken");
  const name = args.name === "" ? (args.email.split("@")[0] ?? args.email) : args.name;
  const { lastInsertRowid: id } = db.statement(ADD_USER).run(args.email, name, args.passwordHash, nowMs);
  db.statement(ADD_MEMBER).run(organizationId, id, role, nowMs);
  return { id, email: args.email, name, createdAtMs: nowMs };
}

function answered<Answer>(work: () => Answer): Answer | { readonly problem: AccountProblem } {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return { problem: { kind: error.kind } };
    throw error;
  }
}
