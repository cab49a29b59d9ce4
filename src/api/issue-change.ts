import { z } from "zod";
import type { ChangeProblem, ResolveWish, StatusChange } from "../issue/issue.ts";
import { MAX_VERSION_LENGTH } from "../release/version.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { Ask } from "./route.ts";
import { readBody } from "./parse.ts";
import { ignoreDetailsOf } from "./serialise-issue.ts";

const MAX_IGNORE_MINUTES = 60 * 24 * 366 * 10;

const MAX_GROWTH = 1_000_000_000;
const MAX_WINDOW_HOURS = 24 * 90;
const WINDOW = "must be whole hours, in minutes, of at most 90 days";

const minutes = z
  .number("must be a number of minutes")
  .int("must be a whole number of minutes")
  .min(1, "must be at least 1 minute")
  .max(MAX_IGNORE_MINUTES, "must not be longer than ten years")
  .nullish();
const anything = z.unknown().optional();
const flag = z.boolean("must be true or false").nullish();
const STATUSES = ["resolved", "unresolved", "ignored", "muted", "resolvedInNextRelease"] as const;

const growth = z
  .number("must be a number")
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(MAX_GROWTH, `must not be more than ${MAX_GROWTH.toLocaleString("en")}`)
  .nullish();
const hoursInMinutes = z
  .number(WINDOW)
  .min(60, WINDOW)
  .max(MAX_WINDOW_HOURS * 60, WINDOW)
  .multipleOf(60, WINDOW)
  .nullish();

const conditions = {
  ignoreDuration: minutes,
  ignoreCount: growth,
  ignoreWindow: hoursInMinutes,
  ignoreUserCount: growth,
  ignoreUserWindow: anything,
};
export const changeBody = z.object({
  status: z.enum(STATUSES, `must be one of ${STATUSES.join(", ")}`).optional(),
  substatus: z.string("must be a text").nullish(),
  statusDetails: z
    .object({
      ...conditions,
      inNextRelease: flag,
      inUpcomingRelease: flag,
      inRelease: z.string("must be the version of a release, or latest").max(MAX_VERSION_LENGTH).nullish(),
      inCommit: anything,
      untilEscalating: anything,
    })
    .nullish(),
  ...conditions,
  snoozeDuration: minutes,
  isBookmarked: anything,
  isPublic: anything,
  isSubscribed: anything,
  priority: anything,
});
type ChangeBody = z.output<typeof changeBody>;

/** Keys that would change what happens and that Culprit cannot do yet. */
const LATER_ATTRIBUTES = ["isBookmarked", "isPublic", "isSubscribed", "priority"] as const;
const LATER_CONDITIONS = ["ignoreUserWindow"] as const;
const LATER_DETAILS = ["inCommit", "untilEscalating"] as const;

/**
 * Reads a decision about issues in all spellings real clients send. Null counts as absent. A wish that cannot be granted yet is
 * refused in words, never passed over: who asks for "until ten more events" must not get "for ever".
 * Source: reference sentry-web-api §4.
 */
export function readIssueChange(ask: Ask, nowMs: number): Result<StatusChange, Refusal> {
  const read = readBody(ask, changeBody);
  if (!read.ok) return read;
  const body = read.value;
  const unsupported = findUnsupported(body);
  if (unsupported !== undefined) return problem({ kind: "invalid", detail: `${unsupported} is not supported yet.` });

  const status = body.status ?? (body.substatus?.startsWith("archived_") === true ? "ignored" : undefined);
  switch (status) {
    case undefined:
      return problem({ kind: "invalid-fields", fields: { status: ["is needed: resolved, unresolved or ignored"] } });
    case "resolvedInNextRelease":
      return ok({ status: "resolved", in: { kind: "next" } });
    case "resolved": {
      const wish = resolveWishOf(body);
      return ok({ status, ...(wish !== undefined && { in: wish }) });
    }
    case "unresolved":
      return ok({ status, ...markOf(body.substatus) });
    case "ignored":
    case "muted":
      return ignoreOf(body, nowMs);
  }
}

function resolveWishOf({ statusDetails }: ChangeBody): ResolveWish | undefined {
  const { inRelease, inNextRelease, inUpcomingRelease } = statusDetails ?? {};
  if (inRelease === "latest") return { kind: "latest" };
  if (inRelease) return { kind: "release", version: inRelease };
  if (inNextRelease === true) return { kind: "next" };
  return inUpcomingRelease === true ? { kind: "upcoming" } : undefined;
}

/** The mark of an open issue, for who puts one back. */
function markOf(substatus: string | null | undefined): Pick<Extract<StatusChange, { status: "unresolved" }>, "substatus"> {
  const mark = (["new", "ongoing", "regressed", "escalating"] as const).find((name) => name === substatus);
  return mark === undefined ? {} : { substatus: mark };
}

function ignoreOf(body: ChangeBody, nowMs: number): Result<StatusChange, Refusal> {
  const durationMinutes = durationOf(body);
  // Nested details win; without them the same keys count at the top.
  const { ignoreCount, ignoreWindow, ignoreUserCount } = body.statusDetails ?? body;
  if (ignoreWindow && !ignoreCount) {
    return problem({ kind: "invalid-fields", fields: { ignoreWindow: ["needs ignoreCount: how many events within it"] } });
  }
  const until = {
    ...(durationMinutes !== undefined && { untilMs: nowMs + durationMinutes * 60_000 }),
    ...(ignoreCount && { events: { more: ignoreCount, ...(ignoreWindow && { withinHours: ignoreWindow / 60 }) } }),
    ...(ignoreUserCount && { users: { more: ignoreUserCount } }),
  };
  if (Object.keys(until).length > 0) return ok({ status: "ignored", until });
  if (body.substatus === "archived_until_condition_met") {
    return problem({
      kind: "invalid-fields",
      fields: { substatus: ["needs a condition: ignoreDuration in minutes, ignoreCount or ignoreUserCount"] },
    });
  }
  return ok({ status: "ignored" });
}

/** Nested details win; without them the same keys count at the top, and the oldest spelling last. */
function durationOf(body: ChangeBody): number | undefined {
  if (!isAbsent(body.statusDetails)) return body.statusDetails?.ignoreDuration ?? undefined;
  return body.ignoreDuration ?? body.snoozeDuration ?? undefined;
}

/** Names the first wish that cannot be granted. */
function findUnsupported(body: ChangeBody): string | undefined {
  if (body.substatus === "archived_until_escalating") return "Archiving until an issue escalates";
  const attribute = LATER_ATTRIBUTES.find((name) => !isAbsent(body[name]));
  const detail = LATER_DETAILS.find((name) => !isAbsent(body.statusDetails?.[name]));
  const condition = LATER_CONDITIONS.find((name) => !isAbsent((body.statusDetails ?? body)[name]));
  return attribute ?? detail ?? condition;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** What a bulk change answers: the applied attributes. */
export function serialiseChange(change: StatusChange): object {
  if (change.status !== "ignored") {
    const wish = change.status === "resolved" ? change.in : undefined;
    return { status: change.status, statusDetails: wish === undefined ? {} : detailsOfWish(wish), inbox: null };
  }
  const statusDetails = change.until === undefined ? {} : ignoreDetailsOf(change.until);
  const substatus = change.until === undefined ? "archived_forever" : "archived_until_condition_met";
  return { status: "ignored", statusDetails, substatus, inbox: null };
}

function detailsOfWish(wish: ResolveWish): object {
  switch (wish.kind) {
    case "release":
      return { inRelease: wish.version };
    case "latest":
      return { inRelease: "latest" };
    case "next":
      return { inNextRelease: true };
    case "upcoming":
      return { inUpcomingRelease: true };
  }
}

/** Why a change bound to a release was not made. */
export function refusalOfChange(what: ChangeProblem): Refusal {
  switch (what) {
    case "several-projects":
      return {
        kind: "invalid",
        detail: "Releases belong to one project: resolve the issues of each project by themselves, or without a release.",
      };
    case "no-releases":
      return {
        kind: "invalid",
        detail: "This project has no releases yet. Send events with a release, or make one, then resolve in it.",
      };
    case "no-such-release":
      return { kind: "invalid-fields", fields: { inRelease: ["must be a release of the issue's project, or latest"] } };
  }
}
