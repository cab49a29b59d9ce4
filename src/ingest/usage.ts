import type { Habit, ProjectUsage } from "../project/admission.ts";

/** What a project has used of its month and hour, in errors. */
export type Usage = {
  readonly monthErrors: number;
  readonly monthEndsAtMs: number;
  readonly hourErrors: number;
  readonly hourEndsAtMs: number;
  readonly habit: Habit | undefined;
};

/** Counts errors as they are let in, between two readings of what the store has accepted. Months and hours are those of UTC. */
export type UsageCounter = {
  readonly of: (projectId: number, nowMs: number) => Usage;
  readonly count: (projectId: number, errors: number, nowMs: number) => void;
  /** `waiting` errors were let in and are not in the store's count. */
  readonly replace: (known: ProjectUsage, waiting: number, nowMs: number) => void;
};

const HOUR_MS = 3_600_000;

export function createUsage(): UsageCounter {
  const usages = new Map<number, Usage>();
  const of = (projectId: number, nowMs: number): Usage => {
    const usage = usages.get(projectId);
    const month = usage !== undefined && nowMs < usage.monthEndsAtMs ? usage : undefined;
    const hour = usage !== undefined && nowMs < usage.hourEndsAtMs ? usage : undefined;
    return {
      monthErrors: month?.monthErrors ?? 0,
      monthEndsAtMs: month?.monthEndsAtMs ?? monthEndMs(nowMs),
      hourErrors: hour?.hourErrors ?? 0,
      hourEndsAtMs: hour?.hourEndsAtMs ?? (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS,
      habit: usage?.habit,
    };
  };
  return {
    of,
    count(projectId, errors, nowMs) {
      const usage = of(projectId, nowMs);
      usages.set(projectId, {
        ...usage,
        monthErrors: usage.monthErrors + errors,
        hourErrors: usage.hourErrors + errors,
      });
    },
    replace({ projectId, monthErrors, hourErrors, habit }, waiting, nowMs) {
      const { monthEndsAtMs, hourEndsAtMs } = of(projectId, nowMs);
      usages.set(projectId, {
        monthErrors: monthErrors + waiting,
        monthEndsAtMs,
        hourErrors: hourErrors + waiting,
        hourEndsAtMs,
        habit,
      });
    },
  };
}

/** When the calendar month ends that a moment falls into, Unix ms. */
function monthEndMs(nowMs: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
}
