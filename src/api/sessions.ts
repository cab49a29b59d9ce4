import type { CountedSessions, SessionGroup } from "../release/health.ts";
import { NO_SESSIONS } from "../release/health.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects } from "./chosen-projects.ts";
import { dateOf } from "./dates.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import type { SessionsAsked } from "./session-query.ts";
import { readSessionsAsked } from "./session-query.ts";
import type { ShownStatus } from "./session-values.ts";
import { SESSION_STATUSES } from "./session-values.ts";

const HOUR_MS = 3_600_000;
const MAX_GROUPS = 1_000;

/** Release health as Sentry's `/sessions/` gives it: sums, users and rates, grouped, with a series. */
export function sessionRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(
      parts,
      { method: "GET", path: "/sessions", scopes: ["org:read", "project:read", "event:read"] },
      async (ask, organization) => {
        const asked = readSessionsAsked(ask, parts.now());
        if (!asked.ok) return refuse(asked.problem);
        const projects = await chosenProjects(parts, ask, organization);
        if (!projects.ok) return refuse(projects.problem);
        const projectIds = projects.value.map(({ id }) => id);
        const counted = await parts.releases.countSessions({ ...asked.value.query, projectIds });
        if (counted.ok) return answerGroups(asked.value, counted.value);
        return refuse({
          kind: "invalid",
          detail: "These are too many users to count at once. Choose a shorter period, a longer interval or one project.",
        });
      },
    ),
  ];
}

function answerGroups(asked: SessionsAsked, groups: readonly SessionGroup[]): Answer {
  const { fromHour, toHour, stepHours, groupBy } = asked.query;
  const intervals: (string | null)[] = [];
  for (let hour = fromHour; hour < toHour; hour += stepHours) intervals.push(dateOf(hour * HOUR_MS));

  const shown = groupBy.length === 0 && groups.length === 0 ? [emptyGroup(intervals.length)] : groups;
  const largestFirst = shown.toSorted((a, b) => b.totals.sessions.total - a.totals.sessions.total).slice(0, MAX_GROUPS);
  const statuses = asked.byStatus ? SESSION_STATUSES : [undefined];
  return found({
    start: dateOf(fromHour * HOUR_MS),
    end: dateOf(toHour * HOUR_MS),
    intervals,
    groups: largestFirst.flatMap((group) => statuses.map((status) => serialiseGroup(asked, group, status))),
    query: asked.text,
  });
}

function serialiseGroup(
  { fields, hasSeries, hasTotals }: SessionsAsked,
  { by, totals, series }: SessionGroup,
  status: ShownStatus | undefined,
): object {
  const { projectId, ...names } = by;
  const valuesOf = (counted: CountedSessions) => fields.map(([name, { value }]) => [name, value(counted, status)] as const);
  return {
    by: { ...(projectId !== undefined && { project: projectId }), ...names, ...(status && { "session.status": status }) },
    ...(hasTotals && { totals: Object.fromEntries(valuesOf(totals)) }),
    ...(hasSeries && {
      series: Object.fromEntries(fields.map(([name, { value }]) => [name, series.map((counted) => value(counted, status))])),
    }),
  };
}

function emptyGroup(steps: number): SessionGroup {
  const nothing: CountedSessions = { sessions: NO_SESSIONS, users: {} };
  return { by: {}, totals: nothing, series: Array.from({ length: steps }, () => nothing) };
}
