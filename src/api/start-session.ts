import type { User } from "../account/account.ts";
import { SESSION_LIFETIME_MS, sessionCookie } from "../account/session.ts";
import { makeSessionToken } from "../account/tokens.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Ask } from "./route.ts";

const MAX_USER_AGENT = 300;

/** A fresh secret at every sign-in; the session that the browser had before ends. Answers the header that sets the cookie. */
export async function startSession(parts: ApiParts, ask: Ask, user: User): Promise<{ readonly [name: string]: string }> {
  const { token, hash } = makeSessionToken();
  await parts.commands.createSession({
    userId: user.id,
    tokenHash: hash,
    expiresAtMs: parts.now() + SESSION_LIFETIME_MS,
    ip: ask.clientIp,
    userAgent: (ask.headers["user-agent"] ?? "").slice(0, MAX_USER_AGENT),
  });
  if (ask.caller?.sessionHash !== undefined) await parts.commands.deleteSession({ tokenHash: ask.caller.sessionHash });
  return { "Set-Cookie": sessionCookie(parts.publicUrl, token) };
}
