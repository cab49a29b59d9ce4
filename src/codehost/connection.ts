import type { CodeHostKind } from "./codehost.ts";

/** The repository that a project is connected to. Secrets are sealed (`open-host.ts`). */
export type CodeHostConnection = {
  /** Stands in the address of its webhook. */
  readonly id: number;
  readonly projectId: number;
  readonly kind: CodeHostKind;
  readonly origin: string;
  readonly repository: ConnectedRepository;
  readonly sealedToken: string;
  /** The token as it may be shown. */
  readonly tokenHint: string;
  readonly sealedWebhookSecret: string;
  /** The host was told to call us. */
  readonly webhookInstalled: boolean;
  /** Resolving an error closes its issue, and a regression opens it again. */
  readonly closesIssues: boolean;
  /** Closing the issue resolves the error, and reopening it does the opposite. */
  readonly resolvesErrors: boolean;
  /** The host is asked each minute what changed, since it cannot call us. */
  readonly polls: boolean;
  /** By the host's clock, Unix ms. */
  readonly polledToMs: number;
  readonly createdAtMs: number;
  readonly checkedAtMs: number;
  /** What went wrong when it was last called, in words with the remedy. */
  readonly problem: string | undefined;
};

export type ConnectedRepository = {
  readonly id: string;
  readonly path: string;
  readonly url: string;
  readonly defaultBranch: string | undefined;
};

/** Jobs that will be tried again, and those given up. */
export type JobCounts = { readonly waiting: number; readonly dead: number };

/** What is read of connections. Only those in use are found. */
export interface CodeHostReader {
  findCodeHost(projectId: number): Promise<CodeHostConnection | undefined>;
  findCodeHostById(connectionId: number): Promise<CodeHostConnection | undefined>;
  listCodeHosts(): Promise<readonly CodeHostConnection[]>;
  countJobs(connectionId: number): Promise<JobCounts>;
}

export interface CodeHostCommands {
  /**
   * Makes this the project's connection; the one before loses its secrets and its jobs, and keeps its links. The same
   * repository as before is the same connection: its jobs that were given up are tried again. `sealedWebhookSecret` is kept
   * only where there is none.
   */
  saveCodeHost(args: {
    readonly projectId: number;
    readonly kind: CodeHostKind;
    readonly origin: string;
    readonly repository: ConnectedRepository;
    readonly sealedToken: string;
    readonly tokenHint: string;
    readonly sealedWebhookSecret: string;
    readonly closesIssues: boolean;
    readonly resolvesErrors: boolean;
    readonly polls: boolean;
  }): Promise<{ readonly connection: CodeHostConnection; readonly isNew: boolean }>;
  /** Whether the host calls us, and so whether we ask it. */
  noteWebhook(args: { readonly connectionId: number; readonly installed: boolean; readonly polls: boolean }): Promise<void>;
  /** How the last call went; `problem` undefined: well. */
  noteCodeHostHealth(args: { readonly connectionId: number; readonly problem: string | undefined }): Promise<void>;
  /** Ends the project's connection. Links stay, as links alone. */
  removeCodeHost(args: { readonly projectId: number }): Promise<void>;
}
