import type { Json, JsonObject } from "../../../src/protocol/json.ts";
import type { SentryEvent, SentryIssue, SentryProject, World } from "./world.ts";
import { newestFirst, tagsOf } from "./world.ts";

const HOUR_MS = 3_600_000;

/** Shapes of reference sentry-web-api §2.3, §2.6.2, §2.7. */
export function projectJson({ id, slug, name, organization }: SentryProject): JsonObject {
  return {
    id,
    slug,
    name,
    platform: "python",
    status: "active",
    dateCreated: "2026-01-04T10:00:00Z",
    isMember: true,
    hasAccess: true,
    features: [],
    organization: {
      id: organization.id,
      slug: organization.slug,
      name: organization.name,
      status: { id: "active", name: "active" },
    },
  };
}

export function issueJson(world: World, origin: string, issue: SentryIssue): JsonObject {
  const [newest] = newestFirst(issue);
  const { project } = issue;
  const times = timesOf(issue);
  return {
    id: issue.id,
    shareId: null,
    shortId: issue.shortId,
    title: newest?.title ?? "",
    culprit: newest?.culprit ?? "",
    permalink: `${origin}/organizations/${project.organization.slug}/issues/${issue.id}/`,
    logger: null,
    level: newest?.level ?? "error",
    status: issue.status,
    statusDetails: issue.statusDetails,
    substatus: issue.substatus,
    isPublic: false,
    platform: "python",
    project: { id: project.id, name: project.name, slug: project.slug, platform: "python" },
    type: newest?.entries === undefined ? "default" : "error",
    metadata: newest === undefined ? {} : metadataOf(newest),
    numComments: 0,
    assignedTo: issue.assignedTo,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: false,
    annotations: [],
    issueType: "error",
    issueCategory: "error",
    isUnhandled: false,
    count: String(issue.events.length),
    userCount: usersOf(issue),
    firstSeen: dateOf(Math.min(...times)),
    lastSeen: dateOf(Math.max(...times)),
    stats: { "24h": statsOf(world, issue, 24, 1) },
  };
}

export function issueDetailJson(world: World, origin: string, issue: SentryIssue): JsonObject {
  const newest = newestFirst(issue);
  return {
    ...issueJson(world, origin, issue),
    firstRelease: releaseJson(newest.at(-1)?.release),
    lastRelease: releaseJson(newest[0]?.release),
    tags: tagSpread(world, issue).map(({ key, name, totalValues }) => ({ key, name, totalValues })),
    activity: [],
    seenBy: [],
    participants: [],
    pluginActions: [],
    pluginIssues: [],
    pluginContexts: [],
    userReportCount: 0,
    stats: { "24h": statsOf(world, issue, 24, 1), "30d": statsOf(world, issue, 31, 24) },
  };
}

export function timesOf(issue: SentryIssue): readonly number[] {
  return issue.events.map(({ timestampMs }) => timestampMs);
}

export function usersOf(issue: SentryIssue): number {
  return new Set(issue.events.flatMap(({ user }) => user ?? [])).size;
}

/** Counts of the newest `spans` spans of `hours`, the last one running. */
function statsOf(world: World, issue: SentryIssue, spans: number, hours: number): Json {
  const spanMs = hours * HOUR_MS;
  const last = Math.floor(world.now() / spanMs);
  return Array.from({ length: spans }, (_, index) => {
    const span = last - spans + 1 + index;
    return [(span * spanMs) / 1_000, timesOf(issue).filter((time) => Math.floor(time / spanMs) === span).length];
  });
}

export function listedEventJson(world: World, issue: SentryIssue, event: SentryEvent): JsonObject {
  return {
    id: event.eventId,
    eventID: event.eventId,
    groupID: issue.id,
    projectID: issue.project.id,
    "event.type": event.entries === undefined ? "default" : "error",
    title: event.title,
    message: event.title,
    location: null,
    culprit: event.culprit,
    user:
      event.user === undefined
        ? null
        : { id: event.user, email: null, username: null, ip_address: null, name: null, data: null },
    tags: tagsOf(world, event).map(([key, value]) => ({ key, value })),
    platform: "python",
    dateCreated: dateOf(event.timestampMs),
    crashFile: null,
    metadata: metadataOf(event),
  };
}

export function eventJson(world: World, issue: SentryIssue, event: SentryEvent): JsonObject {
  const newest = newestFirst(issue);
  const at = newest.indexOf(event);
  return {
    ...listedEventJson(world, issue, event),
    type: event.entries === undefined ? "default" : "error",
    dist: null,
    dateReceived: dateOf(event.receivedAtMs),
    size: 2_048,
    entries: event.entries ?? [{ type: "message", data: { formatted: event.title, message: null, params: null } }],
    contexts: {},
    context: {},
    packages: {},
    sdk: { name: "sentry.python", version: "2.0.0" },
    errors: [],
    fingerprints: [event.issue],
    groupingConfig: null,
    occurrence: null,
    _meta: {},
    release: releaseJson(event.release),
    userReport: null,
    sdkUpdates: [],
    resolvedWith: [],
    nextEventID: newest[at - 1]?.eventId ?? null,
    previousEventID: newest[at + 1]?.eventId ?? null,
    ...event.fields,
  };
}

function metadataOf({ title, entries }: SentryEvent): JsonObject {
  const [, type, value] = /^(\w+): (.*)$/s.exec(title) ?? [];
  return entries === undefined || type === undefined || value === undefined ? { title } : { type, value };
}

function releaseJson(version: string | undefined): JsonObject | null {
  if (version === undefined) return null;
  return { id: 1, version, shortVersion: version, status: "open", dateCreated: "2026-01-04T10:00:00Z", lastCommit: null };
}

export type TagSpread = {
  readonly key: string;
  readonly name: string;
  readonly totalValues: number;
  readonly uniqueValues: number;
  readonly topValues: readonly JsonObject[];
};

/** In the order of the keys' names, as Sentry lists them. */
export function tagSpread(world: World, issue: SentryIssue): readonly TagSpread[] {
  const times = new Map<string, Map<string, number[]>>();
  for (const event of issue.events) {
    for (const [key, value] of tagsOf(world, event)) {
      const values = times.get(key) ?? new Map<string, number[]>();
      times.set(key, values.set(value, [...(values.get(value) ?? []), event.timestampMs]));
    }
  }
  return [...times]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, values]) => ({
      key,
      name: key,
      totalValues: [...values.values()].reduce((sum, { length }) => sum + length, 0),
      uniqueValues: values.size,
      topValues: [...values]
        .toSorted(([, one], [, other]) => other.length - one.length)
        .map(([value, seen]) => ({
          key,
          name: value,
          value,
          count: seen.length,
          firstSeen: dateOf(Math.min(...seen)),
          lastSeen: dateOf(Math.max(...seen)),
        })),
    }));
}

function dateOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : "2026-01-01T00:00:00Z";
}
