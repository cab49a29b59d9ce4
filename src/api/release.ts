import type { Organization, Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Release, ReleaseCommands, ReleasePlace } from "../release/release.ts";
import type { Answer, Refusal } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { one, readBody, readQuery } from "./parse.ts";
import { commitsOf, fieldsOf, newReleaseBody, releaseBody } from "./release-body.ts";
import { healthOf, READ_RELEASES } from "./releases.ts";
import type { CallerAsk, Method, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { serialiseWholeRelease } from "./serialise-release.ts";
import { z } from "zod";
import { visibleProjects } from "./visible-projects.ts";

export const WRITE_RELEASES = ["project:releases", "project:write", "project:admin", "org:ci"] as const;

/** Where a release is asked for: in all projects of an organisation, or in one of them. */
export type ReleaseScope = {
  readonly organization: Organization;
  readonly projects: readonly Project[];
  /** All of the organisation that the asker sees. */
  readonly visible: readonly Project[];
  /** The one of the path. */
  readonly project: Project | undefined;
};

/** One path in both forms that clients use: below the organisation, and below a project. */
export function bothRoutes(
  parts: ApiParts,
  access: { readonly method: Method; readonly path: string; readonly scopes: typeof READ_RELEASES | typeof WRITE_RELEASES },
  answer: (ask: CallerAsk, scope: ReleaseScope) => Promise<Answer>,
): readonly Route[] {
  return [
    organizationRoute(parts, access, async (ask, organization) =>
      answer(ask, {
        organization,
        projects: await visibleProjects(parts, ask.caller, [organization.id]),
        visible: await visibleProjects(parts, ask.caller, [organization.id]),
        project: undefined,
      }),
    ),
    projectRoute(parts, access, async (ask, { organization, project }) =>
      answer(ask, {
        organization,
        projects: [project],
        visible: await visibleProjects(parts, ask.caller, [organization.id]),
        project,
      }),
    ),
  ];
}

/** The release of the path, as the scope has it. */
export function placeOf(ask: CallerAsk, { organization, projects }: ReleaseScope): ReleasePlace {
  const version = ask.params["version"] ?? "";
  return { organizationId: organization.id, projectIds: projects.map(({ id }) => id), version };
}

/** Releases are made, looked at, changed and deleted. */
export function releaseRoutes(parts: ApiParts): readonly Route[] {
  const path = "/releases/:version";
  return [
    ...bothRoutes(parts, { method: "POST", path: "/releases", scopes: WRITE_RELEASES }, (ask, scope) =>
      createRelease(parts, ask, scope),
    ),
    ...bothRoutes(parts, { method: "GET", path, scopes: READ_RELEASES }, (ask, scope) => answerRelease(parts, ask, scope)),
    ...bothRoutes(parts, { method: "PUT", path, scopes: WRITE_RELEASES }, (ask, scope) => changeRelease(parts, ask, scope)),
    ...bothRoutes(parts, { method: "DELETE", path, scopes: WRITE_RELEASES }, async (ask, scope) => {
      const { kind } = await parts.commands.deleteRelease(placeOf(ask, scope));
      if (kind === "deleted") return NO_CONTENT;
      if (kind === "not-found") return refuse({ kind: "not-found" });
      const detail = "Events or sessions name this release, so it cannot be deleted. Archive it instead: status archived.";
      return refuse({ kind: "invalid", detail });
    }),
  ];
}

/** The same version again changes what is there: command lines make a release with every step. */
async function createRelease(parts: ApiParts, ask: CallerAsk, scope: ReleaseScope): Promise<Answer> {
  const read = readBody(ask, newReleaseBody);
  if (!read.ok) return refuse(read.problem);
  const { version, projects: names } = read.value;
  const projects = await projectsNamed(scope, names ?? []);
  if (!projects.ok) return refuse(projects.problem);
  const put = { version, projects: projects.value, fields: fieldsOf(read.value), ...commitsOf(read.value), mayCreate: true };
  return putRelease(parts, scope, put);
}

async function changeRelease(parts: ApiParts, ask: CallerAsk, scope: ReleaseScope): Promise<Answer> {
  const read = readBody(ask, releaseBody);
  if (!read.ok) return refuse(read.problem);
  const place = placeOf(ask, scope);
  if ((await parts.releases.findRelease(place)) === undefined) return refuse({ kind: "not-found" });
  const projects = await projectsNamed(scope, read.value.projects ?? []);
  if (!projects.ok) return refuse(projects.problem);
  const { version } = place;
  const put = { version, projects: projects.value, fields: fieldsOf(read.value), ...commitsOf(read.value), mayCreate: false };
  return putRelease(parts, scope, put);
}

type Put = Omit<Parameters<ReleaseCommands["putRelease"]>[0], "organizationId" | "projectIds"> & {
  readonly projects: readonly Project[];
};

async function putRelease(
  parts: ApiParts,
  { organization, visible: all }: ReleaseScope,
  { projects, ...put }: Put,
): Promise<Answer> {
  const projectIds = projects.map(({ id }) => id);
  const { kind } = await parts.commands.putRelease({ ...put, organizationId: organization.id, projectIds });
  if (kind === "not-found") return refuse({ kind: "not-found" });
  if (kind === "no-project") {
    return refuse({ kind: "invalid-fields", fields: { projects: ["must name a project: the release is in none yet"] } });
  }
  const place = { organizationId: organization.id, projectIds: all.map(({ id }) => id), version: put.version };
  const release = await parts.releases.findRelease(place);
  if (release === undefined) return refuse({ kind: "not-found" });
  const body = serialiseWholeRelease(release, all, undefined);
  if (kind === "created") return created(body);
  // "Already reported", as Sentry has it; a change is an ordinary answer.
  return put.mayCreate ? { status: 208, body } : found(body);
}

/** By slug or id, within the organisation; the project of the path joins them. */
async function projectsNamed(
  { visible: all, project }: ReleaseScope,
  names: readonly string[],
): Promise<Result<readonly Project[], Refusal>> {
  const unknown = names.find((name) => !all.some(({ id, slug }) => slug === name || String(id) === name));
  if (unknown !== undefined) {
    const fields = { projects: ["must be projects of this organisation, by slug or id"] };
    return problem({ kind: "invalid-fields", fields });
  }
  const named = all.filter(({ id, slug }) => names.includes(slug) || names.includes(String(id)));
  return ok(project === undefined || named.some(({ id }) => id === project.id) ? named : [project, ...named]);
}

export const releaseQuery = z.object({ health: one, adoptionStages: one, environment: one });

async function answerRelease(parts: ApiParts, ask: CallerAsk, scope: ReleaseScope): Promise<Answer> {
  const query = readQuery(ask, releaseQuery);
  if (!query.ok) return refuse(query.problem);
  const place = placeOf(ask, scope);
  const release = await parts.releases.findRelease(place);
  if (release === undefined) return refuse({ kind: "not-found" });
  const { health, adoptionStages, environment } = query.value;
  const isHealthy = [health, adoptionStages].some((wish) => wish === "1" || wish === "true");
  const known = isHealthy
    ? await healthOf(parts, ask, place.projectIds, [release], environment === undefined ? [] : [environment])
    : ok(undefined);
  if (!known.ok) return refuse(known.problem);
  return found({
    ...serialiseWholeRelease(release, scope.projects, known.value),
    ...(await neighboursOf(parts, place, release)),
  });
}

/** The releases before and after it, in the order of the projects' releases. */
async function neighboursOf(parts: ApiParts, place: ReleasePlace, { version }: Release): Promise<object> {
  const { previous, next } = await parts.releases.findNeighbours({ ...place, version });
  return { currentProjectMeta: { prevReleaseVersion: previous ?? null, nextReleaseVersion: next ?? null } };
}
