import { z } from "zod";
import type { ChangedIssue, ChangeGroup, ChangeKind, ChangeWindow, EventsOf } from "../issue/changes.ts";
import { CHANGE_KINDS, changeWindow, daysAgo, daysOf } from "../issue/changes.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { findActors } from "./actors.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { freshnessHeaders } from "./backend-answer.ts";
import { dateOf } from "./dates.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";
import { findSeen } from "./seen.ts";
import { serialiseListedIssue } from "./serialise-issue.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DAYS = 7;
/** With the stretch that is compared, twice as long. */
const MAX_DAYS = 45;
/** A release that is older says little about what is going on: without a wish, the last week is shown. */
const RECENT_RELEASE_DAYS = 30;
const DEFAULT_LIMIT = 5;
const MAX_LIMIT = 25;

export const changedQuery = z.object({ since: one, limit: one });

/** What has changed in a project since its newest release or for some days, in groups that each say why. Ours; Sentry has no such thing. */
export function whatChangedRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "GET", path: "/what-changed", scopes: ["event:read"] }, (ask, place) =>
      answerChanged(parts, ask, place),
    ),
  ];
}

async function answerChanged(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const query = readQuery(ask, changedQuery);
  if (!query.ok) return refuse(query.problem);
  const limit = limitOf(query.value.limit);
  if (limit === undefined) return refuse({ kind: "invalid", detail: `limit must be a number from 1 to ${MAX_LIMIT}.` });
  const release = await newestRelease(parts, project);
  const since = readSince(query.value.since, release, parts.now());
  if (!since.ok) return refuse(since.problem);

  const window = changeWindow(since.value.fromMs, parts.now());
  const userId = ask.caller.user?.id;
  const changes = await parts.backendOf(project).listChanges(project, { window, userId, kinds: CHANGE_KINDS, limit });
  const show = await issueSerialiser(
    parts,
    ask,
    project,
    changes.groups.flatMap(({ issues }) => issues),
  );
  const body = {
    period: since.value.period,
    since: dateOf(window.fromHour * HOUR_MS),
    comparedFrom: dateOf(window.beforeHour * HOUR_MS),
    latestRelease: release === undefined ? null : { version: release.version, date: dateOf(release.atMs) },
    groups: changes.groups.map((group) => serialiseGroup(group, window, since.value.inRelease, show)),
  };
  return found(body, freshnessHeaders(changes.freshness));
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return DEFAULT_LIMIT;
  return /^\d{1,4}$/.test(text) && Number(text) > 0 ? Math.min(MAX_LIMIT, Number(text)) : undefined;
}

type NewestRelease = { readonly version: string; readonly atMs: number };

async function newestRelease(parts: ApiParts, project: Project): Promise<NewestRelease | undefined> {
  const list = { organizationId: project.organizationId, projectIds: [project.id], status: "open", sort: "semver" } as const;
  const [release] = await parts.releases.listReleases({ ...list, limit: 1, offset: 0 });
  return release === undefined ? undefined : { version: release.version, atMs: release.releasedMs ?? release.firstSeenMs };
}

/** `period`: `release`, or days as `7d`. */
type Since = { readonly period: string; readonly fromMs: number; readonly inRelease: string | undefined };

/** Empty: since the newest release, unless that is old or there is none. */
function readSince(text: string | undefined, release: NewestRelease | undefined, nowMs: number): Result<Since, Refusal> {
  const sinceRelease = ({ version, atMs }: NewestRelease): Since => ({
    period: "release",
    fromMs: Math.min(nowMs, Math.max(atMs, nowMs - MAX_DAYS * DAY_MS)),
    inRelease: version,
  });
  if (text === "release") {
    const detail = "This project has no release yet. Ask for days, as since=7d, or send events with a release.";
    return release === undefined ? problem({ kind: "invalid", detail }) : ok(sinceRelease(release));
  }
  const isRecent = release !== undefined && release.atMs > nowMs - RECENT_RELEASE_DAYS * DAY_MS;
  if ((text === undefined || text === "") && isRecent) return ok(sinceRelease(release));
  const days = text === undefined || text === "" ? DEFAULT_DAYS : Number(/^(\d{1,3})d$/.exec(text)?.[1]);
  if (days >= 1 && days <= MAX_DAYS) return ok({ period: `${days}d`, fromMs: daysAgo(nowMs, days), inRelease: undefined });
  return problem({ kind: "invalid", detail: `since must be release, or days from 1d to ${MAX_DAYS}d.` });
}

type ShowIssue = (changed: ChangedIssue) => object;

async function issueSerialiser(
  parts: ApiParts,
  ask: CallerAsk,
  project: Project,
  changed: readonly ChangedIssue[],
): Promise<ShowIssue> {
  const issues = changed.map(({ issue }) => issue);
  const actors = await findActors(parts.accounts, issues);
  const links = await parts.codeHosts.reader.listIssueLinks(issues.map(({ id }) => id));
  const seen = await findSeen(parts, ask.caller, issues);
  return ({ issue }) => {
    const beside = { actors, charts: {}, link: links.get(issue.id), seen };
    return serialiseListedIssue(parts.publicUrl, issue, project, beside, new Set(["stats"]));
  };
}

function serialiseGroup(group: ChangeGroup, window: ChangeWindow, release: string | undefined, show: ShowIssue): object {
  return {
    kind: group.kind,
    count: group.count ?? null,
    isComplete: group.isComplete,
    unavailable: group.unavailable ?? null,
    list: listOf(group.kind, release),
    issues: group.issues.map((changed) => ({ issue: show(changed), events: eventsOf(changed.events, window) })),
  };
}

/** The search and order of the issue list that come nearest to a group. */
function listOf(kind: ChangeKind, release: string | undefined): { readonly query: string; readonly sort: string } {
  const query = "is:unresolved";
  switch (kind) {
    case "new":
      return { query: release === undefined ? query : `${query} firstRelease:${JSON.stringify(release)}`, sort: "new" };
    case "growing":
      return { query, sort: "trend" };
    case "returned":
      return { query: `${query} is:regressed`, sort: "date" };
    case "quiet":
    case "unseen":
      return { query, sort: "date" };
  }
}

/** Events in the stretch and in the one before, each also for a day, to one decimal. */
function eventsOf(events: EventsOf | undefined, window: ChangeWindow): object | null {
  if (events === undefined) return null;
  const days = daysOf(window);
  const aDay = (count: number, of: number): number => Math.round((count / of) * 10) / 10;
  return {
    now: events.now,
    before: events.before,
    nowADay: aDay(events.now, days.now),
    beforeADay: aDay(events.before, days.before),
  };
}
