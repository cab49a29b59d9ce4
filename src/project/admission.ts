import type { Category } from "../protocol/outcome.ts";

/** So many items within so many seconds. */
export type WindowLimit = { readonly count: number; readonly windowSeconds: number };

/** A limit of a whole project, on items of some categories; none named means on everything. */
export type CategoryLimit = WindowLimit & { readonly categories: readonly Category[] };

/** What a project lets in. */
export type ProjectAdmission = {
  readonly projectId: number;
  readonly rateLimits: readonly CategoryLimit[];
  /** Errors accepted in a calendar month, UTC; undefined: as many as come. */
  readonly monthlyQuota: number | undefined;
  readonly isSpikeProtected: boolean;
  /** Sites whose browsers may send, as `*`, `example.com`, `*.example.com`; a key may have a list of its own. */
  readonly allowedOrigins: readonly string[];
};

/** A project whose settings nobody has touched. Without a bill to fear, limits are for whoever asks for them. */
export function openAdmission(projectId: number): ProjectAdmission {
  return { projectId, rateLimits: [], monthlyQuota: undefined, isSpikeProtected: false, allowedOrigins: ["*"] };
}

/** What limits per key, quotas and spike protection count: whatever becomes an event of an issue. */
export const ERROR_CATEGORIES: readonly Category[] = ["error", "security"];

/** How many errors a project has sent, as the store knows it; for projects with a quota or spike protection. */
export type ProjectUsage = {
  readonly projectId: number;
  /** Accepted in the calendar month, UTC, that `atMs` was in. */
  readonly monthErrors: number;
  /** Accepted in the hour that `atMs` was in. */
  readonly hourErrors: number;
  /** Of the week that ended a day before; undefined while the project is younger than two days. */
  readonly habit: Habit | undefined;
};

export type Habit = { readonly errorsPerHour: number; readonly busiestHourErrors: number };

export interface AdmissionReader {
  findAdmission(projectId: number): Promise<ProjectAdmission>;
}

export interface AdmissionCommands {
  /** What is absent stays as it is. */
  updateAdmission(
    args: { readonly projectId: number } & Partial<Omit<ProjectAdmission, "projectId">>,
  ): Promise<ProjectAdmission>;
}
