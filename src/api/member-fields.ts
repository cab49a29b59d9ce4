import { z } from "zod";
import type { Team } from "../account/people.ts";
import { roleText } from "./roles.ts";

const MAX_TEAMS = 100;

/** Role and teams of a person, as bodies say them. */
export const memberFields = {
  /** Both names are in use among Sentry's clients. */
  orgRole: roleText.optional(),
  role: roleText.optional(),
  teamRoles: z
    .array(z.object({ teamSlug: z.string("must be a text") }), "must be a list")
    .max(MAX_TEAMS, "are too many")
    .optional(),
  teams: z.array(z.string("must be a text"), "must be a list").max(MAX_TEAMS, "are too many").optional(),
};
export const memberBody = z.object(memberFields);

/** The teams that a body names by slug, in either of Sentry's two ways; undefined when it names none. */
export function teamsIn(body: z.output<typeof memberBody>, teams: readonly Team[]): readonly Team[] | "unknown" | undefined {
  const slugs = body.teamRoles?.map(({ teamSlug }) => teamSlug) ?? body.teams;
  if (slugs === undefined) return undefined;
  const named = teams.filter(({ slug }) => slugs.includes(slug));
  return new Set(slugs).size === named.length ? named : "unknown";
}
