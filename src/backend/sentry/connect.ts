import type { Project } from "../../project/project.ts";
import { isMasked, masked, open, seal } from "../../outbound/sealed.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { SentryAddress } from "./address.ts";
import { readSentryAddress } from "./address.ts";
import type { SentryClient } from "./client.ts";
import type { ConnectionCommands, ConnectionReader, SentryConnection } from "./connection.ts";
import { tokenContext } from "./connection.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteProject } from "./remote-project.ts";

/** What connecting needs. `publicUrl` is our own address. */
export type ConnectDeps = {
  readonly publicUrl: string;
  readonly secretKey: string;
  readonly clientOf: (origin: string, token: string) => SentryClient;
  readonly connections: ConnectionReader;
  readonly commands: ConnectionCommands;
};

/** Why a connection does not come about; the message names the remedy. `token-needed`: no token is kept for this origin. */
export type ConnectProblem = {
  readonly kind: SentryProblem["kind"] | "token-needed" | "itself";
  readonly message: string;
};

/** As a person gives them. An absent token, and one of dots alone as it is shown, stand for the one that is kept. */
export type Wanted = { readonly address: string; readonly token: string | undefined };

/** A person waits, and sees what is wrong the sooner the better. */
const PATIENCE = { connectMs: 5_000, totalMs: 10_000, retries: 0 };

/** The projects that can be connected to, with what the address itself says. Nothing is kept. */
export async function listConnectable(
  deps: ConnectDeps,
  project: Project,
  wanted: Wanted,
): Promise<Result<{ readonly projects: readonly RemoteProject[]; readonly address: SentryAddress }, ConnectProblem>> {
  const access = await readAccess(deps, project, wanted);
  if (!access.ok) return access;
  const { address, token } = access.value;
  const listed = await deps.clientOf(address.origin, token).listProjects(PATIENCE);
  return listed.ok ? ok({ projects: listed.value.projects, address }) : listed;
}

/**
 * Connects a project: tries the token on the remote project and its issues, keeps both, and lets the Sentry be the project's
 * backend from now on.
 */
export async function connect(
  deps: ConnectDeps,
  project: Project,
  wanted: Wanted & { readonly organization: string; readonly project: string },
): Promise<Result<{ readonly connectionId: number }, ConnectProblem>> {
  const access = await readAccess(deps, project, wanted);
  if (!access.ok) return access;
  const { address, token } = access.value;
  const client = deps.clientOf(address.origin, token);
  const found = await client.findProject(wanted.organization, wanted.project, PATIENCE);
  if (!found.ok) return found;
  const { status: _status, ...remote } = found.value;
  const place = { organizationSlug: remote.organization.slug, projectSlug: remote.slug, projectId: remote.id };
  // A look at the issues, so that a token without event:read is told now and not on the first page.
  const issues = await client.listIssues(place, { query: "", sort: "date", limit: 1 }, PATIENCE);
  if (!issues.ok) return issues;

  const sealedToken = seal(deps.secretKey, tokenContext(project.id, address.origin), token);
  const saved = { projectId: project.id, origin: address.origin, remote, sealedToken, tokenHint: masked(token) };
  const { connectionId } = await deps.commands.saveSentryConnection(saved);
  await deps.commands.chooseBackend({ projectId: project.id, backend: { kind: "sentry", connectionId } });
  return ok({ connectionId });
}

/** The token of a connection, for its own origin. The problem is a sentence with the remedy. */
export function openToken(secretKey: string, { projectId, origin, sealedToken }: SentryConnection): Result<string, string> {
  if (sealedToken === undefined) return problem("The token of this connection was given up. Enter it again in the settings.");
  const opened = open(secretKey, tokenContext(projectId, origin), sealedToken);
  return opened.ok ? opened : problem(opened.problem.message);
}

type Access = { readonly address: SentryAddress; readonly token: string };

async function readAccess(deps: ConnectDeps, project: Project, wanted: Wanted): Promise<Result<Access, ConnectProblem>> {
  const address = readSentryAddress(wanted.address);
  if (!address.ok) return problem({ kind: "bad-address", message: address.problem });
  if (address.value.origin === URL.parse(deps.publicUrl)?.origin) {
    const message = "This is the address of this Culprit itself. Enter that of the Sentry which keeps the errors.";
    return problem({ kind: "itself", message });
  }
  const { connectionId } = project;
  const kept = connectionId === undefined ? undefined : await deps.connections.findConnection(connectionId);
  const typed = wanted.token?.trim();
  if (typed !== undefined && !isMasked(typed)) return ok({ address: address.value, token: typed });

  // The kept token goes to the origin it was entered for, and nowhere else.
  if (kept?.sealedToken === undefined || kept.origin !== address.value.origin) {
    const message =
      kept?.sealedToken === undefined
        ? "Enter a token: make one at the Sentry with the scopes project:read, event:read and event:write."
        : `Enter a token for ${new URL(address.value.origin).host}: the one that is kept belongs to ${new URL(kept.origin).host} and is sent to no other address.`;
    return problem({ kind: "token-needed", message });
  }
  const opened = openToken(deps.secretKey, kept);
  return opened.ok
    ? ok({ address: address.value, token: opened.value })
    : problem({ kind: "token-needed", message: opened.problem });
}
