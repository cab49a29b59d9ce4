import { z } from "zod";
import type { OutcomeKind } from "../protocol/outcome.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { visibleProjects } from "./visible-projects.ts";

const HOUR_S = 3_600;
const MAX_POINTS = 2_500;

/** What each series of Sentry's older statistics counts. */
const KINDS: { readonly [stat: string]: readonly OutcomeKind[] } = {
  received: ["accepted", "filtered", "rate-limited", "invalid", "abuse"],
  generated: ["accepted"],
  rejected: ["rate-limited", "invalid", "abuse"],
  blacklisted: ["filtered"],
};
const RESOLUTION_HOURS: { readonly [resolution: string]: number } = { "1h": 1, "1d": 24 };

/** Sentry's older statistics, of errors alone: `[[epoch seconds, count], …]`. Source: reference sentry-web-api §2.11. */
export function statsRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "GET", path: "/stats", scopes: ["project:read"] }, (ask, { project }) =>
      answerStats(parts, ask, [project.id]),
    ),
    organizationRoute(parts, { method: "GET", path: "/stats", scopes: ["org:read"] }, async (ask, { id }) =>
      answerStats(
        parts,
        ask,
        (await visibleProjects(parts, ask.caller, [id])).map((project) => project.id),
      ),
    ),
  ];
}

export const statsQuery = z.object({ stat: one, since: one, until: one, resolution: one });

async function answerStats(parts: ApiParts, ask: CallerAsk, projectIds: readonly number[]): Promise<Answer> {
  const query = readQuery(ask, statsQuery);
  if (!query.ok) return refuse(query.problem);
  const { stat = "received", resolution = "1h" } = query.value;
  const kinds = Object.hasOwn(KINDS, stat) ? KINDS[stat] : undefined;
  if (kinds === undefined) return invalid(`stat must be one of ${Object.keys(KINDS).join(", ")}.`);
  const stepHours = Object.hasOwn(RESOLUTION_HOURS, resolution) ? RESOLUTION_HOURS[resolution] : undefined;
  if (stepHours === undefined) return invalid("resolution must be 1h or 1d: counts are kept by the hour.");

  const until = epochSeconds(query.value.until) ?? Math.floor(parts.now() / 1_000);
  const since = epochSeconds(query.value.since) ?? until - 24 * HOUR_S;
  const step = stepHours * HOUR_S;
  const fromHour = Math.floor(since / step) * stepHours;
  const toHour = (Math.floor(until / step) + 1) * stepHours;
  const points = (toHour - fromHour) / stepHours;
  if (!(since <= until && points <= MAX_POINTS)) {
    return invalid(`since and until must be epoch seconds, in order, and at most ${MAX_POINTS} times the resolution apart.`);
  }
  const [sums] = await parts.outcomes.listOutcomeGroups({
    projectIds,
    fromHour,
    toHour,
    stepHours,
    groupBy: [],
    kinds,
    categories: ["error", "security", "default"],
  });
  return found(Array.from({ length: points }, (_, index) => [fromHour * HOUR_S + index * step, sums?.series[index] ?? 0]));
}

function epochSeconds(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  return /^\d{1,11}(\.\d+)?$/.test(text) ? Math.floor(Number(text)) : Number.NaN;
}

function invalid(detail: string): Answer {
  return refuse({ kind: "invalid", detail });
}
