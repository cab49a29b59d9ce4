import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Route } from "./route.ts";
import { callerRoute, openRoute } from "./route.ts";
import { serialiseUser } from "./serialise-user.ts";

/** What clients ask first: is this an API, who am I, is it well. */
export function rootRoutes(parts: ApiParts): readonly Route[] {
  return [
    openRoute("GET", "/", async ({ caller }) =>
      found({
        version: "0",
        // Typed clients want `scopes` whenever `auth` is an object, and no user for an organisation's token.
        auth: caller?.token === undefined ? null : { scopes: caller.token.scopes },
        user: caller?.user === undefined ? null : serialiseUser(caller.user),
      }),
    ),
    callerRoute("GET", "/internal/health", async () => found({ problems: [], healthy: {} })),
    callerRoute("GET", "/users/me", async ({ caller }) =>
      caller.user === undefined ? refuse({ kind: "not-authenticated" }) : found(serialiseUser(caller.user)),
    ),
    // Never 403: a client gives up listing organisations over it.
    callerRoute("GET", "/users/me/regions", async () => found({ regions: [{ name: "default", url: parts.publicUrl }] })),
  ];
}
