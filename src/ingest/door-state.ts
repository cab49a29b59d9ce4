import type { DoorState } from "../project/door.ts";
import type { Admission } from "./admission.ts";
import type { Backlog } from "./backlog.ts";
import { spikeLimitOf } from "./gauges.ts";
import { wordsOfLimit } from "./limits.ts";

/** What the door knows of a project now, in plain data and words for people. */
export function doorStateOf(admission: Admission, backlog: Backlog, projectId: number, nowMs: number): DoorState {
  const { monthErrors, hourErrors, habit } = admission.usageOf(projectId, nowMs);
  return {
    limits: admission.allInForce(projectId, nowMs).map(({ retryAfterSeconds, categories, scope, reason }) => ({
      reason: reason ?? scope,
      words: wordsOfLimit(reason),
      retryAfterSeconds: Math.ceil(retryAfterSeconds),
      categories,
      scope,
    })),
    monthErrors,
    hourErrors,
    habit,
    spikeErrorsPerHour: habit === undefined ? undefined : spikeLimitOf(habit),
    backlogAgeMs: backlog.ageMs(nowMs),
  };
}
