import { z } from "zod";
import type { User } from "../account/account.ts";
import { hashToken, makeLinkToken } from "../account/tokens.ts";
import type { Organization } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import { dateOf } from "./dates.ts";
import { findMember } from "./members.ts";
import { hashNewPassword } from "./new-password.ts";
import { needsSession } from "./own-account.ts";
import { readBody } from "./parse.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { openRoute } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { tellLog } from "./change-log.ts";

/** How long a link counts that sets a new password. */
const RESET_MS = 4 * 3_600_000;
const GONE = "This link is not valid any more: it was used, or has expired. Ask for a new one.";

/** A forgotten password: by mail where there is any, else by a link that an owner hands over; and a lost telephone. */
export function passwordResetRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["member:admin"] as const;
  return [
    openRoute("POST", "/auth/reset/request", (ask) => requestReset(parts, ask)),
    openRoute("POST", "/auth/reset", (ask) => reset(parts, ask)),
    organizationRoute(parts, { method: "POST", path: "/members/:member/reset-link", scopes }, (ask, organization) =>
      forOthersAccount(parts, ask, organization, async (user) => {
        tellLog({ note: user.email });
        const { link, expiresAtMs } = await makeLink(parts, user);
        return created({ resetLink: link, expires: dateOf(expiresAtMs) });
      }),
    ),
    organizationRoute(parts, { method: "DELETE", path: "/members/:member/totp", scopes }, (ask, organization) =>
      forOthersAccount(parts, ask, organization, async (user) => {
        tellLog({ note: user.email });
        await parts.commands.removeTotp({ userId: user.id });
        return NO_CONTENT;
      }),
    ),
  ];
}

export const requestBody = z.object({ email: z.string("must be a text").trim().max(254, "is too long") });

/** The same answer whether there is such an account or not. */
async function requestReset(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, requestBody);
  if (!body.ok) return refuse(body.problem);
  const attempt = `reset|${ask.clientIp}`;
  const waitMs = parts.backOff.waitMs(attempt, parts.now());
  if (waitMs > 0) return refuse({ kind: "too-many", retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  parts.backOff.recordFailure(attempt, parts.now());
  const { sendMail } = parts;
  if (sendMail === undefined) {
    const detail =
      "This installation sends no mail. Ask an owner of your organisation for a link, or run on the server: culprit user reset-password EMAIL";
    return { status: 202, body: { isMailed: false, detail } };
  }
  const user = await parts.accounts.findUserByEmail(body.value.email);
  // Not waited for: how long the answer takes must not tell whether there is an account.
  if (user !== undefined) void mailLink(parts, sendMail, user).catch(() => undefined);
  return {
    status: 202,
    body: { isMailed: true, detail: "If there is an account with this address, a link is on its way to it." },
  };
}

async function mailLink(parts: ApiParts, sendMail: NonNullable<ApiParts["sendMail"]>, user: User): Promise<void> {
  const { link } = await makeLink(parts, user);
  const text = `Somebody, hopefully you, asked for a new password. Open this link within four hours to choose one:\n${link}\n\nIf it was not you, do nothing: your password stays.\n`;
  await sendMail({ to: user.email, subject: "A new password for Culprit", text });
}

async function makeLink(parts: ApiParts, user: User): Promise<{ readonly link: string; readonly expiresAtMs: number }> {
  const { token, hash } = makeLinkToken();
  const expiresAtMs = parts.now() + RESET_MS;
  await parts.commands.storePasswordReset({ userId: user.id, tokenHash: hash, expiresAtMs });
  return { link: `${parts.publicUrl}/new-password?token=${token}`, expiresAtMs };
}

export const resetBody = z.object({
  token: z.string("must be a text").trim().max(256, "is too long"),
  password: z.string("must be a text"),
});

async function reset(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, resetBody);
  if (!body.ok) return refuse(body.problem);
  const tokenHash = hashToken(body.value.token);
  const user = await parts.credentials.findPasswordReset(tokenHash, parts.now());
  if (user === undefined) return refuse({ kind: "no-permission", detail: GONE });
  const hash = await hashNewPassword(body.value.password, user.email);
  if (!hash.ok) return refuse(hash.problem);
  tellLog({ user, note: "" });
  const changed = await parts.commands.spendPasswordReset({ tokenHash, passwordHash: hash.value, nowMs: parts.now() });
  if (changed === undefined) return refuse({ kind: "no-permission", detail: GONE });
  parts.backOff.recordSuccess(`reset|${ask.clientIp}`);
  return NO_CONTENT;
}

/**
 * For an owner's help with somebody else's account. Accounts reach over organisations: only who may administer people in all of
 * those that the person is in may open the account.
 */
async function forOthersAccount(
  parts: ApiParts,
  ask: CallerAsk,
  organization: Organization,
  answer: (user: User) => Promise<Answer>,
): Promise<Answer> {
  if (ask.caller.sessionHash === undefined) return refuse(needsSession());
  const member = await findMember(parts, ask, organization);
  if (member === undefined) return refuse({ kind: "not-found" });
  const places = await parts.accounts.listMemberships(member.user.id);
  if (!places.every(({ organizationId }) => mayIn(ask.caller, organizationId, ["member:admin"]))) {
    const detail =
      "This person is also in an organisation that you do not own. Only the person, or the server's administrator, can do this.";
    return refuse({ kind: "no-permission", detail });
  }
  return answer(member.user);
}
