import { z } from "zod";
import type { FoundEvents } from "../backend/backend.ts";
import { MAX_SEARCH_LENGTH } from "../issue/query/parse.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects, projectsQuery } from "./chosen-projects.ts";
import { parseIssueQuery } from "./issue-query.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk } from "./route.ts";
import { readTimeWindow } from "./time-window.ts";

const DAY_MS = 86_400_000;
/** Without a time asked for. */
const USUAL_MS = 14 * DAY_MS;
const MAX_MS = 366 * DAY_MS;

/** Kinds of things that clients ask tables of, and that Culprit does not take. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  "logs",
  "ourlogs",
  "spans",
  "transactions",
  "tracemetrics",
  "replays",
  "profiles",
  "metrics",
]);
export const foundQuery = z.object({ dataset: one, query: one, environment: many });

/** Which events a table is of. `undefined`: of a kind that is not kept, so that there are none. */
export async function readFoundEvents(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
): Promise<Result<FoundEvents | undefined, Refusal>> {
  const query = readQuery(ask, foundQuery);
  if (!query.ok) return query;
  const { dataset = "errors", query: text = "", environment } = query.value;
  if (NOT_KEPT.has(dataset)) return ok(undefined);
  const projects = await readProjects(parts, ask, organization);
  if (!projects.ok) return projects;
  const window = readTimeWindow(ask, parts.now());
  if (!window.ok) return window;
  const toMs = Math.min(window.value.toMs ?? Infinity, parts.now());
  const fromMs = window.value.fromMs ?? toMs - USUAL_MS;
  if (fromMs >= toMs) return problem({ kind: "invalid", detail: "start must be before end." });
  if (toMs - fromMs > MAX_MS) return problem({ kind: "invalid", detail: "The time asked for is over a year; ask for less." });

  const search = parseIssueQuery(withoutAnd(text), parts.now());
  if (!search.ok) return search;
  const named = environment.filter((name) => name !== "");
  const inEnvironment = {
    on: "event",
    key: "environment",
    anyOf: named.map((name) => ({ pieces: [name] })),
    isNegated: false,
  } as const;
  const { filter, contradicts } = search.value;
  const askedByUserId = ask.caller.user?.id;
  return ok({
    projects: contradicts ? [] : projects.value,
    filter: {
      ...filter,
      conditions: [...(filter.conditions ?? []), ...(named.length === 0 ? [] : [inEnvironment])],
      ...(askedByUserId !== undefined && { askedByUserId }),
    },
    fromMs,
    toMs,
  });
}

/** Those of the chosen projects whose events are here. Who names one whose errors a Sentry keeps is told so. */
async function readProjects(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
): Promise<Result<readonly Project[], Refusal>> {
  const chosen = await chosenProjects(parts, ask, organization);
  if (!chosen.ok) return chosen;
  const here = chosen.value.filter((project) => parts.backendOf(project).can.projectEvents);
  const elsewhere = chosen.value.find((project) => !here.includes(project));
  const query = readQuery(ask, projectsQuery);
  if (!query.ok) return query;
  const isNamed = query.value.project.some((name) => name !== "" && name !== "-1") || here.length === 0;
  if (elsewhere === undefined || !isNamed) return ok(here);
  const detail = `The errors of ${elsewhere.slug} are kept by a Sentry: ask that for tables of events, or leave the project out.`;
  return problem({ kind: "invalid", detail });
}

/** In tables clients join by AND what stands side by side everywhere else; it is the same. What is wrong keeps its place. */
function withoutAnd(text: string): string {
  if (text.length > MAX_SEARCH_LENGTH) return text;
  const joined = /("(?:[^"\\]|\\.)*")|\sAND(?=\s)/gs;
  return text.replace(joined, (_all, quoted: string | undefined) => quoted ?? "    ");
}
