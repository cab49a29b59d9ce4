import type { CategoryLimit, Habit, ProjectAdmission } from "../project/admission.ts";
import { ERROR_CATEGORIES } from "../project/admission.ts";
import type { ClientKey } from "../project/project.ts";
import type { Category } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import type { LimitReason } from "./limits.ts";
import type { Usage, UsageCounter } from "./usage.ts";
import type { Windows } from "./windows.ts";

/** One limit that is set: what it is about, and how it is asked and counted. */
export type Gauge = {
  readonly scope: RateLimit["scope"];
  readonly reason: LimitReason;
  /** None: all. */
  readonly categories: readonly Category[];
  /** Seconds until it lets in again; undefined when it does now. */
  readonly fullFor: (nowMs: number) => number | undefined;
  readonly count: (quantity: number, nowMs: number) => void;
};

/** A quota may be raised at any time; SDKs ask again by then. */
const MAX_QUOTA_RETRY_SECONDS = 3_600;
/** So many an hour are no spike, whatever was sent before. */
const SPIKE_FLOOR = 1_000;

export function gaugesOfKey({ id, rateLimit }: ClientKey, windows: Windows): readonly Gauge[] {
  if (rateLimit === undefined) return [];
  return [windowGauge("key", id, { ...rateLimit, categories: ERROR_CATEGORIES }, windows)];
}

export function gaugesOfProject(project: ProjectAdmission, windows: Windows, usage: UsageCounter): readonly Gauge[] {
  const { projectId, rateLimits, monthlyQuota, isSpikeProtected } = project;
  const gauges = rateLimits.map((limit) => windowGauge("project", projectId, limit, windows));
  if (monthlyQuota === undefined && !isSpikeProtected) return gauges;
  const ofErrors = { scope: "project", categories: ERROR_CATEGORIES } as const;
  gauges.push({
    ...ofErrors,
    reason: "monthly-quota",
    fullFor: (nowMs) => quotaFullFor(usage.of(projectId, nowMs), monthlyQuota, nowMs),
    // Once for both: the month's and the hour's count are one.
    count: (quantity, nowMs) => usage.count(projectId, quantity, nowMs),
  });
  if (isSpikeProtected) {
    const fullFor = (nowMs: number): number | undefined => spikeFullFor(usage.of(projectId, nowMs), nowMs);
    gauges.push({ ...ofErrors, reason: "spike", fullFor, count: () => {} });
  }
  return gauges;
}

/** The windows that these settings count in. */
export function windowNames(keys: readonly ClientKey[], projects: readonly ProjectAdmission[]): ReadonlySet<string> {
  return new Set([
    ...keys.flatMap(({ id, rateLimit }) =>
      rateLimit === undefined ? [] : [windowName("key", id, { ...rateLimit, categories: ERROR_CATEGORIES })],
    ),
    ...projects.flatMap(({ projectId, rateLimits }) => rateLimits.map((limit) => windowName("project", projectId, limit))),
  ]);
}

export function isAbout({ categories }: Gauge, category: Category): boolean {
  return categories.length === 0 || categories.includes(category);
}

/** Those that are full. */
export function limitsInForce(gauges: readonly Gauge[], nowMs: number): readonly RateLimit[] {
  return gauges.flatMap(({ scope, reason, categories, fullFor }) => {
    const retryAfterSeconds = fullFor(nowMs);
    return retryAfterSeconds === undefined ? [] : [{ retryAfterSeconds, categories, scope, reason }];
  });
}

/** Errors an hour that still pass for usual: ten times the mean of the week, or three times its busiest hour. */
export function spikeLimitOf({ errorsPerHour, busiestHourErrors }: Habit): number {
  return Math.ceil(Math.max(SPIKE_FLOOR, 10 * errorsPerHour, 3 * busiestHourErrors));
}

function windowGauge(scope: "key" | "project", id: number, limit: CategoryLimit, windows: Windows): Gauge {
  const name = windowName(scope, id, limit);
  return {
    scope,
    reason: scope === "key" ? "key-limit" : "project-limit",
    categories: limit.categories,
    fullFor: (nowMs) => windows.fullFor(name, limit, nowMs),
    count: (quantity, nowMs) => windows.count(name, limit, quantity, nowMs),
  };
}

function windowName(scope: "key" | "project", id: number, { count, windowSeconds, categories }: CategoryLimit): string {
  return `${scope} ${id} ${count}/${windowSeconds} ${categories.join(" ")}`;
}

function quotaFullFor({ monthErrors, monthEndsAtMs }: Usage, quota: number | undefined, nowMs: number): number | undefined {
  if (quota === undefined || monthErrors < quota) return undefined;
  return Math.min(MAX_QUOTA_RETRY_SECONDS, (monthEndsAtMs - nowMs) / 1_000);
}

function spikeFullFor({ hourErrors, hourEndsAtMs, habit }: Usage, nowMs: number): number | undefined {
  if (habit === undefined || hourErrors < spikeLimitOf(habit)) return undefined;
  return (hourEndsAtMs - nowMs) / 1_000;
}
