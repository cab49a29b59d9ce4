import type { Project } from "../project/project.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Caller } from "./caller.ts";

/** The projects of these organisations that the caller may see. Routes ask here, and not the store. */
export async function visibleProjects(
  parts: Pick<ApiParts, "projects">,
  caller: Caller,
  organizationIds: readonly number[],
): Promise<readonly Project[]> {
  const projects = await parts.projects.listProjects(organizationIds);
  return projects.filter((project) => seesProject(caller, project));
}

/** Whether a project of an organisation that the caller belongs to is open to the caller. */
export function seesProject(caller: Caller, { id, organizationId }: Pick<Project, "id" | "organizationId">): boolean {
  return caller.onlyProjects.get(organizationId)?.has(id) ?? true;
}
