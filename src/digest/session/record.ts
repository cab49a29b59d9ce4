import type { EnvelopeHeader, EnvelopeItem } from "../../protocol/envelope.ts";
import type { LoggedRequest } from "../../protocol/logged-request.ts";
import type { DigestedSession } from "./normalise.ts";
import { normaliseSession } from "./normalise.ts";
import { parseAggregates, parseSession } from "./parse.ts";

/** What an item of sessions came to: those to be counted; or why there is none. */
export type SessionsDigest =
  | { readonly kind: "sessions"; readonly sessions: readonly DigestedSession[] }
  | { readonly kind: "invalid"; readonly reason: string };

/** Takes a `session` or `sessions` item to what is counted of it. An aggregate that is not valid costs only itself. */
export function digestSessions(
  { type, payload }: EnvelopeItem,
  { projectId, receivedAtMs }: LoggedRequest,
  { sentAt }: EnvelopeHeader,
  secretKey: string,
): SessionsDigest {
  const parsed = type === "sessions" ? parseAggregates(payload) : parseSession(payload);
  if (!parsed.ok) return { kind: "invalid", reason: parsed.problem.kind };
  const { attributes, members } = parsed.value;

  const sessions: DigestedSession[] = [];
  let reason = "no_data";
  for (const member of members) {
    const session = normaliseSession(member, attributes, { projectId, receivedAtMs, sentAt, secretKey });
    if (session.ok) sessions.push(session.value);
    else reason = session.problem.kind;
  }
  return sessions.length === 0 ? { kind: "invalid", reason } : { kind: "sessions", sessions };
}
