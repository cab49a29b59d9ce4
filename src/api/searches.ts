import { z } from "zod";
import type { SavedSearch } from "../issue/query/searches.ts";
import { MAX_SAVED_SEARCHES } from "../issue/query/searches.ts";
import { MAX_SEARCH_LENGTH } from "../issue/query/parse.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { NO_CONTENT, created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import { dateOf } from "./dates.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { visibleProjects } from "./visible-projects.ts";

const MAX_NAME_LENGTH = 100;
const SORTS = ["date", "new", "freq", "user", "trend"] as const;

const fields = {
  name: namedText(MAX_NAME_LENGTH),
  query: z.string("must be a text").max(MAX_SEARCH_LENGTH, `must not be longer than ${MAX_SEARCH_LENGTH} characters`),
  sort: z.enum(SORTS, `must be one of ${SORTS.join(", ")}`),
  visibility: z.enum(["owner", "organization"], "must be owner or organization"),
};
export const newSearch = z.object({
  name: fields.name,
  query: fields.query,
  sort: fields.sort.default("date"),
  visibility: fields.visibility.default("owner"),
  project: z.union([z.string(), z.number().transform(String)], "must be the slug or number of a project").nullish(),
});
export const searchChange = z.object({
  name: fields.name.optional(),
  query: fields.query.optional(),
  sort: fields.sort.optional(),
  visibility: fields.visibility.optional(),
});

/** Searches that people keep, for themselves or for all of their organisation. */
export function searchRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/searches", scopes }, async (ask, organization) => {
      const userId = ask.caller.user?.id;
      const projects = new Set((await visibleProjects(parts, ask.caller, [organization.id])).map(({ id }) => id));
      const searches = await parts.searches.listSavedSearches(organization.id, userId);
      const seen = searches.filter(({ projectId }) => projectId === undefined || projects.has(projectId));
      return found(seen.map((search) => serialise(search, userId)));
    }),
    organizationRoute(parts, { method: "POST", path: "/searches", scopes }, (ask, organization) =>
      asPerson(ask, organization, (whose) => addSearch(parts, ask, organization, whose.userId)),
    ),
    organizationRoute(parts, { method: "PUT", path: "/searches/:search", scopes }, (ask, organization) =>
      asPerson(ask, organization, (whose) => changeSearch(parts, ask, whose)),
    ),
    organizationRoute(parts, { method: "DELETE", path: "/searches/:search", scopes }, (ask, organization) =>
      asPerson(ask, organization, async (whose) =>
        (await parts.commands.deleteSearch(whose)) ? NO_CONTENT : refuse({ kind: "not-found" }),
      ),
    ),
  ];
}

type Whose = { readonly organizationId: number; readonly id: number; readonly userId: number; readonly anyShared: boolean };

/** The search that the path names, if it names one: one's own; for maintainers also those that are shared. */
function asPerson(ask: CallerAsk, organization: Organization, answer: (whose: Whose) => Promise<Answer>): Promise<Answer> {
  const userId = ask.caller.user?.id;
  if (userId === undefined) {
    const detail = "Searches belong to people. Use a personal token.";
    return Promise.resolve(refuse({ kind: "no-permission", detail }));
  }
  const name = ask.params["search"] ?? "";
  return answer({
    organizationId: organization.id,
    id: /^\d{1,15}$/.test(name) ? Number(name) : 0,
    userId,
    anyShared: mayIn(ask.caller, organization.id, ["event:admin"]),
  });
}

async function changeSearch(parts: ApiParts, ask: CallerAsk, whose: Whose): Promise<Answer> {
  const body = readBody(ask, searchChange);
  if (!body.ok) return refuse(body.problem);
  const { name, query, sort, visibility } = body.value;
  const changed = await parts.commands.changeSearch({
    ...whose,
    ...(name !== undefined && { name }),
    ...(query !== undefined && { query }),
    ...(sort !== undefined && { sort }),
    ...(visibility !== undefined && { isShared: visibility === "organization" }),
  });
  return changed === undefined ? refuse({ kind: "not-found" }) : found(serialise(changed, whose.userId));
}

async function addSearch(parts: ApiParts, ask: CallerAsk, organization: Organization, userId: number): Promise<Answer> {
  const body = readBody(ask, newSearch);
  if (!body.ok) return refuse(body.problem);
  const { name, query, sort, visibility, project: projectName } = body.value;
  const projects = await visibleProjects(parts, ask.caller, [organization.id]);
  const project = projects.find(({ id, slug }) => projectName === String(id) || projectName === slug);
  if (!isNothing(projectName) && project === undefined) {
    return refuse({ kind: "invalid-fields", fields: { project: ["must be a project that you can see"] } });
  }
  const made = { organizationId: organization.id, projectId: project?.id, userId, isShared: visibility === "organization" };
  const search = await parts.commands.createSearch({ ...made, name, query, sort });
  if (search !== undefined) return created(serialise(search, userId));
  const detail = `You keep ${MAX_SAVED_SEARCHES} searches already. Delete some that you do not need.`;
  return refuse({ kind: "conflict", detail });
}

const isNothing = (name: string | null | undefined): boolean => name === undefined || name === null || name === "";

function serialise(search: SavedSearch, userId: number | undefined): object {
  return {
    id: String(search.id),
    name: search.name,
    query: search.query,
    sort: search.sort,
    projectId: search.projectId === undefined ? null : String(search.projectId),
    visibility: search.isShared ? "organization" : "owner",
    isMine: search.userId === userId,
    dateCreated: dateOf(search.createdAtMs),
  };
}
