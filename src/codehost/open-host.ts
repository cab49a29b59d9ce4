import { open, seal } from "../outbound/sealed.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { CodeHost, CodeHostDeps, CodeHostProblem, Found } from "./codehost.ts";
import { codeHostOf } from "./codehosts.ts";
import type { CodeHostConnection } from "./connection.ts";

export type OpenHostDeps = {
  readonly send: CodeHostDeps["send"];
  /** The installation's. */
  readonly secretKey: string;
};

/** Where a secret belongs: it is sealed to that place, and cannot be opened for another project or origin. */
export type SecretPlace = { readonly projectId: number; readonly origin: string };

/** The host of a connection, with the token that was stored for it. A problem when the token cannot be opened. */
export function openHost(connection: CodeHostConnection, { send, secretKey }: OpenHostDeps): Found<CodeHost> {
  const token = openToken(secretKey, connection, connection.sealedToken);
  return token.ok ? ok(codeHostOf(connection.kind, { send, origin: connection.origin, token: token.value })) : token;
}

export function sealToken(secretKey: string, place: SecretPlace, token: string): string {
  return seal(secretKey, tokenContext(place), token);
}

export function openToken(secretKey: string, place: SecretPlace, sealed: string): Result<string, CodeHostProblem> {
  const opened = open(secretKey, tokenContext(place), sealed);
  return opened.ok ? opened : problem({ kind: "wrong-token", message: opened.problem.message });
}

export function sealWebhookSecret(secretKey: string, place: SecretPlace, secret: string): string {
  return seal(secretKey, webhookContext(place), secret);
}

export function openWebhookSecret(
  secretKey: string,
  place: SecretPlace,
  sealed: string,
): Result<string, { readonly message: string }> {
  return open(secretKey, webhookContext(place), sealed);
}

function tokenContext({ projectId, origin }: SecretPlace): string {
  return `project ${projectId} code host ${origin}`;
}

function webhookContext({ projectId, origin }: SecretPlace): string {
  return `project ${projectId} webhook of ${origin}`;
}
