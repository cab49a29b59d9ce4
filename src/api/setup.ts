import { z } from "zod";
import type { AccountProblem } from "../account/account.ts";
import { checkNewPassword } from "../account/password.ts";
import { scopesOfRole } from "../account/scopes.ts";
import { hashToken } from "../account/tokens.ts";
import { dsnOf } from "../project/dsn.ts";
import type { Answer, Refusal } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { emailText } from "./email-text.ts";
import { hashNewPassword } from "./new-password.ts";
import { labelText, namedText, readBody } from "./parse.ts";
import type { Ask, Route } from "./route.ts";
import { openRoute } from "./route.ts";
import { serialiseOrganization } from "./serialise-organization.ts";
import { serialiseProject } from "./serialise-project.ts";
import { serialiseUser } from "./serialise-user.ts";
import { startSession } from "./start-session.ts";
import { tellLog } from "./change-log.ts";

/** The first run: who holds the one-time token becomes the owner. */
export function setupRoutes(parts: ApiParts): readonly Route[] {
  return [
    openRoute("GET", "/setup", async () => found({ needsSetup: await parts.accounts.needsSetup() })),
    openRoute("POST", "/setup", (ask) => completeSetup(parts, ask)),
  ];
}

export const setupBody = z.object({
  token: z.string("must be a text").trim().max(256, "is too long"),
  email: emailText,
  password: z.string("must be a text"),
  name: labelText(200).optional(),
  organization: namedText(64),
  project: z.object({ name: namedText(64), platform: namedText(64).optional() }),
});

async function completeSetup(parts: ApiParts, ask: Ask): Promise<Answer> {
  const body = readBody(ask, setupBody);
  if (!body.ok) return refuse(body.problem);
  if (!(await parts.accounts.needsSetup())) return refuse(refusalOf({ kind: "setup-done" }));
  const { token, email, organization, project } = body.value;
  const password = checkNewPassword(body.value.password, email);
  if (!password.ok) return refuse({ kind: "invalid-fields", fields: { password: [password.problem.text] } });

  const attempt = `set-up|${ask.clientIp}`;
  const waitMs = parts.backOff.waitMs(attempt, parts.now());
  if (waitMs > 0) return refuse({ kind: "too-many", retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  parts.backOff.recordFailure(attempt, parts.now());

  const passwordHash = await hashNewPassword(password.value, email);
  if (!passwordHash.ok) return refuse(passwordHash.problem);
  tellLog({ isMade: true });
  const result = await parts.commands.completeSetup({
    tokenHash: hashToken(token),
    email,
    name: body.value.name || (email.split("@", 1)[0] ?? email),
    passwordHash: passwordHash.value,
    organizationName: organization,
    project,
  });
  if ("problem" in result) return refuse(refusalOf(result.problem));
  parts.backOff.recordSuccess(attempt);
  const headers = await startSession(parts, ask, result.user);
  return created(serialiseSetup(parts, result), headers);
}

type Made = Exclude<Awaited<ReturnType<ApiParts["commands"]["completeSetup"]>>, { readonly problem: AccountProblem }>;

function serialiseSetup(parts: ApiParts, { user, organization, project, key }: Made): object {
  const hasProject = project !== undefined && key !== undefined;
  return {
    user: serialiseUser(user),
    organization: serialiseOrganization(parts.publicUrl, organization),
    project: hasProject ? serialiseProject(project, parts.backendOf(project).can, scopesOfRole("owner")) : null,
    dsn: hasProject ? dsnOf(parts.publicUrl, key.publicKey, project.id) : null,
  };
}

function refusalOf({ kind }: AccountProblem): Refusal {
  switch (kind) {
    case "setup-done":
      return { kind: "no-permission", detail: "Culprit is set up already. Sign in instead." };
    case "setup-token-wrong":
    case "not-found":
      return { kind: "no-permission", detail: "This set-up link is not valid. Use the one in the server's output." };
    case "setup-token-expired":
      return { kind: "no-permission", detail: "This set-up link has expired. Restart the server to get a new one." };
    case "email-taken":
      return { kind: "conflict", detail: "There is an account with this e-mail address already." };
    case "invalid-name":
      return { kind: "invalid-fields", fields: { organization: ["must hold a letter or a digit"] } };
  }
}
