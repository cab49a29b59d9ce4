import { z } from "zod";
import type { ReportedState } from "../../issue/issue.ts";
import { anything, time } from "./fields.ts";

const Details = z.object({ ignoreUntil: time, ignoreCount: anything, ignoreUserCount: anything }).catch({
  ignoreUntil: undefined,
  ignoreCount: undefined,
  ignoreUserCount: undefined,
});

const IGNORED = ["archived_forever", "archived_until_condition_met", "archived_until_escalating"] as const;

/**
 * Reads `status`, `substatus` and `statusDetails` of an issue. What a Sentry only passes through (being deleted, merged …) is not
 * shown: such an issue is dropped. Older Sentrys send no substatus; it is inferred as Sentry does.
 * "muted" is the old word for ignored. Source: reference sentry-web-api §4.
 */
export const State: z.ZodType<ReportedState> = z
  .object({
    status: z.enum(["unresolved", "resolved", "ignored", "muted"]),
    substatus: z.string().catch(""),
    statusDetails: Details.optional(),
  })
  .transform(({ status, substatus, statusDetails }): ReportedState => {
    if (status === "resolved") return { status };
    if (status === "unresolved") return { status, substatus: unresolvedKind(substatus) };
    const untilMs = statusDetails?.ignoreUntil;
    const isConditional = untilMs !== undefined || isSet(statusDetails?.ignoreCount) || isSet(statusDetails?.ignoreUserCount);
    const inferred = isConditional ? "archived_until_condition_met" : "archived_forever";
    return { status: "ignored", substatus: IGNORED.find((kind) => kind === substatus) ?? inferred, untilMs };
  });

function unresolvedKind(substatus: string): "new" | "ongoing" | "regressed" | "escalating" {
  return substatus === "new" || substatus === "regressed" || substatus === "escalating" ? substatus : "ongoing";
}

function isSet(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}
