import { z } from "zod";
import type { CodeHostConnection } from "../codehost/connection.ts";
import type { Organization } from "../project/project.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { visibleProjects } from "./visible-projects.ts";

export const repositoriesQuery = z.object({ query: one });
const NAMES = { gitlab: "GitLab", github: "GitHub", gitea: "Gitea" };

/** The repositories that projects of an organisation are connected to. Command lines match them with the checkout by address. */
export function repositoryRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["project:read", "project:releases", "org:read", "org:ci"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/repos", scopes }, async (ask, organization) => {
      const query = readQuery(ask, repositoriesQuery);
      if (!query.ok) return refuse(query.problem);
      const text = (query.value.query ?? "").trim().toLowerCase();
      const connections = await listRepositories(parts, ask, organization);
      const rows = connections.filter(({ repository }) => repository.path.toLowerCase().includes(text));
      return answerSlice(parts, ask, rows.map(serialiseRepository));
    }),
  ];
}

/** Each repository once, whatever the number of its projects. */
async function listRepositories(
  parts: ApiParts,
  { caller }: CallerAsk,
  organization: Organization,
): Promise<readonly CodeHostConnection[]> {
  const projects = await visibleProjects(parts, caller, [organization.id]);
  const all = await parts.codeHosts.reader.listCodeHosts();
  const own = all.filter(({ projectId }) => projects.some(({ id }) => id === projectId));
  const byAddress = new Map(own.map((connection) => [connection.repository.url, connection]));
  return [...byAddress.values()].toSorted((a, b) => a.id - b.id);
}

/**
 * Sentry's repository object. GitLab looks for itself by `externalSlug`, which has to be its project's id as a number, and links
 * through `integrationId`: our connection. Source: reference sentry-web-api §2.11, gitlab-error-tracking §7.2.
 */
function serialiseRepository({ id, kind, repository, createdAtMs }: CodeHostConnection): object {
  return {
    id: String(id),
    name: repository.path,
    url: repository.url,
    provider: { id: `integrations:${kind}`, name: NAMES[kind] },
    status: "active",
    dateCreated: dateOf(createdAtMs),
    integrationId: String(id),
    externalSlug: kind === "gitlab" ? Number(repository.id) : repository.path,
    externalId: repository.id,
  };
}
