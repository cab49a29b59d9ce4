import type { OutboundProblemKind } from "../../outbound/problem.ts";

/** Why a Sentry gave no answer that can be used. `message` is one or two plain sentences with the remedy, fit for a screen. */
export type SentryProblem = {
  readonly kind: SentryProblemKind;
  readonly message: string;
  /** When it is worth asking again, as the Sentry says. */
  readonly retryAfterMs?: number;
  /** The scope that the token lacks, where `kind` is "missing-scope". */
  readonly scope?: Scope;
};

export type SentryProblemKind =
  | OutboundProblemKind
  /** 401: the token is unknown, revoked or run out. */
  | "wrong-token"
  /** 403: the token may not do this. */
  | "missing-scope"
  /** Something answers there, but not as a Sentry does. */
  | "not-a-sentry"
  /** Not there, not visible with this token, or of another project. */
  | "not-found"
  /** 400: the Sentry cannot read the search text or the cursor; its own words are in the message. */
  | "bad-request"
  /** 429, and it asks for more patience than a call has. */
  | "rate-limited"
  /** Any other status. */
  | "remote-error";

/** Scopes of a token that Culprit needs. Source: reference sentry-web-api §1.3. */
export type Scope = "project:read" | "event:read" | "event:write" | "org:read";
