import { found } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Route } from "./route.ts";
import { issueRoutes, organizationRoute, projectRoute } from "./scoped.ts";

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
    projectRoute(parts, { method: "GET", path: "/stacktrace-link", scopes }, async () =>
      found({ config: null, sourceUrl: null, integrations: [] }),
    ),
  ];
}
