import type { AccountReader, Role, Scope, User } from "../account/account.ts";
import { scopesOfRole, withLower } from "../account/scopes.ts";
import { readSessionCookie } from "../account/session.ts";
import { hashToken } from "../account/tokens.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";

/** Who asks, and what they may do where. */
export type Caller = {
  readonly user: User | undefined;
  /** Set when a browser's session authenticates: then the request must come from our own page to change anything. */
  readonly sessionHash: string | undefined;
  /** What the token was made for; undefined for sessions. */
  readonly token: { readonly name: string; readonly scopes: readonly Scope[] } | undefined;
  /** What showed who it is, since when it counts, and when it was last noted to be used (Unix ms). */
  readonly use:
    | {
        readonly kind: "session" | "token";
        readonly tokenHash: string;
        readonly sinceMs: number;
        readonly lastUsedAtMs: number;
      }
    | undefined;
  /** Every organisation the caller may look into, with what it may do there. */
  readonly scopes: ReadonlyMap<number, ReadonlySet<Scope>>;
  /** Of organisations where the caller sees the projects of teams alone: their ids. */
  readonly onlyProjects: ReadonlyMap<number, ReadonlySet<number>>;
};

type Headers = { readonly [name: string]: string | readonly string[] | undefined };

/** `undefined`: the request names nobody. A wrong or expired token is a refusal, a wrong or expired session is nobody. */
export async function authenticate(
  accounts: AccountReader,
  headers: Headers,
  nowMs: number,
): Promise<Result<Caller | undefined, Refusal>> {
  const authorization = single(headers["authorization"]);
  if (authorization !== undefined) return callerOfToken(accounts, authorization, nowMs);

  const secret = readSessionCookie(single(headers["cookie"]));
  if (secret === undefined) return ok(undefined);
  const sessionHash = hashToken(secret);
  const session = await accounts.findSession(sessionHash, nowMs);
  if (session === undefined) return ok(undefined);
  const rights = await rightsOfUser(accounts, session.user, undefined, undefined);
  const { createdAtMs: sinceMs, lastUsedAtMs } = session;
  const use = { kind: "session", tokenHash: sessionHash, sinceMs, lastUsedAtMs } as const;
  return ok({ user: session.user, sessionHash, token: undefined, use, ...rights });
}

async function callerOfToken(accounts: AccountReader, authorization: string, nowMs: number): Promise<Result<Caller, Refusal>> {
  const wrong = problem({ kind: "not-authenticated", detail: "Invalid token" } as const);
  const secret = secretOf(authorization);
  if (secret === undefined) return wrong;
  const tokenHash = hashToken(secret);
  const token = await accounts.findApiToken(tokenHash, nowMs);
  if (token === undefined) return wrong;

  const { user, organizationId } = token;
  const use = { kind: "token", tokenHash, sinceMs: 0, lastUsedAtMs: token.lastUsedAtMs ?? 0 } as const;
  const granted = withLower(token.scopes);
  if (user !== undefined) {
    const rights = await rightsOfUser(accounts, user, granted, organizationId);
    return ok({ user, sessionHash: undefined, token, use, ...rights });
  }
  const scopes = new Map(organizationId === undefined ? [] : [[organizationId, granted] as const]);
  return ok({ user: undefined, sessionHash: undefined, token, use, scopes, onlyProjects: new Map() });
}

/** `Bearer` and the token; or `Basic` with the token as the user's name and no password, as clients of Sentry's old keys send it. */
function secretOf(authorization: string): string | undefined {
  const [, scheme = "", text = ""] = /^(Bearer|Basic) +([\x21-\x7e]{16,1024})$/i.exec(authorization) ?? [];
  const secret = scheme.toLowerCase() === "basic" ? Buffer.from(text, "base64").toString("latin1").replace(/:$/, "") : text;
  return /^[\x21-\x39\x3b-\x7e]{16,512}$/.test(secret) ? secret : undefined;
}

/** A token never allows more than its user's role does today. Asked at each request: who was removed is out at once. */
async function rightsOfUser(
  accounts: AccountReader,
  user: User,
  granted: ReadonlySet<Scope> | undefined,
  onlyOrganizationId: number | undefined,
): Promise<Pick<Caller, "scopes" | "onlyProjects">> {
  const scopes = new Map<number, ReadonlySet<Scope>>();
  const onlyProjects = new Map<number, ReadonlySet<number>>();
  for (const { organizationId, role, onlyProjectIds } of await accounts.listMemberships(user.id)) {
    if (onlyOrganizationId !== undefined && organizationId !== onlyOrganizationId) continue;
    scopes.set(organizationId, cappedBy(role, granted));
    if (onlyProjectIds !== undefined) onlyProjects.set(organizationId, new Set(onlyProjectIds));
  }
  return { scopes, onlyProjects };
}

function cappedBy(role: Role, granted: ReadonlySet<Scope> | undefined): ReadonlySet<Scope> {
  const allowed = scopesOfRole(role);
  return granted === undefined ? allowed : allowed.intersection(granted);
}

/** True when one of the scopes is held in the organisation. An organisation the caller does not belong to holds none. */
export function mayIn(caller: Caller, organizationId: number, scopes: readonly Scope[]): boolean {
  const held = caller.scopes.get(organizationId);
  return held !== undefined && scopes.some((scope) => held.has(scope));
}

/**
 * Refuses what another site makes a browser do. A foreign `Origin` is refused for everybody; who is known by a cookie must also
 * show that the request comes from our own page.
 */
export function checkOrigin(
  publicUrl: string,
  method: string,
  headers: Headers,
  caller: Caller | undefined,
): Result<undefined, Refusal> {
  if (method === "GET" || method === "HEAD" || caller?.token !== undefined) return ok(undefined);
  const origin = single(headers["origin"]);
  const isOurs = origin === new URL(publicUrl).origin || single(headers["sec-fetch-site"]) === "same-origin";
  if (isOurs || (origin === undefined && caller === undefined)) return ok(undefined);
  return problem({ kind: "no-permission", detail: "This request must come from Culprit's own pages." });
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
