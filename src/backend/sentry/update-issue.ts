import type { ResolveWish, StatusChange } from "../../issue/issue.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { findIssue, issueOf } from "./find-issue.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteIssue } from "./remote-issue.ts";
import { State } from "./remote-state.ts";

/** What is to become of an issue; absent parts stay as they are. */
export type RemoteChange = {
  /** `until` of an ignored issue is sent in whole minutes, rounded up: Sentry knows no other. */
  readonly state?: StatusChange;
  /** `user:42`, `team:7`, an e-mail or a user name at the Sentry; "" for nobody. */
  readonly assignedTo?: string;
};

/** Reads the issue first: a PUT would reach any issue that the token sees, of whatever project. */
export async function updateIssue(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
  change: RemoteChange,
): Promise<Result<RemoteIssue, SentryProblem>> {
  const before = await findIssue(errand, place, issueId);
  if (!before.ok) return before;

  const body = bodyOf(change, errand.line.now());
  const about = `the issue ${issueId}`;
  const path = ["issues", before.value.id];
  const reply = await ask(errand, { method: "PUT", path, body, scope: "event:write", about });
  if (!reply.ok) return reply;
  const after = issueOf(errand, place, before.value.id, reply.value.json);
  if (after.ok) return ok(withUnsent(after.value, before.value));
  // Some answer with what was changed alone, some with nothing.
  const state = State.safeParse(reply.value.json);
  return state.success ? ok({ ...before.value, state: state.data }) : await findIssue(errand, place, before.value.id);
}

function bodyOf({ state, assignedTo }: RemoteChange, nowMs: number): JsonObject {
  return { ...(state !== undefined && stateBody(state, nowMs)), ...(assignedTo !== undefined && { assignedTo }) };
}

/** Source: reference sentry-web-api §4. */
function stateBody(state: StatusChange, nowMs: number): JsonObject {
  if (state.status === "resolved" && state.in !== undefined) {
    return { status: "resolved", statusDetails: resolvedDetails(state.in) };
  }
  if (state.status !== "ignored" || state.until === undefined) return { status: state.status };
  const { untilMs, events, users } = state.until;
  const statusDetails = {
    ...(untilMs !== undefined && { ignoreDuration: Math.max(1, Math.ceil((untilMs - nowMs) / 60_000)) }),
    ...(events !== undefined && { ignoreCount: events.more }),
    ...(events?.withinHours !== undefined && { ignoreWindow: events.withinHours * 60 }),
    ...(users !== undefined && { ignoreUserCount: users.more }),
  };
  return { status: state.status, statusDetails, substatus: "archived_until_condition_met" };
}

function resolvedDetails(wish: ResolveWish): JsonObject {
  if (wish.kind === "release") return { inRelease: wish.version };
  if (wish.kind === "latest") return { inRelease: "latest" };
  return wish.kind === "next" ? { inNextRelease: true } : { inUpcomingRelease: true };
}

/** Answers to a change lack what only answers to a look have. */
function withUnsent(after: RemoteIssue, before: RemoteIssue): RemoteIssue {
  return {
    ...after,
    firstRelease: after.firstRelease ?? before.firstRelease,
    lastRelease: after.lastRelease ?? before.lastRelease,
    hourly: after.hourly ?? before.hourly,
    daily: after.daily ?? before.daily,
  };
}
