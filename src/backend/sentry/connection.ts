import type { RemoteIssue } from "./remote-issue.ts";
import type { RemoteProject } from "./remote-project.ts";

/** What a project here knows of its project at a Sentry. */
export type SentryConnection = {
  readonly id: number;
  readonly projectId: number;
  /** `https://sentry.example.org`. */
  readonly origin: string;
  readonly remote: Omit<RemoteProject, "status">;
  /** Sealed for `tokenContext(projectId, origin)`. Undefined: given up, since the project was connected elsewhere. */
  readonly sealedToken: string | undefined;
  /** The token as it may be shown. */
  readonly tokenHint: string | undefined;
  readonly health: ConnectionHealth;
};

/** How the Sentry answers. Unix ms. */
export type ConnectionHealth = {
  /** When it was last asked, as far as that was noted. */
  readonly checkedAtMs: number;
  /** When it last answered well. */
  readonly answeredAtMs: number;
  /** Why it did not answer when it was last asked: a sentence with the remedy. */
  readonly problem: string | undefined;
};

/** What a sealed token is bound to: it opens for this project and origin, and for no other. */
export function tokenContext(projectId: number, origin: string): string {
  return `project ${projectId} sentry ${origin}`;
}

export interface ConnectionReader {
  findConnection(connectionId: number): Promise<SentryConnection | undefined>;
  /** Of a project whose errors a Sentry keeps; undefined for all others. */
  findConnectionInUse(projectId: number): Promise<SentryConnection | undefined>;
}

/** An issue as it is remembered: what lists and details show. */
export type RememberedIssue = Omit<RemoteIssue, "url" | "hourly" | "daily" | "assignee">;

export interface ConnectionCommands {
  /**
   * Keeps a connection that was tried and is good; the one to the same project at the same Sentry is renewed. Tokens of the
   * project's other connections are given up.
   */
  saveSentryConnection(args: {
    readonly projectId: number;
    readonly origin: string;
    readonly remote: Omit<RemoteProject, "status">;
    readonly sealedToken: string;
    readonly tokenHint: string;
  }): Promise<{ readonly connectionId: number }>;
  /** Lets a project's errors be kept here, or by the Sentry of one of its connections; its keys take events or refuse them. */
  chooseBackend(args: {
    readonly projectId: number;
    readonly backend: { readonly kind: "integrated" } | { readonly kind: "sentry"; readonly connectionId: number };
  }): Promise<void>;
  /** Notes that the Sentry was asked now, and what was wrong; undefined when nothing was. */
  noteConnectionHealth(args: { readonly connectionId: number; readonly problem: string | undefined }): Promise<void>;
  /**
   * Brings the rows of a connection's issues up to date, making those seen for the first time; writes only what changed.
   * Answers their local ids in the order given. `askedAtMs`: when the Sentry was asked; a state decided later is not undone.
   */
  rememberRemoteIssues(args: {
    readonly connectionId: number;
    readonly issues: readonly RememberedIssue[];
    readonly askedAtMs: number;
  }): Promise<{ readonly issueIds: readonly number[] }>;
}
