import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** People of an organisation, their teams, and the log of changes, as the API says them. */
export type Role = "reporter" | "developer" | "maintainer" | "owner";
export const ROLES: readonly (readonly [role: Role, name: string, may: string])[] = [
  ["reporter", "Reporter", "sees errors"],
  ["developer", "Developer", "also decides about errors"],
  ["maintainer", "Maintainer", "also changes projects and teams"],
  ["owner", "Owner", "may do everything"],
];
export type Member = {
  id: string;
  email: string;
  name: string;
  role: Role;
  roleName: string;
  pending: boolean;
  expired: boolean;
  dateCreated: string;
  inviterName: string | null;
  teams: readonly string[];
  user: { id: string; has2fa: boolean } | null;
};
export type Team = { id: string; slug: string; name: string; isMember: boolean; memberCount: number };
export type OrganizationDetail = {
  slug: string;
  name: string;
  openMembership: boolean;
  access: readonly string[];
  /** Its owners run the installation. */
  runsInstallation: boolean;
};
export type AuditRow = {
  id: string;
  actor: { name: string; email: string };
  event: string;
  target: string;
  note: string;
  ipAddress: string | null;
  dateCreated: string;
};

const inside = (org: string, path: string): string => `organizations/${org}/${path}`;
const organizationPath = (org: string): string => inside(org, "?detailed=0");

export const useOrganization = (org: string) => useAsk<OrganizationDetail>(organizationPath(org));
export const useMembers = (org: string) => useAsk<Member[]>(inside(org, "members/"));
export const useTeams = (org: string) => useAsk<Team[]>(inside(org, "teams/"));
export const useTeamProjects = (org: string, team: string) =>
  useAsk<{ id: string; slug: string }[]>(`teams/${org}/${team}/projects/`);
export const useTeamMembers = (org: string, team: string) => useAsk<Member[]>(`teams/${org}/${team}/members/`);
export const useAudit = (org: string, cursor: string) =>
  useAsk<{ rows: AuditRow[]; options: string[] }>(
    inside(org, `audit-logs/?limit=50${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`),
  );

export async function changeOrganization(org: string, change: { name?: string; openMembership?: boolean }): Promise<void> {
  await ask(inside(org, ""), "PUT", change);
  await Promise.all([reload(organizationPath(org)), reload("projects/")]);
}

export async function createOrganization(name: string): Promise<string> {
  return (await ask<{ slug: string }>("organizations/", "POST", { name })).data.slug;
}

/** With all its projects; `slug` as it was typed. */
export async function deleteOrganization(org: string, slug: string): Promise<void> {
  await ask(inside(org, ""), "DELETE", { slug });
  await reload("projects/");
}

/** Answers the link, which is shown this once. */
export async function invite(org: string, email: string, role: string, teams: readonly string[]): Promise<string> {
  const { data } = await ask<{ inviteLink: string }>(inside(org, "members/"), "POST", { email, orgRole: role, teams });
  await reload(inside(org, "members/"));
  return data.inviteLink;
}

export async function inviteAgain(org: string, id: string): Promise<string> {
  const { data } = await ask<{ inviteLink: string }>(inside(org, `members/${id}/`), "PUT", { reinvite: true });
  await reload(inside(org, "members/"));
  return data.inviteLink;
}

export async function changeRole(org: string, id: string, role: string): Promise<void> {
  try {
    await ask(inside(org, `members/${id}/`), "PUT", { orgRole: role });
  } finally {
    await reload(inside(org, "members/"));
  }
}

export async function removeMember(org: string, id: string): Promise<void> {
  await ask(inside(org, `members/${id}/`), "DELETE");
  await reload(inside(org, "members/"));
}

export async function makeResetLink(org: string, id: string): Promise<string> {
  return (await ask<{ resetLink: string }>(inside(org, `members/${id}/reset-link/`), "POST")).data.resetLink;
}

export async function removeTotpOf(org: string, id: string): Promise<void> {
  await ask(inside(org, `members/${id}/totp/`), "DELETE");
  await reload(inside(org, "members/"));
}

export async function createTeam(org: string, name: string): Promise<void> {
  await ask(inside(org, "teams/"), "POST", { name });
  await reload(inside(org, "teams/"));
}

export async function deleteTeam(org: string, team: string): Promise<void> {
  await ask(`teams/${org}/${team}/`, "DELETE");
  await reload(inside(org, "teams/"));
}

export async function setTeamMember(org: string, team: string, member: string, isIn: boolean): Promise<void> {
  await ask(inside(org, `members/${member}/teams/${team}/`), isIn ? "POST" : "DELETE");
  await Promise.all([`teams/${org}/${team}/members/`, inside(org, "teams/"), inside(org, "members/")].map(reload));
}

export async function setTeamProject(org: string, team: string, project: string, isIn: boolean): Promise<void> {
  await ask(`projects/${org}/${project}/teams/${team}/`, isIn ? "POST" : "DELETE");
  await reload(`teams/${org}/${team}/projects/`);
}
