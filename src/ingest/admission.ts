import type { Habit, ProjectAdmission, ProjectUsage } from "../project/admission.ts";
import { ERROR_CATEGORIES } from "../project/admission.ts";
import type { ClientKey } from "../project/project.ts";
import type { Category } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import type { Backlog } from "./backlog.ts";
import type { IngestLimits, LimitReason } from "./limits.ts";
import type { Usage } from "./usage.ts";
import { createUsage } from "./usage.ts";
import { createWindows } from "./windows.ts";

/** The limits of keys and projects as they are set, and how much of each is used. */
export type Admission = IngestLimits & {
  readonly allowedOriginsOf: (key: ClientKey) => readonly string[];
  /** Takes the place of all that was set. What is used of limits that stay is kept. */
  readonly replaceAll: (keys: readonly ClientKey[], projects: readonly ProjectAdmission[]) => void;
  /** What the store has counted, which is exact; the backlog, which it has not seen, is added. */
  readonly refreshUsage: (usages: readonly ProjectUsage[], nowMs: number) => void;
  readonly usageOf: (projectId: number, nowMs: number) => Usage;
  /** Every limit that a project or one of its keys meets now. */
  readonly allInForce: (projectId: number, nowMs: number) => readonly RateLimit[];
};

/** From this age of the backlog on, and from this part of it, a project is limited (design §2). */
const OLD_BACKLOG_MS = 1_000;
const LARGE_SHARE = 0.25;
/** A project that is alone takes nothing from anybody. */
const ALONE_MS = 60_000;
const MAX_BACKLOG_RETRY_SECONDS = 60;
/** A quota may be raised at any time; SDKs ask again by then. */
const MAX_QUOTA_RETRY_SECONDS = 3_600;
/** So many an hour are no spike, whatever was sent before. */
const SPIKE_FLOOR = 1_000;

/** What one limit is about, and how it is asked and counted. */
type Gauge = {
  readonly scope: RateLimit["scope"];
  readonly reason: LimitReason;
  /** None: all. */
  readonly categories: readonly Category[];
  readonly fullFor: (nowMs: number) => number | undefined;
  readonly count: (quantity: number, nowMs: number) => void;
};

export function createAdmission(backlog: Backlog): Admission {
  const windows = createWindows();
  const usage = createUsage();
  let projects: ReadonlyMap<number, ProjectAdmission> = new Map();
  let limitedKeys: readonly ClientKey[] = [];

  const window = (
    scope: "key" | "project",
    id: number,
    limit: { readonly count: number; readonly windowSeconds: number; readonly categories: readonly Category[] },
  ): Gauge => {
    const name = windowName(scope, id, limit);
    return {
      scope,
      reason: scope === "key" ? "key-limit" : "project-limit",
      categories: limit.categories,
      fullFor: (nowMs) => windows.fullFor(name, limit, nowMs),
      count: (quantity, nowMs) => windows.count(name, limit, quantity, nowMs),
    };
  };
  const gaugesOfKey = ({ id, rateLimit }: ClientKey): Gauge[] =>
    rateLimit === undefined ? [] : [window("key", id, { ...rateLimit, categories: ERROR_CATEGORIES })];
  const gaugesOfProject = (projectId: number): Gauge[] => {
    const project = projects.get(projectId);
    if (project === undefined) return [];
    const gauges = project.rateLimits.map((limit) => window("project", projectId, limit));
    const { monthlyQuota, isSpikeProtected } = project;
    if (monthlyQuota === undefined && !isSpikeProtected) return gauges;
    const counted = { scope: "project", categories: ERROR_CATEGORIES } as const;
    gauges.push({
      ...counted,
      reason: "monthly-quota",
      fullFor: (nowMs) => quotaFullFor(usage.of(projectId, nowMs), monthlyQuota, nowMs),
      // Once for both: the month's and the hour's count are one.
      count: (quantity, nowMs) => usage.count(projectId, quantity, nowMs),
    });
    if (isSpikeProtected) {
      const fullFor = (nowMs: number): number | undefined => spikeFullFor(usage.of(projectId, nowMs), nowMs);
      gauges.push({ ...counted, reason: "spike", fullFor, count: () => {} });
    }
    return gauges;
  };
  const gaugesOf = (key: ClientKey): Gauge[] => [...gaugesOfKey(key), ...gaugesOfProject(key.projectId)];

  return {
    allowedOriginsOf: (key) => key.allowedOrigins ?? projects.get(key.projectId)?.allowedOrigins ?? ["*"],
    replaceAll(keys, all) {
      projects = new Map(all.map((project) => [project.projectId, project]));
      limitedKeys = keys.filter(({ rateLimit }) => rateLimit !== undefined);
      windows.keep(namesOf(keys, all));
    },
    refreshUsage(usages, nowMs) {
      for (const known of usages) usage.replace(known, backlog.errorsOf(known.projectId), nowMs);
    },
    usageOf: (projectId, nowMs) => usage.of(projectId, nowMs),
    allInForce(projectId, nowMs) {
      const ofKeys = limitedKeys.filter((key) => key.projectId === projectId).flatMap(gaugesOfKey);
      const unfair = backlogLimit(backlog, projectId, nowMs);
      return [...(unfair === undefined ? [] : [unfair]), ...limitsOf([...ofKeys, ...gaugesOfProject(projectId)], nowMs)];
    },

    ofKey(key, nowMs) {
      const unfair = backlogLimit(backlog, key.projectId, nowMs);
      if (unfair !== undefined) return unfair;
      return limitsOf(
        gaugesOf(key).filter(({ categories }) => categories.length === 0),
        nowMs,
      )[0];
    },
    take(key, category, quantity, nowMs) {
      const gauges = gaugesOf(key).filter((gauge) => isAbout(gauge, category));
      const [limit] = limitsOf(gauges, nowMs);
      // Attachments are counted by the piece here, as a limit is given; their outcomes are counted in bytes.
      if (limit === undefined) for (const gauge of gauges) gauge.count(category === "attachment" ? 1 : quantity, nowMs);
      return limit;
    },
    inForce(key, categories, nowMs) {
      const gauges = gaugesOf(key);
      return limitsOf(
        gauges.filter((gauge) => [...categories].some((category) => isAbout(gauge, category))),
        nowMs,
      );
    },
  };
}

function isAbout({ categories }: Gauge, category: Category): boolean {
  return categories.length === 0 || categories.includes(category);
}

function limitsOf(gauges: readonly Gauge[], nowMs: number): RateLimit[] {
  return gauges.flatMap(({ scope, reason, categories, fullFor }) => {
    const retryAfterSeconds = fullFor(nowMs);
    return retryAfterSeconds === undefined ? [] : [{ retryAfterSeconds, categories, scope, reason }];
  });
}

function windowName(
  scope: "key" | "project",
  id: number,
  { count, windowSeconds, categories }: { count: number; windowSeconds: number; categories: readonly Category[] },
): string {
  return `${scope} ${id} ${count}/${windowSeconds} ${categories.join(" ")}`;
}

function namesOf(keys: readonly ClientKey[], projects: readonly ProjectAdmission[]): ReadonlySet<string> {
  return new Set([
    ...keys.flatMap(({ id, rateLimit }) =>
      rateLimit === undefined ? [] : [windowName("key", id, { ...rateLimit, categories: ERROR_CATEGORIES })],
    ),
    ...projects.flatMap(({ projectId, rateLimits }) => rateLimits.map((limit) => windowName("project", projectId, limit))),
  ]);
}

/** Fairness among projects: whoever fills the backlog waits outside until it is worked off. */
function backlogLimit(backlog: Backlog, projectId: number, nowMs: number): RateLimit | undefined {
  const waitMs = backlog.waitMs(nowMs);
  if (waitMs <= OLD_BACKLOG_MS || backlog.shareOf(projectId) <= LARGE_SHARE) return undefined;
  const lastOtherMs = backlog.lastOtherMs(projectId);
  if (lastOtherMs === undefined || nowMs - lastOtherMs > ALONE_MS) return undefined;
  const retryAfterSeconds = Math.min(MAX_BACKLOG_RETRY_SECONDS, waitMs / 1_000);
  return { retryAfterSeconds, categories: [], scope: "project", reason: "backlog" };
}

function quotaFullFor({ monthErrors, monthEndsAtMs }: Usage, quota: number | undefined, nowMs: number): number | undefined {
  if (quota === undefined || monthErrors < quota) return undefined;
  return Math.min(MAX_QUOTA_RETRY_SECONDS, (monthEndsAtMs - nowMs) / 1_000);
}

function spikeFullFor({ hourErrors, hourEndsAtMs, habit }: Usage, nowMs: number): number | undefined {
  if (habit === undefined || hourErrors < spikeLimitOf(habit)) return undefined;
  return (hourEndsAtMs - nowMs) / 1_000;
}

/** Errors an hour that still pass for usual: ten times the mean of the week, or three times its busiest hour. */
export function spikeLimitOf({ errorsPerHour, busiestHourErrors }: Habit): number {
  return Math.ceil(Math.max(SPIKE_FLOOR, 10 * errorsPerHour, 3 * busiestHourErrors));
}
