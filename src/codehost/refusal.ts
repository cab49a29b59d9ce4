import { withoutSecret } from "../outbound/sealed.ts";
import type { Json } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import type { CodeHostProblem } from "./codehost.ts";

/** An answer that is not what was asked for. */
export type Refusal = {
  /** The product's name: GitLab. */
  readonly host: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly isJson: boolean;
  /** What the host says of it, as one line of at most 200 characters; hostile, to be shown as text. */
  readonly said: string;
  /** The scope that the call needs. */
  readonly scope: string;
  readonly nowMs: number;
};

/** What most statuses mean at every host. An adapter looks first for what is its own. */
export function refusalProblem(refusal: Refusal): CodeHostProblem {
  const { host, status, said, isJson } = refusal;
  if (status === 401) return wrongToken(host);
  if (status === 429) return rateLimited(refusal);
  if (status === 408 || status >= 500) return remoteError(refusal);
  if (!isJson) return notThisHost(host);
  if (status === 403) return notAllowed(refusal);
  if (status === 404 || status === 410) return notFound(host);
  return { kind: "rejected", message: `${host} does not take this${quoted(said)}. Correct it and try again.` };
}

export function wrongToken(host: string): CodeHostProblem {
  const message = `${host} does not accept the token: it is mistyped, has expired or was revoked. Make a new one there and enter it.`;
  return { kind: "wrong-token", message };
}

export function missingScope({ host, scope }: Pick<Refusal, "host" | "scope">): CodeHostProblem {
  return { kind: "missing-scope", message: `The token lacks the scope ${scope}. Make one with it at ${host} and enter it.` };
}

export function notAllowed({ host, said, scope }: Refusal): CodeHostProblem {
  const message = `${host} does not let the token do this${quoted(said)}. Check that it has the scope ${scope}, and the role of whom it belongs to.`;
  return { kind: "not-allowed", message };
}

export function notFound(host: string): CodeHostProblem {
  return {
    kind: "not-found",
    message: `${host} has no such thing, or hides it from the token. Check that it is there and that the token may see it.`,
  };
}

export function notThisHost(host: string): CodeHostProblem {
  return {
    kind: "not-a-code-host",
    message: `What answers at this address is no ${host}. Check the address; a ${host} below a path needs that path too.`,
  };
}

export function rateLimited(refusal: Refusal, waitMs?: number): CodeHostProblem {
  const retryAfterMs = waitMs ?? retryAfter(refusal.headers, refusal.nowMs) ?? 60_000;
  const seconds = Math.ceil(retryAfterMs / 1_000);
  const message = `${refusal.host} allows no more calls just now. Try again in ${seconds} s.`;
  return { kind: "rate-limited", message, retryAfterMs };
}

function remoteError(refusal: Refusal): CodeHostProblem {
  const retryAfterMs = retryAfter(refusal.headers, refusal.nowMs);
  return {
    kind: "remote-error",
    message: `${refusal.host} failed (status ${refusal.status}). Try again later; if it stays so, look into its log.`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const HOUR = 3_600_000;

/** The wait that a host asks for, at most an hour. `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfter(headers: Refusal["headers"], nowMs: number): number | undefined {
  const text = headers["retry-after"];
  if (text === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 1_000), HOUR) : undefined;
}

/** The wait until a time in Unix seconds, as hosts give it in headers of their own. */
export function waitUntil(seconds: string | undefined, nowMs: number): number | undefined {
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds)) return undefined;
  return Math.min(Math.max(Number(seconds) * 1_000 - nowMs, 1_000), HOUR);
}

/** What an error answer says: `message`, `error_description` or `error`; without the token, should the host repeat it. */
export function saidIn(body: Json | undefined, token: string): string {
  if (!isJsonObject(body)) return "";
  const said = [body["message"], body["error_description"], body["error"]].find(
    (value) => value !== undefined && value !== null,
  );
  return oneLine(withoutSecret(typeof said === "string" ? said : JSON.stringify(said ?? ""), token), 200);
}

/** Foreign text as one line: no control characters, runs of blanks as one, cut to `max` characters. */
export function oneLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return Array.from(line).slice(0, max).join("").toWellFormed();
}

function quoted(said: string): string {
  return said === "" ? "" : ` (“${said.replace(/[.\s]+$/, "")}”)`;
}
