import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Member, Team } from "../account/people.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import { answerInvitation, changeInvitation, createInvitation, invitationIdOf } from "./invitations.ts";
import { memberBody, teamsIn } from "./member-fields.ts";
import { answerSlice } from "./paging.ts";
import { refusalOfPeople } from "./people-problem.ts";
import { one, readBody, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { serialiseInvitation, serialiseMember } from "./serialise-people.ts";
import { tellLog } from "./change-log.ts";

const READ: readonly Scope[] = ["member:read"];
const WRITE: readonly Scope[] = ["member:write"];
const ADMIN: readonly Scope[] = ["member:admin"];

/** Who is in an organisation, and in which role. Invitations stand among them, as pending. */
export function memberRoutes(parts: ApiParts): readonly Route[] {
  return [
    organizationRoute(parts, { method: "GET", path: "/members", scopes: READ }, (ask, organization) =>
      answerMembers(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "POST", path: "/members", scopes: WRITE }, (ask, organization) =>
      createInvitation(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "GET", path: "/members/:member", scopes: READ }, (ask, organization) =>
      answerMember(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "PUT", path: "/members/:member", scopes: WRITE }, (ask, organization) =>
      changeMember(parts, ask, organization),
    ),
    // Whoever sees the members may leave; to remove others takes more.
    organizationRoute(parts, { method: "DELETE", path: "/members/:member", scopes: READ }, (ask, organization) =>
      removeMember(parts, ask, organization),
    ),
  ];
}

export const listQuery = z.object({ query: one });

async function answerMembers(parts: ApiParts, ask: CallerAsk, { id }: Organization): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const text = (query.value.query ?? "").trim().toLowerCase();
  const [members, invitations, teams] = await Promise.all([
    parts.people.listMembers(id),
    parts.people.listInvitations(id),
    parts.people.listTeams(id),
  ]);
  const nameOf = (userId: number | undefined): string | null => {
    const inviter = members.find(({ user }) => user.id === userId)?.user;
    return inviter === undefined ? null : inviter.name || inviter.email;
  };
  const rows = [
    ...members
      .filter(({ user }) => user.email.toLowerCase().includes(text) || user.name.toLowerCase().includes(text))
      .map((member) => serialiseMember(member, teams)),
    ...invitations
      .filter(({ email }) => email.toLowerCase().includes(text))
      .map((invitation) => serialiseInvitation(invitation, teams, nameOf(invitation.invitedByUserId), parts.now())),
  ];
  return answerSlice(parts, ask, rows);
}

async function answerMember(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  if (invitationIdOf(ask) !== undefined) return answerInvitation(parts, ask, organization);
  const member = await findMember(parts, ask, organization);
  if (member === undefined) return refuse({ kind: "not-found" });
  return found(serialiseMember(member, await parts.people.listTeams(organization.id)));
}

/** The member whom the path names, by the user's id or as `me`. */
export async function findMember(parts: ApiParts, ask: CallerAsk, { id }: Organization): Promise<Member | undefined> {
  const name = ask.params["member"] ?? "";
  const userId = name === "me" ? ask.caller.user?.id : /^\d{1,15}$/.test(name) ? Number(name) : undefined;
  return userId === undefined ? undefined : parts.people.findMember(id, userId);
}

async function changeMember(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  if (invitationIdOf(ask) !== undefined) return changeInvitation(parts, ask, organization);
  const member = await findMember(parts, ask, organization);
  if (member === undefined) return refuse({ kind: "not-found" });
  const body = readBody(ask, memberBody);
  if (!body.ok) return refuse(body.problem);
  const teams = await parts.people.listTeams(organization.id);
  const wanted = teamsIn(body.value, teams);
  if (wanted === "unknown") return refuse({ kind: "invalid-fields", fields: { teams: ["name a team that is not there"] } });

  const role = body.value.orgRole ?? body.value.role ?? member.role;
  const place = { organizationId: organization.id, userId: member.user.id };
  tellLog({
    note: role === member.role ? `teams of ${member.user.email}` : `${member.user.email}: ${member.role} → ${role}`,
  });
  if (role !== member.role) {
    const changed = await parts.commands.changeRole({ ...place, role });
    if (changed.problem !== undefined) return refuse(refusalOfPeople(changed.problem));
  }
  if (wanted !== undefined) await setTeams(parts, member, teams, wanted);
  const now = await parts.people.listTeams(organization.id);
  return found(serialiseMember({ ...member, role }, now));
}

async function setTeams(parts: ApiParts, { user }: Member, teams: readonly Team[], wanted: readonly Team[]): Promise<void> {
  for (const team of teams) {
    const isIn = wanted.includes(team);
    if (isIn !== team.memberIds.includes(user.id)) {
      await parts.commands.setTeamMember({ teamId: team.id, userId: user.id, isIn });
    }
  }
}

async function removeMember(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const isAdmin = mayIn(ask.caller, organization.id, ADMIN);
  const invitationId = invitationIdOf(ask);
  if (invitationId !== undefined) {
    if (!isAdmin) return refuse({ kind: "no-permission" });
    const invitations = await parts.people.listInvitations(organization.id);
    const invitation = invitations.find(({ id }) => id === invitationId);
    if (invitation === undefined) return refuse({ kind: "not-found" });
    tellLog({ note: `invitation of ${invitation.email}` });
    await parts.commands.withdrawInvitation({ organizationId: organization.id, invitationId });
    return NO_CONTENT;
  }
  const member = await findMember(parts, ask, organization);
  // Only a session leaves for its person: a token that was given to a program must not.
  const isSelf = member !== undefined && member.user.id === ask.caller.user?.id && ask.caller.sessionHash !== undefined;
  if (!isAdmin && !isSelf) return refuse({ kind: "no-permission" });
  if (member === undefined) return refuse({ kind: "not-found" });
  tellLog({ note: `${member.user.email}, ${member.role}` });
  const removed = await parts.commands.removeMember({ organizationId: organization.id, userId: member.user.id });
  if (removed.problem !== undefined) return refuse(refusalOfPeople(removed.problem));
  return NO_CONTENT;
}
