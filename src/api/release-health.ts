import type { CountedSessions, HealthReader, SessionGroup, SessionQuery, UserSet } from "../release/health.ts";
import { ADOPTED_SHARE, crashFreeRate, NO_SESSIONS } from "../release/health.ts";
import type { Result } from "../protocol/result.ts";
import { ok } from "../protocol/result.ts";
import type { HealthProblem } from "../release/health.ts";

/** The health of some releases, by project: over a period, over the last day, and on each of the last thirty days. */
export type ReleaseHealth = {
  readonly find: (projectId: number, version: string) => ProjectHealth;
};

/** Of one release in one project. */
export type ProjectHealth = {
  readonly period: CountedSessions;
  readonly lastDay: CountedSessions;
  /** Of all releases of the project. */
  readonly projectLastDay: CountedSessions;
  readonly stage: AdoptionStage;
  /** Sessions an hour of the last day, oldest first; `[epochSeconds, count]`. */
  readonly series: readonly (readonly [number, number])[];
};
export type AdoptionStage = "adopted" | "low_adoption" | "replaced" | "not_adopted";

type Asked = {
  readonly projectIds: readonly number[];
  readonly versions: readonly string[];
  readonly environments: readonly string[];
  readonly periodHours: number;
  readonly nowMs: number;
};

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
const STAGE_DAYS = 30;
const NOTHING: CountedSessions = { sessions: NO_SESSIONS, users: {} };

/** Asks four counts for a whole page of releases, whatever their number. */
export async function findReleaseHealth(reader: HealthReader, asked: Asked): Promise<Result<ReleaseHealth, HealthProblem>> {
  const toHour = Math.floor(asked.nowMs / HOUR_MS) + 1;
  const fromHour = toHour - HOURS_A_DAY;
  const periodStart = toHour - asked.periodHours;
  const period = await reader.countSessions(
    queryOf(asked, periodStart, toHour, asked.periodHours, { ofReleases: true, userSets: ["all", "crashed"] }),
  );
  if (!period.ok) return period;
  const lastDay = await reader.countSessions(queryOf(asked, fromHour, toHour, 1, { ofReleases: true, userSets: ["all"] }));
  if (!lastDay.ok) return lastDay;
  const projects = await reader.countSessions(
    queryOf(asked, fromHour, toHour, HOURS_A_DAY, { ofReleases: false, userSets: ["all"] }),
  );
  if (!projects.ok) return projects;
  const adoptedBefore = await findAdoptedBefore(reader, asked);
  if (!adoptedBefore.ok) return adoptedBefore;

  return ok({
    find(projectId, version) {
      const ofRelease = ({ by }: SessionGroup): boolean => by.projectId === projectId && by.release === version;
      const day = lastDay.value.find(ofRelease);
      const ofProject = projects.value.find(({ by }) => by.projectId === projectId)?.totals ?? NOTHING;
      const totals = day?.totals ?? NOTHING;
      return {
        period: period.value.find(ofRelease)?.totals ?? NOTHING,
        lastDay: totals,
        projectLastDay: ofProject,
        stage: stageOf(share(totals, ofProject), adoptedBefore.value.has(`${projectId} ${version}`)),
        series: (day?.series ?? []).map(({ sessions }, index) => [(fromHour + index) * 3_600, sessions.total] as const),
      };
    },
  });
}

/** Releases that had their share on one of the last thirty days. */
async function findAdoptedBefore(reader: HealthReader, asked: Asked): Promise<Result<ReadonlySet<string>, HealthProblem>> {
  const toHour = (Math.floor(asked.nowMs / HOUR_MS / HOURS_A_DAY) + 1) * HOURS_A_DAY;
  const fromHour = toHour - STAGE_DAYS * HOURS_A_DAY;
  const days = { userSets: [] };
  const releases = await reader.countSessions(queryOf(asked, fromHour, toHour, HOURS_A_DAY, { ...days, ofReleases: true }));
  if (!releases.ok) return releases;
  const projects = await reader.countSessions(queryOf(asked, fromHour, toHour, HOURS_A_DAY, { ...days, ofReleases: false }));
  if (!projects.ok) return projects;
  const adopted = releases.value.filter(({ by, series }) => {
    const ofProject = projects.value.find((project) => project.by.projectId === by.projectId);
    return series.some((day, index) => share(day, ofProject?.series[index] ?? NOTHING) >= ADOPTED_SHARE);
  });
  return ok(new Set(adopted.map(({ by }) => `${by.projectId} ${by.release}`)));
}

function queryOf(
  { projectIds, versions, environments }: Asked,
  fromHour: number,
  toHour: number,
  stepHours: number,
  { ofReleases, userSets }: { readonly ofReleases: boolean; readonly userSets: readonly UserSet[] },
): SessionQuery {
  return {
    projectIds,
    fromHour,
    toHour,
    stepHours,
    groupBy: ofReleases ? ["project", "release"] : ["project"],
    ...(ofReleases && { releases: versions }),
    ...(environments.length > 0 && { environments }),
    userSets,
  };
}

function share(part: CountedSessions, whole: CountedSessions): number {
  return whole.sessions.total === 0 ? 0 : part.sessions.total / whole.sessions.total;
}

function stageOf(now: number, wasAdopted: boolean): AdoptionStage {
  if (now >= ADOPTED_SHARE) return "adopted";
  if (wasAdopted) return "replaced";
  return now > 0 ? "low_adoption" : "not_adopted";
}

/** Sentry's `healthData`; shares and rates are per cent. */
export function serialiseHealth({ period, lastDay, projectLastDay, series }: ProjectHealth): object {
  const { sessions, users } = period;
  const percent = (rate: number | undefined): number | null => (rate === undefined ? null : rate * 100);
  const users24h = lastDay.users.all ?? 0;
  const projectUsers24h = projectLastDay.users.all ?? 0;
  return {
    hasHealthData: sessions.total > 0,
    totalSessions: sessions.total,
    totalUsers: users.all ?? 0,
    sessionsCrashed: sessions.crashed,
    sessionsErrored: sessions.errored,
    crashFreeSessions: percent(crashFreeRate(sessions.crashed, sessions.total)),
    crashFreeUsers: percent(crashFreeRate(users.crashed ?? 0, users.all ?? 0)),
    totalSessions24h: lastDay.sessions.total,
    totalUsers24h: users24h,
    totalProjectSessions24h: projectLastDay.sessions.total,
    totalProjectUsers24h: projectUsers24h,
    sessionsAdoption: percent(projectLastDay.sessions.total === 0 ? undefined : share(lastDay, projectLastDay)),
    adoption: percent(projectUsers24h === 0 ? undefined : Math.min(1, users24h / projectUsers24h)),
    durationP50: null,
    durationP90: null,
    stats: { "24h": series },
  };
}
