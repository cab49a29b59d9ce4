import type { Invitation, Member, Team } from "../account/people.ts";
import type { Project } from "../project/project.ts";
import { dateOf } from "./dates.ts";
import { nameOfRole } from "./roles.ts";
import { serialiseUser } from "./serialise-user.ts";

/** Sentry's member object. Source of the fields: reference sentry-web-api §2.4. */
export function serialiseMember(member: Member, teams: readonly Team[]): object {
  const { user, role, joinedAtMs, hasTotp } = member;
  const own = teams.filter(({ memberIds }) => memberIds.includes(user.id));
  return {
    ...inCommon(role, own),
    id: String(user.id),
    email: user.email,
    name: user.name || user.email,
    user: { ...serialiseUser(user), has2fa: hasTotp },
    pending: false,
    expired: false,
    dateCreated: dateOf(joinedAtMs),
    inviteStatus: "approved",
    inviterName: null,
  };
}

/** Somebody who was asked and has not come yet: a member without a user. The `i` keeps its id apart from those of users. */
export function serialiseInvitation(
  invitation: Invitation,
  teams: readonly Team[],
  inviterName: string | null,
  nowMs: number,
): object {
  const { id, email, role, teamIds, createdAtMs, expiresAtMs } = invitation;
  return {
    ...inCommon(
      role,
      teams.filter((team) => teamIds.includes(team.id)),
    ),
    id: `i${id}`,
    email,
    name: email,
    user: null,
    pending: true,
    expired: expiresAtMs <= nowMs,
    dateCreated: dateOf(createdAtMs),
    inviteExpires: dateOf(expiresAtMs),
    inviteStatus: "approved",
    inviterName,
  };
}

function inCommon(role: Member["role"], teams: readonly Team[]): object {
  return {
    orgRole: role,
    role,
    roleName: nameOfRole(role),
    flags: {
      "idp:provisioned": false,
      "idp:role-restricted": false,
      "sso:linked": false,
      "sso:invalid": false,
      "member-limit:restricted": false,
      "partnership:restricted": false,
    },
    teams: teams.map(({ slug }) => slug),
    teamRoles: teams.map(({ slug }) => ({ teamSlug: slug, role: null })),
  };
}

/** Sentry's team object. `userId`: who asks, undefined for an organisation's token. */
export function serialiseTeam(team: Team, userId: number | undefined, access: Iterable<string>): object {
  return {
    id: String(team.id),
    slug: team.slug,
    name: team.name,
    dateCreated: dateOf(team.createdAtMs),
    isMember: userId !== undefined && team.memberIds.includes(userId),
    teamRole: null,
    flags: { "idp:provisioned": false },
    access: [...access],
    hasAccess: true,
    isPending: false,
    memberCount: team.memberIds.length,
    avatar: { avatarType: "letter_avatar", avatarUuid: null },
    externalTeams: [],
  };
}

/** The two fields in which a project names its teams. */
export function teamsOfProject(all: readonly Team[], project: Pick<Project, "id">): object {
  const teams = all
    .filter(({ projectIds }) => projectIds.includes(project.id))
    .map(({ id, slug, name }) => ({ id: String(id), slug, name }));
  return { team: teams[0] ?? null, teams };
}
