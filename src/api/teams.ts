import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Team } from "../account/people.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findMember } from "./members.ts";
import { answerSlice } from "./paging.ts";
import { namedText, one, readBody, readQuery } from "./parse.ts";
import { refusalOfPeople } from "./people-problem.ts";
import type { CallerAsk, Route } from "./route.ts";
import { knownCaller } from "./route.ts";
import { findOrganization, organizationRoute } from "./scoped.ts";
import { serialiseMember, serialiseTeam } from "./serialise-people.ts";
import { slugText } from "./slug-text.ts";
import { tellLog } from "./change-log.ts";

const READ: readonly Scope[] = ["team:read"];
const WRITE: readonly Scope[] = ["team:write"];
const ADMIN: readonly Scope[] = ["team:admin"];

/** Teams of an organisation and who is in them. Their projects: `team-projects.ts`. */
export function teamRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(parts, { method: "GET", path: "/teams", scopes: READ }, (ask, organization) =>
      answerTeams(parts, ask, organization, () => true),
    ),
    organizationRoute(parts, { method: "GET", path: "/user-teams", scopes: READ }, (ask, organization) =>
      answerTeams(parts, ask, organization, ({ memberIds }) => memberIds.includes(ask.caller.user?.id ?? -1)),
    ),
    organizationRoute(parts, { method: "POST", path: "/teams", scopes: WRITE }, (ask, organization) =>
      createTeam(parts, ask, organization),
    ),
    teamRoute(parts, { method: "GET", path: "", scopes: READ }, async (ask, { organization, team }) =>
      found(shown(ask, organization, team)),
    ),
    teamRoute(parts, { method: "PUT", path: "", scopes: WRITE }, (ask, place) => changeTeam(parts, ask, place)),
    teamRoute(parts, { method: "DELETE", path: "", scopes: ADMIN }, async (_, { team }) => {
      tellLog({ note: team.name });
      await parts.commands.deleteTeam({ teamId: team.id });
      return NO_CONTENT;
    }),
    teamRoute(parts, { method: "GET", path: "/members", scopes: READ }, async (ask, { organization, team }) => {
      const members = await parts.people.listMembers(organization.id);
      const own = members.filter(({ user }) => team.memberIds.includes(user.id));
      return answerSlice(
        parts,
        ask,
        own.map((member) => serialiseMember(member, [team])),
      );
    }),
    placeInTeamRoute(parts, "POST"),
    placeInTeamRoute(parts, "DELETE"),
  ];
}

export type InTeam = { readonly organization: Organization; readonly team: Team };
type Access = { readonly method: Route["method"]; readonly path: string; readonly scopes: readonly Scope[] };

/** `path` continues `/teams/{o}/{t}`; a team is named by its slug or id. */
export function teamRoute(parts: ApiParts, access: Access, answer: (ask: CallerAsk, place: InTeam) => Promise<Answer>): Route {
  return {
    method: access.method,
    path: `/teams/:organization/:team${access.path}`,
    access: access.scopes,
    answer: (anyAsk) =>
      knownCaller(anyAsk, async (ask) => {
        const organization = await findOrganization(parts, ask, access.scopes);
        if (!organization.ok) return refuse(organization.problem);
        const team = await findTeam(parts, ask, organization.value);
        if (team === undefined) return refuse({ kind: "not-found" });
        tellLog({ organizationId: organization.value.id });
        return answer(ask, { organization: organization.value, team });
      }),
  };
}

/** The team that the path names. */
export async function findTeam(parts: ApiParts, ask: CallerAsk, { id }: Organization): Promise<Team | undefined> {
  const name = ask.params["team"] ?? "";
  return (await parts.people.listTeams(id)).find((team) => team.slug === name || String(team.id) === name);
}

export const listQuery = z.object({ query: one });

async function answerTeams(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
  isAsked: (team: Team) => boolean,
): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const text = (query.value.query ?? "").trim().toLowerCase();
  const teams = (await parts.people.listTeams(organization.id)).filter(
    (team) => isAsked(team) && (team.slug.includes(text) || team.name.toLowerCase().includes(text)),
  );
  return answerSlice(
    parts,
    ask,
    teams.map((team) => shown(ask, organization, team)),
  );
}

function shown({ caller }: CallerAsk, { id }: Organization, team: Team): object {
  return serialiseTeam(team, caller.user?.id, caller.scopes.get(id) ?? []);
}

export const teamBody = z.object({ name: namedText(64).optional(), slug: slugText.optional() });

async function createTeam(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, teamBody);
  if (!body.ok) return refuse(body.problem);
  const { slug, name = slug } = body.value;
  if (name === undefined) return refuse({ kind: "invalid-fields", fields: { name: ["must not be empty"] } });
  tellLog({ note: name });
  const made = await parts.commands.createTeam({
    organizationId: organization.id,
    name,
    ...(slug !== undefined && { slug }),
  });
  if ("problem" in made) return refuse(refusalOfPeople(made.problem));
  return created(shown(ask, organization, made.team));
}

async function changeTeam(parts: ApiParts, ask: CallerAsk, { organization, team }: InTeam): Promise<Answer> {
  const body = readBody(ask, teamBody);
  if (!body.ok) return refuse(body.problem);
  const { name = team.name, slug = team.slug } = body.value;
  tellLog({ note: `${team.name} → ${name}` });
  const changed = await parts.commands.changeTeam({ teamId: team.id, name, slug });
  if (changed.problem !== undefined) return refuse(refusalOfPeople(changed.problem));
  return found(shown(ask, organization, { ...team, name, slug }));
}

/** A member's place in a team; 201 and 200 as Sentry answers. */
function placeInTeamRoute(parts: ApiParts, method: "POST" | "DELETE"): Route {
  return organizationRoute(
    parts,
    { method, path: "/members/:member/teams/:team", scopes: WRITE },
    async (ask, organization) => {
      const [member, team] = await Promise.all([findMember(parts, ask, organization), findTeam(parts, ask, organization)]);
      if (member === undefined || team === undefined) return refuse({ kind: "not-found" });
      const isIn = method === "POST";
      tellLog({ note: `${member.user.email}, ${team.slug}` });
      const set = await parts.commands.setTeamMember({ teamId: team.id, userId: member.user.id, isIn });
      if (set.problem !== undefined) return refuse(refusalOfPeople(set.problem));
      const now = (await findTeam(parts, ask, organization)) ?? team;
      return isIn ? created(shown(ask, organization, now)) : found(shown(ask, organization, now));
    },
  );
}
