import type { CodeHostConnection, CodeHostReader } from "../codehost/connection.ts";
import type { Organization } from "../project/project.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import { refuse } from "./answer.ts";
import { READ_RELEASES } from "./releases.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { z } from "zod";

const repositoriesQuery = z.object({ query: one });

/** The repositories that projects of an organisation are connected to. Command lines match them with the checkout by address. */
export function repositoryRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(parts, { method: "GET", path: "/repos", scopes: READ_RELEASES }, async (ask, organization) => {
      const query = readQuery(ask, repositoriesQuery);
      if (!query.ok) return refuse(query.problem);
      const text = (query.value.query ?? "").trim().toLowerCase();
      const connections = await listRepositories(parts, parts.codeHosts.reader, organization);
      const rows = connections.filter(({ repository }) => repository.path.toLowerCase().includes(text));
      return answerSlice(parts, ask, rows.map(serialiseRepository));
    }),
  ];
}

/** Each repository once, whatever the number of its projects. */
async function listRepositories(
  parts: ApiParts,
  reader: CodeHostReader,
  organization: Organization,
): Promise<readonly CodeHostConnection[]> {
  const projects = await parts.projects.listProjects([organization.id]);
  const own = (await reader.listCodeHosts()).filter(({ projectId }) => projects.some(({ id }) => id === projectId));
  const byAddress = new Map(own.map((connection) => [connection.repository.url, connection]));
  return [...byAddress.values()].toSorted((a, b) => a.id - b.id);
}

/** Source of the fields and of who needs which: reference sentry-web-api §2.9. */
function serialiseRepository({ id, kind, repository, createdAtMs }: CodeHostConnection): object {
  const names = { gitlab: "GitLab", github: "GitHub", gitea: "Gitea" };
  return {
    id: String(id),
    name: repository.path,
    url: repository.url,
    provider: { id: `integrations:${kind}`, name: names[kind] },
    status: "active",
    dateCreated: dateOf(createdAtMs),
    integrationId: null,
    externalSlug: repository.path,
    externalId: repository.id,
  };
}
