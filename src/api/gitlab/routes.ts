import type { ApiParts } from "../api-deps.ts";
import { clientKeyRoutes } from "./client-keys.ts";
import { graphqlRoutes } from "./graphql/routes.ts";
import type { GitlabRoute } from "./route.ts";
import { settingsRoutes } from "./settings.ts";
import { webErrorRoutes } from "./web-errors.ts";

/** The whole table of GitLab's doors. The sweep over foreign callers reads it, so that no route is forgotten. */
export function gitlabRoutes(parts: ApiParts): readonly GitlabRoute[] {
  return [...settingsRoutes(parts), ...clientKeyRoutes(parts), ...webErrorRoutes(parts), ...graphqlRoutes(parts)];
}
