import { z } from "zod";
import type { TagSpread } from "../backend/backend.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { serialiseTag, serialiseTagValue } from "./serialise-tag.ts";

const VALUES_IN_LIST = 10;
const VALUES_IN_DETAIL = 100;
const VALUES_AT_MOST = 1_000;

const SORTS: { readonly [name: string]: (a: TagSpread["values"][number], b: TagSpread["values"][number]) => number } = {
  count: (a, b) => b.count - a.count,
  date: (a, b) => b.lastSeenMs - a.lastSeenMs,
  age: (a, b) => b.firstSeenMs - a.firstSeenMs,
  id: (a, b) => (a.value < b.value ? -1 : 1),
};

/** Tags of an issue: all keys with their top values, one key, and the values of one key. */
export function tagRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: "/tags", scopes }, async (_ask, { project, issue }) => {
      const spreads = await parts.backendOf(project).listTags(issue, VALUES_IN_DETAIL);
      return found(spreads.map((spread) => serialiseTag(spread, VALUES_IN_LIST)));
    }),
    ...issueRoutes(parts, { method: "GET", path: "/tags/:key", scopes }, async (ask, place) => {
      const spread = await findTag(parts, ask, place);
      return spread === undefined ? refuse({ kind: "not-found" }) : found(serialiseTag(spread, VALUES_IN_DETAIL));
    }),
    ...issueRoutes(parts, { method: "GET", path: "/tags/:key/values", scopes }, (ask, place) =>
      answerValues(parts, ask, place),
    ),
  ];
}

export const valuesQuery = z.object({ sort: one });

async function answerValues(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const query = readQuery(ask, valuesQuery);
  if (!query.ok) return refuse(query.problem);
  const sort = query.value.sort?.replace(/^-/, "") ?? "count";
  const order = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined;
  if (order === undefined) return refuse({ kind: "invalid", detail: `sort must be one of ${Object.keys(SORTS).join(", ")}.` });

  const spread = await findTag(parts, ask, place);
  if (spread === undefined) return refuse({ kind: "not-found" });
  const rows = spread.values.toSorted(order).map((value) => serialiseTagValue(spread.key, value));
  return answerSlice(parts, ask, rows);
}

async function findTag(parts: ApiParts, ask: CallerAsk, { project, issue }: InIssue): Promise<TagSpread | undefined> {
  const spreads = await parts.backendOf(project).listTags(issue, VALUES_AT_MOST);
  return spreads.find(({ key }) => key === ask.params["key"]);
}
