import { sessionCookie } from "../account/session.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { CallerAsk, Route } from "./route.ts";
import { callerRoute, openRoute } from "./route.ts";
import { serialiseUser } from "./serialise-user.ts";
import { signIn } from "./sign-in.ts";

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

async function signOut(parts: ApiParts, { caller }: CallerAsk): Promise<Answer> {
  if (caller.sessionHash === undefined) return NO_CONTENT;
  await parts.commands.deleteSession({ tokenHash: caller.sessionHash });
  return { ...NO_CONTENT, headers: { "Set-Cookie": sessionCookie(parts.publicUrl, undefined) } };
}
