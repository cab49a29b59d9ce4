import type { Scope } from "../account/account.ts";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { createProject } from "./projects.ts";
import { refusalOfPeople } from "./people-problem.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";
import { serialiseMember, serialiseTeam, teamsOfProject } from "./serialise-people.ts";
import { serialiseProjectWithOrganization } from "./serialise-project.ts";
import type { InTeam } from "./teams.ts";
import { findTeam, teamRoute } from "./teams.ts";
import { seesProject, visibleProjects } from "./visible-projects.ts";
import { tellLog } from "./change-log.ts";

const READ: readonly Scope[] = ["project:read"];
const WRITE: readonly Scope[] = ["project:write"];

/** Which projects a team looks after, from either side. */
export function teamProjectRoutes(parts: ApiParts): readonly Route[] {
  return [
    teamRoute(parts, { method: "GET", path: "/projects", scopes: READ }, (ask, place) => answerProjects(parts, ask, place)),
    teamRoute(parts, { method: "POST", path: "/projects", scopes: WRITE }, (ask, place) => createInTeam(parts, ask, place)),
    projectRoute(parts, { method: "GET", path: "/teams", scopes: READ }, async (ask, { organization, project }) => {
      const teams = await parts.people.listTeams(organization.id);
      const own = teams.filter(({ projectIds }) => projectIds.includes(project.id));
      const access = ask.caller.scopes.get(organization.id) ?? [];
      return answerSlice(
        parts,
        ask,
        own.map((team) => serialiseTeam(team, ask.caller.user?.id, access)),
      );
    }),
    projectRoute(parts, { method: "GET", path: "/members", scopes: READ }, (ask, place) => answerMembers(parts, ask, place)),
    setTeamRoute(parts, "POST"),
    setTeamRoute(parts, "DELETE"),
  ];
}

async function answerProjects(parts: ApiParts, ask: CallerAsk, { organization, team }: InTeam): Promise<Answer> {
  const projects = await visibleProjects(parts, ask.caller, [organization.id]);
  const access = ask.caller.scopes.get(organization.id) ?? new Set<Scope>();
  const own = projects.filter(({ id }) => team.projectIds.includes(id));
  return answerSlice(
    parts,
    ask,
    own.map((project) =>
      serialiseProjectWithOrganization(parts.publicUrl, project, parts.backendOf(project).can, organization, access),
    ),
  );
}

/** As Sentry's clients make projects: in a team from the start. */
async function createInTeam(parts: ApiParts, ask: CallerAsk, { organization, team }: InTeam): Promise<Answer> {
  tellLog({ note: `in ${team.slug}` });
  return createProject(parts, ask, organization, async ({ id: projectId }) => {
    await parts.commands.setTeamProject({ teamId: team.id, projectId, isIn: true });
  });
}

/** Everybody who sees the project. */
async function answerMembers(parts: ApiParts, ask: CallerAsk, { organization, project }: InProject): Promise<Answer> {
  const members = await parts.people.listMembers(organization.id);
  const teams = await parts.people.listTeams(organization.id);
  const isOpen = await parts.people.isOpen(organization.id);
  const inTeams = new Set(
    teams.filter(({ projectIds }) => projectIds.includes(project.id)).flatMap(({ memberIds }) => memberIds),
  );
  const sees = members.filter(({ role, user }) => isOpen || role === "owner" || role === "maintainer" || inTeams.has(user.id));
  return answerSlice(
    parts,
    ask,
    sees.map((member) => serialiseMember(member, teams)),
  );
}

function setTeamRoute(parts: ApiParts, method: "POST" | "DELETE"): Route {
  return projectRoute(parts, { method, path: "/teams/:team", scopes: WRITE }, async (ask, { organization, project }) => {
    const team = await findTeam(parts, ask, organization);
    if (team === undefined || !seesProject(ask.caller, project)) return refuse({ kind: "not-found" });
    const isIn = method === "POST";
    tellLog({ note: team.slug });
    const set = await parts.commands.setTeamProject({ teamId: team.id, projectId: project.id, isIn });
    if (set.problem !== undefined) return refuse(refusalOfPeople(set.problem));
    const access = ask.caller.scopes.get(organization.id) ?? new Set<Scope>();
    const shown = serialiseProjectWithOrganization(
      parts.publicUrl,
      project,
      parts.backendOf(project).can,
      organization,
      access,
    );
    const body = { ...shown, ...teamsOfProject(await parts.people.listTeams(organization.id), project) };
    return isIn ? created(body) : found(body);
  });
}
