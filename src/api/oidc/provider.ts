import { z } from "zod";
import type { Identity } from "../../account/id-token.ts";
import { readIdToken, readPerson } from "../../account/id-token.ts";
import type { OidcSettings } from "../../account/oidc.ts";
import type { Outbound } from "../../outbound/client.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";

export type ProviderDeps = {
  readonly settings: OidcSettings;
  readonly send: Outbound["send"];
  readonly now: () => number;
};

/** The provider, as far as signing in needs it. Problems are sentences for who signs in, without secrets. */
export type Provider = {
  /** Where the browser goes. */
  readonly authorizeUrl: (wish: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly codeChallenge: string;
  }) => Promise<Result<string, string>>;
  /** Whom the code of a returning browser stands for. */
  readonly identityOf: (come: {
    readonly code: string;
    readonly redirectUri: string;
    readonly codeVerifier: string;
    readonly nonce: string;
  }) => Promise<Result<Identity, string>>;
};

const KEPT_MS = 10 * 60_000;
const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s"<>]+$/)
  .max(2_000);
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: httpUrl,
  token_endpoint: httpUrl,
  jwks_uri: httpUrl,
  userinfo_endpoint: httpUrl.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});
const Keys = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional(), use: z.string().optional() })).max(100),
});
const Tokens = z.object({ id_token: z.string(), access_token: z.string().max(16_384).optional() });
const UserInfo = z.looseObject({ sub: z.string() });
type Facts = { readonly discovery: z.output<typeof Discovery>; readonly keys: z.output<typeof Keys>["keys"] };

/**
 * A client of one provider of OpenID Connect, over the guarded way out. What it publishes is asked for at the first sign-in and kept
 * for ten minutes. Source: OpenID Connect Core 1.0 and Discovery 1.0; PKCE: RFC 7636.
 */
export function oidcProvider(deps: ProviderDeps): Provider {
  const { settings, now } = deps;
  let kept: { readonly facts: Facts; readonly atMs: number } | undefined;
  const read = async (): Promise<Result<Facts, string>> => {
    if (kept !== undefined && now() - kept.atMs < KEPT_MS) return ok(kept.facts);
    const facts = await readFacts(deps);
    if (facts.ok) kept = { facts: facts.value, atMs: now() };
    return facts;
  };
  return {
    async authorizeUrl({ redirectUri, state, nonce, codeChallenge }) {
      const facts = await read();
      if (!facts.ok) return facts;
      const url = new URL(facts.value.discovery.authorization_endpoint);
      const query = {
        response_type: "code",
        client_id: settings.clientId,
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state,
        nonce,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return ok(url.href);
    },
    async identityOf({ code, redirectUri, codeVerifier, nonce }) {
      const facts = await read();
      if (!facts.ok) return facts;
      const { discovery } = facts.value;
      const tokens = await askJson(deps, Tokens, {
        method: "POST",
        url: discovery.token_endpoint,
        ...tokenRequest(settings, discovery, { code, redirect_uri: redirectUri, code_verifier: codeVerifier }),
      });
      if (!tokens.ok) return tokens;
      const expected = { issuer: settings.issuer, clientId: settings.clientId, nonce, nowMs: now() };
      const first = readIdToken(tokens.value.id_token, facts.value.keys, expected);
      if (first.ok) return withPerson(deps, facts.value, first.value, tokens.value.access_token);
      // The provider may have changed its keys since they were kept.
      kept = undefined;
      const again = await read();
      if (!again.ok) return again;
      const second = readIdToken(tokens.value.id_token, again.value.keys, expected);
      return second.ok ? withPerson(deps, again.value, second.value, tokens.value.access_token) : second;
    },
  };
}

/** Providers that keep to the letter say the address at another place (Core §5.3, §5.4). It must be about the same person. */
async function withPerson(
  deps: ProviderDeps,
  { discovery }: Facts,
  identity: Identity,
  accessToken: string | undefined,
): Promise<Result<Identity, string>> {
  const { userinfo_endpoint: url } = discovery;
  const canAsk = url !== undefined && accessToken !== undefined && /^[\x21-\x7e]+$/.test(accessToken);
  if (identity.email !== undefined || !canAsk) return ok(identity);
  const person = await askJson(deps, UserInfo, { method: "GET", url, headers: { Authorization: `Bearer ${accessToken}` } });
  // Signing in does not need it: who is known comes in all the same.
  if (!person.ok || person.value.sub !== identity.subject) return ok(identity);
  return ok({ ...identity, ...readPerson(person.value) });
}

async function readFacts(deps: ProviderDeps): Promise<Result<Facts, string>> {
  const { issuer } = deps.settings;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const discovery = await askJson(deps, Discovery, { method: "GET", url });
  if (!discovery.ok) return discovery;
  // Else one provider could speak for another (Discovery §4.3).
  if (discovery.value.issuer !== issuer) {
    return problem(`The provider calls itself ${discovery.value.issuer.slice(0, 200)}; mend CULPRIT_OIDC_ISSUER.`);
  }
  const keys = await askJson(deps, Keys, { method: "GET", url: discovery.value.jwks_uri });
  return keys.ok ? ok({ discovery: discovery.value, keys: keys.value.keys }) : keys;
}

function tokenRequest(
  { clientId, clientSecret }: OidcSettings,
  { token_endpoint_auth_methods_supported: methods = ["client_secret_basic"] }: Facts["discovery"],
  form: { readonly [name: string]: string },
): { readonly headers: { readonly [name: string]: string }; readonly body: string } {
  const isBasic = methods.includes("client_secret_basic");
  const query = new URLSearchParams({
    grant_type: "authorization_code",
    ...form,
    ...(isBasic ? {} : { client_id: clientId, client_secret: clientSecret }),
  });
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return {
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      ...(isBasic && { Authorization: `Basic ${Buffer.from(pair).toString("base64")}` }),
    },
    body: query.toString(),
  };
}

async function askJson<T>(
  { send }: ProviderDeps,
  shape: z.ZodType<T>,
  request: Parameters<Outbound["send"]>[0],
): Promise<Result<T, string>> {
  const answer = await send({ ...request, headers: { Accept: "application/json", ...request.headers } });
  if (!answer.ok) return problem(`The provider cannot be asked. ${answer.problem.message}`);
  const { status, body } = answer.value;
  if (status !== 200)
    return problem(`The provider refused (${status}). Try again; if it stays so, its settings or ours are wrong.`);
  try {
    const read = shape.safeParse(JSON.parse(body.toString("utf8")));
    if (read.success) return ok(read.data);
  } catch {
    // Said below.
  }
  return problem("The provider gave an answer that is not understood.");
}
