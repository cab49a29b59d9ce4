import type { User } from "../account/account.ts";
import type { Credentials } from "../account/credentials.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { isPassword } from "./new-password.ts";
import type { CallerAsk, Method, Route } from "./route.ts";
import { callerRoute } from "./route.ts";

/** For who has no password here: so long after signing in, one is believed to be oneself. */
const FRESH_MS = 10 * 60_000;

export type OwnAsk = CallerAsk & { readonly user: User; readonly sessionHash: string };

/** A route about the asker's own account. For browsers that are signed in: a token that was given away must not change it. */
export function ownRoute(method: Method, path: string, answer: (ask: OwnAsk) => Promise<Answer>): Route {
  return callerRoute(method, path, async (ask) => {
    const { user, sessionHash } = ask.caller;
    if (user === undefined || sessionHash === undefined) return refuse(needsSession());
    return answer({ ...ask, user, sessionHash });
  });
}

/** What a token is told where only a browser may ask. */
export function needsSession(): Refusal {
  return { kind: "no-permission", detail: "This needs a browser that is signed in; a token cannot do it." };
}

/**
 * Asks for the password again before something that would lock its owner out. Who signs in elsewhere alone has to have done so
 * a moment ago.
 */
export async function confirmSelf(parts: ApiParts, ask: OwnAsk, password: string): Promise<Result<Credentials, Refusal>> {
  const kept = await parts.credentials.findCredentials(ask.user.id);
  if (kept === undefined) return problem({ kind: "not-authenticated" });
  if (kept.passwordHash === "") {
    const isFresh = parts.now() - (ask.caller.use?.sinceMs ?? 0) < FRESH_MS;
    const detail = "Sign out and in again, then do this within ten minutes.";
    return isFresh ? ok(kept) : problem({ kind: "no-permission", detail });
  }
  const attempt = `self|${ask.user.id}`;
  const waitMs = parts.backOff.waitMs(attempt, parts.now());
  if (waitMs > 0) return problem({ kind: "too-many", retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  parts.backOff.recordFailure(attempt, parts.now());
  const isRight = await isPassword(password, kept.passwordHash);
  if (!isRight.ok) return isRight;
  if (!isRight.value) return problem({ kind: "invalid-fields", fields: { password: ["is not your password"] } });
  parts.backOff.recordSuccess(attempt);
  return ok(kept);
}
