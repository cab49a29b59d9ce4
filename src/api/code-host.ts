import { z } from "zod";
import type { CodeHostConnection } from "../codehost/connection.ts";
import type { Connected, ConnectDeps, ConnectProblem } from "../codehost/connect.ts";
import { connect, listConnectable, webhookUrl } from "../codehost/connect.ts";
import type { Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

/** The repository where a project's errors become issues. Our own resource. */
export function codeHostRoutes(parts: ApiParts): readonly Route[] {
  const path = "/code-host";
  const scopes = ["project:write"] as const;
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["project:read"] }, async (_ask, { project }) => {
      const connection = await parts.codeHosts.reader.findCodeHost(project.id);
      return found(connection === undefined ? null : await serialiseConnection(parts, connection, undefined));
    }),
    projectRoute(parts, { method: "POST", path: `${path}/repositories`, scopes }, (ask, { project }) =>
      answerRepositories(parts, ask, project),
    ),
    projectRoute(parts, { method: "PUT", path, scopes }, (ask, { project }) => saveCodeHost(parts, ask, project)),
    projectRoute(parts, { method: "DELETE", path, scopes }, async (_ask, { project }) => {
      await parts.commands.removeCodeHost({ projectId: project.id });
      return NO_CONTENT;
    }),
  ];
}

async function serialiseConnection(
  parts: ApiParts,
  connection: CodeHostConnection,
  connected: Connected | undefined,
): Promise<object> {
  const { kind, origin, repository, closesIssues, resolvesErrors, polls } = connection;
  return {
    kind,
    origin,
    repository: { id: repository.id, path: repository.path, url: repository.url },
    token: connection.tokenHint,
    closesIssues,
    resolvesErrors,
    polls,
    webhook: {
      url: webhookUrl(parts.publicUrl, connection.id),
      secret: connected?.webhookSecret ?? null,
      installed: connection.webhookInstalled,
      problem: connected?.webhookProblem ?? null,
    },
    health: { checkedAt: dateOf(connection.checkedAtMs), problem: connection.problem ?? null },
    jobs: await parts.codeHosts.reader.countJobs(connection.id),
  };
}

const wantedBody = z.object({
  kind: z.enum(["gitlab", "github", "gitea"], "must be gitlab, github or gitea"),
  origin: namedText(500),
  token: z.string("must be a text").max(4_096, "must not be longer than 4096 characters").nullish(),
});
export const repositoriesBody = wantedBody.extend({
  query: z.string("must be a text").max(200, "must not be longer than 200 characters").nullish(),
});

async function answerRepositories(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, repositoriesBody);
  if (!body.ok) return refuse(body.problem);
  const listed = await listConnectable(connectDeps(parts), project.id, wantedOf(body.value), body.value.query ?? "");
  if (!listed.ok) return notConnected(listed.problem);
  return found(listed.value.map(({ id, path, url }) => ({ id, path, url })));
}

const isWanted = z.boolean("must be true or false").nullish();
export const saveBody = wantedBody.extend({
  repository: namedText(500),
  closesIssues: isWanted,
  resolvesErrors: isWanted,
  polls: isWanted,
});

/** What is left out stays as it is; both directions are on at first. */
async function saveCodeHost(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, saveBody);
  if (!body.ok) return refuse(body.problem);
  const { repository, closesIssues, resolvesErrors, polls } = body.value;
  const before = await parts.codeHosts.reader.findCodeHost(project.id);
  const connected = await connect(connectDeps(parts), project.id, wantedOf(body.value), {
    repositoryId: repository,
    closesIssues: closesIssues ?? before?.closesIssues ?? true,
    resolvesErrors: resolvesErrors ?? before?.resolvesErrors ?? true,
    polls: polls ?? (before?.webhookInstalled === true && before.polls ? true : undefined),
  });
  if (!connected.ok) return notConnected(connected.problem);
  return found(await serialiseConnection(parts, connected.value.connection, connected.value));
}

function wantedOf({ kind, origin, token }: z.output<typeof wantedBody>): Parameters<typeof connect>[2] {
  return { kind, address: origin, token: token ?? undefined };
}

function connectDeps({ codeHosts, commands, publicUrl }: ApiParts): ConnectDeps {
  return { ...codeHosts, commands, publicUrl };
}

/** `kind` lets a screen point at the field that is to be mended. */
function notConnected({ kind, message }: ConnectProblem): Answer {
  return { status: 400, body: { detail: message, kind } };
}
