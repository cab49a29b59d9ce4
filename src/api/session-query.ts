import { z } from "zod";
import type { SessionGrouping, SessionQuery } from "../release/health.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { parseSpan } from "./dates.ts";
import { many, one, readQuery } from "./parse.ts";
import type { Ask } from "./route.ts";
import type { SessionField } from "./session-values.ts";
import { SESSION_FIELDS } from "./session-values.ts";
import { readTimeWindow } from "./time-window.ts";

/** A question about sessions, read from the query. */
export type SessionsAsked = {
  readonly query: Omit<SessionQuery, "projectIds">;
  readonly fields: readonly (readonly [name: string, field: SessionField])[];
  readonly byStatus: boolean;
  readonly hasSeries: boolean;
  readonly hasTotals: boolean;
  readonly text: string;
};

export const sessionsQuery = z.object({
  field: many,
  groupBy: many,
  interval: one,
  query: one,
  environment: many,
  includeSeries: one,
  includeTotals: one,
});

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24 * 14;
const MAX_HOURS = 24 * 90;
const MAX_STEPS = 1_000;
const GROUPINGS: readonly SessionGrouping[] = ["project", "release", "environment"];

/** Reads what Sentry's clients ask of `/sessions/`. What is not supported is refused with words, never passed over. */
export function readSessionsAsked(ask: Ask, nowMs: number): Result<SessionsAsked, Refusal> {
  const read = readQuery(ask, sessionsQuery);
  if (!read.ok) return read;
  const { field, groupBy, interval = "1h", query: text = "", environment, includeSeries, includeTotals } = read.value;

  const fields = fieldsOf(field);
  if (!fields.ok) return fields;
  const groupings = [...new Set(groupBy)];
  const unknown = groupings.find((name) => name !== "session.status" && !GROUPINGS.some((known) => known === name));
  if (unknown !== undefined) return invalid("groupBy must be project, release, environment or session.status.");
  const byStatus = groupings.includes("session.status");
  if (byStatus && fields.value.some(([, { hasStatus }]) => !hasStatus)) {
    return invalid("A rate cannot be told apart by session.status; leave one of the two out.");
  }
  const window = readHours(ask, nowMs, interval);
  if (!window.ok) return window;
  const terms = readTerms(text);
  if (!terms.ok) return terms;

  const environments = [...environment, ...terms.value.environments];
  const { releases } = terms.value;
  return ok({
    query: {
      ...window.value,
      groupBy: GROUPINGS.filter((grouping) => groupings.includes(grouping)),
      ...(environments.length > 0 && { environments }),
      ...(releases.length > 0 && { releases }),
      userSets: [...new Set(fields.value.flatMap(([, { userSets }]) => userSets))],
    },
    fields: fields.value,
    byStatus,
    hasSeries: includeSeries !== "0",
    hasTotals: includeTotals !== "0",
    text,
  });
}

function fieldsOf(names: readonly string[]): Result<SessionsAsked["fields"], Refusal> {
  if (names.length === 0) return invalid('Say what to count, as field="sum(session)".');
  const fields = [...new Set(names)].map((name) => [name, SESSION_FIELDS.get(name)] as const);
  const known = fields.filter((field): field is [string, SessionField] => field[1] !== undefined);
  if (known.length === fields.length) return ok(known);
  return invalid(`field must be one of ${[...SESSION_FIELDS.keys()].join(", ")}.`);
}

/** Whole steps that cover the window. */
function readHours(
  ask: Ask,
  nowMs: number,
  interval: string,
): Result<Pick<SessionQuery, "fromHour" | "toHour" | "stepHours">, Refusal> {
  const stepHours = (parseSpan(interval) ?? 0) / HOUR_MS;
  const isStep = Number.isInteger(stepHours) && stepHours > 0 && (24 % stepHours === 0 || stepHours % 24 === 0);
  if (!isStep) return invalid("interval must be whole hours that divide a day, as 1h or 6h, or whole days, as 1d.");
  const window = readTimeWindow(ask, nowMs);
  if (!window.ok) return window;
  const toMs = window.value.toMs ?? nowMs;
  const fromMs = window.value.fromMs ?? toMs - DEFAULT_HOURS * HOUR_MS;
  if (fromMs >= toMs) return invalid("The period ends before it begins.");

  const stepMs = stepHours * HOUR_MS;
  const fromHour = (Math.floor(fromMs / stepMs) * stepMs) / HOUR_MS;
  const toHour = (Math.ceil(toMs / stepMs) * stepMs) / HOUR_MS;
  if (toHour - fromHour > MAX_HOURS + stepHours) return invalid("A period may have 90 days at most.");
  if ((toHour - fromHour) / stepHours > MAX_STEPS) return invalid("That are too many points; choose a longer interval.");
  return ok({ fromHour, toHour, stepHours });
}

type Terms = { readonly releases: readonly string[]; readonly environments: readonly string[] };

/** `release:shop@1.0 environment:"my place"`, or lists: `release:[1.0, 1.1]`. */
function readTerms(text: string): Result<Terms, Refusal> {
  const terms = { releases: [] as string[], environments: [] as string[] };
  const rest = text.replaceAll(
    /(release|environment):(?:\[([^\][]*)\]|"([^"]*)"|(\S+))/g,
    (_, key: string, list?: string, quoted?: string, plain?: string) => {
      const values =
        list === undefined ? [quoted ?? plain ?? ""] : list.split(",").map((value) => value.trim().replaceAll('"', ""));
      (key === "release" ? terms.releases : terms.environments).push(...values);
      return "";
    },
  );
  return rest.trim() === "" ? ok(terms) : invalid("query can have release: and environment: alone, as release:shop@1.0.");
}

function invalid(detail: string): { readonly ok: false; readonly problem: Refusal } {
  return problem({ kind: "invalid", detail });
}
