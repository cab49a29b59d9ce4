import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { BackendProblem } from "../backend.ts";
import type { SentryClient } from "./client.ts";
import { openToken } from "./connect.ts";
import type { ConnectionCommands, ConnectionHealth, ConnectionReader, SentryConnection } from "./connection.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";

/** A project's way to its Sentry. */
export type RemoteLine = {
  readonly connectionId: number;
  readonly projectId: number;
  readonly place: SentryPlace;
  /** As last noted in the store. */
  readonly health: ConnectionHealth;
  /** Asks the Sentry, unless it has just failed: then what was wrong is answered at once. Never rejects. */
  readonly ask: <Value>(
    question: (client: SentryClient, place: SentryPlace) => Promise<Result<Value, SentryProblem>>,
  ) => Promise<Result<Value, SentryProblem>>;
};

export type RemoteLineDeps = {
  readonly secretKey: string;
  readonly clientOf: (origin: string, token: string) => SentryClient;
  readonly connections: ConnectionReader;
  readonly commands: ConnectionCommands;
  /** Unix ms. */
  readonly now: () => number;
};

/** After a failure nobody waits for the same again at once; a Sentry that asks for more patience gets it, up to a minute. */
const PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 60_000;
const NOTE_EVERY_MS = 60_000;

/** What is remembered of a connection between two questions. */
type Memory = {
  readonly sealedToken: string | undefined;
  readonly client: Result<SentryClient, SentryProblem>;
  pause: { readonly untilMs: number; readonly problem: SentryProblem } | undefined;
  noted: { readonly atMs: number; readonly problem: string | undefined } | undefined;
};

/** The lines of this thread. `lineOf` rejects with `BackendProblem` for a project that is not connected. */
export function openRemoteLines(deps: RemoteLineDeps): { readonly lineOf: (projectId: number) => Promise<RemoteLine> } {
  const memories = new Map<number, Memory>();
  return {
    async lineOf(projectId) {
      const connection = await deps.connections.findConnectionInUse(projectId);
      if (connection === undefined) {
        throw new BackendProblem("refused", "This project is not connected to a Sentry. Connect it in its settings.");
      }
      let memory = memories.get(connection.id);
      if (memory === undefined || memory.sealedToken !== connection.sealedToken) {
        memory = remember(deps, connection);
        memories.set(connection.id, memory);
      }
      return lineWith(deps, connection, memory);
    },
  };
}

function remember(deps: RemoteLineDeps, connection: SentryConnection): Memory {
  const token = openToken(deps.secretKey, connection);
  const client: Memory["client"] = token.ok
    ? ok(deps.clientOf(connection.origin, token.value))
    : problem({ kind: "wrong-token", message: token.problem });
  return { sealedToken: connection.sealedToken, client, pause: undefined, noted: undefined };
}

function lineWith(deps: RemoteLineDeps, connection: SentryConnection, memory: Memory): RemoteLine {
  const { remote, health } = connection;
  const place = { organizationSlug: remote.organization.slug, projectSlug: remote.slug, projectId: remote.id };
  return {
    connectionId: connection.id,
    projectId: connection.projectId,
    place,
    health,
    async ask(question) {
      const { client, pause } = memory;
      if (!client.ok) return client;
      if (pause !== undefined && deps.now() < pause.untilMs) return problem(pause.problem);
      const answer = await question(client.value, place);
      const found = answer.ok || isAboutTheQuestion(answer.problem) ? undefined : answer.problem;
      memory.pause = found === undefined ? undefined : { untilMs: deps.now() + pauseOf(found), problem: found };
      noteHealth(deps, connection, memory, found?.message);
      return answer;
    },
  };
}

/** The Sentry is well, and says so about this question alone. */
function isAboutTheQuestion({ kind, scope }: SentryProblem): boolean {
  return kind === "not-found" || kind === "bad-request" || scope === "event:write" || scope === "org:read";
}

function pauseOf({ retryAfterMs }: SentryProblem): number {
  return Math.min(MAX_PAUSE_MS, Math.max(PAUSE_MS, retryAfterMs ?? 0));
}

/** Written only when it changes, or once a minute: it is news for the settings page, not a record of every call. */
function noteHealth(deps: RemoteLineDeps, { id, health }: SentryConnection, memory: Memory, found: string | undefined): void {
  const nowMs = deps.now();
  const last = memory.noted ?? { atMs: health.checkedAtMs, problem: health.problem };
  if (last.problem === found && nowMs - last.atMs < NOTE_EVERY_MS) return;
  memory.noted = { atMs: nowMs, problem: found };
  // Nobody waits for it, and a store that refuses shows elsewhere.
  deps.commands.noteConnectionHealth({ connectionId: id, problem: found }).catch(() => (memory.noted = undefined));
}

/** As the API answers it. `hadCursor`: a page was asked for by a cursor, which may be what the Sentry cannot read. */
export function backendProblemOf({ kind, message }: SentryProblem, hadCursor = false): BackendProblem {
  switch (kind) {
    case "bad-request":
      return new BackendProblem(hadCursor ? "bad-cursor" : "not-supported", message);
    case "not-found":
    case "wrong-token":
    case "missing-scope":
    case "not-a-sentry":
    case "private-address":
    case "bad-address":
    case "redirect":
      return new BackendProblem("refused", message);
    default:
      return new BackendProblem("unavailable", message);
  }
}
