import { z } from "zod";
import type { Organization, Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { many, readQuery } from "./parse.ts";
import type { CallerAsk } from "./route.ts";
import { visibleProjects } from "./visible-projects.ts";

export const projectsQuery = z.object({ project: many });

/** The organisation's projects that `project=` names by id or slug; all of them without it, or with -1. */
export async function chosenProjects(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
): Promise<Result<readonly Project[], Refusal>> {
  const query = readQuery(ask, projectsQuery);
  if (!query.ok) return query;
  const projects = await visibleProjects(parts, ask.caller, [organization.id]);
  const names = query.value.project.filter((name) => name !== "");
  if (names.length === 0 || names.includes("-1")) return ok(projects);
  const chosen = projects.filter(({ id, slug }) => names.includes(slug) || names.includes(String(id)));
  const isKnown = (name: string): boolean => chosen.some(({ id, slug }) => slug === name || String(id) === name);
  return names.every(isKnown) ? ok(chosen) : problem({ kind: "no-permission", detail: "project names one you cannot see." });
}
