import { z } from "zod";
import type { ConnectProblem } from "../backend/sentry/connect.ts";
import { connect, listConnectable } from "../backend/sentry/connect.ts";
import type { SentryConnection } from "../backend/sentry/connection.ts";
import type { Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

/** Where a project's errors are kept: here, or by a Sentry. Our own resource. */
export function projectBackendRoutes(parts: ApiParts): readonly Route[] {
  const path = "/backend";
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["project:read"] }, (_ask, { project }) =>
      answerBackend(parts, project),
    ),
    projectRoute(parts, { method: "PUT", path, scopes: ["project:write"] }, (ask, { project }) =>
      changeBackend(parts, ask, project),
    ),
    projectRoute(parts, { method: "POST", path: `${path}/sentry-projects`, scopes: ["project:write"] }, (ask, { project }) =>
      answerSentryProjects(parts, ask, project),
    ),
  ];
}

async function answerBackend(parts: ApiParts, project: Project): Promise<Answer> {
  const { connectionId } = project;
  const connection = connectionId === undefined ? undefined : await parts.sentry.connections.findConnection(connectionId);
  const { can } = parts.backendOf(project);
  return found({ kind: project.backend, can, sentry: connection === undefined ? null : serialiseConnection(connection) });
}

function serialiseConnection({ origin, remote, tokenHint, health }: SentryConnection): object {
  const { organization, ...project } = remote;
  return {
    origin,
    organization,
    project,
    url: `${origin}/organizations/${organization.slug}/issues/?project=${project.id}`,
    token: tokenHint ?? null,
    warning: origin.startsWith("http:")
      ? "The token and all errors travel to this Sentry unencrypted. Use its https address if it has one."
      : null,
    health: {
      checkedAt: dateOf(health.checkedAtMs),
      answeredAt: dateOf(health.answeredAtMs),
      problem: health.problem ?? null,
    },
  };
}

const token = z.string("must be a text").max(4_096, "must not be longer than 4096 characters").nullish();
export const wantedBody = z.object({ origin: namedText(2_048), token });

async function answerSentryProjects(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, wantedBody);
  if (!body.ok) return refuse(body.problem);
  const wanted = { address: body.value.origin, token: body.value.token ?? undefined };
  const listed = await listConnectable(parts.sentry, project, wanted);
  if (!listed.ok) return notConnected(listed.problem);
  const { projects, address } = listed.value;
  return found(
    projects.map((one) => ({
      ...one,
      // The address itself names it.
      suggested: one.organization.slug === address.organizationSlug && one.slug === address.projectSlug,
    })),
  );
}

export const changeBody = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.literal("integrated") }),
    wantedBody.extend({ kind: z.literal("sentry"), organization: namedText(200), project: namedText(200) }),
  ],
  "must be integrated or sentry",
);

async function changeBackend(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, changeBody);
  if (!body.ok) return refuse(body.problem);
  if (body.value.kind === "integrated") {
    await parts.commands.chooseBackend({ projectId: project.id, backend: { kind: "integrated" } });
  } else {
    const { origin, token: typed, organization, project: slug } = body.value;
    const wanted = { address: origin, token: typed ?? undefined, organization, project: slug };
    const connected = await connect(parts.sentry, project, wanted);
    if (!connected.ok) return notConnected(connected.problem);
  }
  const changed = await parts.projects.findProjectById(project.id);
  return changed === undefined ? refuse({ kind: "not-found" }) : answerBackend(parts, changed);
}

/** `kind` lets a screen point at the field that is to be mended. */
function notConnected({ kind, message }: ConnectProblem): Answer {
  return { status: 400, body: { detail: message, kind } };
}
