import { z } from "zod";
import type { OutcomeAsk, OutcomeField, OutcomeGroup } from "../project/outcomes.ts";
import type { Organization, Project } from "../project/project.ts";
import type { OutcomeKind } from "../protocol/outcome.ts";
import { CATEGORIES } from "../protocol/outcome.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf, parseSpan } from "./dates.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import type { TimeWindow } from "./time-window.ts";
import { readTimeWindow } from "./time-window.ts";
import { visibleProjects } from "./visible-projects.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Ninety days in hours, which is what is asked for when nobody says, and a bit. */
const MAX_INTERVALS = 2_500;
const MAX_HOURS = 366 * DAY_HOURS;

const FIELDS = ["sum(quantity)", "sum(times_seen)"] as const;
const GROUPS: readonly OutcomeField[] = ["project", "outcome", "category", "reason", "key"];
/** Sentry's spelling of the kinds, and ours. */
const OUTCOMES: ReadonlyMap<string, OutcomeKind> = new Map([
  ["accepted", "accepted"],
  ["filtered", "filtered"],
  ["rate_limited", "rate-limited"],
  ["invalid", "invalid"],
  ["abuse", "abuse"],
  ["client_discard", "client-discard"],
]);

/**
 * What became of everything that was sent, in groups and intervals. Source of the shape: reference sentry-web-api §2.11; the
 * groups by `key` are ours.
 */
export function statsV2Routes(parts: ApiParts): readonly Route[] {
  const access = { method: "GET", path: "/stats_v2", scopes: ["org:read"] } as const;
  return [organizationRoute(parts, access, (ask, organization) => answerStats(parts, ask, organization))];
}

export const statsQuery = z.object({
  field: many,
  groupBy: many,
  interval: one,
  project: many,
  category: many,
  outcome: many,
  reason: many,
  key: many,
});

async function answerStats(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const query = readQuery(ask, statsQuery);
  if (!query.ok) return refuse(query.problem);
  const window = readTimeWindow(ask, parts.now());
  if (!window.ok) return refuse(window.problem);
  const hours = readHours(window.value, query.value.interval, parts.now());
  if (!hours.ok) return refuse(hours.problem);
  const all = await visibleProjects(parts, ask.caller, [organization.id]);
  const filters = await readFilters(parts, query.value, all);
  if (!filters.ok) return refuse(filters.problem);

  const fields = query.value.field;
  const wrong = fields.find((field) => !(FIELDS as readonly string[]).includes(field));
  if (fields.length === 0 || wrong !== undefined) return invalid(`field must be one of ${FIELDS.join(", ")}.`);
  const outcomes = await parts.outcomes.listOutcomeGroups({ ...hours.value, ...filters.value.ask });
  const names = await keyNames(parts, filters.value);
  const { fromHour, toHour, stepHours } = hours.value;
  const intervals: (string | null)[] = [];
  for (let hour = fromHour; hour < toHour; hour += stepHours) intervals.push(dateOf(hour * HOUR_MS));
  return found({
    start: dateOf(fromHour * HOUR_MS),
    end: dateOf(toHour * HOUR_MS),
    intervals,
    groups: outcomes.map((group) => serialiseGroup(group, fields, names)),
  });
}

type Hours = Pick<OutcomeAsk, "fromHour" | "toHour" | "stepHours">;

/** Whole intervals around the time asked for; days are those of UTC. */
function readHours({ fromMs, toMs }: TimeWindow, interval: string | undefined, nowMs: number): Result<Hours, Refusal> {
  const stepMs = interval === undefined || interval === "" ? HOUR_MS : parseSpan(interval);
  const stepHours = (stepMs ?? 0) / HOUR_MS;
  if (!Number.isInteger(stepHours) || stepHours < 1 || DAY_HOURS % stepHours !== 0) {
    return problem({ kind: "invalid", detail: "interval must be 1h to 1d, and a day must hold a whole number of them." });
  }
  const until = toMs ?? nowMs;
  const from = fromMs ?? until - 90 * DAY_HOURS * HOUR_MS;
  if (from >= until) return problem({ kind: "invalid", detail: "start must be before end." });
  const step = stepHours * HOUR_MS;
  const toHour = Math.ceil(until / step) * stepHours;
  const fromHour = Math.floor(from / step) * stepHours;
  if (toHour - fromHour > MAX_HOURS) return problem({ kind: "invalid", detail: "The time asked for is over a year." });
  if ((toHour - fromHour) / stepHours > MAX_INTERVALS) {
    return problem({ kind: "invalid", detail: `That is over ${MAX_INTERVALS} intervals; ask for longer ones, such as 1d.` });
  }
  return ok({ fromHour, toHour, stepHours });
}

type Filters = { readonly ask: Omit<OutcomeAsk, keyof Hours>; readonly projects: readonly Project[] };

async function readFilters(
  parts: ApiParts,
  query: z.output<typeof statsQuery>,
  all: readonly Project[],
): Promise<Result<Filters, Refusal>> {
  const groupBy = [...new Set(query.groupBy.filter((name) => name !== ""))];
  if (!groupBy.every(isField)) return problem({ kind: "invalid", detail: `groupBy must be of ${GROUPS.join(", ")}.` });
  const named = query.project.filter((name) => name !== "" && name !== "-1");
  const projects = named.length === 0 ? all : all.filter(({ id, slug }) => named.includes(String(id)) || named.includes(slug));
  if (named.length > 0 && projects.length < new Set(named).size) return problem({ kind: "not-found" });

  const kinds = query.outcome.filter((name) => name !== "").map((name) => OUTCOMES.get(name));
  // Of a kind that Culprit does not know, such as cardinality_limited, there is never anything.
  const known = kinds.filter((kind) => kind !== undefined);
  const categories = CATEGORIES.filter((category) => query.category.includes(category));
  const isByCategory = query.category.some((name) => name !== "");
  const reasons = query.reason.filter((name) => name !== "");
  const keyIds = await keyIdsOf(parts, projects, query.key);
  return ok({
    projects,
    ask: {
      projectIds: projects.map(({ id }) => id),
      groupBy,
      ...(kinds.length > 0 && { kinds: known }),
      ...(isByCategory && { categories }),
      ...(reasons.length > 0 && { reasons: reasons.map((reason) => (reason === "none" ? "" : reason)) }),
      ...(keyIds !== undefined && { keyIds }),
    },
  });
}

function isField(name: string): name is OutcomeField {
  return (GROUPS as readonly string[]).includes(name);
}

/** Keys are named by their public part. */
async function keyIdsOf(
  parts: ApiParts,
  projects: readonly Project[],
  names: readonly string[],
): Promise<readonly number[] | undefined> {
  if (!names.some((name) => name !== "")) return undefined;
  const keys = await Promise.all(projects.map(({ id }) => parts.projects.listClientKeys(id)));
  return keys.flat().flatMap(({ id, publicKey }) => (names.includes(publicKey) ? [id] : []));
}

/** Public parts of the keys by which groups are named. */
async function keyNames(parts: ApiParts, { ask, projects }: Filters): Promise<ReadonlyMap<number, string>> {
  if (!ask.groupBy.includes("key")) return new Map();
  const keys = await Promise.all(projects.map(({ id }) => parts.projects.listClientKeys(id)));
  return new Map(keys.flat().map(({ id, publicKey }) => [id, publicKey]));
}

function serialiseGroup(group: OutcomeGroup, fields: readonly string[], keys: ReadonlyMap<number, string>): object {
  const { projectId, kind, category, reason, keyId, total, series } = group;
  return {
    by: {
      ...(projectId !== undefined && { project: projectId }),
      ...(kind !== undefined && { outcome: kind.replace("-", "_") }),
      ...(category !== undefined && { category }),
      ...(reason !== undefined && { reason: reason === "" ? "none" : reason }),
      ...(keyId !== undefined && { key: keys.get(keyId) ?? null }),
    },
    totals: Object.fromEntries(fields.map((field) => [field, total])),
    series: Object.fromEntries(fields.map((field) => [field, series])),
  };
}

function invalid(detail: string): Answer {
  return refuse({ kind: "invalid", detail });
}
