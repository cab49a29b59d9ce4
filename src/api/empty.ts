import { z } from "zod";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { one, readQuery } from "./parse.ts";
import type { Route } from "./route.ts";
import { issueRoutes, organizationRoute, projectRoute } from "./scoped.ts";

/** Kinds of things that clients ask tables of, and that Culprit does not take. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  "logs",
  "ourlogs",
  "spans",
  "transactions",
  "tracemetrics",
  "replays",
  "metrics",
]);
export const tableQuery = z.object({ dataset: one });

/**
 * What clients ask of an issue in passing and Culprit does not keep: the honest answer is that there is none, in the shape in which
 * each client reads that. Source: reference sentry-web-api §2.6 and §2.7.
 */
export function emptyRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: "/autofix", scopes }, async () => found({ autofix: null })),
    organizationRoute(parts, { method: "GET", path: "/replay-count", scopes }, async () => found({})),
    organizationRoute(parts, { method: "GET", path: "/replays", scopes }, async () => found({ data: [] })),
    organizationRoute(parts, { method: "GET", path: "/trace-items/attributes", scopes }, async () => found([])),
    organizationRoute(parts, { method: "GET", path: "/events", scopes }, async (ask) => {
      const query = readQuery(ask, tableQuery);
      if (!query.ok) return refuse(query.problem);
      const { dataset = "errors" } = query.value;
      if (!NOT_KEPT.has(dataset)) {
        return refuse({
          kind: "invalid",
          detail: "Tables of errors are not supported yet; search issues, or list a project's events.",
        });
      }
      return found({ data: [], meta: { fields: {}, units: {} } });
    }),
    projectRoute(parts, { method: "GET", path: "/stacktrace-link", scopes }, async () =>
      found({ config: null, sourceUrl: null, integrations: [] }),
    ),
  ];
}
