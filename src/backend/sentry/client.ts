import type { StatusChange } from "../../issue/issue.ts";
import type { Outbound } from "../../outbound/client.ts";
import type { Result } from "../../protocol/result.ts";
import type { ExternalIssue, LinkWay } from "./back-link.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteEvent, RemoteEventPage, WhichEvent } from "./remote-event.ts";
import type { RemoteIssue, RemoteIssuePage } from "./remote-issue.ts";
import type { RemoteProject, RemoteProjects } from "./remote-project.ts";
import type { RemoteTag } from "./remote-tag.ts";

export type SentryClientOptions = {
  readonly send: Outbound["send"];
  /** `https://sentry.example.org`: no path, no slash at the end. */
  readonly origin: string;
  readonly token: string;
  /** Unix ms. */
  readonly now: () => number;
  /** Between two attempts. */
  readonly sleep: (ms: number) => Promise<void>;
};

/** One project at a Sentry. Slugs and id as `listProjects` gave them. */
export type SentryPlace = {
  readonly organizationSlug: string;
  readonly projectSlug: string;
  /** Digits. What belongs to another project is refused. */
  readonly projectId: string;
};

/** How long one method may take, all its calls, attempts and waits together. */
export type Patience = {
  /** 10,000 unless given. */
  readonly connectMs?: number;
  /** 30,000 unless given. */
  readonly totalMs?: number;
  /** How often a GET is tried again after a failure that may pass; 2 unless given. */
  readonly retries?: number;
};

export type RemoteIssueQuery = {
  /** Sentry's search language, the `is:` included; "" means no condition. */
  readonly query: string;
  readonly sort: "date" | "new" | "freq" | "user";
  /** From an earlier page, opaque. */
  readonly cursor?: string;
  /** 1…100. */
  readonly limit: number;
};

/** What is to become of an issue; absent parts stay as they are. */
export type RemoteChange = {
  /** `until` of an ignored issue is sent in whole minutes, rounded up: Sentry knows no other. */
  readonly state?: StatusChange;
  /** `user:42`, `team:7`, an e-mail or a user name at the Sentry; "" for nobody. */
  readonly assignedTo?: string;
};

/**
 * The Web API of one Sentry with one token. Nothing here rejects: whatever goes wrong is a problem with its remedy. Answers are
 * taken as hostile: at most 1 MiB, ids of digits alone, every field typed by itself. Source: reference sentry-web-api,
 * gitlab-error-tracking §7.
 */
export type SentryClient = {
  /** Every project that the token sees, over all pages, at most 2,000 of 50 pages. Needs project:read. */
  readonly listProjects: (patience?: Patience) => Promise<Result<RemoteProjects, SentryProblem>>;
  /** One project by its slugs. Needs project:read. */
  readonly findProject: (
    organizationSlug: string,
    projectSlug: string,
    patience?: Patience,
  ) => Promise<Result<RemoteProject, SentryProblem>>;
  /** One page of issues. Needs event:read, as all that follow. */
  readonly listIssues: (
    place: SentryPlace,
    query: RemoteIssueQuery,
    patience?: Patience,
  ) => Promise<Result<RemoteIssuePage, SentryProblem>>;
  /** The issue with its releases and both charts. An issue that was merged at the Sentry comes with its new id. */
  readonly findIssue: (place: SentryPlace, issueId: string, patience?: Patience) => Promise<Result<RemoteIssue, SentryProblem>>;
  /** One page of events, newest first; without stacks, breadcrumbs and request, which Sentry gives for single events alone. */
  readonly listEvents: (
    place: SentryPlace,
    issueId: string,
    page: { readonly cursor?: string; readonly limit: number },
    patience?: Patience,
  ) => Promise<Result<RemoteEventPage, SentryProblem>>;
  readonly findEvent: (
    place: SentryPlace,
    issueId: string,
    which: WhichEvent,
    patience?: Patience,
  ) => Promise<Result<RemoteEvent, SentryProblem>>;
  /**
   * Tag keys with their most frequent values, most frequent first. Answers name no project: ask only for issues that this client
   * has found in the place before.
   */
  readonly listTags: (
    place: SentryPlace,
    issueId: string,
    valuesPerKey: number,
    patience?: Patience,
  ) => Promise<Result<readonly RemoteTag[], SentryProblem>>;
  /** The issue that an event of this project belongs to. */
  readonly findIssueOfEvent: (
    place: SentryPlace,
    eventId: string,
    patience?: Patience,
  ) => Promise<Result<RemoteIssue, SentryProblem>>;
  /** Changes an issue, after a look that it is the project's; answers it as it is now. Needs event:write; tried once. */
  readonly updateIssue: (
    place: SentryPlace,
    issueId: string,
    change: RemoteChange,
    patience?: Patience,
  ) => Promise<Result<RemoteIssue, SentryProblem>>;
  /** Shows the code host's issue at the Sentry: by its integration, else by its old plugin. Needs org:read, event:write. */
  readonly linkExternalIssue: (
    place: SentryPlace,
    issueId: string,
    external: ExternalIssue,
    patience?: Patience,
  ) => Promise<Result<LinkWay, SentryProblem>>;
};
