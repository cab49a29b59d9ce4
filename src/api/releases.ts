import { z } from "zod";
import type { Project } from "../project/project.ts";
import type { StoredRelease } from "../release/health.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects } from "./chosen-projects.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { many, one, readQuery } from "./parse.ts";
import type { ReleaseHealth } from "./release-health.ts";
import { findReleaseHealth, serialiseHealth } from "./release-health.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { serialiseRelease } from "./serialise-release.ts";
import { readTimeWindow } from "./time-window.ts";

const releasesQuery = z.object({ query: one, status: one, sort: one, health: one, adoptionStages: one, environment: many });

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24 * 14;
const MAX_HOURS = 24 * 90;

/** Releases that events or sessions named, newest first; with their health on `health=1`. */
export function releaseRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["project:read", "project:releases", "org:read", "org:ci"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/releases", scopes }, async (ask, organization) => {
      const projects = await chosenProjects(parts, ask, organization);
      return projects.ok ? answerReleases(parts, ask, projects.value) : refuse(projects.problem);
    }),
    projectRoute(parts, { method: "GET", path: "/releases", scopes }, (ask, { project }) =>
      answerReleases(parts, ask, [project]),
    ),
  ];
}

async function answerReleases(parts: ApiParts, ask: CallerAsk, projects: readonly Project[]): Promise<Answer> {
  const query = readQuery(ask, releasesQuery);
  if (!query.ok) return refuse(query.problem);
  const { query: text = "", status, sort = "date", health, adoptionStages } = query.value;
  if (sort !== "date") return refuse({ kind: "invalid", detail: "sort must be date." });
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const offset = offsetOf(page.value.cursor);
  if (offset === undefined) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }

  const { limit } = page.value;
  const projectIds = projects.map(({ id }) => id);
  // None can be archived yet.
  const rows =
    status === "archived" ? [] : await parts.releases.listReleases({ projectIds, text: text.trim(), limit: limit + 1, offset });
  const releases = rows.slice(0, limit);
  const links = keysetLinks(parts, ask, {
    next: rows.length > limit ? `0:${offset + limit}:0` : undefined,
    previous: offset === 0 ? undefined : `0:${Math.max(0, offset - limit)}:1`,
  });
  const isHealthy = health === "1" || health === "true" || adoptionStages === "1";
  const found24h = isHealthy ? await healthOf(parts, ask, projectIds, releases, query.value.environment) : undefined;
  if (found24h !== undefined && "kind" in found24h) return refuse(found24h);
  return found(
    releases.map((release) => serialiseListedRelease(release, projects, found24h)),
    { Link: links },
  );
}

/** Pages count rows: a release that appears meanwhile pushes the others on, which does no harm in this list. */
function offsetOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const [, offset] = /^0:(\d{1,9}):[01]$/.exec(cursor) ?? [];
  return offset === undefined ? undefined : Number(offset);
}

async function healthOf(
  parts: ApiParts,
  ask: CallerAsk,
  projectIds: readonly number[],
  releases: readonly StoredRelease[],
  environments: readonly string[],
): Promise<ReleaseHealth | { readonly kind: "invalid"; readonly detail: string }> {
  const window = readTimeWindow(ask, parts.now());
  if (!window.ok) return { kind: "invalid", detail: "statsPeriod must be a span such as 24h or 14d." };
  const nowMs = parts.now();
  const { fromMs = nowMs - DEFAULT_HOURS * HOUR_MS } = window.value;
  const periodHours = Math.min(MAX_HOURS, Math.max(1, Math.ceil((nowMs - fromMs) / HOUR_MS)));
  const versions = releases.map(({ version }) => version);
  const named = environments.filter((name) => name !== "");
  const health = await findReleaseHealth(parts.releases, { projectIds, versions, environments: named, periodHours, nowMs });
  if (health.ok) return health.value;
  return { kind: "invalid", detail: "These are too many users to count at once. Choose a shorter period or one project." };
}

/** Sentry's release object. Source of the fields: reference sentry-web-api §2.8. */
function serialiseListedRelease(
  release: StoredRelease,
  projects: readonly Project[],
  health: ReleaseHealth | undefined,
): object {
  const { id, version, firstSeenMs, lastEventMs, newIssues } = release;
  const own = projects.filter((project) => release.projectIds.includes(project.id));
  const stages = own.map(({ id: projectId, slug }) => [
    slug,
    { stage: health?.find(projectId, version).stage ?? null, adopted: null, unadopted: null },
  ]);
  return {
    ...serialiseRelease(version),
    id,
    status: "open",
    ref: null,
    url: null,
    dateCreated: dateOf(firstSeenMs),
    dateStarted: null,
    dateReleased: null,
    newGroups: [...newIssues.values()].reduce((sum, issues) => sum + issues, 0),
    commitCount: 0,
    deployCount: 0,
    firstEvent: lastEventMs === undefined ? null : dateOf(firstSeenMs),
    lastEvent: dateOrNull(lastEventMs),
    lastDeploy: null,
    authors: [],
    owner: null,
    data: {},
    userAgent: null,
    projects: own.map((project) => serialiseReleaseProject(release, project, health)),
    ...(health !== undefined && { adoptionStages: Object.fromEntries(stages) }),
  };
}

function serialiseReleaseProject(
  { version, newIssues }: StoredRelease,
  project: Project,
  health: ReleaseHealth | undefined,
): object {
  const found24h = health?.find(project.id, version);
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    platform: project.platform ?? null,
    platforms: project.platform === undefined ? [] : [project.platform],
    newGroups: newIssues.get(project.id) ?? 0,
    hasHealthData: found24h !== undefined && found24h.period.sessions.total > 0,
    ...(found24h !== undefined && { healthData: serialiseHealth(found24h) }),
  };
}
