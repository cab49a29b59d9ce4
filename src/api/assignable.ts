import { found } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { nameOf, serialiseUser } from "./serialise-user.ts";

/** The people that issues of an organisation can be given to, where Sentry's clients look for them. */
export function assignableRoutes(parts: ApiParts): readonly Route[] {
  const access = { method: "GET", path: "/users", scopes: ["event:read", "member:read"] } as const;
  return [
    organizationRoute(parts, access, async (_ask, organization) => {
      const members = await parts.people.listMembers(organization.id);
      return found(
        members.map(({ user, role }) => ({
          id: String(user.id),
          email: user.email,
          name: nameOf(user),
          role,
          user: serialiseUser(user),
        })),
      );
    }),
  ];
}
