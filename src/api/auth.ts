import { z } from "zod";
import type { User } from "../account/account.ts";
import { SESSION_LIFETIME_MS, sessionCookie } from "../account/session.ts";
import { makeSessionToken } from "../account/tokens.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { isPassword } from "./new-password.ts";
import { readBody } from "./parse.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { callerRoute, openRoute } from "./route.ts";
import { serialiseUser } from "./serialise-user.ts";

/** Signing in and out, and who one is. */
export function authRoutes(parts: ApiParts): readonly Route[] {
  return [
    openRoute("POST", "/auth", (ask) => signIn(parts, ask)),
    callerRoute("GET", "/auth", async ({ caller }) =>
      caller.user === undefined ? refuse({ kind: "not-authenticated" }) : found(serialiseUser(caller.user)),
    ),
    callerRoute("DELETE", "/auth", (ask) => signOut(parts, ask)),
  ];
}

const credentials = z.object({
  email: z.string("must be a text").trim().max(254, "is too long"),
  password: z.string("must be a text").max(4_096, "is too long"),
});

/** Wrong address, wrong password: one answer, in one time. Failures slow down whoever guesses one account from one address. */
async function signIn(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, credentials);
  if (!body.ok) return refuse(body.problem);
  const { email, password } = body.value;
  const attempt = `${email.toLowerCase()}|${ask.clientIp}`;
  const waitMs = parts.backOff.waitMs(attempt, parts.now());
  if (waitMs > 0) return refuse({ kind: "too-many", retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  // Counted before the hash is computed: attempts sent at once must not all pass as the first.
  parts.backOff.recordFailure(attempt, parts.now());

  const user = await parts.accounts.findUserByEmail(email);
  const isRight = await isPassword(password, user?.passwordHash);
  if (!isRight.ok) return refuse(isRight.problem);
  if (user === undefined || !isRight.value) {
    return refuse({ kind: "not-authenticated", detail: "This e-mail address and password do not match." });
  }
  parts.backOff.recordSuccess(attempt);
  return { ...found(serialiseUser(user), await startSession(parts, ask, user)), audit: { user, note: "" } };
}

/** A fresh secret at every sign-in; the session that the browser had before ends. Answers the header that sets the cookie. */
export async function startSession(parts: ApiParts, ask: Ask, user: User): Promise<{ readonly [name: string]: string }> {
  const { token, hash } = makeSessionToken();
  if (ask.caller?.sessionHash !== undefined) await parts.commands.deleteSession({ tokenHash: ask.caller.sessionHash });
  await parts.commands.createSession({
    userId: user.id,
    tokenHash: hash,
    expiresAtMs: parts.now() + SESSION_LIFETIME_MS,
  });
  return { "Set-Cookie": sessionCookie(parts.publicUrl, token) };
}

async function signOut(parts: ApiParts, { caller }: CallerAsk): Promise<Answer> {
  if (caller.sessionHash === undefined) return NO_CONTENT;
  await parts.commands.deleteSession({ tokenHash: caller.sessionHash });
  return { ...NO_CONTENT, headers: { "Set-Cookie": sessionCookie(parts.publicUrl, undefined) } };
}
