import type { Issue, StatusChange } from "../issue/issue.ts";
import type { Event } from "../protocol/event.ts";
import type { Project } from "../project/project.ts";

/**
 * Where a project's errors are read and acted on: `integrated/` (this installation keeps them) or `sentry/` (a Sentry
 * instance does). API and screens know this port alone. Adapters are held by `backend.contract.ts`.
 */
export interface Backend {
  /** One page of issues over the given projects (all of this backend), in the order asked. */
  listIssues(query: IssueListQuery): Promise<IssuePage>;
  /** `undefined` when there is no such issue in these projects. */
  findIssue(projects: readonly Project[], ref: IssueRef): Promise<Issue | undefined>;
  /** Owner of an event id, over these projects. */
  findIssueOfEvent(projects: readonly Project[], eventId: string): Promise<Issue | undefined>;
  /** Events of one issue, newest first. */
  listEvents(issue: Issue, page: { readonly cursor?: Cursor; readonly limit: number }): Promise<EventPage>;
  /** Events of a whole project, newest first. */
  listProjectEvents(project: Project, page: { readonly cursor?: Cursor; readonly limit: number }): Promise<EventPage>;
  /** One event with its neighbours in the issue's order. */
  findEvent(issue: Issue, which: "latest" | "oldest" | { readonly eventId: string }): Promise<EventInIssue | undefined>;
  /** Hourly counts for each issue over `[fromHour, toHour]`, both whole hours since the epoch, inclusive; zeros filled in. */
  listHourlyCounts(issues: readonly Issue[], fromHour: number, toHour: number): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Tag keys of an issue with their most frequent values, most frequent first. */
  listTags(issue: Issue, valuesPerKey: number): Promise<readonly TagSpread[]>;
  updateIssues(
    projects: readonly Project[],
    issueIds: readonly number[],
    change: StatusChange,
    byUserId: number | undefined,
  ): Promise<{ readonly updated: readonly number[] }>;
}

/** By local id, or by the number in a short id. */
export type IssueRef =
  | { readonly kind: "id"; readonly id: number }
  | { readonly kind: "number"; readonly projectId: number; readonly number: number };

export type IssueSort = "last-seen" | "first-seen" | "events" | "users";

export type IssueListQuery = {
  readonly projects: readonly Project[];
  readonly filter: IssueFilter;
  readonly sort: IssueSort;
  readonly cursor?: Cursor;
  readonly limit: number;
};

/** What the search text came to. Empty lists and absent fields mean no condition. */
export type IssueFilter = {
  readonly statuses: readonly ("unresolved" | "resolved" | "ignored")[];
  /** Case-insensitive substring of title or culprit. */
  readonly text?: string;
  readonly levels: readonly string[];
  readonly ids: readonly number[];
  /** Issues with a chance of events in a window, Unix ms: last seen at or after `seenFromMs`, first seen at or before `seenToMs`. */
  readonly seenFromMs?: number;
  readonly seenToMs?: number;
};

/**
 * A place between rows that stays true while rows move: the sort value and id of the last row seen (keyset). `backwards`
 * asks for the page before it.
 */
export type Cursor = { readonly value: number; readonly id: number; readonly backwards: boolean };

export type IssuePage = {
  readonly issues: readonly Issue[];
  /** Cursors exist only where there is a page. */
  readonly next: Cursor | undefined;
  readonly previous: Cursor | undefined;
  /** How many match in all, counted up to 1,000. */
  readonly hits: number;
};

export type EventPage = {
  readonly events: readonly StoredEvent[];
  readonly next: Cursor | undefined;
  readonly previous: Cursor | undefined;
};

/** A stored event with what the digest derived from it. */
export type StoredEvent = {
  readonly issueId: number;
  readonly projectId: number;
  readonly event: Event;
  /** What it is grouped by, as lower-case hex; the one that decided first. */
  readonly signatures: readonly string[];
  readonly title: string;
  readonly culprit: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly receivedAtMs: number;
  /** Bytes of the stored JSON before compression. */
  readonly sizeBytes: number;
};

export type EventInIssue = {
  readonly stored: StoredEvent;
  /** Ids of the next older and next newer event of the issue. */
  readonly previousEventId: string | undefined;
  readonly nextEventId: string | undefined;
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
