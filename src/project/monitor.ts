import type { JsonObject } from "../protocol/json.ts";

/** A scheduled job that checks in, with its last run in each environment. */
export type Monitor = {
  readonly id: number;
  readonly projectId: number;
  readonly slug: string;
  /** Sentry's names and shapes; empty when the job never said. */
  readonly config: JsonObject;
  readonly createdAtMs: number;
  readonly environments: readonly MonitorEnvironment[];
};

export type MonitorEnvironment = {
  readonly name: string;
  /** `in_progress`, `ok`, `error`, or one of Sentry's server-side ones. */
  readonly status: string;
  readonly startedAtMs: number | undefined;
  readonly lastCheckInMs: number;
  readonly durationSeconds: number | undefined;
  readonly createdAtMs: number;
};

/** Adapter: the SQLite reader. */
export interface MonitorReader {
  /** In order of their slugs. */
  listMonitors(projectIds: readonly number[]): Promise<readonly Monitor[]>;
}
