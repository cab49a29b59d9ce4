import type { IncomingMessage } from "node:http";
import type { ClientKey } from "../project/project.ts";
import type { Auth } from "../protocol/auth.ts";
import { readAuth } from "../protocol/auth.ts";
import type { Dsn } from "../protocol/dsn.ts";
import { isPublicKey, parseProjectId } from "../protocol/dsn.ts";
import { readEventId } from "../protocol/event-id.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { readDialog } from "./dialog.ts";
import type { IngestProblem } from "./problem.ts";
import type { IngestRoute } from "./route.ts";

/** A request whose project path and authentication could be read. Whether the key is anybody's is asked next. */
export type Claim = {
  /** Absent on `/api/store/`. */
  readonly projectId: number | undefined;
  /** Absent when the envelope's own header must name the key. */
  readonly auth: Auth | undefined;
  /** Of an event sent before, that this request is about. */
  readonly eventId?: string;
};

/** Reads who a request says it is, from the path, the headers and the query. */
export function claimOf(request: IncomingMessage, route: IngestRoute): Result<Claim, IngestProblem> {
  if (route.endpoint === "error-page") {
    const dialog = readDialog(queryOf(request));
    if (!dialog.ok) return dialog;
    const { dsn, eventId } = dialog.value;
    return ok({ projectId: dsn.projectId, auth: { publicKey: dsn.publicKey }, eventId });
  }
  const projectId = route.projectText === undefined ? undefined : parseProjectId(route.projectText);
  if (route.projectText !== undefined && projectId === undefined) return problem({ kind: "bad-project-id" });
  const auth = readAuth({
    xSentryAuth: headerText(request, "x-sentry-auth"),
    authorization: request.headers.authorization,
    query: queryOf(request),
    path: route.keyText,
  });
  if (!auth.ok) return problem({ kind: AUTH_PROBLEMS[auth.problem.kind] });
  // Only envelopes can name their key themselves; tunnels pass them on with nothing else.
  if (auth.value === undefined && route.endpoint !== "envelope") return problem({ kind: "no-auth" });
  if (route.endpoint !== "attachments") return ok({ projectId, auth: auth.value });
  const eventId = readEventId(route.part);
  return eventId.kind === "id" ? ok({ projectId, auth: auth.value, eventId: eventId.id }) : problem({ kind: "bad-event-path" });
}

const AUTH_PROBLEMS = { malformed: "bad-auth", conflicting: "conflicting-auth", "bad-public-key": "bad-public-key" } as const;

/**
 * The key, if it may send to this project. Unknown, switched off and of another project are one and the same to the asker:
 * which projects exist is nobody's business.
 */
export function admit(
  key: ClientKey | undefined,
  projectId: number | undefined,
  isGitLab: boolean,
  nowMs: number,
): Result<ClientKey, IngestProblem> {
  const isTheirs = key !== undefined && key.isActive && (projectId === undefined || key.projectId === projectId);
  if (!isTheirs) return problem({ kind: "unknown-key", isGitLab });
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= nowMs) return problem({ kind: "key-expired", isGitLab });
  return ok(key);
}

/** The public key that the envelope names, when nothing else does. */
export function keyInEnvelope(dsn: Dsn | undefined): Result<string, IngestProblem> {
  if (dsn === undefined) return problem({ kind: "no-auth" });
  return isPublicKey(dsn.publicKey) ? ok(dsn.publicKey) : problem({ kind: "bad-public-key" });
}

/** Whether the envelope's own `dsn` says the same as the request. Only key and project count. */
export function mismatch(dsn: Dsn | undefined, key: ClientKey): IngestProblem | undefined {
  if (dsn === undefined) return undefined;
  if (dsn.projectId !== key.projectId) return { kind: "other-project" };
  return dsn.publicKey === key.publicKey ? undefined : { kind: "other-key" };
}

export function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The query string, raw, without its question mark. */
export function rawQueryOf(request: IncomingMessage): string {
  const url = request.url ?? "";
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start + 1);
}

export function queryOf(request: IncomingMessage): URLSearchParams | undefined {
  const raw = rawQueryOf(request);
  return raw === "" ? undefined : new URLSearchParams(raw);
}
