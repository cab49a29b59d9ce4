import type { SentryConnection } from "../../backend/sentry/connection.ts";
import type { Project } from "../../project/project.ts";
import type { Answer } from "../answer.ts";
import { found } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { readFlags } from "./fields.ts";
import { restRoute } from "./place.ts";
import { fieldError, refuseIn } from "./refusal.ts";
import type { GitlabRoute } from "./route.ts";

/** Whether a project takes errors, and who keeps them. Source: reference gitlab-error-tracking §6.2. */
export function settingsRoutes(parts: ApiParts): readonly GitlabRoute[] {
  const path = "/settings";
  return [
    restRoute(parts, "GET", path, (_, project) => answerSetting(parts, project)),
    restRoute(parts, "PATCH", path, async ({ fields }, project) => {
      const read = readFlags(fields, { active: "required", integrated: "optional" });
      return read.ok ? await changeSetting(parts, project, read.value) : fieldError(read.problem);
    }),
    restRoute(parts, "PUT", path, async ({ fields }, project) => {
      const read = readFlags(fields, { active: "required", integrated: "required" });
      return read.ok ? await changeSetting(parts, project, read.value) : fieldError(read.problem);
    }),
  ];
}

async function answerSetting(parts: ApiParts, project: Project): Promise<Answer> {
  return found(serialiseSetting(project, await chosenConnection(parts, project)));
}

/** The connection to a Sentry that was chosen last, also while it is not in use: GitLab keeps the address as well. */
async function chosenConnection(parts: ApiParts, { connectionId }: Project): Promise<SentryConnection | undefined> {
  return connectionId === undefined ? undefined : await parts.sentry.connections.findConnection(connectionId);
}

function serialiseSetting(project: Project, connection: SentryConnection | undefined): object {
  return {
    active: project.isEnabled,
    project_name: connection?.remote.name ?? null,
    sentry_external_url: connection === undefined ? null : externalUrlOf(connection),
    api_url: connection === undefined ? null : apiUrlOf(connection),
    integrated: project.backend === "integrated",
  };
}

/** Where a project at a Sentry is looked at; Sentry leads on from there to its own address of today. */
export function externalUrlOf({ origin, remote }: SentryConnection): string {
  return `${origin}/${remote.organization.slug}/${remote.slug}/`;
}

function apiUrlOf({ origin, remote }: SentryConnection): string {
  return `${origin}/api/0/projects/${remote.organization.slug}/${remote.slug}/`;
}

async function changeSetting(
  parts: ApiParts,
  project: Project,
  { active = project.isEnabled, integrated }: { readonly active?: boolean; readonly integrated?: boolean },
): Promise<Answer> {
  const projectId = project.id;
  if (integrated === false && project.backend === "integrated") {
    const connection = await chosenConnection(parts, project);
    if (connection?.sealedToken === undefined) return refuseIn("rest", { kind: "invalid", detail: NOT_CONNECTED });
    await parts.commands.chooseBackend({ projectId, backend: { kind: "sentry", connectionId: connection.id } });
  }
  if (integrated === true && project.backend === "sentry") {
    await parts.commands.chooseBackend({ projectId, backend: { kind: "integrated" } });
  }
  if (active !== project.isEnabled) await parts.commands.enableProject({ projectId, isEnabled: active });
  const changed = await parts.projects.findProjectById(projectId);
  if (changed === undefined) return refuseIn("rest", { kind: "not-found" });
  if (changed.isEnabled && changed.backend === "integrated") await giveFirstKey(parts, projectId);
  return await answerSetting(parts, changed);
}

const NOT_CONNECTED =
  "The project is not connected to a Sentry. Connect it in its settings, with address and token, then choose it.";

/** Whoever switches a project on wants to send: one key at least must be active. */
async function giveFirstKey(parts: ApiParts, projectId: number): Promise<void> {
  const keys = await parts.projects.listClientKeys(projectId);
  const isUsable = keys.some(({ isActive, expiresAtMs }) => isActive && (expiresAtMs ?? Infinity) > parts.now());
  if (!isUsable) await parts.commands.createClientKey({ projectId, label: "Default", prefix: "glet_" });
}
