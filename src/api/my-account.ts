import { z } from "zod";
import type { OpenSession } from "../account/credentials.ts";
import { SESSION_ID_LENGTH } from "../account/credentials.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { emailText } from "./email-text.ts";
import { hashNewPassword } from "./new-password.ts";
import type { OwnAsk } from "./own-account.ts";
import { confirmSelf, ownRoute } from "./own-account.ts";
import { namedText, readBody } from "./parse.ts";
import type { Route } from "./route.ts";
import { serialiseUser } from "./serialise-user.ts";
import { tellLog } from "./change-log.ts";

/** One's own account: name, address, password, and where one is signed in. */
export function myAccountRoutes(parts: ApiParts): readonly Route[] {
  return [
    ownRoute("PUT", "/users/me", (ask) => changeName(parts, ask)),
    ownRoute("PUT", "/users/me/email", (ask) => changeEmail(parts, ask)),
    ownRoute("PUT", "/users/me/password", (ask) => changePassword(parts, ask)),
    ownRoute("GET", "/users/me/security", (ask) => answerSecurity(parts, ask)),
    ownRoute("GET", "/users/me/sessions", async (ask) => {
      const sessions = await parts.credentials.listSessions(ask.user.id, parts.now());
      return found(sessions.map((session) => serialiseSession(session, ask.sessionHash)));
    }),
    ownRoute("DELETE", "/users/me/sessions", async (ask) => {
      await parts.commands.endOtherSessions({ userId: ask.user.id, keepSessionHash: ask.sessionHash });
      return NO_CONTENT;
    }),
    ownRoute("DELETE", "/users/me/sessions/:session", async (ask) => {
      const ended = await parts.commands.endSession({ userId: ask.user.id, sessionId: ask.params["session"] ?? "" });
      return ended ? NO_CONTENT : refuse({ kind: "not-found" });
    }),
  ];
}

const password = z.string("must be a text").max(4_096, "is too long").default("");
export const nameBody = z.object({ name: namedText(200) });

async function changeName(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, nameBody);
  if (!body.ok) return refuse(body.problem);
  await parts.commands.setName({ userId: ask.user.id, name: body.value.name });
  return found(serialiseUser({ ...ask.user, name: body.value.name }));
}

export const emailBody = z.object({ email: emailText, password });

async function changeEmail(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, emailBody);
  if (!body.ok) return refuse(body.problem);
  const self = await confirmSelf(parts, ask, body.value.password);
  if (!self.ok) return refuse(self.problem);
  const { email } = body.value;
  tellLog({ note: `${ask.user.email} → ${email}` });
  if (!(await parts.commands.setEmail({ userId: ask.user.id, email }))) {
    return refuse({ kind: "invalid-fields", fields: { email: ["has an account already"] } });
  }
  return found(serialiseUser({ ...ask.user, email }));
}

export const passwordBody = z.object({ password, newPassword: z.string("must be a text") });

/** Every other session ends: whoever knew the old password is out. */
async function changePassword(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, passwordBody);
  if (!body.ok) return refuse(body.problem);
  const self = await confirmSelf(parts, ask, body.value.password);
  if (!self.ok) return refuse(self.problem);
  const hash = await hashNewPassword(body.value.newPassword, ask.user.email);
  if (!hash.ok) {
    const { problem } = hash;
    const isField = problem.kind === "invalid-fields";
    return refuse(isField ? { ...problem, fields: { newPassword: problem.fields["password"] ?? [] } } : problem);
  }
  tellLog({ note: "" });
  await parts.commands.setPassword({ userId: ask.user.id, passwordHash: hash.value, keepSessionHash: ask.sessionHash });
  return NO_CONTENT;
}

async function answerSecurity(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const kept = await parts.credentials.findCredentials(ask.user.id);
  if (kept === undefined) return refuse({ kind: "not-authenticated" });
  const identities = await parts.credentials.listIdentities(ask.user.id);
  return found({
    hasPassword: kept.passwordHash !== "",
    totp: { isOn: kept.totpSecret !== undefined, recoveryCodesLeft: kept.recoveryCodesLeft },
    identities,
  });
}

function serialiseSession(session: OpenSession, ownHash: string): object {
  return {
    id: session.id,
    isCurrent: ownHash.slice(0, SESSION_ID_LENGTH) === session.id,
    dateCreated: dateOf(session.createdAtMs),
    lastUsed: dateOf(session.lastUsedAtMs),
    expires: dateOf(session.expiresAtMs),
    ipAddress: session.ip,
    userAgent: session.userAgent,
  };
}
