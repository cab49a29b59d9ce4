import { z } from "zod";
import type { SearchKey } from "../issue/query/keys.ts";
import { SEARCH_KEYS, searchKey } from "../issue/query/keys.ts";
import type { SuggestedValue } from "../issue/query/searches.ts";
import { LEVELS, STATE_NAMES } from "../issue/query/shades.ts";
import type { Project } from "../project/project.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects } from "./chosen-projects.ts";
import { dateOrNull } from "./dates.ts";
import { one, readQuery } from "./parse.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { nameOf } from "./serialise-user.ts";

const MAX_KEYS = 200;
const MAX_VALUES = 25;

export const keysQuery = z.object({ query: one });
export const helpValuesQuery = z.object({ key: one, query: one });

/** What helps to write a search: its keys, and the values of one. */
export function searchHelpRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/search/keys", scopes }, async (ask, organization) => {
      const query = readQuery(ask, keysQuery);
      if (!query.ok) return refuse(query.problem);
      const projects = await chosenProjects(parts, ask, organization);
      if (!projects.ok) return refuse(projects.problem);
      const part = (query.value.query ?? "").toLowerCase();
      const known = SEARCH_KEYS.filter(({ meaning }) => meaning.is !== "elsewhere").filter(({ name, aliases }) =>
        [name.toLowerCase(), ...aliases].some((spelling) => spelling.includes(part)),
      );
      const ids = projects.value.map(({ id }) => id);
      const tags = (await parts.searches.listTagKeys(ids, part, MAX_KEYS)).filter(
        (key) => searchKey(key.toLowerCase()) === undefined,
      );
      return found([...known.map(serialiseKey), ...tags.map((key) => ({ key, words: "tag", kind: "tag", values: [] }))]);
    }),
    organizationRoute(parts, { method: "GET", path: "/search/values", scopes }, async (ask, organization) => {
      const query = readQuery(ask, helpValuesQuery);
      if (!query.ok) return refuse(query.problem);
      const { key = "", query: part = "" } = query.value;
      if (key === "") return found([]);
      const projects = await chosenProjects(parts, ask, organization);
      if (!projects.ok) return refuse(projects.problem);
      const values = await valuesOf(parts, organization.id, projects.value, key, part);
      return found(
        values.map(({ value, count, lastSeenMs }) => ({
          value,
          name: value,
          count: count ?? null,
          lastSeen: dateOrNull(lastSeenMs),
        })),
      );
    }),
  ];
}

function serialiseKey({ name, words, meaning }: SearchKey): object {
  const kind = meaning.is === "event" || meaning.is === "flag" ? "tag" : meaning.is;
  return { key: name, words, kind, values: fixedValues(meaning) };
}

/** Those that are offered whatever the projects hold. */
function fixedValues(meaning: SearchKey["meaning"]): readonly string[] {
  switch (meaning.is) {
    case "state":
      return STATE_NAMES;
    case "level":
      return LEVELS;
    case "assignee":
      return ["me", "none", "my_teams"];
    case "flag":
      return ["true", "false"];
    case "date":
      return ["-1h", "-24h", "-7d", "-30d", "+7d"];
    case "number":
      return [">1", ">10", ">100", ">1000"];
    case "category":
      return ["error"];
    default:
      return [];
  }
}

async function valuesOf(
  parts: ApiParts,
  organizationId: number,
  projects: readonly Project[],
  key: string,
  part: string,
): Promise<readonly SuggestedValue[]> {
  const inBrackets = /^tags\[(.+)\]$/.exec(key)?.[1];
  const meaning = inBrackets === undefined ? searchKey(key.toLowerCase())?.meaning : undefined;
  const ids = projects.map(({ id }) => id);
  const plain = (values: readonly string[]): readonly SuggestedValue[] =>
    values
      .filter((value) => value.toLowerCase().startsWith(part.toLowerCase()))
      .slice(0, MAX_VALUES)
      .map((value) => ({ value, count: undefined, lastSeenMs: undefined }));
  const isRelease =
    (meaning?.is === "event" && meaning.tag === "release") || (meaning?.is === "text" && meaning.field === "first-release");
  if (isRelease) return [...plain(["latest"]), ...(await parts.searches.listVersions(ids, part, MAX_VALUES - 1))];
  if (meaning?.is === "assignee") {
    const members = (await parts.people.listMembers(organizationId)).map(({ user }) => user.email || nameOf(user));
    const teams = (await parts.people.listTeams(organizationId)).map(({ slug }) => `#${slug}`);
    return plain([...fixedValues(meaning), ...teams, ...members]);
  }
  if (meaning?.is === "project") return plain(projects.map(({ slug }) => slug));
  if (meaning?.is === "has") return plain(await parts.searches.listTagKeys(ids, part, MAX_VALUES));
  if (meaning !== undefined && meaning.is !== "event" && meaning.is !== "text") return plain(fixedValues(meaning));
  const tag = meaning?.is === "event" ? meaning.tag : (inBrackets ?? key);
  if (tag === "environment") return parts.searches.listEnvironments(ids, part, MAX_VALUES);
  const prefix = meaning?.is === "event" && meaning.prefixes?.length === 1 ? (meaning.prefixes[0] ?? "") : "";
  const values = await parts.searches.listTagValues(ids, tag, prefix + part, MAX_VALUES);
  return values.map((value) => ({ ...value, value: value.value.slice(prefix.length) }));
}
