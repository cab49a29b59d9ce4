import type { TagSpread } from "../backend/backend.ts";
import type { Commit } from "../codehost/codehost.ts";
import type { IssueLink } from "../codehost/issue-link.ts";
import type { IgnoreUntil, Issue, IssueState, ResolvedIn } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { Actors } from "./actors.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import type { Series } from "./series.ts";
import { serialiseAnnotation, serialiseLink, serialisePluginIssues } from "./serialise-link.ts";
import { serialiseRelease } from "./serialise-release.ts";
import { serialiseTagKey } from "./serialise-tag.ts";
import { serialiseActor, serialiseAssignee, serialiseTeamAssignee } from "./serialise-user.ts";

/** What of an issue is to be left out, or undefined for nothing. */
export type Collapse = ReadonlySet<string>;
export type Charts = { readonly [period: string]: Series };
/** What of an issue is not in the issue itself. */
export type Beside = {
  readonly actors: Actors;
  readonly charts: Charts;
  readonly link: IssueLink | undefined;
  /** Ids of issues that whoever asks has seen. */
  readonly seen: ReadonlySet<number>;
};
/** What only the detail shows. */
export type Details = {
  readonly tags: readonly TagSpread[];
  readonly firstCommit: Commit | undefined;
  readonly lastCommit: Commit | undefined;
  /** Serialised, the newest first. */
  readonly activity: readonly object[];
};

/** The page of an issue, for links from elsewhere. */
export function permalinkOf(publicUrl: string, project: Project, issueId: number): string {
  return `${publicUrl}/organizations/${project.organizationSlug}/issues/${issueId}/`;
}

/** Sentry's issue object. Source of the fields and their types: reference sentry-web-api §2.6.2. */
export function serialiseIssue(
  publicUrl: string,
  issue: Issue,
  project: Project,
  { actors, charts, link, seen }: Beside,
): object {
  return {
    id: String(issue.id),
    shortId: issue.shortId,
    title: issue.title,
    culprit: issue.culprit,
    permalink: permalinkOf(publicUrl, project, issue.id),
    logger: issue.logger ?? null,
    level: issue.level,
    ...serialiseState(issue.state, actors),
    isPublic: false,
    shareId: null,
    platform: issue.platform,
    project: {
      id: String(project.id),
      name: project.name,
      slug: project.slug,
      platform: project.platform ?? null,
    },
    type: issue.type,
    issueType: "error",
    issueCategory: "error",
    metadata: issue.metadata,
    numComments: issue.noteCount,
    userReportCount: 0,
    assignedTo: assigneeOf(issue, actors),
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: seen.has(issue.id),
    isUnhandled: issue.isUnhandled,
    annotations: link === undefined ? [] : [serialiseAnnotation(link)],
    link: link === undefined ? null : serialiseLink(link),
    remote: issue.remote === undefined ? null : { url: issue.remote.url },
    priority: priorityOf(issue),
    priorityLockedAt: null,
    ...totalsOf(issue),
    stats: charts,
  };
}

/** The same as a list holds it: with its totals over all time, and without what the client asked to leave out. */
export function serialiseListedIssue(
  publicUrl: string,
  issue: Issue,
  project: Project,
  beside: Beside,
  collapse: Collapse,
): object {
  const whole = {
    ...serialiseIssue(publicUrl, issue, project, beside),
    lifetime: { ...totalsOf(issue), stats: null },
    filtered: null,
  };
  const left = Object.entries(whole).filter(([key]) => !collapse.has(key === "isUnhandled" ? "unhandled" : key));
  return Object.fromEntries(left);
}

/** The detail adds releases, tags and what people did. */
export function serialiseIssueDetail(
  publicUrl: string,
  issue: Issue,
  project: Project,
  beside: Beside,
  { tags, firstCommit, lastCommit, activity }: Details,
): object {
  return {
    ...serialiseIssue(publicUrl, issue, project, beside),
    ...(issue.thinnedAtMs !== undefined && { thinnedAt: dateOf(issue.thinnedAtMs) }),
    firstRelease: serialiseRelease(issue.firstRelease, firstCommit),
    lastRelease: serialiseRelease(issue.lastRelease, lastCommit),
    tags: tags.map(serialiseTagKey),
    // GitLab reads them here, each as a text of HTML, and an object would take its page away. It finds the link in `pluginIssues`.
    annotations: [],
    activity,
    seenBy: [],
    participants: [],
    pluginActions: [],
    pluginIssues: serialisePluginIssues(beside.link),
    pluginContexts: [],
  };
}

/**
 * Status, substatus and details in Sentry's spelling. A decision names its actor: null when it was a program's, by an
 * organisation's token, or when the account is gone. Source: reference sentry-web-api §4.
 */
function serialiseState(state: IssueState, actors: Actors): object {
  const statusChangedAt = dateOf(state.sinceMs);
  switch (state.status) {
    case "unresolved":
      return { status: "unresolved", substatus: state.substatus, statusDetails: {}, statusChangedAt };
    case "resolved":
      return {
        status: "resolved",
        substatus: null,
        statusDetails: { ...boundOf(state.in), ...actorOf(state.byUserId, actors) },
        statusChangedAt,
      };
    case "ignored":
      return {
        status: "ignored",
        substatus: state.substatus,
        statusDetails: {
          ...(state.until === undefined ? {} : ignoreDetailsOf(state.until)),
          ...actorOf(state.byUserId, actors),
        },
        statusChangedAt,
      };
  }
}

/** `inNextRelease` is what clients know; which release is the last one covered stands beside it. */
function boundOf(bound: ResolvedIn | undefined): object {
  if (bound === undefined) return {};
  return bound.kind === "release" ? { inRelease: bound.version } : { inNextRelease: true, afterRelease: bound.version };
}

/** Null when nobody takes care of it, or when the account is gone. */
function assigneeOf({ assignee }: Issue, actors: Actors): object | null {
  if (assignee?.kind === "team") return serialiseTeamAssignee(assignee);
  return serialiseAssignee(assignee && actors.get(assignee.id));
}

function actorOf(userId: number | undefined, actors: Actors): { readonly actor: object | null } {
  const user = userId === undefined ? undefined : actors.get(userId);
  return { actor: user === undefined ? null : serialiseActor(user) };
}

/** `…From`: the totals that the counting began with. */
export function ignoreDetailsOf({ untilMs, events, users }: IgnoreUntil): object {
  const withinHours = events?.withinHours;
  return {
    ignoreCount: events?.more ?? null,
    ...(events?.from !== undefined && { ignoreCountFrom: events.from }),
    ignoreUntil: dateOrNull(untilMs),
    ignoreUserCount: users?.more ?? null,
    ...(users?.from !== undefined && { ignoreUserCountFrom: users.from }),
    ignoreUserWindow: null,
    ignoreWindow: withinHours === undefined ? null : withinHours * 60,
  };
}

function totalsOf(issue: Issue): object {
  return {
    count: String(issue.eventCount),
    userCount: issue.userCount,
    firstSeen: dateOf(issue.firstSeenMs),
    lastSeen: dateOf(issue.lastSeenMs),
  };
}

/** A first guess that orders a list; nobody can set it yet. */
function priorityOf(issue: Issue): "low" | "medium" | "high" {
  if (issue.level === "fatal" || issue.isUnhandled) return "high";
  return issue.level === "error" ? "medium" : "low";
}
