import type { Commit, Project, Series } from "./types.ts";
import type { Bar } from "./stats.ts";
import { ask } from "./api.ts";
import { useAsk } from "./use-ask.ts";

type HealthData = {
  crashFreeSessions: number | null;
  crashFreeUsers: number | null;
  sessionsAdoption: number | null;
  adoption: number | null;
  totalSessions: number;
  totalUsers: number;
  stats: { "24h": Series };
};
export type Deploy = { id: string; environment: string; name: string | null; url: string | null; dateFinished: string };
export type ListedRelease = {
  version: string;
  shortVersion: string;
  status: "open" | "archived";
  ref: string | null;
  url: string | null;
  dateCreated: string;
  dateReleased: string | null;
  newGroups: number;
  commitCount: number;
  deployCount: number;
  firstEvent: string | null;
  lastEvent: string | null;
  lastDeploy: Deploy | null;
  projects: readonly { slug: string; hasHealthData: boolean; healthData?: HealthData }[];
  /** How the code host was asked for its commits. */
  commitFetches: readonly { repository: string; state: "waiting" | "done" | "failed"; problem: string | null }[];
  currentProjectMeta?: { prevReleaseVersion: string | null; nextReleaseVersion: string | null };
};

/** Crash-free rates and adoption are per cent; null where nothing was counted. */
export type Health = {
  readonly crashFreeSessions: number | null;
  readonly crashFreeUsers: number | null;
  readonly adoption: number | null;
  readonly sessions: number;
  readonly users: number;
  readonly lastDay: Series;
};

export function healthOf({ projects }: ListedRelease): Health | undefined {
  const [of] = projects;
  if (of?.healthData === undefined || !of.hasHealthData) return undefined;
  const { crashFreeSessions, crashFreeUsers, sessionsAdoption, totalSessions, totalUsers, stats } = of.healthData;
  return {
    crashFreeSessions,
    crashFreeUsers,
    adoption: sessionsAdoption,
    sessions: totalSessions,
    users: totalUsers,
    lastDay: stats["24h"],
  };
}

export const SORTS = [
  { name: "date", words: "Newest first" },
  { name: "semver", words: "By version" },
] as const;

export const STATUSES = [
  { name: "open", words: "Open" },
  { name: "archived", words: "Archived" },
] as const;

export type ReleasesWish = { query: string; environment: string; sort: string; status: string; cursor: string | undefined };

export function useReleases(org: string, project: string, wish: ReleasesWish) {
  const asked = new URLSearchParams({ health: "1", adoptionStages: "1", statsPeriod: "14d", per_page: "25" });
  if (wish.query !== "") asked.set("query", wish.query);
  if (wish.environment !== "") asked.set("environment", wish.environment);
  if (wish.sort === "semver") asked.set("sort", "semver");
  if (wish.status === "archived") asked.set("status", "archived");
  if (wish.cursor !== undefined) asked.set("cursor", wish.cursor);
  return useAsk<ListedRelease[]>(`projects/${org}/${project}/releases/?${asked}`);
}

/** Names of releases by the bar of a chart in which they came out: that of the hour or UTC day at these seconds. */
export type Marks = ReadonlyMap<number, string>;

/** The newest releases of a project, as marks in a chart of its errors; undefined asks nothing. */
export function useReleaseMarks(org: string, project: string | undefined, series: Series, unit: "hour" | "day"): Marks {
  const asked = useAsk<ListedRelease[]>(project === undefined ? null : `projects/${org}/${project}/releases/?per_page=100`);
  const step = unit === "hour" ? 3_600 : 86_400;
  const marks = new Map<number, string>();
  const bars = new Set(series.map(([seconds]) => seconds));
  for (const { shortVersion, dateReleased, dateCreated } of asked.data ?? []) {
    const bar = Math.floor(Date.parse(dateReleased ?? dateCreated) / 1_000 / step) * step;
    const others = marks.get(bar);
    if (bars.has(bar)) marks.set(bar, others === undefined ? shortVersion : `${others}, ${shortVersion}`);
  }
  return marks;
}

const releaseApi = (org: string, project: string, version: string): string =>
  `projects/${org}/${project}/releases/${encodeURIComponent(version)}/`;

export const useRelease = (org: string, project: string, version: string, environment: string) => {
  const asked = new URLSearchParams({ health: "1", adoptionStages: "1", statsPeriod: "30d" });
  if (environment !== "") asked.set("environment", environment);
  return useAsk<ListedRelease>(`${releaseApi(org, project, version)}?${asked}`);
};

/** Has the code host asked again for commits that could not be had. */
export const fetchAgain = async (org: string, project: string, version: string): Promise<void> => {
  await ask(releaseApi(org, project, version), "PUT", {});
};

export const useCommits = (org: string, project: string, version: string) =>
  useAsk<Commit[]>(`${releaseApi(org, project, version)}commits/?per_page=50`);
export const useDeploys = (org: string, project: string, version: string) =>
  useAsk<Deploy[]>(`${releaseApi(org, project, version)}deploys/?per_page=20`);

/** How sessions ended, in the order of a chart, from the bottom up. */
export const ENDINGS = [
  { name: "healthy", words: "Healthy" },
  { name: "errored", words: "With errors" },
  { name: "unhandled", words: "Unhandled" },
  { name: "abnormal", words: "Abnormal" },
  { name: "crashed", words: "Crashed" },
] as const;

type Sessions = {
  intervals: readonly string[];
  groups: readonly { by: { "session.status"?: string; environment?: string }; series: { "sum(session)": readonly number[] } }[];
};

/** Sessions a day of one release. */
export function useSessions(project: Project | undefined, version: string, environment: string) {
  const asked = new URLSearchParams([
    ["project", project?.id ?? ""],
    ["field", "sum(session)"],
    ["groupBy", "session.status"],
    ["statsPeriod", "30d"],
    ["interval", "1d"],
    ["query", `release:"${version}"`],
    ...(environment === "" ? [] : [["environment", environment]]),
  ]);
  const isAskable = project !== undefined && !version.includes('"');
  return useAsk<Sessions>(isAskable ? `organizations/${project.organization.slug}/sessions/?${asked}` : null);
}

export function barsOf({ intervals, groups }: Sessions): readonly Bar[] {
  return intervals.map((at, index) => {
    const parts = ENDINGS.map(({ name }) =>
      groups
        .filter(({ by }) => by["session.status"] === name)
        .reduce((sum, { series }) => sum + (series["sum(session)"][index] ?? 0), 0),
    );
    return { seconds: Date.parse(at) / 1_000, parts, total: parts.reduce((sum, part) => sum + part, 0) };
  });
}

/** Environments that sessions of a project named in the last three months. */
export function useEnvironments(project: Project | undefined): readonly string[] {
  const asked = new URLSearchParams([
    ["project", project?.id ?? ""],
    ["field", "sum(session)"],
    ["groupBy", "environment"],
    ["statsPeriod", "90d"],
    ["interval", "1d"],
    ["includeSeries", "0"],
  ]);
  const { data } = useAsk<Sessions>(
    project === undefined ? null : `organizations/${project.organization.slug}/sessions/?${asked}`,
  );
  const names = (data?.groups ?? []).map(({ by }) => by.environment ?? "").filter((name) => name !== "");
  return [...new Set(names)].toSorted();
}

export const releasePath = (org: string, project: string, version: string): string =>
  `organizations/${org}/projects/${project}/releases/${encodeURIComponent(version)}`;

/** The list of issues with a condition; quotes cannot be in a quoted value. */
export const issuesPath = (org: string, project: string, key: "release" | "firstRelease", version: string): string =>
  `organizations/${org}/projects/${project}/issues?${new URLSearchParams({ query: `${key}:"${version.replaceAll('"', "*")}"` })}`;

export type SuspectCommit = { commit: Commit; release: string; path: string; reason: string };
export const useSuspects = (org: string, issueId: string) =>
  useAsk<{ suspects: readonly SuspectCommit[] }>(`organizations/${org}/issues/${issueId}/suspect-commits/`);
