import { z } from "zod";
import {
  anything,
  count,
  countOrNull,
  date,
  dateOrNull,
  flag,
  listOf,
  mapOf,
  number,
  series,
  shape,
  text,
  textOrNull,
  texts,
} from "./shape.ts";
import { Actor } from "./people.ts";
import { ReleaseName } from "./releases.ts";

/** The linked issue at the code host. */
export const IssueLink = shape(
  "IssueLink",
  z.object({ kind: text, number: count, url: text, title: text, state: text, repository: text }),
);
const totals = { count: text, userCount: count, firstSeen: date, lastSeen: date };

/** searches.ts */
export const SavedSearch = shape(
  "SavedSearch",
  z.object({
    id: text,
    name: text,
    query: text,
    sort: text,
    projectId: textOrNull,
    visibility: z.enum(["owner", "organization"]),
    isMine: flag,
    dateCreated: date,
  }),
);

/** serialise-issue.ts */
const issue = z.object({
  id: text,
  shortId: text,
  title: text,
  culprit: text,
  permalink: text,
  logger: textOrNull,
  level: text,
  status: z.enum(["unresolved", "resolved", "ignored"]),
  substatus: textOrNull,
  statusDetails: mapOf(anything),
  statusChangedAt: date,
  isPublic: flag,
  shareId: textOrNull,
  platform: text,
  project: z.object({ id: text, name: text, slug: text, platform: textOrNull }),
  type: text,
  issueType: text,
  issueCategory: text,
  metadata: mapOf(anything),
  numComments: count,
  userReportCount: count,
  assignedTo: z.object({ type: z.enum(["user", "team"]), id: text, name: text, email: text.optional() }).nullable(),
  isBookmarked: flag,
  isSubscribed: flag,
  subscriptionDetails: anything,
  hasSeen: flag,
  isUnhandled: flag,
  annotations: listOf(z.object({ displayName: text, url: text })),
  link: IssueLink.nullable(),
  remote: z.object({ url: text }).nullable(),
  priority: z.enum(["low", "medium", "high"]),
  priorityLockedAt: anything,
  ...totals,
  stats: mapOf(series),
});
export const Issue = shape("Issue", issue);
/** Fields that `collapse` names are left out. */
export const ListedIssue = shape(
  "ListedIssue",
  issue
    .extend({ lifetime: z.object({ ...totals, stats: anything }), filtered: anything, matchingEventId: text.optional() })
    .partial({ stats: true, lifetime: true, filtered: true, isUnhandled: true }),
);
const tagValue = { name: text, value: text, count, firstSeen: dateOrNull, lastSeen: dateOrNull, query: text.optional() };
export const TagValue = shape("TagValue", z.object({ key: text, ...tagValue }));
const tagKey = { key: text, name: text, totalValues: count };
export const Tag = shape("Tag", z.object({ ...tagKey, uniqueValues: count, topValues: listOf(TagValue) }));
export const Activity = shape(
  "Activity",
  z.object({
    id: text,
    type: text,
    data: mapOf(anything),
    dateCreated: date,
    user: Actor.nullable(),
    sentry_app: anything,
  }),
);
export const IssueDetail = shape(
  "IssueDetail",
  issue.extend({
    annotations: listOf(anything),
    /** When events were last left out for the sake of the project's limit. */
    thinnedAt: date.optional(),
    firstRelease: ReleaseName.nullable(),
    lastRelease: ReleaseName.nullable(),
    tags: listOf(z.looseObject(tagKey)),
    activity: listOf(Activity),
    seenBy: listOf(anything),
    participants: listOf(anything),
    pluginActions: listOf(anything),
    pluginIssues: listOf(anything),
    pluginContexts: listOf(anything),
  }),
);
/** Of a change: what is so now. `closedIssue` is the number of the linked issue that was closed with it. */
export const ChangedIssue = shape(
  "ChangedIssue",
  z.looseObject({ status: text.optional(), closedIssue: countOrNull.optional() }),
);
export const SimilarIssue = shape(
  "SimilarIssue",
  z.object({
    issue: Issue,
    score: number,
    reason: text,
    sharedFrames: count,
    frames: count,
    rarestFrames: listOf(z.object({ frame: text, signatures: count })),
    type: text,
    text,
    line: text,
  }),
);
export const Discarded = shape(
  "DiscardedIssue",
  z.object({
    id: text,
    level: text,
    message: text,
    title: text,
    culprit: text,
    dateCreated: date,
    actor: Actor.nullable(),
  }),
);

/** serialise-event.ts */
const event = z.object({
  id: text,
  eventID: text,
  groupID: text,
  projectID: text,
  "event.type": text,
  title: text,
  message: textOrNull,
  location: textOrNull,
  culprit: text,
  user: z
    .object({
      id: textOrNull,
      email: textOrNull,
      username: textOrNull,
      ip_address: textOrNull,
      name: textOrNull,
      geo: anything,
      data: anything,
    })
    .nullable(),
  tags: listOf(z.object({ key: text, value: text, query: text.optional() })),
  platform: text,
  dateCreated: date,
  crashFile: anything,
  metadata: mapOf(text),
});
export const ListedEvent = shape("ListedEvent", event);
export const Signature = shape(
  "Signature",
  z.object({
    id: text,
    groupingVersion: text,
    count: text,
    firstSeen: date,
    lastSeen: date,
    latestEvent: ListedEvent.nullable(),
  }),
);
/** What people wrote about an event. */
export const UserReport = shape(
  "UserReport",
  z.looseObject({ id: text, eventID: textOrNull, name: textOrNull, email: textOrNull, comments: text, dateCreated: date }),
);
/** Parts in the order in which a person reads them; `data` is as the SDK sent it, with Sentry's names. */
const Entry = shape("EventEntry", z.object({ type: text, data: anything }));
const fullEvent = event.extend({
  type: text,
  dist: textOrNull,
  dateReceived: date,
  size: count,
  entries: listOf(Entry),
  contexts: mapOf(anything),
  context: mapOf(anything),
  packages: mapOf(anything),
  sdk: z.object({ name: textOrNull, version: textOrNull }).nullable(),
  errors: listOf(z.object({ type: text, message: text, data: anything })),
  fingerprints: texts,
  groupingConfig: anything,
  occurrence: anything,
  release: ReleaseName.nullable(),
  userReport: UserReport.nullable(),
  sdkUpdates: listOf(anything),
  resolvedWith: listOf(anything),
  _meta: mapOf(anything),
});
export const FullEvent = shape("FullEvent", fullEvent);
export const Event = shape("Event", fullEvent.extend({ nextEventID: textOrNull, previousEventID: textOrNull }));
/** The event as it is stored. */
export const StoredEvent = shape("StoredEvent", z.looseObject({ event_id: text, timestamp: number }));
export const Attachment = shape(
  "Attachment",
  z.object({
    id: text,
    event_id: text,
    type: text,
    name: text,
    mimetype: text,
    dateCreated: date,
    size: count,
    headers: mapOf(text),
    sha1: textOrNull,
    sha256: text,
  }),
);
export const GroupingInfo = shape(
  "GroupingInfo",
  z.object({
    eventID: text,
    groupID: text,
    signature: text,
    version: text,
    decidedBy: text,
    summary: text,
    parts: listOf(z.object({ what: text, value: text, contributes: flag, reason: textOrNull })),
    rules: z.object({ state: text, version: countOrNull, dateCreated: dateOrNull }),
    matches: flag,
    mappedLater: flag,
    signatureNow: text,
  }),
);
export const SourceMapDebug = shape(
  "SourceMapDebug",
  z.object({
    eventID: text,
    problems: listOf(z.looseObject({ code: text, summary: text, remedy: text })),
  }),
);
export const SourceLines = shape("SourceLines", z.object({ lines: listOf(z.tuple([count, text])), url: text }));
export const WhatChanged = shape(
  "WhatChanged",
  z.object({
    period: text,
    since: date,
    comparedFrom: date,
    latestRelease: z.object({ version: text, date: dateOrNull }).nullable(),
    groups: listOf(
      z.object({
        kind: text,
        count: countOrNull,
        isComplete: flag,
        unavailable: textOrNull,
        list: z.object({ query: text, sort: text }),
        issues: listOf(
          z.object({
            issue: ListedIssue,
            events: z.object({ now: count, before: count, nowADay: number, beforeADay: number }).nullable(),
          }),
        ),
      }),
    ),
  }),
);
