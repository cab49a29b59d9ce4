import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { User } from "../../account/account.ts";
import type { Identity } from "../../account/id-token.ts";
import type { OidcSettings } from "../../account/oidc.ts";
import { open, seal } from "../../outbound/sealed.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Answer } from "../answer.ts";
import { found, NO_CONTENT, refuse } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import type { OwnAsk } from "../own-account.ts";
import { confirmSelf, ownRoute } from "../own-account.ts";
import { one, readBody, readQuery } from "../parse.ts";
import type { Ask, Route } from "../route.ts";
import { openRoute } from "../route.ts";
import { startSession } from "../start-session.ts";
import type { Provider } from "./provider.ts";
import { oidcProvider } from "./provider.ts";
import { tellLog } from "../change-log.ts";

const COOKIE = "culprit_oidc";
/** How long somebody may take at the provider. */
const TRIP_MS = 10 * 60_000;
const CALLBACK = "/api/0/auth/oidc/callback";

/** Signing in with a provider of OpenID Connect, and joining it to an account that one is signed in to. */
export function oidcRoutes(parts: ApiParts): readonly Route[] {
  const { oidc } = parts;
  const provider =
    oidc === undefined ? undefined : oidcProvider({ settings: oidc, send: parts.codeHosts.send, now: parts.now });
  const off = async (): Promise<Answer> => refuse({ kind: "not-found" });
  const on = <A extends Ask>(answer: (ask: A, way: Way) => Promise<Answer>): ((ask: A) => Promise<Answer>) =>
    oidc === undefined || provider === undefined ? off : (ask) => answer(ask, { parts, settings: oidc, provider });
  return [
    openRoute("GET", "/auth/ways", async () =>
      found({ password: true, oidc: oidc === undefined ? null : { name: oidc.name } }),
    ),
    openRoute(
      "POST",
      "/auth/oidc",
      on((ask, way) => begin(way, ask, undefined)),
    ),
    openRoute(
      "GET",
      "/auth/oidc/callback",
      on((ask, way) => comeBack(way, ask)),
    ),
    ownRoute(
      "POST",
      "/users/me/identities",
      on((ask, way) => join(way, ask)),
    ),
    ownRoute("DELETE", "/users/me/identities", (ask) => leave(parts, ask)),
  ];
}

type Way = { readonly parts: ApiParts; readonly settings: OidcSettings; readonly provider: Provider };

/** What a browser carries to the provider and back, sealed in a cookie: nobody can start a trip for somebody else. */
const Trip = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  next: z.string(),
  /** Whose account is to be joined; absent: sign in. */
  userId: z.number().optional(),
  untilMs: z.number(),
});

export const beginBody = z.object({ next: z.string("must be a text").max(2_000, "is too long").default("") });

async function begin({ parts, provider }: Way, ask: Ask, userId: number | undefined): Promise<Answer> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, beginBody);
  if (!body.ok) return refuse(body.problem);
  const [state, nonce, codeVerifier] = [secret(), secret(), secret()];
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const redirectUri = `${parts.publicUrl}${CALLBACK}`;
  const url = await provider.authorizeUrl({ redirectUri, state, nonce, codeChallenge });
  if (!url.ok) return refuse({ kind: "unavailable-elsewhere", detail: url.problem });
  const untilMs = parts.now() + TRIP_MS;
  const trip: z.output<typeof Trip> = {
    state,
    nonce,
    codeVerifier,
    next: body.value.next,
    untilMs,
    ...(userId !== undefined && { userId }),
  };
  const sealed = seal(parts.codeHosts.secretKey, COOKIE, JSON.stringify(trip));
  return found({ url: url.value }, { "Set-Cookie": tripCookie(parts.publicUrl, sealed) });
}

export const passwordBody = z.object({ password: z.string("must be a text").max(4_096, "is too long").default("") });

async function join(way: Way, ask: OwnAsk): Promise<Answer> {
  const body = readBody(ask, passwordBody);
  if (!body.ok) return refuse(body.problem);
  const self = await confirmSelf(way.parts, ask, body.value.password);
  if (!self.ok) return refuse(self.problem);
  tellLog({ note: "begun" });
  return begin(way, { ...ask, body: { next: "account" } }, ask.user.id);
}

/** Who has no password keeps the only way in. */
async function leave(parts: ApiParts, ask: OwnAsk): Promise<Answer> {
  const kept = await parts.credentials.findCredentials(ask.user.id);
  if (kept?.passwordHash === "") return refuse({ kind: "conflict", detail: "Set a password first: this is your only way in." });
  await parts.commands.unlinkIdentities({ userId: ask.user.id });
  return NO_CONTENT;
}

export const callbackQuery = z.object({ code: one, state: one, error: one });

/** The browser is back. Whatever happens it gets a page: signed in, or the sign-in with the reason. */
async function comeBack(way: Way, ask: Ask): Promise<Answer> {
  const { parts } = way;
  const came = await readTrip(way, ask);
  if (!came.ok) return redirect(parts, `signin?problem=${encodeURIComponent(came.problem)}`, {});
  const { identity, trip } = came.value;
  tellLog({ action: trip.userId === undefined ? "auth.oidc" : "users.me.identities.create", note: identity.issuer });
  const whose = await userFor(way, ask, identity, trip.userId);
  if (!whose.ok) {
    const page = trip.userId === undefined ? "signin" : "account";
    return redirect(parts, `${page}?problem=${encodeURIComponent(whose.problem)}`, {});
  }
  tellLog({ user: whose.value });
  // Who joined it is signed in already.
  const headers = trip.userId === undefined ? await startSession(parts, ask, whose.value) : {};
  return redirect(parts, trip.next, headers);
}

async function readTrip(
  { parts, provider }: Way,
  ask: Ask,
): Promise<Result<{ readonly identity: Identity; readonly trip: z.output<typeof Trip> }, string>> {
  const stale = problem("This sign-in took too long, or was begun in another browser. Try again.");
  const sealed = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(ask.headers["cookie"] ?? "")?.[1];
  const opened = open(parts.codeHosts.secretKey, COOKIE, sealed ?? "");
  if (!opened.ok) return stale;
  const trip = Trip.safeParse(JSON.parse(opened.value));
  const query = readQuery(ask, callbackQuery);
  if (!trip.success || !query.ok || trip.data.untilMs < parts.now() || query.value.state !== trip.data.state) return stale;
  if (query.value.error !== undefined || query.value.code === undefined) return problem("The provider did not let you in.");
  const { codeVerifier, nonce } = trip.data;
  const redirectUri = `${parts.publicUrl}${CALLBACK}`;
  const identity = await provider.identityOf({ code: query.value.code, redirectUri, codeVerifier, nonce });
  return identity.ok ? ok({ identity: identity.value, trip: trip.data }) : identity;
}

/**
 * Whose identity it is. An account is found by the provider's name for the person and never by an address: whoever could have an
 * address entered at a provider would else own the account here.
 */
async function userFor(way: Way, ask: Ask, identity: Identity, joinTo: number | undefined): Promise<Result<User, string>> {
  const { parts } = way;
  const { issuer, subject } = identity;
  if (joinTo !== undefined) {
    const { user } = ask.caller ?? {};
    if (user?.id !== joinTo) return problem("You were signed out meanwhile. Sign in and try again.");
    const linked = await parts.commands.linkIdentity({ userId: joinTo, issuer, subject });
    return linked === "linked" ? ok(user) : problem("This identity belongs to another account here.");
  }
  const known = await parts.credentials.findUserByIdentity(issuer, subject);
  return known === undefined ? newcomer(way, identity) : ok(known);
}

async function newcomer({ parts, settings }: Way, { issuer, subject, email, name }: Identity): Promise<Result<User, string>> {
  const domain = email?.split("@").at(-1)?.toLowerCase() ?? "";
  if (email === undefined || !settings.domains.includes(domain)) {
    return problem(
      "There is no account for you here. Ask an owner for an invitation, then join the provider to it in My account.",
    );
  }
  const organizations = await parts.projects.listOrganizations(undefined);
  const oldest = organizations.toSorted((a, b) => a.id - b.id)[0];
  const place = settings.organization === undefined ? oldest : organizations.find(({ slug }) => slug === settings.organization);
  if (place === undefined) return problem("The organisation for newcomers does not exist; mend CULPRIT_OIDC_ORGANIZATION.");
  const wish = { email, name: name ?? email.split("@", 1)[0] ?? email, issuer, subject };
  tellLog({ isMade: true });
  const user = await parts.commands.createUserOfIdentity({ ...wish, organizationId: place.id, role: settings.role });
  if (user !== undefined) return ok(user);
  return problem(
    "There is an account with your address. Sign in with its password, then join the provider to it in My account.",
  );
}

function redirect(parts: ApiParts, next: string, headers: { readonly [name: string]: string }): Answer {
  const base = new URL(`${parts.publicUrl}/`);
  const asked = URL.parse(next, base);
  const target = asked !== null && asked.href.startsWith(base.href) ? asked : base;
  return { status: 303, headers: { Location: target.href, ...headers } };
}

function tripCookie(publicUrl: string, value: string): string {
  const { pathname, protocol } = new URL(publicUrl);
  const secure = protocol === "https:" ? "; Secure" : "";
  return `${COOKIE}=${value}; Path=${pathname.replace(/\/+$/, "")}${CALLBACK}; Max-Age=${TRIP_MS / 1_000}; HttpOnly; SameSite=Lax${secure}`;
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}
