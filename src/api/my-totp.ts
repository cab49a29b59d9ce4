import { z } from "zod";
import { makeRecoveryCodes, makeTotpSecret, plainRecoveryCode, stepOfCode, totpUri } from "../account/totp.ts";
import { hashToken } from "../account/tokens.ts";
import { open, seal } from "../outbound/sealed.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { OwnAsk } from "./own-account.ts";
import { confirmSelf, ownRoute } from "./own-account.ts";
import { readBody } from "./parse.ts";
import type { Route } from "./route.ts";
import { totpContext } from "./sign-in.ts";
import { tellLog } from "./change-log.ts";

/** The second factor: a code of an authenticator app. */
export function myTotpRoutes(parts: ApiParts): readonly Route[] {
  return [
    ownRoute("POST", "/users/me/totp", (ask) => begin(parts, ask)),
    ownRoute("PUT", "/users/me/totp", (ask) => confirm(parts, ask)),
    ownRoute("DELETE", "/users/me/totp", (ask) => switchOff(parts, ask)),
  ];
}

export const passwordBody = z.object({ password: z.string("must be a text").max(4_096, "is too long").default("") });

/** A secret to enter into an app. Nothing is stored until a code shows that it is there: `pending` holds it, sealed. */
async function begin(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, passwordBody);
  if (!body.ok) return refuse(body.problem);
  const self = await confirmSelf(parts, ask, body.value.password);
  if (!self.ok) return refuse(self.problem);
  if (self.value.totpSecret !== undefined) {
    return refuse({ kind: "conflict", detail: "An app is set up already. Switch it off before you set up another one." });
  }
  const secret = makeTotpSecret();
  const pending = seal(parts.codeHosts.secretKey, `${totpContext(ask.user.id)} pending`, secret);
  tellLog({ note: "begun" });
  return created({ secret, uri: totpUri("Culprit", ask.user.email, secret), pending });
}

export const confirmBody = z.object({
  pending: z.string("must be a text").max(1_000, "is too long"),
  code: z.string("must be a text").max(64, "is too long"),
});

/** Switches it on, and shows the recovery codes this once. */
async function confirm(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, confirmBody);
  if (!body.ok) return refuse(body.problem);
  const userId = ask.user.id;
  const secret = open(parts.codeHosts.secretKey, `${totpContext(userId)} pending`, body.value.pending);
  if (!secret.ok) return refuse({ kind: "invalid-fields", fields: { pending: ["is not valid; begin again"] } });
  const kept = await parts.credentials.findCredentials(userId);
  if (kept?.totpSecret !== undefined) return refuse({ kind: "conflict", detail: "An app is set up already." });
  const step = stepOfCode(secret.value, body.value.code, parts.now(), 0);
  if (step === undefined) {
    return refuse({ kind: "invalid-fields", fields: { code: ["is not right; check the clock of your device"] } });
  }
  const recoveryCodes = makeRecoveryCodes();
  tellLog({ note: "switched on" });
  await parts.commands.setTotp({
    userId,
    sealedSecret: seal(parts.codeHosts.secretKey, totpContext(userId), secret.value),
    step,
    recoveryHashes: recoveryCodes.map((code) => hashToken(plainRecoveryCode(code))),
  });
  // Whoever came in by the password alone has to come again.
  await parts.commands.endOtherSessions({ userId, keepSessionHash: ask.sessionHash });
  return found({ recoveryCodes });
}

async function switchOff(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, passwordBody);
  if (!body.ok) return refuse(body.problem);
  const self = await confirmSelf(parts, ask, body.value.password);
  if (!self.ok) return refuse(self.problem);
  tellLog({ note: "switched off" });
  await parts.commands.removeTotp({ userId: ask.user.id });
  return NO_CONTENT;
}
