import { z } from "zod";
import type { Issue } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Caller } from "./caller.ts";
import { readBody } from "./parse.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { issueRoutes } from "./scoped.ts";

export const seenBody = z.looseObject({
  hasSeen: z.boolean("must be true or false").nullish(),
  status: z.unknown().optional(),
  substatus: z.unknown().optional(),
});

/** `standsAlone`: nothing is decided with it. */
export type SeenWish = { readonly hasSeen: boolean; readonly standsAlone: boolean };

/**
 * Noting that somebody has looked at an issue. It is theirs alone and decides nothing, so whoever may read the issue may do it; Sentry's
 * clients send the same field with a change of the issue.
 */
export function seenRoutes(parts: ApiParts): readonly Route[] {
  return issueRoutes(parts, { method: "PUT", path: "/seen", scopes: ["event:read"] }, async (ask, { issue, project }) => {
    const wish = readSeenWish(ask);
    if (!wish.ok) return refuse(wish.problem);
    if (wish.value === undefined) return refuse({ kind: "invalid-fields", fields: { hasSeen: ["is needed: true or false"] } });
    const marked = await markSeen(parts, ask, [project], [issue.id], wish.value.hasSeen);
    return marked.ok ? NO_CONTENT : refuse(marked.problem);
  });
}

/** Whether a change of issues says that they were seen. */
export function readSeenWish(ask: Ask): Result<SeenWish | undefined, Refusal> {
  const body = readBody(ask, seenBody);
  if (!body.ok) return body;
  const { hasSeen, status, substatus } = body.value;
  return ok(hasSeen === undefined || hasSeen === null ? undefined : { hasSeen, standsAlone: !(status ?? substatus) });
}

/** Answers the ids that are now so. */
export async function markSeen(
  parts: ApiParts,
  { caller }: CallerAsk,
  projects: readonly Project[],
  issueIds: readonly number[],
  hasSeen: boolean,
): Promise<Result<readonly number[], Refusal>> {
  const userId = caller.user?.id;
  if (userId === undefined) {
    return problem({
      kind: "invalid",
      detail: "A token of an organisation looks at nothing. Use a person's token for hasSeen.",
    });
  }
  const projectIds = projects.map(({ id }) => id);
  return ok((await parts.commands.markSeen({ userId, issueIds, projectIds, hasSeen })).marked);
}

/** Of these issues, those that whoever asks has seen; a program has seen none. */
export async function findSeen(
  parts: ApiParts,
  caller: Caller | undefined,
  issues: readonly Issue[],
): Promise<ReadonlySet<number>> {
  const userId = caller?.user?.id;
  if (userId === undefined || issues.length === 0) return new Set();
  const ids = issues.map(({ id }) => id);
  return parts.seen.listSeen(userId, ids);
}
