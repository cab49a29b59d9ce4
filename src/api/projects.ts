import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, refuse, found, NO_CONTENT } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { optionsOf, rulesChangeOf, rulesFields, rulesOptions, serialiseRules } from "./event-rules-shape.ts";
import { rulesOfProject } from "./filters.ts";
import { changedTexts, rulesFields as groupingFields, serialiseTexts } from "./grouping-rules-shape.ts";
import { listVisible } from "./organizations.ts";
import { answerSlice } from "./paging.ts";
import { namedText, one, readBody, readQuery } from "./parse.ts";
import { admissionChanges, admissionFields, admissionOptions, serialiseAdmission } from "./project-admission.ts";
import {
  MAX_MAX_EVENTS,
  MAX_RETENTION_DAYS,
  MIN_MAX_EVENTS,
  MIN_RETENTION_DAYS,
  retentionInForce,
} from "../retention/retention.ts";
import type { CallerAsk, Route } from "./route.ts";
import { scopedRoute } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { mayAnywhere, organizationRoute, projectRoute } from "./scoped.ts";
import { teamsOfProject } from "./serialise-people.ts";
import {
  FIXED_SETTINGS,
  serialiseProject,
  serialiseProjectDetail,
  serialiseProjectWithOrganization,
} from "./serialise-project.ts";
import { visibleProjects } from "./visible-projects.ts";

const READ: readonly Scope[] = ["project:read"];
const WRITE: readonly Scope[] = ["project:write"];
const ADMIN: readonly Scope[] = ["project:admin"];

export function projectRoutes(parts: ApiParts): readonly Route[] {
  return [
    scopedRoute("GET", "/projects", READ, (ask) => answerAllProjects(parts, ask)),
    organizationRoute(parts, { method: "GET", path: "/projects", scopes: READ }, (ask, organization) =>
      answerProjects(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "POST", path: "/projects", scopes: WRITE }, (ask, organization) =>
      createProject(parts, ask, organization),
    ),
    projectRoute(parts, { method: "GET", path: "", scopes: READ }, async (ask, place) =>
      found(await detailOf(parts, ask, place)),
    ),
    projectRoute(parts, { method: "PUT", path: "", scopes: WRITE }, (ask, place) => updateProject(parts, ask, place)),
    projectRoute(parts, { method: "DELETE", path: "", scopes: ADMIN }, async (_, { project }) => {
      await parts.commands.deleteProject({ projectId: project.id });
      return NO_CONTENT;
    }),
  ];
}

/** All projects of the caller, each with its organisation. */
async function answerAllProjects(parts: ApiParts, ask: CallerAsk): Promise<Answer> {
  if (ask.caller.token !== undefined && !mayAnywhere(ask.caller, READ)) return refuse({ kind: "no-permission" });
  const organizations = await listVisible(parts, ask.caller, READ);
  const projects = await visibleProjects(
    parts,
    ask.caller,
    organizations.map(({ id }) => id),
  );
  const rows = projects.flatMap((project) => {
    const organization = organizations.find(({ id }) => id === project.organizationId);
    if (organization === undefined) return [];
    const { can } = parts.backendOf(project);
    const access = accessIn(ask, organization);
    return [serialiseProjectWithOrganization(parts.publicUrl, project, can, organization, access)];
  });
  return answerSlice(parts, ask, rows);
}

export const listQuery = z.object({ query: one });

async function answerProjects(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const projects = await visibleProjects(parts, ask.caller, [organization.id]);
  const matches = matcherOf((query.value.query ?? "").trim().toLowerCase());
  const access = accessIn(ask, organization);
  const teams = await parts.people.listTeams(organization.id);
  return answerSlice(
    parts,
    ask,
    projects.filter(matches).map((project) => ({
      ...serialiseProject(project, parts.backendOf(project).can, access),
      ...teamsOfProject(teams, project),
    })),
  );
}

/** `slug:web`, `id:2`, or part of name or slug. */
function matcherOf(text: string): (project: Project) => boolean {
  const [, key, value] = /^(slug|id):(.*)$/s.exec(text) ?? [];
  if (key === "slug") return ({ slug }) => slug === value;
  if (key === "id") return ({ id }) => String(id) === value;
  return ({ slug, name }) => slug.includes(text) || name.toLowerCase().includes(text);
}

const platformText = z
  .string("must be a text")
  .regex(/^[A-Za-z0-9._-]{1,64}$/, "must be a name such as javascript or python-django");
export const projectBody = z.object({
  name: namedText(64),
  slug: z
    .string("must be a text")
    .regex(/^(?!\d+$)[a-z0-9_-]{1,50}$/, "must be lower-case letters, digits, - and _, at most 50, and not only digits")
    .nullish(),
  platform: platformText.nullish(),
  /** Sentry's name for the alert rule that a project begins with. */
  default_rules: z.boolean("must be true or false").nullish(),
});

/** Makes a project, and with it the key its SDK needs. `afterwards` does what belongs to it before it is answered. */
export async function createProject(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
  afterwards: (project: Project) => Promise<void> = async () => undefined,
): Promise<Answer> {
  const body = readBody(ask, projectBody);
  if (!body.ok) return refuse(body.problem);
  const { name, slug, platform, default_rules: hasRule } = body.value;
  const result = await parts.commands.createProject({
    organizationId: organization.id,
    name,
    ...(slug === undefined || slug === null ? {} : { slug }),
    ...(platform === undefined || platform === null ? {} : { platform }),
    ...(hasRule === false && { hasNoRule: true }),
  });
  if (!("problem" in result)) {
    await afterwards(result.project);
    return created(await detailOf(parts, ask, { organization, project: result.project }));
  }
  switch (result.problem.kind) {
    case "slug-taken":
      return refuse({ kind: "conflict", detail: "A project with this slug already exists." });
    case "invalid-name":
      return refuse({ kind: "invalid-fields", fields: { name: ["must hold a letter or a digit"] } });
    case "not-found":
      return refuse({ kind: "not-found" });
  }
}

/** Each may only be what it is. */
const fixedFields = {
  digestsMinDelay: fixed(FIXED_SETTINGS.digestsMinDelay),
  digestsMaxDelay: fixed(FIXED_SETTINGS.digestsMaxDelay),
  resolveAge: fixed(FIXED_SETTINGS.resolveAge),
  subjectPrefix: fixed(FIXED_SETTINGS.subjectPrefix),
  subjectTemplate: fixed(FIXED_SETTINGS.subjectTemplate),
  securityToken: fixed(FIXED_SETTINGS.securityToken),
  securityTokenHeader: fixed(FIXED_SETTINGS.securityTokenHeader),
  verifySSL: fixed(FIXED_SETTINGS.verifySSL),
  scrapeJavaScript: fixed(FIXED_SETTINGS.scrapeJavaScript),
};

function fixed<Value extends number | string | boolean>(value: Value) {
  return z.literal(value, "cannot be changed yet").optional();
}

export const changeBody = z
  .object({
    name: namedText(64).optional(),
    platform: platformText.nullish(),
    /** May only be what it is. */
    slug: z.string("must be a text").max(50, "must not be longer than 50 characters").nullish(),
    isEnabled: z.boolean("must be true or false").optional(),
    options: optionsOf({ ...admissionOptions, ...rulesOptions }),
    retentionDays: z
      .int("must be a whole number of days")
      .min(MIN_RETENTION_DAYS, `must not be less than ${MIN_RETENTION_DAYS}`)
      .max(MAX_RETENTION_DAYS, `must not be more than ${MAX_RETENTION_DAYS}`)
      .nullish(),
    maxEvents: z
      .int("must be a whole number of events")
      .min(MIN_MAX_EVENTS, `must not be less than ${MIN_MAX_EVENTS}`)
      .max(MAX_MAX_EVENTS, `must not be more than ${MAX_MAX_EVENTS}`)
      .nullish(),
    ...admissionFields,
    ...rulesFields,
    ...groupingFields,
    ...fixedFields,
  })
  .catchall(z.undefined("cannot be changed yet"));

/**
 * The name and the platform, whether it is switched on, how long events are kept, what is let in, and the rules of events and of
 * grouping; wishes for other settings are refused, not passed over. The slug stays, so that links keep working.
 */
async function updateProject(parts: ApiParts, ask: CallerAsk, { organization, project }: InProject): Promise<Answer> {
  const body = readBody(ask, changeBody);
  if (!body.ok) return refuse(body.problem);
  const { name = project.name, isEnabled = project.isEnabled, retentionDays } = body.value;
  const kept = retentionDays === undefined ? project.retentionDays : (retentionDays ?? undefined);
  const maxEvents = body.value.maxEvents === undefined ? project.maxEvents : (body.value.maxEvents ?? undefined);
  const platform = body.value.platform === undefined ? project.platform : (body.value.platform ?? undefined);
  if ((body.value.slug ?? project.slug) !== project.slug) {
    return refuse({ kind: "invalid-fields", fields: { slug: ["cannot be changed: links and short ids are made of it"] } });
  }
  const changes = admissionChanges(body.value);
  const change = rulesChangeOf(body.value);
  if (name !== project.name || platform !== project.platform) {
    await parts.commands.describeProject({ projectId: project.id, name, platform });
  }
  if (isEnabled !== project.isEnabled) await parts.commands.enableProject({ projectId: project.id, isEnabled });
  if (kept !== project.retentionDays) await parts.commands.setRetention({ projectId: project.id, days: kept });
  if (maxEvents !== project.maxEvents) await parts.commands.setMaxEvents({ projectId: project.id, maxEvents });
  if (Object.keys(changes).length > 0) await parts.commands.updateAdmission({ projectId: project.id, ...changes });
  if (Object.keys(change).length > 0) {
    await parts.commands.changeEventRules({ owner: { kind: "project", id: project.id }, change });
  }
  const { fingerprintingRules, groupingEnhancements } = body.value;
  if (fingerprintingRules !== undefined || groupingEnhancements !== undefined) {
    const texts = changedTexts(await parts.groupingRules.findGroupingRules(project.id), body.value);
    await parts.commands.saveGroupingRules({ ...texts, projectId: project.id, byUserId: ask.caller.user?.id });
  }
  return found(
    await detailOf(parts, ask, {
      organization,
      project: { ...project, name, platform, isEnabled, retentionDays: kept, maxEvents },
    }),
  );
}

async function detailOf(parts: ApiParts, ask: CallerAsk, { organization, project }: InProject): Promise<object> {
  const { can } = parts.backendOf(project);
  const admission = serialiseAdmission(await parts.admissions.findAdmission(project.id));
  const { own, inForce } = await rulesOfProject(parts, project);
  const rules = serialiseRules(own, inForce);
  return {
    ...serialiseProjectDetail(parts.publicUrl, project, can, organization, accessIn(ask, organization), rules),
    ...admission,
    ...teamsOfProject(await parts.people.listTeams(organization.id), project),
    ...serialiseTexts(await parts.groupingRules.findGroupingRules(project.id)),
    isEnabled: project.isEnabled,
    retentionDays: project.retentionDays ?? null,
    maxEvents: project.maxEvents ?? null,
    retentionDaysInForce: retentionInForce(parts.retentionDays, project.retentionDays),
    options: { ...rules.options, ...admission.options },
  };
}

function accessIn({ caller }: CallerAsk, organization: Organization): ReadonlySet<Scope> {
  return caller.scopes.get(organization.id) ?? new Set();
}
