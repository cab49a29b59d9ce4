import { z } from "zod";
import { anything, count, date, dateOrNull, flag, listOf, mapOf, shape, text, textOrNull, texts } from "./shape.ts";

const Avatar = z.object({ avatarType: text, avatarUuid: textOrNull, avatarUrl: textOrNull.optional() });

/** serialise-user.ts */
export const User = shape(
  "User",
  z.object({
    id: text,
    name: text,
    username: text,
    email: text,
    emails: listOf(z.object({ id: text, email: text, is_verified: flag })),
    isActive: flag,
    isStaff: flag,
    isSuperuser: flag,
    isManaged: flag,
    hasPasswordAuth: flag,
    has2fa: flag,
    dateJoined: date,
    avatar: Avatar,
    avatarUrl: textOrNull,
    options: mapOf(anything),
    flags: mapOf(anything),
  }),
);
/** Who did something: a user, in few words. */
export const Actor = shape(
  "Actor",
  z.object({ id: textOrNull, name: text, username: text, email: text, avatarUrl: textOrNull }),
);

/** serialise-people.ts: a member, or an invitation, whose `user` is null. */
export const Member = shape(
  "Member",
  z.object({
    id: text,
    email: text,
    name: text,
    user: User.nullable(),
    orgRole: text,
    role: text,
    roleName: text,
    flags: mapOf(flag),
    teams: texts,
    teamRoles: listOf(z.object({ teamSlug: text, role: textOrNull })),
    pending: flag,
    expired: flag,
    dateCreated: date,
    inviteExpires: date.optional(),
    inviteStatus: text,
    inviterName: textOrNull,
  }),
);
export const InvitedMember = shape("InvitedMember", Member.extend({ inviteLink: text }));
export const Assignable = shape("AssignableMember", z.object({ id: text, email: text, name: text, role: text, user: User }));
export const Team = shape(
  "Team",
  z.object({
    id: text,
    slug: text,
    name: text,
    dateCreated: date,
    isMember: flag,
    teamRole: textOrNull,
    flags: mapOf(flag),
    access: texts,
    hasAccess: flag,
    isPending: flag,
    memberCount: count,
    avatar: Avatar,
    externalTeams: listOf(anything),
  }),
);
export const AuditLog = shape(
  "AuditLog",
  z.object({
    rows: listOf(
      z.object({
        id: text,
        actor: Actor,
        event: text,
        ipAddress: textOrNull,
        note: text,
        target: text,
        targetObject: anything,
        targetUser: anything,
        data: mapOf(anything),
        dateCreated: date,
      }),
    ),
    options: texts,
  }),
);
export const Token = shape(
  "Token",
  z.object({
    id: text,
    name: text,
    scopes: texts,
    tokenLastCharacters: text,
    dateCreated: date,
    dateLastUsed: dateOrNull,
    expiresAt: dateOrNull,
  }),
);
/** The token itself is there this once. */
export const NewToken = shape("NewToken", Token.extend({ token: text }));
export const SessionRow = shape(
  "SignedInSession",
  z.object({
    id: text,
    isCurrent: flag,
    dateCreated: date,
    lastUsed: date,
    expires: date,
    ipAddress: text,
    userAgent: text,
  }),
);
export const Security = shape(
  "AccountSecurity",
  z.object({
    hasPassword: flag,
    totp: z.object({ isOn: flag, recoveryCodesLeft: count }),
    identities: listOf(z.looseObject({})),
  }),
);
export const NotificationSettings = shape(
  "NotificationSettings",
  z.object({
    email: flag,
    quietHours: z.object({ from: text, to: text, timeZone: text }).nullable(),
    mutedProjects: texts,
  }),
);
