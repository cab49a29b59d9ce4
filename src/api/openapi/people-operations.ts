import { z } from "zod";
import { logQuery } from "../audit-log.ts";
import { inviteBody } from "../invitations.ts";
import { memberBody } from "../member-fields.ts";
import { listQuery as memberQuery } from "../members.ts";
import { changeBody, deleteBody, detailQuery, listQuery as organizationQuery, newBody } from "../organizations.ts";
import { pageQuery } from "../paging.ts";
import { projectBody } from "../projects.ts";
import { listQuery as teamQuery, teamBody } from "../teams.ts";
import { tokenBody } from "../tokens.ts";
import type { Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import { Assignable, AuditLog, InvitedMember, Member, NewToken, Team, Token } from "./shapes/people.ts";
import { Organization, OrganizationDetail, Project, ProjectDetail } from "./shapes/projects.ts";
import { date, listOf, text } from "./shapes/shape.ts";

export const PEOPLE_OPERATIONS: Operations = {
  "GET /organizations": pages("Organisations one belongs to", Organization, organizationQuery),
  "POST /organizations": { says: "Make an organisation", body: [newBody], answer: Organization },
  "GET /organizations/:organization": {
    says: "An organisation with its teams and projects",
    query: [detailQuery],
    answer: OrganizationDetail,
  },
  "PUT /organizations/:organization": { says: "Change an organisation", body: [changeBody], answer: OrganizationDetail },
  "DELETE /organizations/:organization": { says: "Delete an organisation with its projects", body: [deleteBody] },
  "GET /organizations/:organization/members": pages("Members and pending invitations", Member, memberQuery),
  "POST /organizations/:organization/members": {
    says: "Invite somebody; the link is shown this once",
    body: [inviteBody],
    answer: InvitedMember,
  },
  "GET /organizations/:organization/members/:member": { says: "A member or an invitation", answer: Member },
  "PUT /organizations/:organization/members/:member": {
    says: "Change a member's role and teams, or invite again",
    body: [memberBody],
    answer: z.union([InvitedMember, Member]),
    statuses: [200, 201],
  },
  "DELETE /organizations/:organization/members/:member": { says: "Remove a member, or take an invitation back" },
  "POST /organizations/:organization/members/:member/reset-link": {
    says: "A link to a new password, shown this once",
    answer: z.object({ resetLink: text, expires: date }),
  },
  "DELETE /organizations/:organization/members/:member/totp": { says: "Switch a member's authenticator app off" },
  "GET /organizations/:organization/users": { says: "Members to whom issues can be given", answer: listOf(Assignable) },
  "GET /organizations/:organization/teams": pages("Teams", Team, teamQuery),
  "GET /organizations/:organization/user-teams": pages("One's own teams", Team, teamQuery),
  "POST /organizations/:organization/teams": { says: "Make a team", body: [teamBody], answer: Team },
  "GET /teams/:organization/:team": { says: "A team", answer: Team },
  "PUT /teams/:organization/:team": { says: "Rename a team", body: [teamBody], answer: Team },
  "DELETE /teams/:organization/:team": { says: "Delete a team" },
  "GET /teams/:organization/:team/members": pages("Members of a team", Member),
  "POST /organizations/:organization/members/:member/teams/:team": {
    says: "Put a member into a team",
    answer: Team,
    statuses: [201],
  },
  "DELETE /organizations/:organization/members/:member/teams/:team": {
    says: "Take a member out of a team",
    answer: Team,
    statuses: [200],
  },
  "GET /teams/:organization/:team/projects": pages("Projects of a team", Project),
  "POST /teams/:organization/:team/projects": {
    says: "Make a project that belongs to a team",
    body: [projectBody],
    answer: ProjectDetail,
  },
  "GET /projects/:organization/:project/teams": pages("Teams of a project", Team),
  "GET /projects/:organization/:project/members": pages("Who sees a project", Member),
  "POST /projects/:organization/:project/teams/:team": { says: "Give a project to a team", answer: Project },
  "DELETE /projects/:organization/:project/teams/:team": {
    says: "Take a project from a team",
    answer: Project,
    statuses: [200],
  },
  "GET /organizations/:organization/audit-logs": {
    says: "Who changed what, newest first",
    query: [logQuery, pageQuery],
    answer: AuditLog,
  },
  "GET /organizations/:organization/org-auth-tokens": pages("Tokens of the organisation", Token),
  "POST /organizations/:organization/org-auth-tokens": {
    says: "Make a token of the organisation; it is shown this once",
    body: [tokenBody],
    answer: NewToken,
  },
  "DELETE /organizations/:organization/org-auth-tokens/:token": { says: "Revoke a token of the organisation" },
};
