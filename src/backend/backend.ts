import type { Changes, ChangesQuery } from "../issue/changes.ts";
import type { Freshness, Issue, StatusChange, ChangeProblem } from "../issue/issue.ts";
import type { DiscardedIssue, RegroupCommands, SignatureInIssue, SimilarIssue } from "../issue/regroup.ts";
import type { IssueCondition } from "../issue/query/condition.ts";
import type { SearchOfEvents } from "../issue/query/parse-of-events.ts";
import type { Event } from "../protocol/event.ts";
import type { Project } from "../project/project.ts";

/**
 * Where a project's errors are read and acted on: `integrated/` (this installation keeps them) or `sentry/` (a Sentry
 * instance does). API and screens know this port alone. Adapters are held by `backend.contract.ts`. Its methods reject with
 * `BackendProblem` for everything that is not a bug.
 */
export interface Backend {
  readonly can: BackendCapabilities;
  /** One page of issues over the given projects (all of this backend), in the order asked. */
  listIssues(query: IssueListQuery): Promise<IssuePage>;
  /** How many match in each status, each counted up to 1,000; a status that the filter leaves out is counted too. */
  countIssues(query: Pick<IssueListQuery, "projects" | "filter">): Promise<IssueCounts>;
  /** `undefined` when there is no such issue in these projects. */
  findIssue(projects: readonly Project[], ref: IssueRef): Promise<Issue | undefined>;
  /** Owner of an event id, over these projects. */
  findIssueOfEvent(projects: readonly Project[], eventId: string): Promise<Issue | undefined>;
  /** Events of one issue, newest first. */
  listEvents(issue: Issue, page: EventListQuery): Promise<EventPage>;
  /** Events of a whole project, newest first, where `can.projectEvents`. */
  listProjectEvents(project: Project, page: EventListQuery): Promise<EventPage>;
  /** Events that a search finds, over several projects, newest first, where `can.projectEvents`. */
  listFoundEvents(found: FoundEvents, page: Pick<EventListQuery, "cursor" | "limit">): Promise<EventPage>;
  /**
   * How many events a search finds, in groups, where `can.projectEvents`. Rejects with `not-supported` when they are too many to be
   * counted, in words that name the remedy: no part of them is told as the whole.
   */
  countFoundEvents(found: FoundEvents, wanted: EventCounting): Promise<readonly EventGroup[]>;
  /** One event with its neighbours in the issue's order. */
  findEvent(issue: Issue, which: "latest" | "oldest" | { readonly eventId: string }): Promise<EventInIssue | undefined>;
  /** Hourly counts for each issue over `[fromHour, toHour]`, both whole hours since the epoch, inclusive; zeros filled in. */
  listHourlyCounts(issues: readonly Issue[], fromHour: number, toHour: number): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Tag keys of an issue with their most frequent values, most frequent first. */
  listTags(issue: Issue, valuesPerKey: number): Promise<readonly TagSpread[]>;
  /** What has changed in a project. What a backend cannot tell is a group that says so. */
  listChanges(project: Project, query: ChangesQuery): Promise<Changes>;
  /** See `IssueCommands`. */
  updateIssues(
    projects: readonly Project[],
    issueIds: readonly number[],
    change: StatusChange,
    byUserId: number | undefined,
  ): Promise<{ readonly updated: readonly number[]; readonly problem?: ChangeProblem }>;
  /** What changes which events are one bug; only where `can.regroup`. */
  readonly regrouping: Regrouping | undefined;
}

/** A backend that groups events itself says what it grouped by, and lets people correct it. See `RegroupCommands`. */
export interface Regrouping extends RegroupCommands {
  /** The signatures of an issue, those with the most events first. */
  listSignatures(issue: Issue, page: { readonly cursor?: string; readonly limit: number }): Promise<SignaturePage>;
  /** Issues of the same project that may be the same bug, the likeliest first; what was said not to be is left out. */
  listSimilar(issue: Issue): Promise<readonly SimilarIssue[]>;
  /** Issues of a project whose further events are dropped, the latest first. */
  listDiscarded(project: Project): Promise<readonly DiscardedIssue[]>;
}

/** What a backend can do. API and screens ask here, and never which backend it is. */
export type BackendCapabilities = {
  readonly sorts: readonly IssueSort[];
  /** `text`: the filters of `IssueFilter`. `sentry`: whatever Sentry's own search understands, by `IssueFilter.queryText`. */
  readonly search: "text" | "sentry";
  /** How many hours back there are hourly counts; before that, days stand in their first hour, or nothing is known. */
  readonly chartHours: number;
  /** Ignoring until a time. */
  readonly ignoreUntil: boolean;
  readonly assign: boolean;
  /** Single events can be looked at. */
  readonly events: boolean;
  /** Events of a whole project can be listed. */
  readonly projectEvents: boolean;
  /** Events are grouped here: that can be explained, and issues are merged, split and deleted by `regrouping`. */
  readonly regroup: boolean;
  /** Open pages are told of changes. */
  readonly live: boolean;
  /** The project's keys take events. */
  readonly receivesEvents: boolean;
};

/**
 * Why a backend does not answer. `bad-cursor`: no cursor of this backend; `unavailable`: try later; `refused`: the remote said
 * no (token, scope); the message is one sentence for people and names the remedy.
 */
export class BackendProblem extends Error {
  readonly kind: "bad-cursor" | "unavailable" | "refused" | "not-supported" | "not-found";
  constructor(kind: BackendProblem["kind"], message: string) {
    super(message);
    this.name = "BackendProblem";
    this.kind = kind;
  }
}

/** By local id, or by the number in a short id. */
export type IssueRef =
  | { readonly kind: "id"; readonly id: number }
  | { readonly kind: "number"; readonly projectId: number; readonly number: number };

/** `trend`: by how many events more than in the time before, over the span of `IssueListQuery.trend`. */
export type IssueSort = "last-seen" | "first-seen" | "events" | "users" | "trend";

/** `isCapped`: there may be more than were counted. */
export type IssueCounts = {
  readonly counts: { readonly [status in "unresolved" | "resolved" | "ignored"]: number };
  readonly isCapped: boolean;
};

export type IssueListQuery = {
  readonly projects: readonly Project[];
  readonly filter: IssueFilter;
  readonly sort: IssueSort;
  /** For the sort `trend`: the last `spanMs` before `nowMs`, against as long a time before. */
  readonly trend?: { readonly nowMs: number; readonly spanMs: number };
  readonly cursor?: string;
  readonly limit: number;
};

/** What the search text came to. Empty lists and absent fields mean no condition. */
export type IssueFilter = {
  readonly statuses: readonly ("unresolved" | "resolved" | "ignored")[];
  /** Case-insensitive substring of title or culprit. */
  readonly text?: string;
  readonly levels: readonly string[];
  readonly ids: readonly number[];
  /**
   * All must hold; those on events, of one and the same event. As a release, `latest` is the newest one of the issue's project.
   */
  readonly conditions?: readonly IssueCondition[];
  /** Who is `me`, and whose teams are `my-teams`. */
  readonly askedByUserId?: number;
  /** Issues with a chance of events in a window, Unix ms: last seen at or after `seenFromMs`, first seen at or before `seenToMs`. */
  readonly seenFromMs?: number;
  readonly seenToMs?: number;
  /** The search as typed, without its leading `is:`; for backends whose `can.search` is `sentry`. */
  readonly queryText?: string;
};

/**
 * `next` and `previous` are cursors, there only where there is a page: texts that mean something to their backend alone, and
 * stay true while rows move. A text that is no cursor is a `bad-cursor`.
 */
export type IssuePage = {
  readonly issues: readonly Issue[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** How many match in all, counted up to 1,000. */
  readonly hits: number;
  /** Unix ms: events before were not looked at, for it would have taken too long; absent: all were, or none had to be. */
  readonly searchedBackToMs?: number;
  readonly freshness?: Freshness;
};

export type EventListQuery = { readonly cursor?: string; readonly limit: number; readonly filter?: EventFilter };

/** What events are let through; all of it holds for the same event. Unix ms, of the event's own time. */
export type EventFilter = SearchOfEvents & {
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The search as typed, for backends whose `can.search` is `sentry`; those pass the rest over. */
  readonly queryText?: string;
};

/**
 * Events by a search of the issue list. What it asks of issues holds of the event's issue; what it asks of events, its levels and
 * its text among that, of the event itself. Unix ms, both included, of the event's own time.
 */
export type FoundEvents = {
  readonly projects: readonly Project[];
  readonly filter: IssueFilter;
  readonly fromMs: number;
  readonly toMs: number;
};

/** What of an event its issue tells, with the same value for all events of the issue: these columns make groups without a look at each. */
export const ISSUE_COLUMNS_OF_EVENTS = [
  "issue",
  "project",
  "title",
  "culprit",
  "error.type",
  "error.value",
  "platform",
  "logger",
  "event.type",
] as const;

/** `by` and `distinct` name columns: those of the issue, else `columnValues`. Issues and projects come as their ids. */
export type EventCounting = {
  readonly by: readonly string[];
  /** Different values of these are counted. */
  readonly distinct: readonly string[];
  /** Also count each stretch of so long, the first one beginning at `fromMs`. */
  readonly stepMs?: number;
};

export type EventTally = {
  readonly events: number;
  /** In the order of `distinct`. */
  readonly distinct: readonly number[];
};
/** `values` in the order of `by`; null: the event does not say. `steps` by their number from 0; without those that have no event. */
export type EventGroup = EventTally & {
  readonly values: readonly (string | null)[];
  /** Unix ms. */
  readonly lastSeenMs: number;
  readonly steps: ReadonlyMap<number, EventTally>;
};

export type EventPage = {
  readonly events: readonly StoredEvent[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
  readonly freshness?: Freshness;
};

/** A stored event with what the digest derived from it. */
export type StoredEvent = {
  readonly issueId: number;
  readonly projectId: number;
  readonly event: Event;
  /** What it is grouped by, as lower-case hex; the one that decided first. */
  readonly signatures: readonly string[];
  /** Of the signature; absent where a Sentry groups. */
  readonly groupingVersion?: string;
  /** The project's rules of grouping that were in force; absent where there were none. */
  readonly groupingRulesId?: number;
  /** Its files came after it: it is shown as they have it, and counted under the signature it was grouped by before. */
  readonly isMappedLater?: true;
  readonly title: string;
  readonly culprit: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly receivedAtMs: number;
  /** Bytes of the stored JSON before compression. */
  readonly sizeBytes: number;
};

export type SignaturePage = {
  readonly signatures: readonly (SignatureInIssue & { readonly latestEvent: StoredEvent | undefined })[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
};

export type EventInIssue = {
  readonly stored: StoredEvent;
  /** Ids of the next older and next newer event of the issue. */
  readonly previousEventId: string | undefined;
  readonly nextEventId: string | undefined;
  readonly freshness?: Freshness;
};

export type TagSpread = {
  readonly key: string;
  /** Events of the issue that carry the key. */
  readonly total: number;
  readonly values: readonly TagValue[];
};
export type TagValue = {
  readonly value: string;
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
};
