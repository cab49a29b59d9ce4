import { z } from "zod";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { one, readQuery } from "./parse.ts";
import type { Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

const HOUR_MS = 3_600_000;
const MAX_HOURS = 24 * 90;

export const outcomesQuery = z.object({ hours: one });

/** What became of everything that a project's SDKs sent: our own resource, so that nothing vanishes unseen. */
export function outcomeRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "GET", path: "/outcomes", scopes: ["project:read"] }, async (ask, { project }) => {
      const query = readQuery(ask, outcomesQuery);
      if (!query.ok) return refuse(query.problem);
      const hours = Number(query.value.hours ?? 24);
      if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS) {
        return refuse({ kind: "invalid", detail: `hours must be a whole number from 1 to ${MAX_HOURS}.` });
      }
      const toHour = Math.floor(parts.now() / HOUR_MS);
      const fromHour = toHour - hours + 1;
      const groups = await parts.outcomes.listOutcomes(project.id, fromHour, toHour);
      return found({ start: dateOf(fromHour * HOUR_MS), end: dateOf((toHour + 1) * HOUR_MS), groups });
    }),
  ];
}
