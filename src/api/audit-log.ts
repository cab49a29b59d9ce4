import { z } from "zod";
import type { AuditEntry } from "../account/audit.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { serialiseActor } from "./serialise-user.ts";

/** Who changed what, in Sentry's shape. */
export function auditLogRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(parts, { method: "GET", path: "/audit-logs", scopes: ["org:write"] }, (ask, organization) =>
      answerEntries(parts, ask, organization),
    ),
  ];
}

export const logQuery = z.object({ event: one, actor: one });

async function answerEntries(parts: ApiParts, ask: CallerAsk, { id: organizationId }: Organization): Promise<Answer> {
  const query = readQuery(ask, logQuery);
  if (!query.ok) return refuse(query.problem);
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const { limit, cursor } = page.value;
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }
  const { event, actor } = query.value;
  if (actor !== undefined && !/^\d{0,15}$/.test(actor))
    return refuse({ kind: "invalid", detail: "actor must be a user's id." });
  const entries = await parts.audit.listEntries({
    organizationId,
    beforeId: cursor === undefined ? undefined : Number(cursor),
    limit: limit + 1,
    action: event === "" ? undefined : event,
    userId: actor === undefined || actor === "" ? undefined : Number(actor),
  });
  const shown = entries.slice(0, limit);
  const users = await parts.accounts.findUsers(shown.flatMap(({ userId }) => userId ?? []));
  const actors = new Map(users.map((user) => [user.id, serialiseActor(user)]));
  const next = entries.length > limit ? String(shown.at(-1)?.id ?? "") : undefined;
  return found(
    {
      rows: shown.map((entry) => serialiseEntry(entry, actors)),
      options: await parts.audit.listActions(organizationId),
    },
    { Link: keysetLinks(parts, ask, { next, previous: undefined }) },
  );
}

function serialiseEntry(entry: AuditEntry, actors: ReadonlyMap<number, object>): object {
  const { id, atMs, userId, actor, ip, action, target, note } = entry;
  // Whoever has no account any more is called what they were called then.
  const known = userId === undefined ? undefined : actors.get(userId);
  return {
    id: String(id),
    actor: known ?? { id: null, name: actor, username: actor, email: actor, avatarUrl: null },
    event: action,
    ipAddress: ip === "" ? null : ip,
    note,
    target,
    targetObject: null,
    targetUser: null,
    data: {},
    dateCreated: dateOf(atMs),
  };
}
