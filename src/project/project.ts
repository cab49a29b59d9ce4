import type { WindowLimit } from "./admission.ts";

export type Organization = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly createdAtMs: number;
};

export type Project = {
  readonly id: number;
  readonly organizationId: number;
  readonly organizationSlug: string;
  readonly slug: string;
  readonly name: string;
  /** The SDK language chosen at creation, `javascript`, `python` …; decides which snippet is shown. */
  readonly platform: string | undefined;
  /** Who keeps its errors: this installation, or a Sentry. */
  readonly backend: "integrated" | "sentry";
  /** Switched off, it takes no events; what it holds stays and can be looked at. */
  readonly isEnabled: boolean;
  /** The connection to a Sentry that was chosen last. */
  readonly connectionId: number | undefined;
  readonly createdAtMs: number;
  /** When the first event was recorded. */
  readonly firstEventAtMs: number | undefined;
  /** Days that its events are kept; undefined: as long as the installation keeps them. */
  readonly retentionDays: number | undefined;
  /** Undefined: it keeps as many events as come. */
  readonly maxEvents: number | undefined;
};

/** The connection whose issues a project shows; 0 stands for those that are kept here. */
export function connectionInUse({ backend, connectionId }: Project): number {
  return backend === "sentry" ? (connectionId ?? 0) : 0;
}

/** A client key: it can only write events of its project. Public by nature, since browsers carry it. */
export type ClientKey = {
  readonly id: number;
  readonly projectId: number;
  readonly publicKey: string;
  readonly label: string;
  readonly isActive: boolean;
  readonly createdAtMs: number;
  /** When it last brought something that was let in, to the minute; absent: never. */
  readonly lastUsedAtMs?: number;
  /** Errors that it lets in; absent: as many as come. */
  readonly rateLimit?: WindowLimit;
  /** Refused from then on; absent: never. */
  readonly expiresAtMs?: number;
  /** Sites whose browsers may send with it; absent: those of the project. */
  readonly allowedOrigins?: readonly string[];
  /** What the project's loader script is to hold. Kept for clients that set it. */
  readonly loader?: LoaderOptions;
};

export type LoaderOptions = {
  readonly browserSdkVersion?: string;
  readonly hasReplay?: boolean;
  readonly hasPerformance?: boolean;
  readonly hasDebug?: boolean;
  readonly hasFeedback?: boolean;
  readonly hasLogsAndMetrics?: boolean;
};

/** What may be changed of a key; `undefined` takes a setting away. */
export type ClientKeySettings = Pick<
  ClientKey,
  "label" | "isActive" | "rateLimit" | "expiresAtMs" | "allowedOrigins" | "loader"
>;

export interface ProjectReader {
  /** Organisations the user is a member of; all when `userId` is undefined (organisation tokens are narrowed by the caller). */
  listOrganizations(userId: number | undefined): Promise<readonly Organization[]>;
  /** By slug or decimal id. */
  findOrganization(slugOrId: string): Promise<Organization | undefined>;
  listProjects(organizationIds: readonly number[]): Promise<readonly Project[]>;
  /** By slug or decimal id, within one organisation. */
  findProject(organizationId: number, slugOrId: string): Promise<Project | undefined>;
  findProjectById(projectId: number): Promise<Project | undefined>;
  listClientKeys(projectId: number): Promise<readonly ClientKey[]>;
}

/** What ingest knows of a key, held in memory on the main thread and refreshed when projects change. */
export interface ClientKeyReader {
  listAllClientKeys(): Promise<readonly ClientKey[]>;
}

export type NameProblem = { readonly kind: "slug-taken" | "not-found" | "invalid-name" };

export interface ProjectCommands {
  /** Makes a project with one client key. The slug is made from the name when absent, and made unique. */
  createProject(args: {
    readonly organizationId: number;
    readonly name: string;
    readonly slug?: string;
    readonly platform?: string;
    /** Without the rule that tells its members of new errors. */
    readonly hasNoRule?: boolean;
  }): Promise<{ readonly project: Project; readonly key: ClientKey } | { readonly problem: NameProblem }>;
  /** Its name and platform. The slug stays: links and short ids are made of it. */
  describeProject(args: {
    readonly projectId: number;
    readonly name: string;
    readonly platform: string | undefined;
  }): Promise<void>;
  /** Switches a project on or off: its keys take events or refuse them. */
  enableProject(args: { readonly projectId: number; readonly isEnabled: boolean }): Promise<void>;
}

export interface ClientKeyCommands {
  createClientKey(args: {
    readonly projectId: number;
    readonly label: string;
    readonly settings?: Partial<ClientKeySettings>;
    /** What the public key begins with, for those who tell keys by it. */
    readonly prefix?: "glet_";
  }): Promise<ClientKey | { readonly problem: NameProblem }>;
  /** Puts the settings in the place of all that it has. */
  updateClientKey(args: { readonly keyId: number; readonly settings: ClientKeySettings }): Promise<void>;
  /** Makes a key with the same settings; the old one goes on until `oldExpiresAtMs`, so that SDKs can be changed over one by one. */
  rotateClientKey(args: {
    readonly keyId: number;
    readonly oldExpiresAtMs: number;
    /** Of the new key; that of the old one unless given. */
    readonly label?: string;
  }): Promise<ClientKey | { readonly problem: NameProblem }>;
  deleteClientKey(args: { readonly keyId: number }): Promise<void>;
}
