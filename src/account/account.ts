import type { ClientKey, Organization, Project } from "../project/project.ts";

export type User = {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly createdAtMs: number;
};

export type Role = "owner" | "maintainer" | "developer" | "reporter";

/** Sentry's scope names. */
export type Scope =
  | "org:read"
  | "org:write"
  | "org:admin"
  | "org:ci"
  | "project:read"
  | "project:write"
  | "project:admin"
  | "project:releases"
  | "team:read"
  | "team:write"
  | "team:admin"
  | "member:read"
  | "member:write"
  | "member:admin"
  | "event:read"
  | "event:write"
  | "event:admin"
  | "alerts:read"
  | "alerts:write";

/** Who asks. Secrets are looked up by their SHA-256, never stored. */
export type Session = {
  readonly user: User;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** To about ten minutes. */
  readonly lastUsedAtMs: number;
};
export type ApiToken = {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** A personal token acts as this user, an organisation token as the organisation. */
  readonly user: User | undefined;
  readonly organizationId: number | undefined;
  readonly expiresAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
};
export type Membership = {
  readonly organizationId: number;
  readonly userId: number;
  readonly role: Role;
  /** The projects of their teams, where a member sees no others. Absent: all projects. */
  readonly onlyProjectIds?: readonly number[];
};

export interface AccountReader {
  /** `undefined` when unknown or expired at `nowMs`. `tokenHash` is lower-case hex SHA-256 of the secret. */
  findSession(tokenHash: string, nowMs: number): Promise<Session | undefined>;
  findApiToken(tokenHash: string, nowMs: number): Promise<ApiToken | undefined>;
  findUserByEmail(email: string): Promise<(User & { readonly passwordHash: string }) | undefined>;
  /** Those of the ids that are users, in no order. */
  findUsers(ids: readonly number[]): Promise<readonly User[]>;
  listMemberships(userId: number): Promise<readonly Membership[]>;
  /** True until the first owner exists. */
  needsSetup(): Promise<boolean>;
}

export type AccountProblem = {
  readonly kind: "email-taken" | "setup-done" | "setup-token-wrong" | "setup-token-expired" | "not-found" | "invalid-name";
};

export interface AccountCommands {
  /** Stores the hash of a fresh set-up token, in place of any earlier one. */
  storeSetupToken(args: { readonly tokenHash: string; readonly expiresAtMs: number }): Promise<void>;
  /**
   * First run, in one transaction: spends the set-up token, makes the owner, organisation, project and key. `tokenHash` is
   * undefined only for the configured administrator and the CLI, which need no token.
   */
  completeSetup(args: {
    readonly tokenHash: string | undefined;
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly organizationName: string;
    readonly project: { readonly name: string; readonly platform?: string } | undefined;
  }): Promise<
    | { readonly user: User; readonly organization: Organization; readonly project?: Project; readonly key?: ClientKey }
    | { readonly problem: AccountProblem }
  >;
  createUser(args: {
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly organizationId: number;
    readonly role: Role;
  }): Promise<{ readonly user: User } | { readonly problem: AccountProblem }>;
  createSession(args: {
    readonly userId: number;
    readonly tokenHash: string;
    readonly expiresAtMs: number;
    readonly ip?: string;
    readonly userAgent?: string;
  }): Promise<void>;
  deleteSession(args: { readonly tokenHash: string }): Promise<void>;
  createApiToken(args: {
    readonly tokenHash: string;
    readonly lastFour: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly userId?: number;
    readonly organizationId?: number;
    readonly expiresAtMs?: number;
  }): Promise<{ readonly id: number } | { readonly problem: AccountProblem }>;
}
