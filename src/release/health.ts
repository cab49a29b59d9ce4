import type { Result } from "../protocol/result.ts";

/** Sessions of a stretch of time, counted. Each `errored` includes those that crashed, or ended abnormally or unhandled. */
export type SessionCounts = {
  readonly total: number;
  readonly errored: number;
  readonly crashed: number;
  readonly abnormal: number;
  readonly unhandled: number;
  readonly durationSeconds: number;
  readonly durationCount: number;
};

/** Distinct users, where they were asked for; exact as long as there are few. */
export type UserCounts = { readonly [set in UserSet]?: number };
export type UserSet = "all" | "errored" | "crashed" | "abnormal" | "unhandled";

export type SessionQuery = {
  readonly projectIds: readonly number[];
  /** Whole hours since the epoch, of the sessions' start; `toHour` is the first one not counted. */
  readonly fromHour: number;
  readonly toHour: number;
  /** The step of the series: a divisor of 24, or whole days from a `fromHour` at a UTC midnight. */
  readonly stepHours: number;
  readonly groupBy: readonly SessionGrouping[];
  /** Absent: all. "" stands for no environment. */
  readonly releases?: readonly string[];
  readonly environments?: readonly string[];
  readonly userSets: readonly UserSet[];
};
export type SessionGrouping = "project" | "release" | "environment";

export type SessionGroup = {
  /** What of it was grouped by; `environment` is "" for none. */
  readonly by: { readonly projectId?: number; readonly release?: string; readonly environment?: string };
  readonly totals: CountedSessions;
  /** One for each step, oldest first. */
  readonly series: readonly CountedSessions[];
};
export type CountedSessions = { readonly sessions: SessionCounts; readonly users: UserCounts };

/** So many users would have to be put together that others would wait for it. */
export type HealthProblem = { readonly kind: "too-many-users" };

/** What is known of the health of releases. Adapter: the SQLite reader. */
export interface HealthReader {
  countSessions(query: SessionQuery): Promise<Result<readonly SessionGroup[], HealthProblem>>;
}

export const NO_SESSIONS: SessionCounts = {
  total: 0,
  errored: 0,
  crashed: 0,
  abnormal: 0,
  unhandled: 0,
  durationSeconds: 0,
  durationCount: 0,
};

/** Errored in the sense that is shown: had errors, and ended well all the same. */
export function shownErrored({ errored, crashed, abnormal, unhandled }: Omit<SessionCounts, "total">): number {
  return Math.max(0, errored - crashed - abnormal - unhandled);
}

/** From 0 to 1; undefined when there was nothing. What merely went unhandled does not count against it. */
export function crashFreeRate(crashed: number, total: number): number | undefined {
  return total === 0 ? undefined : Math.min(1, Math.max(0, 1 - crashed / total));
}

/** A release is adopted from this share of its project's sessions of a day on. */
export const ADOPTED_SHARE = 0.1;
