import { isPublicKey } from "./dsn.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

/** Who a request says it is. `publicKey` is not yet known to be anybody's. */
export type Auth = {
  readonly publicKey: string;
  /** `sentry_version`, the integer part; absent when not said. Old versions are told apart by their payload alone. */
  readonly version?: number;
  /** `sentry_client`, e.g. `sentry.python/2.1.0`; raven-go sends none. */
  readonly client?: string;
};

export type AuthProblem = { readonly kind: "malformed" | "conflicting" | "bad-public-key" };

/** Where authentication may stand in an HTTP request. The envelope header is one more place: see `envelope.ts`. */
export type AuthCarriers = {
  readonly xSentryAuth?: string | undefined;
  readonly authorization?: string | undefined;
  /** The query string's parameters. */
  readonly query?: URLSearchParams | undefined;
  /** A key in the path, of those who can set an address and nothing else. */
  readonly path?: string | undefined;
};

const MAX_CLIENT_LENGTH = 200;

/**
 * Reads all carriers: `X-Sentry-Auth`, `Authorization: Sentry`, `Authorization: Basic`, the query, the path. Undefined when none is
 * there. Several that name the same key are fine, and the first in that order gives version and client; Relay refuses them.
 * Another scheme (`Bearer`) is somebody else's and is passed over. Source: develop.sentry.dev, "Authentication".
 */
export function readAuth(carriers: AuthCarriers): Result<Auth | undefined, AuthProblem> {
  const found: Auth[] = [];
  for (const header of [carriers.xSentryAuth, carriers.authorization]) {
    const rest = header === undefined ? undefined : withoutScheme(header, "sentry");
    if (rest === undefined) continue;
    const auth = readPairs(headerPairs(rest));
    if (auth === undefined) return problem({ kind: "malformed" });
    found.push(auth);
  }
  const query = carriers.query;
  // `sentry_release` alone, as on security reports, is no authentication.
  if (query?.get("sentry_key")) {
    const auth = readPairs(query);
    if (auth === undefined) return problem({ kind: "malformed" });
    found.push(auth);
  }
  const basicKey = carriers.authorization === undefined ? undefined : readBasic(carriers.authorization);
  // A user name that is no key belongs to a proxy's own sign-in, which browsers repeat on every request.
  if (basicKey !== undefined && (found.length === 0 || isPublicKey(basicKey))) found.push({ publicKey: basicKey });
  if (carriers.path !== undefined) found.push({ publicKey: carriers.path });

  const first = found[0];
  if (first === undefined) return ok(undefined);
  if (found.some((other) => other.publicKey !== first.publicKey)) return problem({ kind: "conflicting" });
  if (!isPublicKey(first.publicKey)) return problem({ kind: "bad-public-key" });
  return ok(first);
}

/** What follows `Scheme ` when the header is of that scheme, in any case. */
function withoutScheme(header: string, scheme: string): string | undefined {
  if (header.slice(0, scheme.length).toLowerCase() !== scheme) return undefined;
  const rest = header.slice(scheme.length);
  return rest === "" || rest.startsWith(" ") ? rest : undefined;
}

/** `a=b, c=d`: whitespace is optional, a part without `=` is ignored, and so is what follows a second `=`. First one wins. */
function headerPairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const part of text.split(",")) {
    const [name = "", value] = part.split("=", 2);
    const trimmed = name.trim();
    if (value !== undefined && !pairs.has(trimmed)) pairs.set(trimmed, value.trim());
  }
  return pairs;
}

function readPairs(pairs: { readonly get: (name: string) => string | null | undefined }): Auth | undefined {
  const publicKey = pairs.get("sentry_key")?.trim();
  if (publicKey === undefined || publicKey === "") return undefined;
  const versionText = pairs.get("sentry_version");
  // `7`, `7.0`, and from proxies that split badly nothing at all.
  const version = versionText ? /^\s*(\d{1,6})(\.|\s*$)/.exec(versionText)?.[1] : undefined;
  if (versionText && version === undefined) return undefined;
  const client = pairs.get("sentry_client")?.trim().slice(0, MAX_CLIENT_LENGTH);
  return { publicKey, ...(version !== undefined && { version: Number(version) }), ...(client && { client }) };
}

function readBasic(header: string): string | undefined {
  const encoded = withoutScheme(header, "basic");
  if (encoded === undefined) return undefined;
  const userName = Buffer.from(encoded.trim(), "base64").toString("latin1").split(":", 1)[0];
  return userName === "" ? undefined : userName;
}
