import type { Answer, OutboundRequest } from "../outbound/client.ts";
import type { OutboundProblem, OutboundProblemKind } from "../outbound/problem.ts";
import type { Result } from "../protocol/result.ts";
import type { ChangedFile } from "../release/release.ts";

/** What Culprit needs of the place where a project's code and issues are. Adapters: `gitlab/`, `github/`, `gitea/` (and Forgejo). */
export interface CodeHost {
  /** Repositories the token may see, not the archived ones; `query` is part of a name or path, empty for all. */
  listRepositories(query: string, cursor: string | undefined): Promise<Found<RepositoryPage>>;
  /** By `Repository.id`, or by its path. */
  findRepository(idOrPath: string): Promise<Found<Repository>>;

  /**
   * Title and body are cut to what the host takes. The body is Markdown and goes out as it is, but for GitLab's commands: whoever
   * writes it fences hostile text, since hosts act upon mentions. Not to be repeated when no answer came: the issue may have
   * been made.
   */
  createIssue(repository: RepositoryPlace, draft: IssueDraft): Promise<Found<HostIssue>>;
  findIssue(repository: RepositoryPlace, number: number): Promise<Found<HostIssue>>;
  /** Does nothing to an issue that is closed, so it may be repeated; the note is written once at most. */
  closeIssue(repository: RepositoryPlace, number: number, note: string): Promise<Found<StateChange>>;
  reopenIssue(repository: RepositoryPlace, number: number, note: string): Promise<Found<StateChange>>;
  /** Issues changed at `sinceMs` or later, in any way. Some of the second of `sinceMs` come again; hosts count in seconds. */
  listChangedIssues(repository: RepositoryPlace, sinceMs: number): Promise<Found<ChangedIssues>>;

  /** `ref` is a commit, branch or tag; what cannot be one is not found. */
  findCommit(repository: RepositoryPlace, ref: string): Promise<Found<Commit>>;
  /**
   * The newest commits up to a commit, newest first, with the files that each changed. The range names commits by their full
   * hashes. Merges are listed without files: what they brought was changed by the commits they merge.
   */
  listCommits(repository: RepositoryPlace, range: CommitRange): Promise<Found<readonly ListedCommit[]>>;
  /** A text file of at most 1 MiB, its lines ended as in the repository. */
  readFile(repository: RepositoryPlace, path: string, ref: string): Promise<Found<string>>;

  /** Makes the host call `url` when an issue changes, signed with `secret`. Changes the hook that calls `url`, if there is one. */
  ensureWebhook(repository: RepositoryPlace, url: string, secret: string): Promise<Found<Webhook>>;

  /** The page of an issue, as people paste it, read without a call. Nothing if it is not one of this host. */
  parseIssueUrl(text: string): IssueAddress | undefined;
  /** The page of a line. Nothing if path or ref cannot be one of a repository. `line` counts from 1. */
  fileUrl(repository: RepositoryPlace, path: string, ref: string, line: number | undefined): string | undefined;
}

/** Answers that cannot be had are values: adapters never reject. */
export type Found<T> = Result<T, CodeHostProblem>;

export type CodeHostKind = "gitlab" | "github" | "gitea";

export type CodeHostDeps = {
  readonly send: (request: OutboundRequest) => Promise<Result<Answer, OutboundProblem>>;
  /** As of `parseOrigin`: scheme, host and, for hosts below a path, that path. The token goes nowhere else. */
  readonly origin: string;
  readonly token: string;
  /** Unix ms; the clock, unless given. */
  readonly now?: () => number;
};

/** What identifies a repository in a call: GitLab goes by the id, the others by the path. */
export type RepositoryPlace = { readonly id: string; readonly path: string };

export type Repository = RepositoryPlace & {
  /** Digits. */
  readonly id: string;
  /** `owner/name`; at GitLab of any depth. */
  readonly path: string;
  readonly url: string;
  /** Nothing while the repository is empty. */
  readonly defaultBranch: string | undefined;
  /** Nothing can be changed in it. */
  readonly archived: boolean;
  readonly hasIssues: boolean;
};

export type RepositoryPage = { readonly repositories: readonly Repository[]; readonly next: string | undefined };

export type IssueDraft = { readonly title: string; readonly body: string };

export type HostIssue = {
  /** Its number in the repository, as people say it: #12. */
  readonly number: number;
  /** One line of at most 500 characters. */
  readonly title: string;
  /** At the host's own origin. */
  readonly url: string;
  readonly state: IssueState;
  readonly updatedAtMs: number;
};

export type IssueState = "open" | "closed";

/**
 * `changed` is false if the issue had the state before. The issue is what was asked for; a note that could not be written
 * (`noteProblem`) is not worth a second try.
 */
export type StateChange = {
  readonly issue: HostIssue;
  readonly changed: boolean;
  readonly noteProblem: CodeHostProblem | undefined;
};

/** `untilMs` is what to ask from next. If not `complete`, there is more at once. */
export type ChangedIssues = {
  readonly issues: readonly HostIssue[];
  readonly untilMs: number;
  readonly complete: boolean;
};

export type Commit = {
  /** The full hash, in lower case. */
  readonly id: string;
  /** At most 10,000 characters; its first line is the title. */
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAtMs: number;
  readonly url: string;
};

/** What `head` has and `base` has not, at most `limit`; without a base all that led to `head`. */
export type CommitRange = { readonly head: string; readonly base: string | undefined; readonly limit: number };

/** At most 300 files of a commit. A file that was moved is deleted in one place and new in another. */
export type ListedCommit = Commit & { readonly files: readonly ChangedFile[] };

export type Webhook = { readonly id: string; readonly created: boolean };

export type IssueAddress = { readonly repositoryPath: string; readonly number: number };

/** `message` is one or two plain sentences with the remedy. `retryAfterMs` stands where the host said how long to wait. */
export type CodeHostProblem = {
  readonly kind: CodeHostProblemKind;
  readonly message: string;
  readonly retryAfterMs?: number;
};

export type CodeHostProblemKind =
  | OutboundProblemKind
  | "wrong-token"
  /** The message names the scope. */
  | "missing-scope"
  /** The person the token belongs to may not do this. */
  | "not-allowed"
  | "not-a-code-host"
  | "not-found"
  | "rate-limited"
  | "archived"
  | "issues-disabled"
  /** The host does not take what was sent: a title, an address of a webhook. */
  | "rejected"
  | "not-text"
  | "remote-error";

const PASSING: ReadonlySet<CodeHostProblemKind> = new Set<CodeHostProblemKind>([
  "name-not-found",
  "refused",
  "unreachable",
  "tls",
  "too-slow",
  "broken-answer",
  "rate-limited",
  "remote-error",
]);

/** Whether the same call may go well later though nobody mends anything here. */
export function mayPass(kind: CodeHostProblemKind): boolean {
  return PASSING.has(kind);
}

/** A webhook as it arrived. `headers` have names in lower case. */
export type WebhookRequest = {
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Uint8Array;
  readonly secret: string;
};

/** What a webhook says. Only a hint: the state is to be asked for. */
export type IssueNews = {
  /** The same when a delivery is repeated. At most 100 characters. */
  readonly deliveryId: string;
  readonly repositoryId: string;
  readonly issueNumber: number;
  readonly state: IssueState;
};

export type WebhookProblem = { readonly kind: "unsigned" | "wrong-signature" | "broken"; readonly message: string };

/** Pure. The signature is checked before anything else is read, in a time that tells nothing. */
export type ReadWebhook = (request: WebhookRequest) => Result<IssueNews | "not-about-issues", WebhookProblem>;
