import type { Scope } from "../account/account.ts";
import type { Issue } from "../issue/issue.ts";
import type { IssueRef } from "../backend/backend.ts";
import { parseShortId } from "../issue/short-id.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Caller } from "./caller.ts";
import { mayIn } from "./caller.ts";
import type { CallerAsk, Method, Route } from "./route.ts";
import { knownCaller } from "./route.ts";
import { seesProject, visibleProjects } from "./visible-projects.ts";
import { tellLog } from "./change-log.ts";

/**
 * Routes that look something up find it here, within what the caller may see, before their own code runs. Unknown and
 * foreign are answered alike; a missing scope in a visible place is 403.
 */
type Access = { readonly method: Method; readonly path: string; readonly scopes: readonly Scope[] };
export type InProject = { readonly organization: Organization; readonly project: Project };
export type InIssue = { readonly project: Project; readonly issue: Issue };

/** `path` continues `/organizations/{o}`. */
export function organizationRoute(
  parts: ApiParts,
  access: Access,
  answer: (ask: CallerAsk, organization: Organization) => Promise<Answer>,
): Route {
  return {
    method: access.method,
    path: `/organizations/:organization${access.path}`,
    access: access.scopes,
    answer: (anyAsk) =>
      knownCaller(anyAsk, async (ask) => {
        const organization = await findOrganization(parts, ask, access.scopes);
        if (!organization.ok) return refuse(organization.problem);
        tellLog({ organizationId: organization.value.id });
        return answer(ask, organization.value);
      }),
  };
}

/** `path` continues `/projects/{o}/{p}`. */
export function projectRoute(
  parts: ApiParts,
  access: Access,
  answer: (ask: CallerAsk, place: InProject) => Promise<Answer>,
): Route {
  return {
    method: access.method,
    path: `/projects/:organization/:project${access.path}`,
    access: access.scopes,
    answer: (anyAsk) =>
      knownCaller(anyAsk, async (ask) => {
        const organization = await findOrganization(parts, ask, access.scopes);
        if (!organization.ok) return refuse(organization.problem);
        const project = await parts.projects.findProject(organization.value.id, ask.params["project"] ?? "");
        if (project === undefined || !seesProject(ask.caller, project)) return refuse({ kind: "not-found" });
        tellLog({ organizationId: organization.value.id });
        return answer(ask, { organization: organization.value, project });
      }),
  };
}

/** `path` continues `/organizations/{o}/issues/{i}`, `/issues/{i}` and `/groups/{i}`; short ids only in the first. */
export function issueRoutes(
  parts: ApiParts,
  access: Access,
  answer: (ask: CallerAsk, place: InIssue) => Promise<Answer>,
): readonly Route[] {
  const prefixes = ["/organizations/:organization/issues/:issue", "/issues/:issue", "/groups/:issue"];
  return prefixes.map((prefix) => ({
    method: access.method,
    path: `${prefix}${access.path}`,
    access: access.scopes,
    answer: (anyAsk) =>
      knownCaller(anyAsk, async (ask) => {
        const place = await findIssue(parts, ask, access.scopes);
        if (!place.ok) return refuse(place.problem);
        tellLog({ organizationId: place.value.project.organizationId });
        return answer(ask, place.value);
      }),
  }));
}

/** The organisation that the path names, if the caller holds one of the scopes there. */
export async function findOrganization(
  parts: ApiParts,
  ask: CallerAsk,
  scopes: readonly Scope[],
): Promise<Result<Organization, Refusal>> {
  const organization = await parts.projects.findOrganization(ask.params["organization"] ?? "");
  if (organization === undefined || !ask.caller.scopes.has(organization.id)) return problem({ kind: "not-found" });
  if (!mayIn(ask.caller, organization.id, scopes)) return problem({ kind: "no-permission" });
  return ok(organization);
}

async function findIssue(parts: ApiParts, ask: CallerAsk, scopes: readonly Scope[]): Promise<Result<InIssue, Refusal>> {
  const isInOrganization = ask.params["organization"] !== undefined;
  let organizationIds = [...ask.caller.scopes.keys()];
  if (isInOrganization) {
    const organization = await findOrganization(parts, ask, scopes);
    if (!organization.ok) return organization;
    organizationIds = [organization.value.id];
  } else if (!mayAnywhere(ask.caller, scopes)) return problem({ kind: "no-permission" });

  const projects = await visibleProjects(parts, ask.caller, organizationIds);
  const ref = issueRefOf(ask.params["issue"] ?? "", isInOrganization ? projects : []);
  const place = ref === undefined ? undefined : await findIssueAmong(parts, projects, ref);
  if (place === undefined) return problem({ kind: "not-found" });
  if (!mayIn(ask.caller, place.project.organizationId, scopes)) return problem({ kind: "no-permission" });
  return ok(place);
}

/** The issue and its project, asked of every backend that holds one of the projects. */
export async function findIssueAmong(
  parts: ApiParts,
  projects: readonly Project[],
  ref: IssueRef,
): Promise<InIssue | undefined> {
  return askBackends(parts, projects, (backend, ofBackend) => backend.findIssue(ofBackend, ref));
}

/** The issue that owns an event, over the projects. `eventId` is 32 lower-case hex digits. */
export async function findIssueOfEvent(
  parts: ApiParts,
  projects: readonly Project[],
  eventId: string,
): Promise<InIssue | undefined> {
  return askBackends(parts, projects, (backend, ofBackend) => backend.findIssueOfEvent(ofBackend, eventId));
}

type ApiBackend = ReturnType<ApiParts["backendOf"]>;

async function askBackends(
  parts: ApiParts,
  projects: readonly Project[],
  find: (backend: ApiBackend, projects: readonly Project[]) => Promise<Issue | undefined>,
): Promise<InIssue | undefined> {
  for (const [backend, ofBackend] of Map.groupBy(projects, parts.backendOf)) {
    const issue = await find(backend, ofBackend);
    const project = projects.find(({ id }) => id === issue?.projectId);
    if (issue !== undefined && project !== undefined) return { issue, project };
  }
  return undefined;
}

/** A decimal id, or a short id of one of the projects. */
export function issueRefOf(text: string, projects: readonly Project[]): IssueRef | undefined {
  if (/^\d{1,15}$/.test(text)) return { kind: "id", id: Number(text) };
  const shortId = parseShortId(text);
  const project = projects.find(({ slug }) => slug === shortId?.projectSlug);
  if (shortId === undefined || project === undefined) return undefined;
  return { kind: "number", projectId: project.id, number: shortId.number };
}

/** True when one of the scopes is held in any organisation. */
export function mayAnywhere(caller: Caller, scopes: readonly Scope[]): boolean {
  return [...caller.scopes.keys()].some((organizationId) => mayIn(caller, organizationId, scopes));
}
