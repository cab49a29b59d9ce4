import type { Outbound } from "../../outbound/client.ts";
import type { Result } from "../../protocol/result.ts";
import type { ExternalIssue, LinkWay } from "./back-link.ts";
import { linkExternalIssue } from "./back-link.ts";
import type { Line, Patience } from "./call.ts";
import { begin } from "./call.ts";
import type { RemoteEventQuery } from "./find-event.ts";
import { findEvent, listEvents } from "./find-event.ts";
import { findIssue, findIssueOfEvent, listIssues } from "./find-issue.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteEvent, RemoteEventPage, WhichEvent } from "./remote-event.ts";
import type { RemoteIssue, RemoteIssuePage, RemoteIssueQuery } from "./remote-issue.ts";
import type { RemoteProject, RemoteProjects } from "./remote-project.ts";
import { findProject, listProjects } from "./remote-project.ts";
import type { RemoteTag } from "./remote-tag.ts";
import { listTags } from "./remote-tag.ts";
import type { RemoteChange } from "./update-issue.ts";
import { updateIssue } from "./update-issue.ts";

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
    page: RemoteEventQuery,
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

export function sentryClient(options: SentryClientOptions): SentryClient {
  const { send, origin, token, now, sleep } = options;
  const line: Line = { send, origin, token, now, sleep, host: URL.parse(origin)?.host ?? "The Sentry" };
  return {
    listProjects: (patience) => listProjects(begin(line, patience)),
    findProject: (organization, project, patience) => findProject(begin(line, patience), organization, project),
    listIssues: (place, query, patience) => listIssues(begin(line, patience), place, query),
    findIssue: (place, issueId, patience) => findIssue(begin(line, patience), place, issueId),
    listEvents: (place, issueId, page, patience) => listEvents(begin(line, patience), place, issueId, page),
    findEvent: (place, issueId, which, patience) => findEvent(begin(line, patience), place, issueId, which),
    listTags: (_place, issueId, valuesPerKey, patience) => listTags(begin(line, patience), issueId, valuesPerKey),
    findIssueOfEvent: (place, eventId, patience) => findIssueOfEvent(begin(line, patience), place, eventId),
    updateIssue: (place, issueId, change, patience) => updateIssue(begin(line, patience), place, issueId, change),
    linkExternalIssue: (place, issueId, external, patience) =>
      linkExternalIssue(begin(line, patience), place, issueId, external),
  };
}
