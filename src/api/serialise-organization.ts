import type { Scope } from "../account/account.ts";
import { scopesOfRole } from "../account/scopes.ts";
import type { Organization } from "../project/project.ts";
import { dateOf } from "./dates.ts";
import { ROLES } from "./roles.ts";

/** Sentry's organisation object as lists hold it. Source of the fields: reference sentry-web-api §2.2. */
export function serialiseOrganization(publicUrl: string, organization: Organization): object {
  return {
    id: String(organization.id),
    slug: organization.slug,
    name: organization.name,
    dateCreated: dateOf(organization.createdAtMs),
    status: { id: "active", name: "active" },
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
    features: [],
    isEarlyAdopter: false,
    require2FA: false,
    requireEmailVerification: false,
    hasAuthProvider: false,
    allowMemberInvite: true,
    allowMemberProjectCreation: false,
    allowSuperuserAccess: false,
    links: linksOf(publicUrl, organization.slug),
  };
}

export function serialiseOrganizationDetail(publicUrl: string, organization: Organization, access: ReadonlySet<Scope>): object {
  const roles = ROLES.map(({ id, name, desc }) => ({
    id,
    name,
    desc,
    scopes: [...scopesOfRole(id)],
    isAllowed: true,
    isRetired: false,
    isGlobal: true,
    minimumTeamRole: "contributor",
  }));
  const teamRoles = [
    { id: "contributor", name: "Contributor", desc: "", scopes: [], isAllowed: true, isRetired: false, isMinimumRoleFor: null },
  ];
  return {
    ...serialiseOrganization(publicUrl, organization),
    access: [...access],
    orgRoleList: roles,
    teamRoleList: teamRoles,
    onboardingTasks: [],
    teams: [],
  };
}

/**
 * Clients send all later calls to a `regionUrl` that is not empty, and refuse one that is not https: so it is the public address
 * then, and empty otherwise.
 */
function linksOf(publicUrl: string, slug: string): object {
  return {
    organizationUrl: `${publicUrl}/organizations/${slug}/`,
    regionUrl: publicUrl.startsWith("https://") ? publicUrl : "",
  };
}
