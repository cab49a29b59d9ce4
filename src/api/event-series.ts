import { z } from "zod";
import type { EventGroup, EventTally, FoundEvents } from "../backend/backend.ts";
import type { Organization } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { CountedEvents } from "./counted-events.ts";
import { countGroups, numberIn, valueInGroup } from "./counted-events.ts";
import { parseSpan } from "./dates.ts";
import type { Column } from "./event-columns.ts";
import { readColumns, typeOf, unitOf } from "./event-columns.ts";
import { nameIssues } from "./event-naming.ts";
import { readFoundEvents } from "./found-events.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_POINTS = 4_000;
const MAX_TOP = 20;

export const seriesQuery = z.object({
  yAxis: many,
  field: many,
  groupBy: many,
  interval: one,
  topEvents: one,
  sort: one,
  excludeOther: one,
});

/**
 * Counts of events over time, as charts ask them: `events-stats` in the older shape, `events-timeseries` in the newer one. With
 * `topEvents` so many groups by the fields are told apart. Source of the shapes: reference sentry-web-api §2.7.
 */
export function eventSeriesRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  const route = (path: string, answer: (lines: Lines) => object, empty: object): Route =>
    organizationRoute(parts, { method: "GET", path, scopes }, async (ask, organization) => {
      const lines = await readLines(parts, ask, organization);
      if (!lines.ok) return refuse(lines.problem);
      return found(lines.value === undefined ? empty : answer(lines.value));
    });
  return [
    route("/events-stats", statsOf, { data: [], isMetricsData: false }),
    route("/events-timeseries", timeSeriesOf, { timeSeries: [], meta: {} }),
  ];
}

/** One line of a chart for each axis and group. */
type Line = {
  readonly axis: Column;
  /** Of its group; absent where there are no groups. */
  readonly group?: { readonly label: string; readonly values: readonly GroupValue[]; readonly isOther: boolean };
  readonly order: number;
  /** From the first stretch on, one each. */
  readonly points: readonly number[];
};
type GroupValue = { readonly key: string; readonly value: string | number | boolean | null };
type Lines = {
  readonly lines: readonly Line[];
  readonly axes: readonly Column[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly nowMs: number;
};

async function readLines(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
): Promise<Result<Lines | undefined, Refusal>> {
  const query = readQuery(ask, seriesQuery);
  if (!query.ok) return query;
  const events = await readFoundEvents(parts, ask, organization);
  if (!events.ok) return events;
  if (events.value === undefined) return ok(undefined);
  const columns = readChart(query.value);
  if (!columns.ok) return columns;
  const stepMs = readStep(query.value.interval, events.value);
  if (!stepMs.ok) return stepMs;

  const { axes, fields, top } = columns.value;
  const fromMs = Math.floor(events.value.fromMs / stepMs.value) * stepMs.value;
  const aligned = { ...events.value, fromMs };
  const counted = await countGroups(parts, aligned, [...axes, ...fields], query.value.sort ?? "", stepMs.value);
  if (!counted.ok) return counted;
  const { toMs } = aligned;
  const isOtherShown = !["1", "true"].includes(query.value.excludeOther ?? "");
  const groups = await nameGroups(parts, aligned, counted.value, fields, top, isOtherShown);
  const length = Math.floor((toMs - fromMs) / stepMs.value) + 1;
  const pointsOf = (axis: Column, tallies: Steps): readonly number[] => {
    const within = { distinct: counted.value.distinct, seconds: stepMs.value / 1_000 };
    return Array.from({ length }, (_, at) => numberIn(within, axis, tallies.get(at)));
  };
  const lines = groups.flatMap(({ group, steps }, order) =>
    axes.map((axis): Line => ({ axis, ...(group && { group }), order, points: pointsOf(axis, steps) })),
  );
  return ok({ lines, axes, fromMs, toMs, stepMs: stepMs.value, nowMs: parts.now() });
}

type Chart = {
  readonly axes: readonly Column[];
  readonly fields: readonly Extract<Column, { kind: "field" }>[];
  readonly top: number;
};

function readChart({ yAxis, field, groupBy, topEvents = "" }: z.output<typeof seriesQuery>): Result<Chart, Refusal> {
  const axes = readColumns(yAxis.length === 0 ? ["count()"] : yAxis);
  if (!axes.ok) return problem({ kind: "invalid", detail: axes.problem });
  const wrong = axes.value.find(({ kind }) => kind === "field" || kind === "last-seen");
  if (wrong !== undefined) {
    return problem({
      kind: "invalid",
      detail: `yAxis must be a count, as count() or count_unique(user); "${wrong.name}" is none.`,
    });
  }
  if (topEvents === "") return ok({ axes: axes.value, fields: [], top: 1 });
  const top = Number(topEvents);
  if (!Number.isInteger(top) || top < 1 || top > MAX_TOP) {
    return problem({ kind: "invalid", detail: `topEvents must be a number from 1 to ${MAX_TOP}.` });
  }
  const columns = readColumns([...groupBy, ...field]);
  if (!columns.ok) return problem({ kind: "invalid", detail: columns.problem });
  return ok({ axes: axes.value, fields: columns.value.filter((column) => column.kind === "field"), top });
}

function readStep(interval: string | undefined, { fromMs, toMs }: FoundEvents): Result<number, Refusal> {
  const spanMs = toMs - fromMs;
  const usual = spanMs <= HOUR_MS ? 60_000 : spanMs <= 30 * DAY_MS ? HOUR_MS : DAY_MS;
  const stepMs = interval === undefined || interval === "" ? usual : parseSpan(interval);
  if (stepMs === undefined) return problem({ kind: "invalid", detail: "interval must be a span such as 5m, 1h or 1d." });
  if (spanMs / stepMs > MAX_POINTS) {
    return problem({
      kind: "invalid",
      detail: `That is over ${MAX_POINTS} points; ask for a longer interval, such as 1h, or for less time.`,
    });
  }
  return ok(stepMs);
}

type Steps = EventGroup["steps"];
type NamedGroup = { readonly group?: NonNullable<Line["group"]>; readonly steps: Steps };

/** The first groups by their names, and what the others come to. Without fields there is one, also when nothing is found. */
async function nameGroups(
  parts: ApiParts,
  events: FoundEvents,
  counted: CountedEvents,
  fields: Chart["fields"],
  top: number,
  isOtherShown: boolean,
): Promise<readonly NamedGroup[]> {
  const [first] = counted.groups;
  if (fields.length === 0) return [{ steps: first?.steps ?? new Map() }];
  const shown = counted.groups.slice(0, top);
  const naming = await nameIssues(parts, events.projects, counted.issuesOf(shown));
  const named = shown.map((group): NamedGroup => {
    const values = fields.map((field) => ({ key: field.name, value: valueInGroup(counted, group, field, naming) }));
    const label = values.map(({ value }) => String(value ?? "")).join(",");
    return { group: { label, values, isOther: false }, steps: group.steps };
  });
  const rest = counted.groups.slice(top);
  if (rest.length === 0 || !isOtherShown || counted.distinct.length > 0) return named;
  return [...named, { group: { label: "Other", values: [], isOther: true }, steps: addedUp(rest) }];
}

/** Events are added up; different values are not, for who is in two groups is one. */
function addedUp(groups: readonly EventGroup[]): Steps {
  const steps = new Map<number, EventTally>();
  for (const [at, { events }] of groups.flatMap((group) => [...group.steps])) {
    steps.set(at, { events: events + (steps.get(at)?.events ?? 0), distinct: [] });
  }
  return steps;
}

function statsOf(chart: Lines): object {
  const { lines, axes } = chart;
  const lineOf = ({ axis, points, order }: Line): object => ({
    data: points.map((count, at) => [(chart.fromMs + at * chart.stepMs) / 1_000, [{ count }]]),
    start: chart.fromMs / 1_000,
    end: Math.floor(chart.toMs / 1_000),
    order,
    isMetricsData: false,
    meta: { fields: { [axis.name]: typeOf(axis) }, units: { [axis.name]: unitOf(axis) } },
  });
  const [only] = lines;
  if (only !== undefined && only.group === undefined && axes.length === 1) return lineOf(only);
  if (only?.group === undefined)
    return Object.fromEntries(lines.map((line, order) => [line.axis.name, lineOf({ ...line, order })]));
  if (axes.length === 1) return Object.fromEntries(lines.map((line) => [line.group?.label ?? "", lineOf(line)]));
  const byGroup = Map.groupBy(lines, ({ group }) => group?.label ?? "");
  return Object.fromEntries(
    [...byGroup].map(([label, own]) => [
      label,
      { order: own[0]?.order ?? 0, ...Object.fromEntries(own.map((line) => [line.axis.name, lineOf(line)])) },
    ]),
  );
}

function timeSeriesOf({ lines, fromMs, toMs, stepMs, nowMs }: Lines): object {
  const timeSeries = lines.map(({ axis, group, order, points }) => ({
    yAxis: axis.name,
    ...(group !== undefined && { groupBy: group.values }),
    values: points.map((value, at) => {
      const timestamp = fromMs + at * stepMs;
      return { timestamp, value, incomplete: timestamp + stepMs > nowMs };
    }),
    meta: {
      valueType: typeOf(axis),
      valueUnit: unitOf(axis),
      interval: stepMs,
      ...(group !== undefined && { order, isOther: group.isOther }),
    },
  }));
  return { timeSeries, meta: { dataset: "errors", start: fromMs, end: toMs } };
}
