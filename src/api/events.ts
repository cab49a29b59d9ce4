import { z } from "zod";
import type { EventFilter, EventInIssue, EventListQuery, EventPage, StoredEvent } from "../backend/backend.ts";
import { parseSearchOfEvents } from "../issue/query/parse-of-events.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked, findPlaceOfEvent } from "./asked-event.ts";
import { freshnessHeaders } from "./backend-answer.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes, projectRoute } from "./scoped.ts";
import { serialiseUserReport } from "./user-feedback.ts";
import { serialiseEvent, serialiseEventInIssue, serialiseListedEvent } from "./serialise-event.ts";
import { sourceLinksOf } from "./source-links.ts";
import type { TimeWindow } from "./time-window.ts";
import { readTimeWindow } from "./time-window.ts";

/** Whole events in a list are large. */
const MAX_FULL_EVENTS = 10;

/** Events of an issue or a project, newest first, and single events by their id or place. */
export function eventRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  const whole = async (event: EventInIssue, { project }: InIssue): Promise<object> => {
    const links = await sourceLinksOf(parts, project, event.stored.event);
    const report = await parts.userReports.findReportOfEvent(project.id, event.stored.event.event_id);
    return { ...serialiseEventInIssue(event, links), userReport: report === undefined ? null : serialiseUserReport(report) };
  };
  return [
    ...issueRoutes(parts, { method: "GET", path: "/events", scopes }, (ask, { project, issue }) =>
      answerEvents(parts, ask, project, (page) => parts.backendOf(project).listEvents(issue, page)),
    ),
    ...issueRoutes(parts, { method: "GET", path: "/events/:event", scopes }, (ask, place) =>
      answerEvent(parts, ask, place, whole),
    ),
    ...issueRoutes(parts, { method: "GET", path: "/events/:event/json", scopes }, (ask, place) =>
      answerEvent(parts, ask, place, ({ stored }) => stored.event),
    ),
    projectRoute(parts, { method: "GET", path: "/events", scopes }, (ask, { project }) =>
      answerEvents(parts, ask, project, (page) => parts.backendOf(project).listProjectEvents(project, page)),
    ),
    projectRoute(parts, { method: "GET", path: "/events/:event", scopes }, async (ask, { project }) => {
      const place = await findPlaceOfEvent(parts, ask, project);
      return place === undefined ? refuse({ kind: "not-found" }) : answerEvent(parts, ask, place, whole);
    }),
    projectRoute(parts, { method: "GET", path: "/events/:event/json", scopes }, async (ask, { project }) => {
      const place = await findPlaceOfEvent(parts, ask, project);
      return place === undefined ? refuse({ kind: "not-found" }) : answerEvent(parts, ask, place, ({ stored }) => stored.event);
    }),
  ];
}

export const eventsQuery = z.object({ query: one, sort: one, full: one, sample: one, environment: many });

/** One page, narrowed to the period, the environments and the search asked for. */
async function answerEvents(
  parts: ApiParts,
  ask: CallerAsk,
  project: Project,
  list: (page: EventListQuery) => Promise<EventPage>,
): Promise<Answer> {
  const query = readQuery(ask, eventsQuery);
  if (!query.ok) return refuse(query.problem);
  const { sort = "-timestamp", full, environment } = query.value;
  if (sort !== "-timestamp") return refuse({ kind: "invalid", detail: "sort must be -timestamp." });
  if (isTrue(query.value.sample)) {
    return refuse({ kind: "invalid", detail: "A sample of the events is not supported yet; leave it out for the newest." });
  }
  const window = readTimeWindow(ask, parts.now());
  if (!window.ok) return refuse(window.problem);
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);

  const isFull = isTrue(full);
  const limit = isFull ? Math.min(page.value.limit, MAX_FULL_EVENTS) : page.value.limit;
  const filter = readFilter(
    query.value.query ?? "",
    environment,
    window.value,
    parts.backendOf(project).can.search,
    parts.now(),
  );
  if (!filter.ok) return refuse(filter.problem);
  if (filter.value === "nothing") return found([], { Link: keysetLinks(parts, ask, { next: undefined, previous: undefined }) });
  const narrow = filter.value === undefined ? {} : { filter: filter.value };
  const { events, next, previous, freshness } = await list({ ...page.value, limit, ...narrow });
  const shown = events.filter((stored) => isWithin(stored, window.value));
  const isPast = lastReceivedMs(events) < (window.value.fromMs ?? 0);
  const links = keysetLinks(parts, ask, { next: isPast ? undefined : next, previous });
  return found(
    shown.map((stored) => (isFull ? serialiseEvent(stored) : serialiseListedEvent(stored))),
    { Link: links, ...freshnessHeaders(freshness) },
  );
}

/** Undefined: no condition; "nothing": conditions that no event can meet. A Sentry is sent the search as it was typed. */
function readFilter(
  text: string,
  environments: readonly string[],
  { fromMs, toMs }: TimeWindow,
  language: "text" | "sentry",
  nowMs: number,
): Result<EventFilter | "nothing" | undefined, Refusal> {
  const named = environments.filter((name) => name !== "");
  const queryText =
    `${named.length === 0 ? "" : `environment:[${named.map((name) => JSON.stringify(name)).join(", ")}] `}${text}`.trim();
  if (language === "sentry") return ok(queryText === "" ? undefined : { conditions: [], levels: [], queryText });
  const search = parseSearchOfEvents(text, nowMs);
  if (!search.ok) return problem({ kind: "invalid", detail: `Error parsing search query: ${search.problem.words}` });
  if (search.value.contradicts) return ok("nothing");
  const anyOf = named.map((name) => ({ pieces: [name] }));
  const conditions = [
    ...search.value.filter.conditions,
    ...(named.length === 0 ? [] : [{ on: "event", key: "environment", anyOf, isNegated: false } as const]),
  ];
  const { levels, text: words } = search.value.filter;
  const isAll = conditions.length + levels.length === 0 && words === undefined && fromMs === undefined && toMs === undefined;
  if (isAll) return ok(undefined);
  return ok({
    ...search.value.filter,
    conditions,
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
  });
}

function isTrue(text: string | undefined): boolean {
  return text === "true" || text === "1";
}

function isWithin({ event }: StoredEvent, { fromMs, toMs }: TimeWindow): boolean {
  const atMs = event.timestamp * 1_000;
  return (fromMs === undefined || atMs >= fromMs) && (toMs === undefined || atMs <= toMs);
}

/** Days are read newest first, so nothing after an event received before the window can lie in it. */
function lastReceivedMs(events: readonly StoredEvent[]): number {
  return events.at(-1)?.receivedAtMs ?? Infinity;
}

async function answerEvent(
  parts: ApiParts,
  ask: CallerAsk,
  place: InIssue,
  serialise: (event: EventInIssue, place: InIssue) => unknown,
): Promise<Answer> {
  const event = await findEventAsked(parts, ask, place);
  if (event === undefined) return refuse({ kind: "not-found" });
  return found(await serialise(event, place), freshnessHeaders(event.freshness));
}
