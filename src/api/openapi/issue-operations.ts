import { z } from "zod";
import { noteBody } from "../activities.ts";
import { assignBody } from "../assign.ts";
import { attachmentQuery } from "../attachments.ts";
import { projectsQuery } from "../chosen-projects.ts";
import { eventsQuery } from "../events.ts";
import { seriesQuery } from "../event-series.ts";
import { tableQuery } from "../event-tables.ts";
import { validateQuery } from "../event-validation.ts";
import { foundQuery } from "../found-events.ts";
import { changeBody } from "../issue-change.ts";
import { detailQuery, statsQuery } from "../issue-detail.ts";
import { draftBody, linkBody } from "../issue-link.ts";
import { listQuery } from "../issue-list.ts";
import { searchQuery } from "../issue-search.ts";
import { idsQuery } from "../named-issues.ts";
import { pageQuery } from "../paging.ts";
import { wishBody } from "../regroup-wish.ts";
import { integrationBody, pluginBody } from "../sentry-links.ts";
import { helpValuesQuery, keysQuery } from "../search-help.ts";
import { newSearch, searchChange } from "../searches.ts";
import { hashesQuery } from "../signatures.ts";
import { seenBody } from "../seen.ts";
import { judgeBody } from "../similar.ts";
import { sourceQuery } from "../source.ts";
import { valuesQuery } from "../tags.ts";
import { windowQuery } from "../time-window.ts";
import { changedQuery } from "../what-changed.ts";
import type { Operation, Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import {
  Activity,
  Attachment,
  ChangedIssue,
  Discarded,
  Event,
  FullEvent,
  GroupingInfo,
  Issue,
  IssueDetail,
  IssueLink,
  ListedEvent,
  ListedIssue,
  SavedSearch,
  Signature,
  SimilarIssue,
  SourceLines,
  SourceMapDebug,
  StoredEvent,
  Tag,
  TagValue,
  UserReport,
  WhatChanged,
} from "./shapes/issues.ts";
import { Committers, SuspectCommits } from "./shapes/releases.ts";
import { anything, dateOrNull, flag, listOf, mapOf, number, series, text, textOrNull, texts } from "./shapes/shape.ts";

const project = "/projects/:organization/:project";
const organization = "/organizations/:organization";

const TimeSeries = z.looseObject({
  yAxis: text,
  values: listOf(z.object({ timestamp: number, value: number, incomplete: flag })),
  meta: mapOf(anything),
});
const Judged = z.object({ name: text, valid: flag, attrType: textOrNull, error: textOrNull });
const counts: Operation = {
  says: "How many issues the tabs of a list have",
  query: [searchQuery],
  answer: z.object({ unresolved: number, resolved: number, ignored: number, capped: z.boolean() }),
};

/** An empty body where nothing was changed. */
const change: Operation = {
  says: "Decide about issues, give them to somebody, merge or discard them",
  query: [idsQuery, searchQuery],
  body: [wishBody, assignBody, seenBody, changeBody],
  answer: ChangedIssue,
  statuses: [200, 204],
};
const remove: Operation = { says: "Delete issues with their events", query: [idsQuery] };
const notes = {
  list: pages("What people wrote about an issue", Activity),
  write: { says: "Write about an issue", body: [noteBody], answer: Activity },
  edit: { says: "Change what one wrote", body: [noteBody], answer: Activity },
  remove: { says: "Delete what was written" },
} satisfies { readonly [name: string]: Operation };
const grouping: Operation = { says: "Why an event is in its issue", answer: GroupingInfo };
const sourceMaps: Operation = { says: "Why frames cannot be read, and what mends it", answer: SourceMapDebug };
const committers: Operation = { says: "Who changed what an event is about", answer: Committers };
const stored: Operation = { says: "An event as it is stored", answer: StoredEvent };
const feedback = pages("What people wrote about errors", UserReport);

export const ISSUE_OPERATIONS: Operations = {
  [`GET ${organization}/issues`]: pages("Issues", ListedIssue, windowQuery, listQuery, searchQuery),
  [`GET ${project}/issues`]: pages("Issues of a project", ListedIssue, listQuery, searchQuery),
  [`GET ${organization}/issues-count`]: { ...counts, query: [windowQuery, searchQuery] },
  [`GET ${project}/issues-count`]: counts,
  [`GET ${organization}/search/keys`]: {
    says: "Keys that a search may have",
    query: [keysQuery, projectsQuery],
    answer: listOf(z.object({ key: text, words: text, kind: text, values: texts })),
  },
  [`GET ${organization}/search/values`]: {
    says: "Values that a key of a search may have",
    query: [helpValuesQuery, projectsQuery],
    answer: listOf(z.object({ value: text, name: text, count: number.nullable(), lastSeen: dateOrNull })),
  },
  [`GET ${organization}/searches`]: { says: "Searches that are kept", answer: listOf(SavedSearch) },
  [`POST ${organization}/searches`]: { says: "Keep a search", body: [newSearch], answer: SavedSearch, statuses: [201] },
  [`PUT ${organization}/searches/:search`]: { says: "Change a search that is kept", body: [searchChange], answer: SavedSearch },
  [`DELETE ${organization}/searches/:search`]: { says: "Forget a search" },
  [`PUT ${organization}/issues`]: change,
  [`PUT ${project}/issues`]: change,
  "PUT {issue}": {
    ...change,
    says: "Decide about an issue, or give it to somebody",
    query: [],
    answer: z.looseObject(Issue.partial().shape),
  },
  "PUT {issue}/seen": { says: "Say that one has looked at an issue, or not", body: [seenBody] },
  [`GET ${project}/what-changed`]: {
    says: "What changed in a project since a release or for some days",
    query: [changedQuery],
    answer: WhatChanged,
  },
  [`DELETE ${organization}/issues`]: remove,
  [`DELETE ${project}/issues`]: remove,
  "DELETE {issue}": { says: "Delete an issue with its events", answer: mapOf(anything), statuses: [202] },
  "GET {issue}": { says: "An issue", query: [detailQuery], answer: IssueDetail },
  "GET {issue}/stats": { says: "Events of an issue over time", query: [statsQuery], answer: series },
  "GET {issue}/activities": {
    says: "What happened to an issue",
    query: [pageQuery],
    answer: z.object({ activity: listOf(Activity) }),
  },
  "GET {issue}/notes": notes.list,
  "POST {issue}/notes": notes.write,
  "PUT {issue}/notes/:note": notes.edit,
  "DELETE {issue}/notes/:note": notes.remove,
  "GET {issue}/comments": notes.list,
  "POST {issue}/comments": notes.write,
  "PUT {issue}/comments/:note": notes.edit,
  "DELETE {issue}/comments/:note": notes.remove,
  "GET {issue}/hashes": pages("Signatures of an issue", Signature),
  "PUT {issue}/hashes": {
    says: "Split signatures off into an issue of their own",
    query: [hashesQuery],
    answer: z.object({ detach: z.object({ issue: text, shortId: textOrNull, signatures: anything }) }),
    statuses: [200, 204],
  },
  "DELETE {issue}/hashes": {
    says: "The same, as Sentry's clients ask for it",
    query: [hashesQuery],
    answer: mapOf(anything),
    statuses: [202, 204],
  },
  "GET {issue}/similar": { says: "Issues that look alike", answer: listOf(SimilarIssue) },
  "POST {issue}/similar": { says: "Say whether two issues are one", body: [judgeBody], statuses: [204] },
  "GET {issue}/similar-issues": {
    says: "The same, as pairs of issue and scores",
    answer: listOf(z.tuple([Issue, z.object({ exception: number, shouldBeGrouped: text })])),
  },
  [`GET ${project}/tombstones`]: pages("Discarded issues, whose events are dropped", Discarded),
  [`DELETE ${project}/tombstones/:discarded`]: { says: "Take events of a discarded issue again" },
  "GET {issue}/tags": { says: "Tags of an issue", answer: listOf(Tag) },
  "GET {issue}/tags/:key": { says: "A tag of an issue", answer: Tag },
  "GET {issue}/tags/:key/values": pages("Values of a tag", TagValue, valuesQuery),
  "GET {issue}/events": pages("Events of an issue", z.union([ListedEvent, FullEvent]), eventsQuery, windowQuery),
  "GET {issue}/events/:event": { says: "An event: its id, latest, oldest or recommended", answer: Event },
  "GET {issue}/events/:event/json": stored,
  "GET {issue}/events/:event/markdown": {
    says: "An event as a text to hand on, without personal data",
    answer: z.object({ markdown: text }),
  },
  "GET {issue}/events/:event/grouping-info": grouping,
  "GET {issue}/events/:event/source-map-debug": sourceMaps,
  "GET {issue}/events/:event/committers": committers,
  "GET {issue}/events/:event/source": { says: "Source lines around a frame", query: [sourceQuery], answer: SourceLines },
  "GET {issue}/suspect-commits": { says: "Commits that may have brought an issue", answer: SuspectCommits },
  "GET {issue}/link/draft": {
    says: "Title and description for an issue at the code host",
    answer: z.object({ title: text, description: text }),
  },
  "POST {issue}/link": { says: "Make an issue at the code host", body: [draftBody], answer: IssueLink },
  "PUT {issue}/link": { says: "Link an issue at the code host", body: [linkBody], answer: IssueLink, statuses: [201] },
  "DELETE {issue}/link": { says: "Take the link off" },
  "GET {issue}/external-issues": { says: "The linked issue, as Sentry names it", answer: listOf(z.looseObject({ id: text })) },
  "PUT {issue}/integrations/:integration": {
    says: "Link an issue at the code host, as GitLab does",
    body: [integrationBody],
    answer: z.looseObject({ id: text }),
    statuses: [201],
  },
  "POST {issue}/plugins/gitlab/link": {
    says: "Link an issue at GitLab, as older ones do",
    body: [pluginBody],
    answer: z.looseObject({ id: text }),
  },
  [`GET ${project}/events`]: pages("Events of a project", z.union([ListedEvent, FullEvent]), eventsQuery, windowQuery),
  [`GET ${project}/events/:event`]: { says: "An event", answer: Event },
  [`GET ${project}/events/:event/json`]: stored,
  [`GET ${project}/events/:event/grouping-info`]: grouping,
  [`GET ${project}/events/:event/source-map-debug`]: sourceMaps,
  [`GET ${project}/events/:event/committers`]: committers,
  [`GET ${project}/events/:event/attachments`]: pages("Files of an event", Attachment),
  [`GET ${project}/events/:event/attachments/:attachment`]: {
    says: "A file of an event; with download=1 the file itself",
    query: [attachmentQuery],
    answer: Attachment,
    gives: "application/octet-stream",
  },
  [`GET ${project}/user-feedback`]: feedback,
  [`GET ${project}/user-reports`]: feedback,
  [`GET ${organization}/shortids/:shortId`]: {
    says: "An issue by its short id",
    answer: z.object({ organizationSlug: text, projectSlug: text, groupId: text, shortId: text, group: Issue }),
  },
  [`GET ${organization}/eventids/:event`]: {
    says: "An event by its id alone",
    answer: z.object({ organizationSlug: text, projectSlug: text, groupId: text, eventId: text, event: Event }),
  },
  "GET {issue}/autofix": { says: "Always null", answer: z.object({ autofix: z.null() }) },
  [`GET ${organization}/replay-count`]: { says: "Always empty", answer: mapOf(anything) },
  [`GET ${organization}/replays`]: { says: "Always empty", answer: z.object({ data: listOf(anything) }) },
  [`GET ${organization}/trace-items/attributes`]: { says: "Always empty", answer: listOf(anything) },
  [`GET ${organization}/events`]: {
    says: "A table of events, or of groups of them where a field is a function",
    query: [tableQuery, foundQuery, projectsQuery, windowQuery, pageQuery],
    answer: z.object({ data: listOf(mapOf(anything)), meta: z.looseObject({ fields: mapOf(text), units: mapOf(textOrNull) }) }),
  },
  [`GET ${organization}/events/validate`]: {
    says: "Whether such a table can be had, part by part",
    query: [validateQuery, foundQuery, projectsQuery, windowQuery],
    answer: z.looseObject({
      valid: flag,
      field: listOf(Judged),
      orderby: listOf(Judged),
      query: z.looseObject({ valid: flag }),
    }),
  },
  [`GET ${organization}/events-stats`]: {
    says: "Counts of events over time; an object of such lines by axis or group where there are several",
    query: [seriesQuery, foundQuery, projectsQuery, windowQuery],
    answer: mapOf(anything),
  },
  [`GET ${organization}/events-timeseries`]: {
    says: "The same in the newer shape",
    query: [seriesQuery, foundQuery, projectsQuery, windowQuery],
    answer: z.object({ timeSeries: listOf(TimeSeries), meta: mapOf(anything) }),
  },
  [`GET ${project}/stacktrace-link`]: {
    says: "Always empty",
    answer: z.looseObject({ config: anything, sourceUrl: anything, integrations: listOf(anything) }),
  },
};
