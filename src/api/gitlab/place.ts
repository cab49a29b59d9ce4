import type { Scope } from "../../account/account.ts";
import type { Project } from "../../project/project.ts";
import type { Answer } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import type { Caller } from "../caller.ts";
import { mayIn } from "../caller.ts";
import { seesProject } from "../visible-projects.ts";
import { withLower } from "../../account/scopes.ts";
import { refuseIn } from "./refusal.ts";
import type { GitlabAsk, GitlabRoute } from "./route.ts";
import { tellLog } from "../change-log.ts";

/** The project of a full path, within what the caller may see. Unknown and foreign are alike. */
export async function findProjectOfPath(
  parts: ApiParts,
  caller: Caller | undefined,
  organizationName: string,
  projectName: string,
): Promise<Project | undefined> {
  const organization = await parts.projects.findOrganization(organizationName);
  if (organization === undefined || caller?.scopes.has(organization.id) !== true) return undefined;
  const project = await parts.projects.findProject(organization.id, projectName);
  return project !== undefined && seesProject(caller, project) ? project : undefined;
}

type Answering = (ask: GitlabAsk, project: Project, caller: Caller) => Promise<Answer>;

/** `path` continues `/api/v4/projects/:id/error_tracking`. All of it takes a maintainer and, of a token, `project:write`. */
export function restRoute(parts: ApiParts, method: GitlabRoute["method"], path: string, answer: Answering): GitlabRoute {
  return {
    method,
    path: `/api/v4/projects/:id/error_tracking${path}`,
    manner: "rest",
    answer: async (ask) => {
      const { caller } = ask;
      if (caller === undefined) return refuseIn("rest", { kind: "not-authenticated" });
      // A token that was made for less is told so before anything is looked up, as GitLab does.
      if (caller.token !== undefined && !withLower(caller.token.scopes).has("project:write")) return INSUFFICIENT_SCOPE;
      const project = await findProjectOfId(parts, caller, ask.params["id"] ?? "");
      if (project === undefined) return { status: 404, body: { message: "404 Project Not Found" } };
      if (!mayIn(caller, project.organizationId, ["project:write"])) return refuseIn("rest", { kind: "no-permission" });
      tellLog({ organizationId: project.organizationId });
      return answer(ask, project, caller);
    },
  };
}

const INSUFFICIENT_SCOPE: Answer = {
  status: 403,
  body: {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope: "api",
  },
};

/** By number, or by `organisation/project`. */
async function findProjectOfId(parts: ApiParts, caller: Caller, id: string): Promise<Project | undefined> {
  if (/^\d{1,15}$/.test(id)) {
    const project = await parts.projects.findProjectById(Number(id));
    const isOpen = project !== undefined && caller.scopes.has(project.organizationId) && seesProject(caller, project);
    return isOpen ? project : undefined;
  }
  const [organization = "", project = "", ...more] = id.split("/");
  return more.length > 0 ? undefined : await findProjectOfPath(parts, caller, organization, project);
}

/** `path` continues `/<organisation>/<project>/-/error_tracking`. */
export function webRoute(
  parts: ApiParts,
  { method, path, scope }: { readonly method: GitlabRoute["method"]; readonly path: string; readonly scope: Scope },
  answer: Answering,
): GitlabRoute {
  return {
    method,
    path: `/:organization/:project/-/error_tracking${path}`,
    manner: "web",
    answer: async (ask) => {
      const { caller } = ask;
      if (caller === undefined) return refuseIn("web", { kind: "not-authenticated" });
      const { organization = "", project: name = "" } = ask.params;
      const project = await findProjectOfPath(parts, caller, organization, name);
      if (project === undefined) return refuseIn("web", { kind: "not-found" });
      if (!mayIn(caller, project.organizationId, [scope])) return refuseIn("web", { kind: "no-permission" });
      tellLog({ organizationId: project.organizationId });
      return answer(ask, project, caller);
    },
  };
}
