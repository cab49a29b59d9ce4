import { z } from "zod";
import type { Backend, IssueFilter, IssueSort } from "../backend/backend.ts";
import type { Issue } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { findActors } from "./actors.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { AskedIssues } from "./issue-search.ts";
import { findDirectHit, readAskedIssues } from "./issue-search.ts";
import { dateOrNull } from "./dates.ts";
import { freshnessHeaders } from "./backend-answer.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { many, one, readQuery } from "./parse.ts";
import type { Ask, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { findSeen } from "./seen.ts";
import { serialiseListedIssue } from "./serialise-issue.ts";
import type { Reach, Series } from "./series.ts";
import { LAST_DAY, LAST_TWO_WEEKS, listSeries } from "./series.ts";
import type { TimeWindow } from "./time-window.ts";
import { readTimeWindow } from "./time-window.ts";
import { visibleProjects } from "./visible-projects.ts";

/** The port counts matches up to here. */
const MAX_HITS = 1_000;
const DAY_MS = 86_400_000;
const MAX_CHART_DAYS = 90;
/** Longer spans are cut to their last days: what rises is about now. */
const MAX_TREND_MS = 14 * DAY_MS;

const SORTS: { readonly [name: string]: IssueSort } = {
  date: "last-seen",
  new: "first-seen",
  freq: "events",
  user: "users",
  trends: "trend",
  trend: "trend",
  recommended: "last-seen",
  inbox: "last-seen",
};

export function issueListRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/issues", scopes }, async (ask, organization) => {
      const projects = await visibleProjects(parts, ask.caller, [organization.id]);
      const window = readTimeWindow(ask, parts.now());
      return window.ok ? answerList(parts, ask, projects, window.value, "groupStatsPeriod") : refuse(window.problem);
    }),
    organizationRoute(parts, { method: "GET", path: "/issues-count", scopes }, async (ask, organization) => {
      const projects = await visibleProjects(parts, ask.caller, [organization.id]);
      const window = readTimeWindow(ask, parts.now());
      return window.ok ? answerCounts(parts, ask, projects, window.value) : refuse(window.problem);
    }),
    projectRoute(parts, { method: "GET", path: "/issues-count", scopes }, (ask, { project }) =>
      answerCounts(parts, ask, [project], { fromMs: undefined, toMs: undefined }),
    ),
    // On a project's list the period picks the chart and filters nothing, as in Sentry.
    projectRoute(parts, { method: "GET", path: "/issues", scopes }, (ask, { project }) =>
      answerList(parts, ask, [project], { fromMs: undefined, toMs: undefined }, "statsPeriod"),
    ),
  ];
}

export const listQuery = z.object({
  sort: one,
  shortIdLookup: one,
  collapse: many,
  group: many,
  groupStatsPeriod: one,
  statsPeriod: one,
});
type ListQuery = z.output<typeof listQuery>;

/** What the tabs of a list count, whatever status the search names. */
async function answerCounts(parts: ApiParts, ask: Ask, visible: readonly Project[], window: TimeWindow): Promise<Answer> {
  const asked = readAskedIssues(parts, ask, visible, "");
  if (!asked.ok) return refuse(asked.problem);
  const { projects, search } = asked.value;
  const filter = filterOf([], asked.value, window);
  if (projects.length === 0 || search.contradicts || filter === undefined) {
    return found({ unresolved: 0, resolved: 0, ignored: 0, capped: false });
  }
  const { counts, isCapped } = await parts.countIssues({ projects, filter });
  return found({ ...counts, capped: isCapped });
}

async function answerList(
  parts: ApiParts,
  ask: Ask,
  visible: readonly Project[],
  window: TimeWindow,
  chartKey: "groupStatsPeriod" | "statsPeriod",
): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const asked = readAskedIssues(parts, ask, visible, "is:unresolved");
  if (!asked.ok) return refuse(asked.problem);
  const chart = readChart(query.value, chartKey, window, parts.now());
  if (!chart.ok) return refuse(chart.problem);
  const show = (issues: readonly Issue[]): Promise<readonly object[]> =>
    serialiseList(parts, ask, asked.value.projects, issues, chart.value, new Set(query.value.collapse));

  const hit = await findDirectHit(parts, asked.value, query.value.shortIdLookup === "1");
  if (hit !== undefined) {
    const rows = await show([hit.issue]);
    const match = hit.eventId === undefined ? {} : { matchingEventId: hit.eventId };
    return found(
      rows.map((row) => ({ ...row, ...match })),
      { ...listHeaders(parts, ask, { next: undefined, previous: undefined, hits: 1 }), "X-Sentry-Direct-Hit": "1" },
    );
  }
  const page = await readIssuePage(parts, ask, query.value, asked.value, window);
  if (!page.ok) return refuse(page.problem);
  return found(await show(page.value.issues), listHeaders(parts, ask, page.value));
}

type IssuePage = Awaited<ReturnType<Backend["listIssues"]>>;

async function readIssuePage(
  parts: ApiParts,
  ask: Ask,
  query: ListQuery,
  asked: AskedIssues,
  window: TimeWindow,
): Promise<Result<IssuePage, Refusal>> {
  const sort = SORTS[query.sort ?? "date"];
  if (sort === undefined || !Object.hasOwn(SORTS, query.sort ?? "date")) {
    return problem({ kind: "invalid", detail: `sort must be one of ${Object.keys(SORTS).join(", ")}.` });
  }
  const page = readPage(ask);
  if (!page.ok) return page;
  const filter = filterOf(query.group, asked, window);
  if (filter === undefined) return problem({ kind: "invalid", detail: "group must be the number of an issue." });

  if (asked.projects.length === 0 || asked.search.contradicts) {
    return ok({ issues: [], next: undefined, previous: undefined, hits: 0 });
  }
  const nowMs = parts.now();
  const trend = { nowMs, spanMs: Math.min(MAX_TREND_MS, nowMs - (window.fromMs ?? nowMs - DAY_MS)) };
  return ok(await parts.listIssues({ projects: asked.projects, filter, sort, trend, ...page.value }));
}

/** `group` asks for exactly these issues and sets the search aside. */
function filterOf(group: readonly string[], asked: AskedIssues, window: TimeWindow): IssueFilter | undefined {
  if (group.length > 0) {
    if (!group.every((id) => /^\d{1,15}$/.test(id))) return undefined;
    return { statuses: [], levels: [], ids: group.map(Number) };
  }
  const { fromMs, toMs } = window;
  return {
    ...asked.search.filter,
    ...(fromMs === undefined ? {} : { seenFromMs: fromMs }),
    ...(toMs === undefined ? {} : { seenToMs: toMs }),
  };
}

function listHeaders(parts: ApiParts, ask: Ask, page: Omit<IssuePage, "issues">): { readonly [name: string]: string } {
  return {
    Link: keysetLinks(parts, ask, page),
    "X-Hits": String(page.hits),
    "X-Max-Hits": String(MAX_HITS),
    ...searchedBackHeaders(page.searchedBackToMs),
    ...freshnessHeaders(page.freshness),
  };
}

function searchedBackHeaders(searchedBackToMs: number | undefined): { readonly [name: string]: string } {
  const date = dateOrNull(searchedBackToMs);
  return date === null ? {} : { "X-Searched-Back-To": date };
}

type Chart = { readonly name: string; readonly reach: Reach } | undefined;

/** Which chart the rows carry: none for "", the last day, two weeks, or as long as the window asked for. */
function readChart(
  query: ListQuery,
  key: "groupStatsPeriod" | "statsPeriod",
  window: TimeWindow,
  nowMs: number,
): Result<Chart, Refusal> {
  if (query.collapse.includes("stats")) return ok(undefined);
  const name = query[key] ?? "24h";
  if (name === "") return ok(undefined);
  if (name === "24h") return ok({ name, reach: LAST_DAY });
  if (name === "14d") return ok({ name, reach: LAST_TWO_WEEKS });
  if (key === "statsPeriod") return ok({ name: "24h", reach: LAST_DAY });
  if (name !== "auto") return problem({ kind: "invalid", detail: "groupStatsPeriod must be empty, 24h, 14d or auto." });

  const days = Math.ceil((nowMs - (window.fromMs ?? nowMs - DAY_MS)) / DAY_MS);
  const reach: Reach = days <= 1 ? LAST_DAY : { unit: "day", count: Math.min(days, MAX_CHART_DAYS) };
  return ok({ name, reach });
}

async function serialiseList(
  parts: ApiParts,
  ask: Ask,
  projects: readonly Project[],
  issues: readonly Issue[],
  chart: Chart,
  collapse: ReadonlySet<string>,
): Promise<readonly object[]> {
  const series = chart === undefined ? undefined : await listChart(parts, projects, issues, chart.reach);
  const actors = await findActors(parts.accounts, issues);
  const links = await parts.codeHosts.reader.listIssueLinks(issues.map(({ id }) => id));
  const seen = await findSeen(parts, ask.caller, issues);
  return issues.flatMap((issue) => {
    const project = projects.find(({ id }) => id === issue.projectId);
    if (project === undefined) return [];
    const points = series?.get(issue.id);
    const charts = chart === undefined || points === undefined ? {} : { [chart.name]: points };
    const beside = { actors, charts, link: links.get(issue.id), seen };
    return [serialiseListedIssue(parts.publicUrl, issue, project, beside, collapse)];
  });
}

/** Charts are asked of the backend that keeps the events. */
async function listChart(
  parts: ApiParts,
  projects: readonly Project[],
  issues: readonly Issue[],
  reach: Reach,
): Promise<ReadonlyMap<number, Series>> {
  const series = new Map<number, Series>();
  for (const [backend, ofBackend] of Map.groupBy(projects, parts.backendOf)) {
    const ids = new Set(ofBackend.map(({ id }) => id));
    const own = issues.filter(({ projectId }) => ids.has(projectId));
    if (own.length === 0) continue;
    for (const [issueId, points] of await listSeries(backend, own, reach, parts.now())) series.set(issueId, points);
  }
  return series;
}
