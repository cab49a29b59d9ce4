import { z } from "zod";
import type { FoundEvents, StoredEvent } from "../backend/backend.ts";
import { columnValues } from "../issue/query/event-values.ts";
import type { Answer } from "./answer.ts";
import { found as answerWith, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import type { Column } from "./event-columns.ts";
import { areGroups, readColumns, shownValue, typeOf, unitOf } from "./event-columns.ts";
import { backendFor, countGroups, figureIn, valueInGroup } from "./counted-events.ts";
import type { Naming } from "./event-naming.ts";
import { idsBeside, nameIssues, ofPlace } from "./event-naming.ts";
import { readFoundEvents } from "./found-events.ts";
import { keysetLinks, readPage, sliceOf } from "./paging.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";

export const tableQuery = z.object({ field: many, sort: one });

/**
 * Tables of events: without a function in the fields one row an event, newest first; with one, a row for each group of events that
 * say the same in the other fields. Source of the shape: reference sentry-web-api §2.7.
 */
export function eventTableRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(parts, { method: "GET", path: "/events", scopes: ["event:read"] }, async (ask, organization) => {
      const query = readQuery(ask, tableQuery);
      if (!query.ok) return refuse(query.problem);
      const events = await readFoundEvents(parts, ask, organization);
      if (!events.ok) return refuse(events.problem);
      if (events.value === undefined) return answerWith({ data: [], meta: { fields: {}, units: {} } });
      const columns = readColumns(query.value.field);
      if (!columns.ok) return refuse({ kind: "invalid", detail: columns.problem });
      const answer = areGroups(columns.value) ? answerGroups : answerRows;
      return answer(parts, ask, events.value, columns.value, query.value.sort ?? "");
    }),
  ];
}

async function answerRows(
  parts: ApiParts,
  ask: CallerAsk,
  events: FoundEvents,
  columns: readonly Column[],
  sort: string,
): Promise<Answer> {
  if (sort !== "" && sort !== "-timestamp") {
    const detail =
      "Events are listed newest first: sort must be -timestamp. A table with a function, as count(), is sorted by any column.";
    return refuse({ kind: "invalid", detail });
  }
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const backend = backendFor(parts, events.projects);
  const { events: list, next, previous } = (await backend?.listFoundEvents(events, page.value)) ?? NO_EVENTS;
  const naming = await nameIssues(
    parts,
    events.projects,
    list.map(({ issueId }) => issueId),
  );
  const data = list.map((stored) => ({
    ...Object.fromEntries(columns.map((column) => [column.name, valueIn(stored, column, naming)])),
    ...idsBeside(columns, String(stored.issueId), naming),
    id: stored.event.event_id,
  }));
  return answerWith({ data, meta: metaOf(columns) }, { Link: keysetLinks(parts, ask, { next, previous }) });
}

const NO_EVENTS = { events: [], next: undefined, previous: undefined } as const;

function valueIn(stored: StoredEvent, column: Column, naming: Naming): unknown {
  if (column.kind !== "field") return null;
  const { key } = column;
  if (key === "timestamp") return dateOf(stored.event.timestamp * 1_000);
  const own = ofPlace(key, String(stored.issueId), String(stored.projectId), naming);
  if (own !== undefined) return own;
  const values = columnValues(stored, key);
  if (key.startsWith("stack.")) return values;
  return values[0] === undefined ? null : shownValue(column, values[0]);
}

async function answerGroups(
  parts: ApiParts,
  ask: CallerAsk,
  events: FoundEvents,
  columns: readonly Column[],
  sort: string,
): Promise<Answer> {
  const counted = await countGroups(parts, events, columns, sort);
  if (!counted.ok) return refuse(counted.problem);
  const slice = sliceOf(parts, ask, counted.value.groups);
  if (!slice.ok) return refuse(slice.problem);
  const { rows, link } = slice.value;
  const naming = await nameIssues(parts, events.projects, counted.value.issuesOf(rows));
  const data = rows.map((group) => ({
    ...Object.fromEntries(
      columns.map((column) => [
        column.name,
        column.kind === "field" ? valueInGroup(counted.value, group, column, naming) : figureIn(counted.value, column, group),
      ]),
    ),
    ...idsBeside(columns, counted.value.issueOf(group), naming),
  }));
  return answerWith({ data, meta: metaOf(columns) }, { Link: link });
}

function metaOf(columns: readonly Column[]): object {
  return {
    fields: Object.fromEntries(columns.map((column) => [column.name, typeOf(column)])),
    units: Object.fromEntries(columns.map((column) => [column.name, unitOf(column)])),
    isMetricsData: false,
    isMetricsExtractedData: false,
    tips: {},
    datasetReason: "unchanged",
    dataset: "errors",
  };
}
