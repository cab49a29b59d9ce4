/** One change: who made it, from where, and to what. Holds no secrets and no content of events. */
export type AuditEntry = {
  readonly id: number;
  readonly organizationId: number;
  readonly atMs: number;
  /** Undefined: a program with an organisation's token, or the command line. */
  readonly userId: number | undefined;
  /** What whoever did it was called then. */
  readonly actor: string;
  /** Empty for the command line. */
  readonly ip: string;
  /** As `members.create`: what was changed, and whether it was made, edited or removed. */
  readonly action: string;
  /** The place, as a path below the API: `organizations/acme/members/7`. */
  readonly target: string;
  /** In words, what a path does not say. */
  readonly note: string;
};

export interface AuditReader {
  /** Newest first, those before `beforeId`. */
  listEntries(args: {
    readonly organizationId: number;
    readonly beforeId: number | undefined;
    readonly limit: number;
    readonly action: string | undefined;
    readonly userId: number | undefined;
  }): Promise<readonly AuditEntry[]>;
  /** Every action that is in the log of the organisation. */
  listActions(organizationId: number): Promise<readonly string[]>;
}

/**
 * An entry that is to be written. Without an organisation (somebody's own account) it stands in the log of each that the user is in.
 */
export type NewAuditEntry = Omit<AuditEntry, "id" | "atMs" | "organizationId"> & {
  readonly organizationId: number | undefined;
};

export interface AuditCommands {
  /** Appends an entry. Entries are never changed. */
  noteChange(entry: NewAuditEntry): Promise<void>;
}
