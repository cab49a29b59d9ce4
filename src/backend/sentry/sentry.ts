import type { Freshness } from "../../issue/issue.ts";
import type { Backend, BackendCapabilities, IssueListQuery } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import { listChanges } from "./changes.ts";
import { updateIssues } from "./deciding.ts";
import { findEvent, listEvents, listHourlyCounts, listTags } from "./event-reading.ts";
import { countIssues, findIssue, findIssueOfEvent, listIssues, refreshLists } from "./issue-reading.ts";
import type { SentryBackendDeps } from "./reading.ts";
import { openReading } from "./reading.ts";

export const CAN: BackendCapabilities = {
  sorts: ["last-seen", "first-seen", "events", "users", "trend"],
  search: "sentry",
  chartHours: 24,
  ignoreUntil: true,
  assign: false,
  events: true,
  projectEvents: false,
  regroup: false,
  live: false,
  receivesEvents: false,
};

export type SentryBackend = Backend & {
  /** Has the rows of these projects brought up to date, for a list that also holds other projects. */
  readonly refresh: (query: IssueListQuery) => Promise<Freshness>;
};

/**
 * The backend of projects whose errors a Sentry keeps. Issues are remembered as rows here when they are seen: they give local ids,
 * lists over several projects, and something to read while the Sentry does not answer. Everything else is asked for and kept for a
 * short while, in this thread. See docs/decisions/0004-sentry-backend.md.
 */
export function sentryBackend(deps: SentryBackendDeps): SentryBackend {
  const reading = openReading(deps);
  return {
    can: CAN,
    regrouping: undefined,
    listIssues: (query) => listIssues(reading, query),
    countIssues: (query) => countIssues(reading, query),
    findIssue: (projects, ref) => findIssue(reading, projects, ref),
    findIssueOfEvent: (projects, eventId) => findIssueOfEvent(reading, projects, eventId),
    listEvents: (issue, page) => listEvents(reading, issue, page),
    listProjectEvents: notListed,
    listFoundEvents: notListed,
    countFoundEvents: notListed,
    findEvent: (issue, which) => findEvent(reading, issue, which),
    listHourlyCounts: (issues, fromHour, toHour) => listHourlyCounts(reading, issues, fromHour, toHour),
    listTags: (issue, valuesPerKey) => listTags(reading, issue, valuesPerKey),
    listChanges: (project, query) => listChanges(reading, project, query),
    updateIssues: (projects, issueIds, change, byUserId) => updateIssues(reading, projects, issueIds, change, byUserId),
    refresh: (query) => refreshLists(reading, query),
  };
}

function notListed(): Promise<never> {
  const message = "Events of a whole project cannot be listed where a Sentry keeps them. Open one of its issues.";
  return Promise.reject(new BackendProblem("not-supported", message));
}
