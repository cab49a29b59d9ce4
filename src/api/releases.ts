import { z } from "zod";
import type { Organization, Project } from "../project/project.ts";
import type { Release, ReleaseList } from "../release/release.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects } from "./chosen-projects.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { many, one, readQuery } from "./parse.ts";
import type { ReleaseHealth } from "./release-health.ts";
import { findReleaseHealth } from "./release-health.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { serialiseWholeRelease } from "./serialise-release.ts";
import { readTimeWindow } from "./time-window.ts";

export const releasesQuery = z.object({
  query: one,
  status: one,
  sort: one,
  health: one,
  adoptionStages: one,
  environment: many,
});

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24 * 14;
const MAX_HOURS = 24 * 90;

export const READ_RELEASES = ["project:read", "project:releases", "org:read", "org:ci"] as const;

/** The releases of a project or organisation, newest first; with their health on `health=1`. */
export function releaseListRoutes(parts: ApiParts): readonly Route[] {
  const scopes = READ_RELEASES;
  return [
    organizationRoute(parts, { method: "GET", path: "/releases", scopes }, async (ask, organization) => {
      const projects = await chosenProjects(parts, ask, organization);
      return projects.ok ? answerReleases(parts, ask, organization, projects.value) : refuse(projects.problem);
    }),
    projectRoute(parts, { method: "GET", path: "/releases", scopes }, (ask, { organization, project }) =>
      answerReleases(parts, ask, organization, [project]),
    ),
  ];
}

async function answerReleases(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
  projects: readonly Project[],
): Promise<Answer> {
  const query = readQuery(ask, releasesQuery);
  if (!query.ok) return refuse(query.problem);
  const { query: text = "", health, adoptionStages } = query.value;
  const wish = readWish(query.value);
  if (!wish.ok) return refuse(wish.problem);
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const offset = offsetOf(page.value.cursor);
  if (offset === undefined) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }

  const { limit } = page.value;
  const projectIds = projects.map(({ id }) => id);
  const list = { organizationId: organization.id, projectIds, text: text.trim(), limit: limit + 1, offset };
  const rows = await parts.releases.listReleases({ ...list, ...wish.value });
  const releases = rows.slice(0, limit);
  const links = keysetLinks(parts, ask, {
    next: rows.length > limit ? `0:${offset + limit}:0` : undefined,
    previous: offset === 0 ? undefined : `0:${Math.max(0, offset - limit)}:1`,
  });
  const isHealthy = health === "1" || health === "true" || adoptionStages === "1";
  const found24h = isHealthy ? await healthOf(parts, ask, projectIds, releases, query.value.environment) : ok(undefined);
  if (!found24h.ok) return refuse(found24h.problem);
  return found(
    releases.map((release) => serialiseWholeRelease(release, projects, found24h.value)),
    { Link: links },
  );
}

type Wish = Pick<ReleaseList, "status" | "sort" | "environments">;

/** Archived ones are shown when they are asked for. */
function readWish({ status, sort, environment }: z.output<typeof releasesQuery>): Result<Wish, Refusal> {
  if (sort !== undefined && sort !== "date" && sort !== "semver") {
    return problem({ kind: "invalid", detail: "sort must be date or semver." });
  }
  if (status !== undefined && !["", "open", "archived", "all"].includes(status)) {
    return problem({ kind: "invalid", detail: "status must be open, archived or all." });
  }
  const named = environment.filter((name) => name !== "");
  return ok({
    ...(status !== "all" && { status: status === "archived" ? "archived" : "open" }),
    ...(sort !== undefined && { sort }),
    ...(named.length > 0 && { environments: named }),
  });
}

/** Pages count rows: a release that appears meanwhile pushes the others on, which does no harm in this list. */
function offsetOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const [, offset] = /^0:(\d{1,9}):[01]$/.exec(cursor) ?? [];
  return offset === undefined ? undefined : Number(offset);
}

/** The health of these releases over `statsPeriod`, of two weeks if it is not given. */
export async function healthOf(
  parts: ApiParts,
  ask: CallerAsk,
  projectIds: readonly number[],
  releases: readonly Release[],
  environments: readonly string[],
): Promise<Result<ReleaseHealth, Refusal>> {
  const window = readTimeWindow(ask, parts.now());
  if (!window.ok) return window;
  const nowMs = parts.now();
  const { fromMs = nowMs - DEFAULT_HOURS * HOUR_MS } = window.value;
  const periodHours = Math.min(MAX_HOURS, Math.max(1, Math.ceil((nowMs - fromMs) / HOUR_MS)));
  const versions = releases.map(({ version }) => version);
  const named = environments.filter((name) => name !== "");
  const health = await findReleaseHealth(parts.releases, { projectIds, versions, environments: named, periodHours, nowMs });
  if (health.ok) return health;
  const detail = "These are too many users to count at once. Choose a shorter period or one project.";
  return problem({ kind: "invalid", detail });
}
