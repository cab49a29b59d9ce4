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

export type RefusedCall = {
  readonly host: string;
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfterMs: number | undefined;
  readonly scope: Scope;
  /** What was asked about. Absent where every Sentry must have an answer. */
  readonly about: string | undefined;
};

/** What a status outside 200–204 says. Source: reference sentry-web-api §1.5. */
export function problemOfStatus(call: RefusedCall): SentryProblem {
  const { host, status, scope, about, retryAfterMs } = call;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (status) {
    case 400:
      return { kind: "bad-request", message: `${host} cannot read the request${wordsOf(call.body)}.` };
    case 401:
      return { kind: "wrong-token", message: `${host} does not know this token. Make one there with ${SCOPES}, and enter it.` };
    case 403:
      return {
        kind: "missing-scope",
        scope,
        message: `The token may not do this at ${host}: it needs the scope ${scope}, or its owner is no member of the project. Make one there with ${SCOPES}, and enter it.`,
      };
    case 404:
      if (about === undefined) return notASentry(host, "with 404 (not found)");
      return { kind: "not-found", message: `${host} does not have ${about}, or does not show it to this token.` };
    case 429:
      return {
        kind: "rate-limited",
        message: `${host} wants fewer requests at the moment. Culprit asks again ${whenOf(retryAfterMs)}.`,
        ...wait,
      };
    default:
      return { kind: "remote-error", message: `${host} answers with ${status}. ${remedyOf(status)}`, ...wait };
  }
}

export function notASentry(host: string, how: string): SentryProblem {
  const message = `${host} answers ${how}, not as a Sentry does. Check the address: it is the one Sentry's pages begin with, such as https://sentry.io.`;
  return { kind: "not-a-sentry", message };
}

/** JSON, but not what was asked for. `what` follows "sends". */
export function brokenAnswer(host: string, what: string): SentryProblem {
  const message = `${host} sends ${what}. Check the address and any proxy before it; if they are right, see whether its version is supported.`;
  return { kind: "broken-answer", message };
}

const SCOPES = "the scopes project:read, event:read and event:write";

function whenOf(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? "later" : `in ${Math.ceil(retryAfterMs / 1_000)} s`;
}

function remedyOf(status: number): string {
  if (status < 400) return "That is no answer of the Web API. Check the address.";
  return status < 500
    ? "The Sentry may be too old or too new for this request; look into its log."
    : "Try again later; if it stays so, look into its log.";
}

/** Sentry's own words about a request, as far as they are fit for a line. */
function wordsOf(body: Buffer): string {
  const [, text = ""] = /"detail"\s*:\s*("(?:[^"\\]|\\.){1,300}")/s.exec(body.toString("utf8", 0, 2_000)) ?? [];
  try {
    const words: unknown = JSON.parse(text);
    const line =
      typeof words === "string"
        ? words
            .toWellFormed()
            .replace(/[\s\p{C}]+/gu, " ")
            .trim()
        : "";
    return line === "" ? "" : `: ${line.replace(/\.$/, "")}`;
  } catch {
    return "";
  }
}
