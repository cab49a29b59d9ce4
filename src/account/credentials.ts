import type { Role, Scope, User } from "./account.ts";

/** What an account is kept safe with. */
export type Credentials = {
  readonly user: User;
  /** Empty for who signs in elsewhere alone. */
  readonly passwordHash: string;
  /** Sealed; undefined while it is off. */
  readonly totpSecret: string | undefined;
  /** The newest step whose code was taken. */
  readonly totpStep: number;
  readonly recoveryCodesLeft: number;
};

/** A browser that is signed in. `id` is the beginning of the hash of its secret. */
export type OpenSession = {
  readonly id: string;
  readonly createdAtMs: number;
  /** To about ten minutes. */
  readonly lastUsedAtMs: number;
  readonly expiresAtMs: number;
  readonly ip: string;
  readonly userAgent: string;
};

/** A token for programs, as far as it is known after it was shown. */
export type KeptToken = {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly lastFour: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
};
/** Whose a token is: a person's, or an organisation's. */
export type TokenOwner =
  | { readonly kind: "user"; readonly userId: number }
  | { readonly kind: "organization"; readonly organizationId: number };

export const SESSION_ID_LENGTH = 16;

export interface CredentialsReader {
  findCredentials(userId: number): Promise<Credentials | undefined>;
  /** Newest first; those that have not ended. */
  listSessions(userId: number, nowMs: number): Promise<readonly OpenSession[]>;
  listTokens(owner: TokenOwner): Promise<readonly KeptToken[]>;
  /** Whose password a link changes; undefined when it was used, has expired or never was. */
  findPasswordReset(tokenHash: string, nowMs: number): Promise<User | undefined>;
  findUserByIdentity(issuer: string, subject: string): Promise<User | undefined>;
  listIdentities(userId: number): Promise<readonly { readonly issuer: string; readonly subject: string }[]>;
}

export interface CredentialsCommands {
  setName(args: { readonly userId: number; readonly name: string }): Promise<void>;
  /** False when another account has the address. */
  setEmail(args: { readonly userId: number; readonly email: string }): Promise<boolean>;
  /** Ends every session but the one that is kept, and every link to change the password. */
  setPassword(args: {
    readonly userId: number;
    readonly passwordHash: string;
    readonly keepSessionHash?: string;
  }): Promise<void>;
  /** In place of an earlier link for the same person. */
  storePasswordReset(args: {
    readonly userId: number;
    readonly tokenHash: string;
    readonly expiresAtMs: number;
  }): Promise<void>;
  /** Spends the link and sets the password; ends every session. Undefined: the link is not valid. */
  spendPasswordReset(args: {
    readonly tokenHash: string;
    readonly passwordHash: string;
    readonly nowMs: number;
  }): Promise<User | undefined>;
  setTotp(args: {
    readonly userId: number;
    readonly sealedSecret: string;
    readonly step: number;
    readonly recoveryHashes: readonly string[];
  }): Promise<void>;
  removeTotp(args: { readonly userId: number }): Promise<void>;
  /** Marks a step as used. False when it, or a later one, was used already: of two requests with one code, one wins. */
  takeTotpStep(args: { readonly userId: number; readonly step: number }): Promise<boolean>;
  /** False when there is no such code, or not any more. */
  takeRecoveryCode(args: { readonly userId: number; readonly codeHash: string }): Promise<boolean>;
  /** False when the user has no such session. */
  endSession(args: { readonly userId: number; readonly sessionId: string }): Promise<boolean>;
  endOtherSessions(args: { readonly userId: number; readonly keepSessionHash: string | undefined }): Promise<void>;
  noteUse(args: { readonly kind: "session" | "token"; readonly tokenHash: string; readonly atMs: number }): Promise<void>;
  /** False when the owner has no such token. */
  deleteApiToken(args: { readonly owner: TokenOwner; readonly tokenId: number }): Promise<boolean>;
  linkIdentity(args: {
    readonly userId: number;
    readonly issuer: string;
    readonly subject: string;
  }): Promise<"linked" | "somebody-elses">;
  unlinkIdentities(args: { readonly userId: number }): Promise<void>;
  /** A newcomer from a provider: account, identity and membership at once. Undefined when the address has an account already. */
  createUserOfIdentity(args: {
    readonly email: string;
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly organizationId: number;
    readonly role: Role;
  }): Promise<User | undefined>;
}
