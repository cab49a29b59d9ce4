import type { Activity, Happening } from "../issue/activity.ts";
import type { Issue } from "../issue/issue.ts";
import type { Actors } from "./actors.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import { ignoreDetailsOf } from "./serialise-issue.ts";
import { nameOf, serialiseActor } from "./serialise-user.ts";

/** Users that an activity names: who did it, and whom it was done to. */
export function usersOf({ byUserId, what }: Activity): readonly number[] {
  return [byUserId, what.kind === "assigned" ? what.userId : undefined].filter((id) => id !== undefined);
}

/** Sentry's activity object. `user` is null when an event or a program did it, or when the account is gone. */
export function serialiseActivity({ id, atMs, byUserId, what }: Activity, actors: Actors): object {
  const user = byUserId === undefined ? undefined : actors.get(byUserId);
  return {
    id: String(id),
    ...typeAndData(what, actors),
    dateCreated: dateOf(atMs),
    user: user === undefined ? null : serialiseActor(user),
    sentry_app: null,
  };
}

/** Sentry's lists end in this one; its id is no activity's. */
export function firstSeenActivity(issue: Issue): object {
  return { id: "0", type: "first_seen", data: {}, dateCreated: dateOf(issue.firstSeenMs), user: null, sentry_app: null };
}

/** Names and shapes as Sentry's clients read them. Source: reference sentry-web-api §2.6 and §4. */
function typeAndData(what: Happening, actors: Actors): { readonly type: string; readonly data: object } {
  switch (what.kind) {
    case "resolved":
      if (what.in === undefined) return { type: "set_resolved", data: {} };
      return { type: "set_resolved_in_release", data: boundOf(what.in) };
    case "unresolved":
      return { type: "set_unresolved", data: {} };
    case "regression":
      return { type: "set_regression", data: {} };
    case "ignored":
      return { type: "set_ignored", data: Object.keys(what).length === 1 ? {} : ignoreDetailsOf(what) };
    case "assigned": {
      const user = actors.get(what.userId);
      const data = { assignee: String(what.userId), assigneeType: "user" };
      return {
        type: "assigned",
        data: { ...data, assigneeName: user === undefined ? null : nameOf(user), assigneeEmail: user?.email ?? null },
      };
    }
    case "assigned-team":
      return {
        type: "assigned",
        data: { assignee: String(what.teamId), assigneeType: "team", assigneeName: `#${what.slug}`, assigneeEmail: null },
      };
    case "unassigned":
      return { type: "unassigned", data: {} };
    case "merged":
      return { type: "merge", data: { issues: what.issueIds.map((id) => ({ id: String(id) })) } };
    case "detached":
      return {
        type: "unmerge_source",
        data: { destination: { id: String(what.issueId) }, signatures: what.signatureCount },
      };
    case "note":
      return { type: "note", data: { text: what.text, dateEdited: dateOrNull(what.editedAtMs) } };
  }
}

function boundOf({ kind, version }: { readonly kind: "release" | "after"; readonly version: string }): object {
  return kind === "release" ? { version } : { version: "", current_release_version: version };
}
