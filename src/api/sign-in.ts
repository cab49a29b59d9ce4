import { z } from "zod";
import type { User } from "../account/account.ts";
import type { Credentials } from "../account/credentials.ts";
import { plainRecoveryCode, stepOfCode } from "../account/totp.ts";
import { hashToken } from "../account/tokens.ts";
import { open } from "../outbound/sealed.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { isPassword } from "./new-password.ts";
import { readBody } from "./parse.ts";
import type { Ask } from "./route.ts";
import { serialiseUser } from "./serialise-user.ts";
import { startSession } from "./start-session.ts";
import { tellLog } from "./change-log.ts";

export const credentials = z.object({
  email: z.string("must be a text").trim().max(254, "is too long"),
  password: z.string("must be a text").max(4_096, "is too long"),
  /** Of the authenticator app, or a recovery code. */
  code: z.string("must be a text").max(64, "is too long").optional(),
});

/** Wrong address, wrong password: one answer, in one time. Failures slow down whoever guesses. */
export async function signIn(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, credentials);
  if (!body.ok) return refuse(body.problem);
  const { email, password, code } = body.value;
  const user = await parts.accounts.findUserByEmail(email);
  const attempt = await beginAttempt(parts, ask, email, user);
  if (attempt.waitMs > 0) return refuse({ kind: "too-many", retryAfterSeconds: Math.ceil(attempt.waitMs / 1_000) });

  const isRight = await isPassword(password, user?.passwordHash);
  if (!isRight.ok) return refuse(isRight.problem);
  if (user === undefined || !isRight.value) {
    return refuse({ kind: "not-authenticated", detail: "This e-mail address and password do not match." });
  }
  const second = await checkSecondFactor(parts, user, code);
  if (second === "code-needed") attempt.forgive();
  if (second !== "good") return { status: 401, body: { detail: WORDS[second], kind: second } };
  attempt.succeed();
  tellLog({ user, note: "" });
  return found(serialiseUser(user), await startSession(parts, ask, user));
}

const WORDS = {
  "code-needed": "Enter the code of your authenticator app, or a recovery code.",
  "code-wrong": "This code is not right, or it was used already. Wait for the next one.",
};

type Attempt = { readonly waitMs: number; readonly forgive: () => void; readonly succeed: () => void };

/**
 * Counts an attempt before its hash is computed: those sent at once must not all pass as the first. From where somebody is
 * signed in, strangers who try their account elsewhere do not slow them down.
 */
async function beginAttempt(parts: ApiParts, ask: Ask, email: string, user: User | undefined): Promise<Attempt> {
  const nowMs = parts.now();
  const account = email.toLowerCase();
  const keys = [
    { backOff: parts.backOff, key: `${account}|${ask.clientIp}` },
    { backOff: parts.addressBackOff, key: ask.clientIp },
    ...((await isKnownPlace(parts, ask, user)) ? [] : [{ backOff: parts.accountBackOff, key: account }]),
  ];
  const waitMs = Math.max(...keys.map(({ backOff, key }) => backOff.waitMs(key, nowMs)));
  if (waitMs === 0) for (const { backOff, key } of keys) backOff.recordFailure(key, nowMs);
  const forgive = (): void => keys.forEach(({ backOff, key }) => backOff.forgive(key));
  const succeed = (): void => {
    forgive();
    parts.backOff.recordSuccess(`${account}|${ask.clientIp}`);
  };
  return { waitMs, forgive, succeed };
}

async function isKnownPlace(parts: ApiParts, ask: Ask, user: User | undefined): Promise<boolean> {
  if (user === undefined) return false;
  const sessions = await parts.credentials.listSessions(user.id, parts.now());
  return sessions.some(({ ip }) => ip === ask.clientIp);
}

async function checkSecondFactor(
  parts: ApiParts,
  user: User,
  code: string | undefined,
): Promise<"good" | "code-needed" | "code-wrong"> {
  const kept = await parts.credentials.findCredentials(user.id);
  if (kept?.totpSecret === undefined) return "good";
  if (code === undefined || code.trim() === "") return "code-needed";
  return (await isSecondFactor(parts, kept, code)) ? "good" : "code-wrong";
}

/** Takes a code of the app or a recovery code; each counts once. */
export async function isSecondFactor(parts: ApiParts, kept: Credentials, code: string): Promise<boolean> {
  const userId = kept.user.id;
  const secret = open(parts.codeHosts.secretKey, totpContext(userId), kept.totpSecret ?? "");
  if (secret.ok) {
    const step = stepOfCode(secret.value, code, parts.now(), kept.totpStep);
    if (step !== undefined) return parts.commands.takeTotpStep({ userId, step });
  }
  // Six digits are a code of the app, right or wrong.
  const plain = plainRecoveryCode(code);
  return plain.length === 10 && parts.commands.takeRecoveryCode({ userId, codeHash: hashToken(plain) });
}

/** What the secret of somebody's app is sealed for. */
export function totpContext(userId: number): string {
  return `user ${userId} totp`;
}
