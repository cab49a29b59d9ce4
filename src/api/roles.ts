import { z } from "zod";
import type { Role } from "../account/account.ts";

/** From the least to the most. */
export const ROLES: readonly { readonly id: Role; readonly name: string; readonly desc: string }[] = [
  { id: "reporter", name: "Reporter", desc: "Sees errors." },
  { id: "developer", name: "Developer", desc: "Sees errors and decides about them." },
  { id: "maintainer", name: "Maintainer", desc: "Also changes projects, their keys and teams." },
  { id: "owner", name: "Owner", desc: "May do everything, people and the organisation among it." },
];

/** A role as a body names it. */
export const roleText = z.enum(["reporter", "developer", "maintainer", "owner"], {
  error: "must be reporter, developer, maintainer or owner",
});

export function nameOfRole(role: Role): string {
  return ROLES.find(({ id }) => id === role)?.name ?? role;
}
