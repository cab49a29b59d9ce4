import { z } from "zod";
import type { User } from "../account/account.ts";
import type { Invitation } from "../account/people.ts";
import { hashToken, makeLinkToken } from "../account/tokens.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { emailText } from "./email-text.ts";
import { memberFields, teamsIn } from "./member-fields.ts";
import { hashNewPassword } from "./new-password.ts";
import { labelText, readBody } from "./parse.ts";
import { refusalOfPeople } from "./people-problem.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { openRoute } from "./route.ts";
import { serialiseOrganization } from "./serialise-organization.ts";
import { serialiseInvitation } from "./serialise-people.ts";
import { serialiseUser } from "./serialise-user.ts";
import { startSession } from "./start-session.ts";
import { tellLog } from "./change-log.ts";

/** A week: long enough for a holiday, short enough for a mailbox that is found later. */
const INVITATION_MS = 7 * 24 * 3_600_000;
const GONE = "This invitation is not valid any more: it was used, taken back, or has expired. Ask for a new one.";

/** What whoever holds a link of invitation may do: look at it, and accept it. The secret is in the body, never in a path. */
export function invitationRoutes(parts: ApiParts): readonly Route[] {
  return [
    openRoute("POST", "/invitations/look", (ask) => lookAt(parts, ask)),
    openRoute("POST", "/invitations/accept", (ask) => accept(parts, ask)),
  ];
}

/** The number of the invitation that stands in a path in a member's place, as `i7`. */
export function invitationIdOf(ask: Ask): number | undefined {
  const digits = /^i(\d{1,15})$/.exec(ask.params["member"] ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const inviteBody = z.object({
  email: emailText,
  ...memberFields,
  sendInvite: z.boolean("must be true or false").optional(),
});

/** Makes the link, and shows it this once to who invites. An earlier one for the address ends. */
export async function createInvitation(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, inviteBody);
  if (!body.ok) return refuse(body.problem);
  const teams = await parts.people.listTeams(organization.id);
  const named = teamsIn(body.value, teams);
  if (named === "unknown") return refuse({ kind: "invalid-fields", fields: { teams: ["name a team that is not there"] } });
  const { email, orgRole, role, sendInvite = true } = body.value;
  const wish = { email, role: orgRole ?? role ?? "developer", teamIds: (named ?? []).map(({ id }) => id) } as const;
  return sendInvitation(parts, ask, organization, wish, sendInvite);
}

type Wish = Pick<Invitation, "email" | "role" | "teamIds">;

async function sendInvitation(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
  wish: Wish,
  byMail: boolean,
): Promise<Answer> {
  const { token, hash } = makeLinkToken();
  tellLog({ note: `${wish.email}, ${wish.role}` });
  const made = await parts.commands.invite({
    ...wish,
    organizationId: organization.id,
    tokenHash: hash,
    invitedByUserId: ask.caller.user?.id,
    expiresAtMs: parts.now() + INVITATION_MS,
  });
  if ("problem" in made) return refuse(refusalOfPeople(made.problem));
  const inviteLink = `${parts.publicUrl}/invitation?token=${token}`;
  const inviter = ask.caller.user?.name || ask.caller.user?.email || organization.name;
  if (byMail && parts.sendMail !== undefined) {
    await parts.sendMail({
      to: wish.email,
      subject: `${inviter} invites you to ${organization.name} on Culprit`,
      text: `${inviter} invites you to ${organization.name}, as ${wish.role}.\n\nOpen this link to join. It works once, for a week:\n${inviteLink}\n`,
    });
  }
  const shown = serialiseInvitation(made.invitation, await parts.people.listTeams(organization.id), inviter, parts.now());
  return created({ ...shown, inviteLink });
}

export async function answerInvitation(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const invitation = await findInvitation(parts, ask, organization);
  if (invitation === undefined) return refuse({ kind: "not-found" });
  return found(serialiseInvitation(invitation, await parts.people.listTeams(organization.id), null, parts.now()));
}

export const againBody = z.object({ ...memberFields, reinvite: z.boolean("must be true or false").optional() });

/** Another role, or a new link in place of a lost one: each is a new invitation for the same address. */
export async function changeInvitation(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const invitation = await findInvitation(parts, ask, organization);
  if (invitation === undefined) return refuse({ kind: "not-found" });
  const body = readBody(ask, againBody);
  if (!body.ok) return refuse(body.problem);
  const named = teamsIn(body.value, await parts.people.listTeams(organization.id));
  if (named === "unknown") return refuse({ kind: "invalid-fields", fields: { teams: ["name a team that is not there"] } });
  const { email } = invitation;
  const role = body.value.orgRole ?? body.value.role ?? invitation.role;
  const teamIds = named?.map(({ id }) => id) ?? invitation.teamIds;
  return { ...(await sendInvitation(parts, ask, organization, { email, role, teamIds }, true)), status: 200 };
}

async function findInvitation(
  parts: ApiParts,
  ask: CallerAsk,
  { id: organizationId }: Organization,
): Promise<Invitation | undefined> {
  const invitationId = invitationIdOf(ask);
  return (await parts.people.listInvitations(organizationId)).find(({ id }) => id === invitationId);
}

const linkToken = z.string("must be a text").trim().max(256, "is too long");
export const lookBody = z.object({ token: linkToken });

async function lookAt(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, lookBody);
  if (!body.ok) return refuse(body.problem);
  const place = await parts.people.findInvitation(hashToken(body.value.token), parts.now());
  if (place === undefined) return refuse({ kind: "no-permission", detail: GONE });
  const { invitation, organization } = place;
  return found({
    email: invitation.email,
    role: invitation.role,
    expires: new Date(invitation.expiresAtMs).toISOString(),
    organization: { slug: organization.slug, name: organization.name },
    hasAccount: (await parts.accounts.findUserByEmail(invitation.email)) !== undefined,
    isSignedInAs: ask.caller?.user?.email ?? null,
  });
}

export const acceptBody = z.object({
  token: linkToken,
  name: labelText(200).optional(),
  password: z.string("must be a text").optional(),
});

/** Joins as who is signed in, or with a new account, which is then signed in. */
async function accept(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, acceptBody);
  if (!body.ok) return refuse(body.problem);
  const tokenHash = hashToken(body.value.token);
  const place = await parts.people.findInvitation(tokenHash, parts.now());
  if (place === undefined) return refuse({ kind: "no-permission", detail: GONE });
  const { email, role } = place.invitation;
  tellLog({ organizationId: place.organization.id, isMade: true, note: `joined as ${role}` });
  const user = ask.caller?.sessionHash === undefined ? undefined : ask.caller.user;
  if (user !== undefined) {
    const joined = await parts.commands.acceptInvitation({ tokenHash, nowMs: parts.now(), userId: user.id });
    return "problem" in joined ? refuse(refusalOfPeople(joined.problem)) : answerJoined(parts, joined, {});
  }
  if ((await parts.accounts.findUserByEmail(email)) !== undefined) return refuse(refusalOfPeople({ kind: "email-taken" }));
  const passwordHash = await hashNewPassword(body.value.password ?? "", email);
  if (!passwordHash.ok) return refuse(passwordHash.problem);
  const newUser = { name: body.value.name || (email.split("@", 1)[0] ?? email), passwordHash: passwordHash.value };
  const joined = await parts.commands.acceptInvitation({ tokenHash, nowMs: parts.now(), newUser });
  if ("problem" in joined) {
    return joined.problem.kind === "not-found"
      ? refuse({ kind: "no-permission", detail: GONE })
      : refuse(refusalOfPeople(joined.problem));
  }
  return answerJoined(parts, joined, await startSession(parts, ask, joined.user));
}

type Joined = { readonly user: User; readonly organization: Organization };

function answerJoined(parts: ApiParts, { user, organization }: Joined, headers: NonNullable<Answer["headers"]>): Answer {
  const body = { user: serialiseUser(user), organization: serialiseOrganization(parts.publicUrl, organization) };
  return created(body, headers);
}
