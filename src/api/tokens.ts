import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { KeptToken, TokenOwner } from "../account/credentials.ts";
import { isScope, withLower } from "../account/scopes.ts";
import { makeApiToken, makeOrganizationToken } from "../account/tokens.ts";
import type { Organization } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { created, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf, dateOrNull, parseDate } from "./dates.ts";
import type { OwnAsk } from "./own-account.ts";
import { needsSession, ownRoute } from "./own-account.ts";
import { answerSlice } from "./paging.ts";
import { namedText, readBody } from "./parse.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";
import { tellLog } from "./change-log.ts";

/** Tokens for programs, personal ones and those of an organisation. Each is shown once, when it is made. */
export function tokenRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["org:ci"] as const;
  return [
    ownRoute("GET", "/api-tokens", (ask) => answerTokens(parts, ask, { kind: "user", userId: ask.user.id })),
    ownRoute("POST", "/api-tokens", (ask) => createOwn(parts, ask)),
    ownRoute("DELETE", "/api-tokens/:token", (ask) => deleteToken(parts, ask, { kind: "user", userId: ask.user.id })),
    organizationRoute(parts, { method: "GET", path: "/org-auth-tokens", scopes }, (ask, { id }) =>
      answerTokens(parts, ask, { kind: "organization", organizationId: id }),
    ),
    organizationRoute(parts, { method: "POST", path: "/org-auth-tokens", scopes }, (ask, organization) =>
      createForOrganization(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "DELETE", path: "/org-auth-tokens/:token", scopes }, async (ask, { id }) =>
      ask.caller.sessionHash === undefined
        ? refuse(needsSession())
        : deleteToken(parts, ask, { kind: "organization", organizationId: id }),
    ),
  ];
}

async function answerTokens(parts: ApiParts, ask: Ask, owner: TokenOwner): Promise<Answer> {
  const tokens = await parts.credentials.listTokens(owner);
  return answerSlice(parts, ask, tokens.map(serialiseToken));
}

export const tokenBody = z.object({
  name: namedText(64).default("API token"),
  scopes: z
    .array(z.string("must be a text"), "must be a list")
    .max(50, "are too many")
    .refine((texts) => texts.every(isScope), "name a scope that is not there")
    .optional(),
  expiresAt: z
    .string("must be a date such as 2026-03-01T09:15:30Z, or null")
    .refine((text) => parseDate(text) !== undefined, "must be a date such as 2026-03-01T09:15:30Z, or null")
    .nullish(),
});
type Wish = { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresAtMs: number | undefined };

/** What was asked for, if the asker holds all of it: nobody gives away more than they have. */
function readWish(parts: ApiParts, ask: Ask, held: ReadonlySet<Scope>, usual: readonly Scope[]): Result<Wish, Refusal> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, tokenBody);
  if (!body.ok) return body;
  const { name, expiresAt } = body.value;
  const scopes = (body.value.scopes ?? usual).filter(isScope);
  if (scopes.length === 0) return problem({ kind: "invalid-fields", fields: { scopes: ["must name at least one"] } });
  const beyond = [...withLower(scopes)].filter((scope) => !held.has(scope));
  if (beyond.length > 0) {
    return problem({ kind: "invalid-fields", fields: { scopes: [`go beyond your own: ${beyond.join(", ")}`] } });
  }
  const expiresAtMs = typeof expiresAt === "string" ? parseDate(expiresAt) : undefined;
  if (expiresAtMs !== undefined && expiresAtMs <= parts.now()) {
    return problem({ kind: "invalid-fields", fields: { expiresAt: ["must not lie in the past"] } });
  }
  return ok({ name, scopes, expiresAtMs });
}

async function createOwn(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const held = new Set([...ask.caller.scopes.values()].flatMap((scopes) => [...scopes]));
  const wish = readWish(parts, ask, held, []);
  if (!wish.ok) return refuse(wish.problem);
  return store(parts, { kind: "user", userId: ask.user.id }, wish.value, makeApiToken());
}

async function createForOrganization(parts: ApiParts, ask: CallerAsk, { id, slug }: Organization): Promise<Answer> {
  if (ask.caller.sessionHash === undefined) return refuse(needsSession());
  const wish = readWish(parts, ask, ask.caller.scopes.get(id) ?? new Set(), ["org:ci"]);
  if (!wish.ok) return refuse(wish.problem);
  const made = makeOrganizationToken(slug, parts.publicUrl, parts.now());
  return store(parts, { kind: "organization", organizationId: id }, wish.value, made);
}

async function store(
  parts: ApiParts,
  owner: TokenOwner,
  { name, scopes, expiresAtMs }: Wish,
  { token, hash, lastFour }: ReturnType<typeof makeApiToken>,
): Promise<Answer> {
  tellLog({ note: `${name}: ${scopes.join(" ")}` });
  const made = await parts.commands.createApiToken({
    tokenHash: hash,
    lastFour,
    name,
    scopes,
    ...(owner.kind === "user" ? { userId: owner.userId } : { organizationId: owner.organizationId }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  });
  if ("problem" in made) return refuse({ kind: "not-found" });
  const kept: KeptToken = {
    id: made.id,
    name,
    scopes,
    lastFour,
    createdAtMs: parts.now(),
    expiresAtMs,
    lastUsedAtMs: undefined,
  };
  return created({ ...serialiseToken(kept), token });
}

async function deleteToken(parts: ApiParts, ask: Ask, owner: TokenOwner): Promise<Answer> {
  const text = ask.params["token"] ?? "";
  const tokenId = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  return (await parts.commands.deleteApiToken({ owner, tokenId })) ? NO_CONTENT : refuse({ kind: "not-found" });
}

function serialiseToken(token: KeptToken): object {
  return {
    id: String(token.id),
    name: token.name,
    scopes: token.scopes,
    tokenLastCharacters: token.lastFour,
    dateCreated: dateOf(token.createdAtMs),
    dateLastUsed: dateOrNull(token.lastUsedAtMs),
    expiresAt: dateOrNull(token.expiresAtMs),
  };
}
