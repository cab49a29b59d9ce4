import { randomBytes } from "node:crypto";
import { isMasked, masked } from "../outbound/sealed.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { parseOrigin } from "./address.ts";
import { whyNoCallBack } from "./call-back.ts";
import type { CodeHost, CodeHostKind, CodeHostProblem, Repository } from "./codehost.ts";
import { codeHostOf } from "./codehosts.ts";
import type { CodeHostCommands, CodeHostConnection, CodeHostReader } from "./connection.ts";
import type { OpenHostDeps } from "./open-host.ts";
import { openToken, openWebhookSecret, sealToken, sealWebhookSecret } from "./open-host.ts";

export type ConnectDeps = OpenHostDeps & {
  readonly reader: Pick<CodeHostReader, "findCodeHost">;
  readonly commands: Pick<CodeHostCommands, "saveCodeHost" | "noteWebhook">;
  /** Our own address, without a trailing slash. */
  readonly publicUrl: string;
};

/** Why a connection does not come about; the message names the remedy. `token-needed`: none is kept for this origin. */
export type ConnectProblem = { readonly kind: CodeHostProblem["kind"] | "token-needed"; readonly message: string };

/** As a person gives them. An absent token, and one of dots or stars as it is shown, stand for the one that is kept. */
export type Wanted = { readonly kind: CodeHostKind; readonly address: string; readonly token: string | undefined };

export type Wishes = {
  readonly repositoryId: string;
  readonly closesIssues: boolean;
  readonly resolvesErrors: boolean;
  /** Undefined: where the host may not call. */
  readonly polls: boolean | undefined;
};

export type Connected = {
  readonly connection: CodeHostConnection;
  /** Of the webhook, for a person to enter at the host: only when the connection is new and the host did not take it from us. */
  readonly webhookSecret: string | undefined;
  /** Why the host does not call us, in words. It is then asked each minute. */
  readonly webhookProblem: string | undefined;
};

/** Repositories that a project can be connected to. Nothing is kept. */
export async function listConnectable(
  deps: ConnectDeps,
  projectId: number,
  wanted: Wanted,
  query: string,
): Promise<Result<readonly Repository[], ConnectProblem>> {
  const access = await readAccess(deps, projectId, wanted);
  if (!access.ok) return access;
  const page = await access.value.host.listRepositories(query, undefined);
  return page.ok ? ok(page.value.repositories) : page;
}

/** Connects a project to a repository that the token can see, and has the host call us when issues change. */
export async function connect(
  deps: ConnectDeps,
  projectId: number,
  wanted: Wanted,
  wishes: Wishes,
): Promise<Result<Connected, ConnectProblem>> {
  const access = await readAccess(deps, projectId, wanted);
  if (!access.ok) return access;
  const { origin, token, host } = access.value;
  const repository = await host.findRepository(wishes.repositoryId);
  if (!repository.ok) return repository;
  const unfit = whyUnfit(repository.value);
  if (unfit !== undefined) return problem(unfit);

  const place = { projectId, origin };
  const { id, path, url, defaultBranch } = repository.value;
  const { connection, isNew } = await deps.commands.saveCodeHost({
    projectId,
    kind: wanted.kind,
    origin,
    repository: { id, path, url, defaultBranch },
    sealedToken: sealToken(deps.secretKey, place, token),
    tokenHint: masked(token),
    sealedWebhookSecret: sealWebhookSecret(deps.secretKey, place, randomBytes(32).toString("hex")),
    closesIssues: wishes.closesIssues,
    resolvesErrors: wishes.resolvesErrors,
    // Until the webhook is there, for nothing must be missed in between.
    polls: true,
  });
  return ok(await installWebhook(deps, host, connection, { isNew, polls: wishes.polls }));
}

/** Where the host calls us. */
export function webhookUrl(publicUrl: string, connectionId: number): string {
  return `${publicUrl}/api/0/code-host/${connectionId}/webhook/`;
}

type Access = { readonly origin: string; readonly token: string; readonly host: CodeHost };

/** The token is sent to the origin it was entered for, and to no other. */
async function readAccess(
  deps: ConnectDeps,
  projectId: number,
  { kind, address, token: typed }: Wanted,
): Promise<Result<Access, ConnectProblem>> {
  const origin = parseOrigin(kind, address);
  if (!origin.ok) return origin;
  const token = await readToken(deps, { projectId, origin: origin.value }, kind, typed?.trim());
  if (!token.ok) return token;
  const host = codeHostOf(kind, { send: deps.send, origin: origin.value, token: token.value });
  return ok({ origin: origin.value, token: token.value, host });
}

async function readToken(
  { reader, secretKey }: ConnectDeps,
  place: { readonly projectId: number; readonly origin: string },
  kind: CodeHostKind,
  typed: string | undefined,
): Promise<Result<string, ConnectProblem>> {
  if (typed !== undefined && !isMasked(typed)) return ok(typed);
  const known = await reader.findCodeHost(place.projectId);
  if (known?.kind === kind && known.origin === place.origin) return openToken(secretKey, place, known.sealedToken);
  const kept = known === undefined ? "" : ` The one that is kept belongs to ${known.origin} and is not sent elsewhere.`;
  return problem({ kind: "token-needed", message: `Enter a token for ${place.origin}.${kept}` });
}

function whyUnfit({ path, archived, hasIssues }: Repository): ConnectProblem | undefined {
  if (archived) return { kind: "archived", message: `${path} is archived: no issue can be made there. Choose another one.` };
  if (hasIssues) return undefined;
  return { kind: "issues-disabled", message: `${path} has no issues. Switch them on in its settings, or choose another one.` };
}

async function installWebhook(
  deps: ConnectDeps,
  host: CodeHost,
  connection: CodeHostConnection,
  { isNew, polls }: { readonly isNew: boolean; readonly polls: boolean | undefined },
): Promise<Connected> {
  const secret = openWebhookSecret(deps.secretKey, connection, connection.sealedWebhookSecret);
  const webhookProblem = await whyNotInstalled(deps, host, connection, secret.ok ? secret.value : "");
  // One that was entered by hand, and has called, is as good as ours.
  const installed = webhookProblem === undefined || connection.webhookInstalled;
  // Whether one that could not be made anew still calls is not known: the host is asked until it does.
  const now = { installed, polls: !installed || (polls ?? webhookProblem !== undefined) };
  await deps.commands.noteWebhook({ connectionId: connection.id, ...now });
  return {
    connection: { ...connection, webhookInstalled: now.installed, polls: now.polls },
    webhookSecret: isNew && !installed && secret.ok ? secret.value : undefined,
    webhookProblem: installed ? undefined : webhookProblem,
  };
}

async function whyNotInstalled(
  { publicUrl }: ConnectDeps,
  host: CodeHost,
  { id, origin, repository }: CodeHostConnection,
  secret: string,
): Promise<string | undefined> {
  const why = whyNoCallBack(publicUrl, origin);
  if (why !== undefined) return why;
  if (secret === "") return "The webhook's secret cannot be opened. Remove the connection, and connect again.";
  const made = await host.ensureWebhook(repository, webhookUrl(publicUrl, id), secret);
  return made.ok ? undefined : made.problem.message;
}
