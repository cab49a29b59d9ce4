import type { User } from "../account/account.ts";
import type { DiscardedIssue } from "../issue/regroup.ts";
import { NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { regroupingOf } from "./regroup.ts";
import type { Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";
import { serialiseActor } from "./serialise-user.ts";

/** Issues whose further events are dropped, and taking such events again. The name of the path is Sentry's. */
export function discardedRoutes(parts: ApiParts): readonly Route[] {
  const path = "/tombstones";
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["event:read"] }, async (ask, { project }) => {
      const place = regroupingOf(parts, [project]);
      if (!place.ok) return refuse(place.problem);
      const discarded = await place.value.regrouping.listDiscarded(project);
      const users = await parts.accounts.findUsers(discarded.flatMap(({ byUserId }) => byUserId ?? []));
      const byId = new Map(users.map((user) => [user.id, user]));
      return answerSlice(
        parts,
        ask,
        discarded.map((one) => serialiseDiscarded(one, one.byUserId === undefined ? undefined : byId.get(one.byUserId))),
      );
    }),
    projectRoute(parts, { method: "DELETE", path: `${path}/:discarded`, scopes: ["event:admin"] }, async (ask, { project }) => {
      const id = ask.params["discarded"] ?? "";
      const place = regroupingOf(parts, [project]);
      if (!place.ok) return refuse(place.problem);
      const isThere =
        /^\d{1,15}$/.test(id) &&
        (await place.value.regrouping.takeAgain({ projectId: project.id, discardedIssueId: Number(id) }));
      return isThere ? NO_CONTENT : refuse({ kind: "not-found" });
    }),
  ];
}

function serialiseDiscarded({ id, level, title, culprit, atMs }: DiscardedIssue, by: User | undefined): object {
  const actor = by === undefined ? null : serialiseActor(by);
  return { id: String(id), level, message: title, title, culprit, dateCreated: dateOf(atMs), actor };
}
