import { found } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { serialiseAdmission } from "./project-admission.ts";
import type { Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

/** What a project's limits are, how much of them is used, and which of them refuse something now, with the reason in words. */
export function limitRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "GET", path: "/limits", scopes: ["project:read"] }, async (_, { project }) => {
      const [admission, state] = await Promise.all([
        parts.admissions.findAdmission(project.id),
        parts.door.stateOf(project.id),
      ]);
      const { habit } = state;
      return found({
        ...serialiseAdmission(admission),
        inForce: state.limits.map(({ reason, words, retryAfterSeconds, categories, scope }) => ({
          reason,
          explanation: `Refused now: ${words}.`,
          until: dateOf(parts.now() + retryAfterSeconds * 1_000),
          categories,
          scope,
        })),
        month: { errors: state.monthErrors, quota: admission.monthlyQuota ?? null },
        spike:
          habit === undefined
            ? null
            : {
                errorsThisHour: state.hourErrors,
                errorsAnHourAllowed: state.spikeErrorsPerHour,
                usualErrorsAnHour: Math.round(habit.errorsPerHour),
                busiestHour: habit.busiestHourErrors,
              },
      });
    }),
  ];
}
