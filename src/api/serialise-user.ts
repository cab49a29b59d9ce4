import type { User } from "../account/account.ts";
import { dateOf } from "./dates.ts";

/** The first owner may have given no name. */
export function nameOf({ name, email }: User): string {
  return name === "" ? email : name;
}

/** What others see of somebody who decided something. */
export function serialiseActor(user: User): object {
  return { id: String(user.id), name: nameOf(user), username: user.email, email: user.email, avatarUrl: null };
}

/** Who takes care of an issue, in Sentry's shape. */
export function serialiseAssignee(user: User | undefined): object | null {
  return user === undefined ? null : { type: "user", id: String(user.id), name: nameOf(user), email: user.email };
}

/** A team is named by its slug, as Sentry does. */
export function serialiseTeamAssignee({ id, slug }: { readonly id: number; readonly slug: string }): object {
  return { type: "team", id: String(id), name: slug };
}

/** Sentry's user object, as `auth/` and `users/me/` give it. */
export function serialiseUser(user: User): object {
  return {
    id: String(user.id),
    name: user.name,
    username: user.email,
    email: user.email,
    emails: [{ id: String(user.id), email: user.email, is_verified: true }],
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    isManaged: false,
    hasPasswordAuth: true,
    has2fa: false,
    dateJoined: dateOf(user.createdAtMs),
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
    avatarUrl: null,
    options: {},
    flags: {},
  };
}
