import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Caller } from "./caller.ts";
import { mayIn } from "./caller.ts";
import { optionsOf, rulesChangeOf, rulesFields, rulesOptions, serialiseRules } from "./event-rules-shape.ts";
import { rulesOfOrganization } from "./filters.ts";
import { findHome } from "./installation.ts";
import { answerSlice } from "./paging.ts";
import { namedText, one, readBody, readQuery } from "./parse.ts";
import { refusalOfPeople } from "./people-problem.ts";
import type { CallerAsk, Route } from "./route.ts";
import { scopedRoute } from "./route.ts";
import { mayAnywhere, organizationRoute } from "./scoped.ts";
import { serialiseOrganization, serialiseOrganizationDetail } from "./serialise-organization.ts";
import { serialiseTeam } from "./serialise-people.ts";
import { serialiseProject } from "./serialise-project.ts";
import { slugText } from "./slug-text.ts";
import { visibleProjects } from "./visible-projects.ts";
import { tellLog } from "./change-log.ts";

/** Tokens for CI start by looking at their organisation. */
const READ: readonly Scope[] = ["org:read", "org:ci"];

export function organizationRoutes(parts: ApiParts): readonly Route[] {
  return [
    scopedRoute("GET", "/organizations", READ, (ask) => answerOrganizations(parts, ask)),
    scopedRoute("POST", "/organizations", ["org:admin"], (ask) => createOrganization(parts, ask)),
    organizationRoute(parts, { method: "GET", path: "", scopes: READ }, (ask, organization) =>
      answerOrganization(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "PUT", path: "", scopes: ["org:write"] }, (ask, organization) =>
      changeOrganization(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "DELETE", path: "", scopes: ["org:admin"] }, (ask, organization) =>
      deleteOrganization(parts, ask, organization),
    ),
  ];
}

export const listQuery = z.object({ query: one });

async function answerOrganizations(parts: ApiParts, ask: CallerAsk): Promise<Answer> {
  if (ask.caller.token !== undefined && !mayAnywhere(ask.caller, READ)) return refuse({ kind: "no-permission" });
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const text = (query.value.query ?? "").trim().toLowerCase();
  const organizations = (await listVisible(parts, ask.caller, READ)).filter(
    ({ slug, name }) => slug.includes(text) || name.toLowerCase().includes(text),
  );
  return answerSlice(
    parts,
    ask,
    organizations.map((organization) => serialiseOrganization(parts.publicUrl, organization)),
  );
}

/** The organisations in which the caller holds one of the scopes. */
export async function listVisible(parts: ApiParts, caller: Caller, scopes: readonly Scope[]): Promise<readonly Organization[]> {
  const organizations = await parts.projects.listOrganizations(caller.user?.id);
  return organizations.filter(({ id }) => mayIn(caller, id, scopes));
}

export const detailQuery = z.object({ detailed: one });

async function answerOrganization(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const query = readQuery(ask, detailQuery);
  if (!query.ok) return refuse(query.problem);
  const access = ask.caller.scopes.get(organization.id) ?? new Set();
  const detail = await detailOf(parts, ask, organization);
  if (query.value.detailed === "0" || !mayIn(ask.caller, organization.id, ["project:read"])) return found(detail);
  const projects = await visibleProjects(parts, ask.caller, [organization.id]);
  return found({
    ...detail,
    projects: projects.map((project) => serialiseProject(project, parts.backendOf(project).can, access)),
  });
}

export const newBody = z.object({ name: namedText(64), slug: slugText.optional() });

/** Another organisation, whose owner the asker becomes. Whoever owns one may make more: each is closed to the others. */
async function createOrganization(parts: ApiParts, ask: CallerAsk): Promise<Answer> {
  const { user } = ask.caller;
  if (user === undefined || !mayAnywhere(ask.caller, ["org:admin"])) return refuse({ kind: "no-permission" });
  const body = readBody(ask, newBody);
  if (!body.ok) return refuse(body.problem);
  const { name, slug } = body.value;
  tellLog({ isMade: true, note: name });
  const made = await parts.commands.createOrganization({ name, ownerId: user.id, ...(slug !== undefined && { slug }) });
  if ("problem" in made) return refuse(refusalOfPeople(made.problem));
  return created(serialiseOrganization(parts.publicUrl, made.organization));
}

export const changeBody = z
  .object({
    name: namedText(64).optional(),
    /** Sentry's word: every member sees every project. */
    openMembership: z.boolean("must be true or false").optional(),
    options: optionsOf(rulesOptions),
    ...rulesFields,
  })
  .catchall(z.undefined("cannot be changed yet"));

/** Its name, who sees what, and the rules of events that projects take over where they say nothing themselves. */
async function changeOrganization(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, changeBody);
  if (!body.ok) return refuse(body.problem);
  const owner = { kind: "organization", id: organization.id } as const;
  const { name = organization.name, openMembership } = body.value;
  const change = rulesChangeOf(body.value);
  if (name !== organization.name || openMembership !== undefined) {
    await parts.commands.changeOrganization({
      organizationId: organization.id,
      name,
      ...(openMembership !== undefined && { isOpen: openMembership }),
    });
  }
  if (Object.keys(change).length > 0) await parts.commands.changeEventRules({ owner, change });
  return found(await detailOf(parts, ask, { ...organization, name }));
}

export const deleteBody = z.object({ slug: z.string("must be the slug of the organisation, so that no slip deletes it") });

/** Its name has to be sent along: what is lost is more than a slip should cost. */
async function deleteOrganization(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, deleteBody);
  if (!body.ok) return refuse(body.problem);
  if (body.value.slug !== organization.slug) {
    return refuse({ kind: "invalid-fields", fields: { slug: [`must be ${organization.slug}`] } });
  }
  tellLog({ note: organization.name });
  const deleted = await parts.commands.deleteOrganization({ organizationId: organization.id });
  return deleted.problem === undefined ? NO_CONTENT : refuse(refusalOfPeople(deleted.problem));
}

async function detailOf(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<object> {
  const { own, inForce } = await rulesOfOrganization(parts, organization);
  const access = ask.caller.scopes.get(organization.id) ?? new Set();
  const teams = await parts.people.listTeams(organization.id);
  return {
    ...serialiseOrganizationDetail(parts.publicUrl, organization, access),
    ...serialiseRules(own, inForce),
    // Ours: its owners run the installation.
    runsInstallation: organization.id === (await findHome(parts)),
    openMembership: await parts.people.isOpen(organization.id),
    teams: teams.map((team) => serialiseTeam(team, ask.caller.user?.id, access)),
  };
}
