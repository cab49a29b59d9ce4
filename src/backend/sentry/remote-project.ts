import { z } from "zod";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { id, slug, text } from "./fields.ts";
import { readLinkHeader } from "./link-header.ts";
import type { SentryProblem } from "./problem.ts";
import { notASentry } from "./problem.ts";

/** A project as the connect flow shows it. */
export type RemoteProject = {
  /** Digits. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** "active", unless it is on its way out. */
  readonly status: string;
  readonly organization: {
    /** Digits; undefined where the Sentry tells none. */
    readonly id?: string | undefined;
    readonly slug: string;
    readonly name: string;
  };
};

export type RemoteProjects = {
  readonly projects: readonly RemoteProject[];
  /** False when there may be more than were read. */
  readonly isComplete: boolean;
};

const MAX_PROJECTS = 2_000;
const MAX_PAGES = 50;

const NAME = text(200);
const Project: z.ZodType<RemoteProject> = z
  .object({
    id,
    slug,
    name: NAME,
    status: text(50).transform((status) => (status === "" ? "active" : status)),
    organization: z.object({ id: id.optional().catch(undefined), slug, name: NAME }),
  })
  .transform(({ organization, ...project }) => ({
    ...project,
    name: project.name === "" ? project.slug : project.name,
    organization: { ...organization, name: organization.name === "" ? organization.slug : organization.name },
  }));

/** Reads page after page, until there is none or a page brings nothing new: a Sentry may lead in a circle. */
export async function listProjects(errand: Errand): Promise<Result<RemoteProjects, SentryProblem>> {
  const projects = new Map<string, RemoteProject>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const query = { per_page: "100", ...(cursor !== undefined && { cursor }) };
    const reply = await ask(errand, { method: "GET", path: ["projects"], query, scope: "project:read" });
    // What was read is worth more than the knowledge that the rest took too long.
    if (!reply.ok && reply.problem.kind === "too-slow" && pages > 1) return ok(listOf(projects, false));
    if (!reply.ok) return reply;

    const page = readPage(errand, reply.value.json);
    if (!page.ok) return page;
    const before = projects.size;
    for (const project of page.value) if (projects.size < MAX_PROJECTS) projects.set(project.id, project);
    const next = readLinkHeader(reply.value.headers["link"]).next;
    if (next === undefined) return ok(listOf(projects, true));
    if (projects.size === before || next === cursor || pages === MAX_PAGES || projects.size === MAX_PROJECTS) {
      return ok(listOf(projects, false));
    }
    cursor = next;
  }
}

function listOf(projects: ReadonlyMap<string, RemoteProject>, isComplete: boolean): RemoteProjects {
  return { projects: [...projects.values()], isComplete };
}

function readPage({ line }: Errand, json: unknown): Result<readonly RemoteProject[], SentryProblem> {
  if (!Array.isArray(json)) return problem(notASentry(line.host, "with something other than a list of projects"));
  const projects = json.flatMap((row) => {
    const parsed = Project.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  if (projects.length === 0 && json.length > 0) {
    return problem(notASentry(line.host, "with a list in which nothing is a project"));
  }
  return ok(projects);
}

/** One project by its slugs. */
export async function findProject(
  errand: Errand,
  organizationSlug: string,
  projectSlug: string,
): Promise<Result<RemoteProject, SentryProblem>> {
  const path = ["projects", organizationSlug, projectSlug];
  const about = `the project ${organizationSlug}/${projectSlug}`;
  const reply = await ask(errand, { method: "GET", path, scope: "project:read", about });
  if (!reply.ok) return reply;
  const parsed = Project.safeParse(reply.value.json);
  return parsed.success ? ok(parsed.data) : problem(notASentry(errand.line.host, "with something that is no project"));
}
