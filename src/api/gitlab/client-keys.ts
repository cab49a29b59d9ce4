import { gitlabDsnOf } from "../../project/dsn.ts";
import type { ClientKey, Project } from "../../project/project.ts";
import type { Answer } from "../answer.ts";
import { created, found } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { numberedPage } from "./numbered-page.ts";
import { restRoute } from "./place.ts";
import { fieldError, refuseIn } from "./refusal.ts";
import type { GitlabRoute } from "./route.ts";

/** Client keys of a project. Source: reference gitlab-error-tracking §6.2. */
export function clientKeyRoutes(parts: ApiParts): readonly GitlabRoute[] {
  const show = (key: ClientKey): object => serialiseKey(parts, key);
  return [
    restRoute(parts, "GET", "/client_keys", async (ask, { id }) => {
      const keys = await parts.projects.listClientKeys(id);
      return numberedPage(parts.publicUrl, ask, keys.map(show));
    }),
    restRoute(parts, "POST", "/client_keys", async (_, { id }) => {
      const key = await parts.commands.createClientKey({ projectId: id, label: "Default", prefix: "glet_" });
      return "problem" in key ? refuseIn("rest", { kind: "not-found" }) : created(show(key));
    }),
    restRoute(parts, "DELETE", "/client_keys/:key", (ask, project) => deleteKey(parts, ask.params["key"] ?? "", project)),
  ];
}

async function deleteKey(parts: ApiParts, id: string, project: Project): Promise<Answer> {
  if (!/^-?\d+$/.test(id)) return fieldError("key_id is invalid");
  const keys = await parts.projects.listClientKeys(project.id);
  const key = keys.find((one) => String(one.id) === id);
  if (key === undefined) return refuseIn("rest", { kind: "not-found" });
  await parts.commands.deleteClientKey({ keyId: key.id });
  return found(serialiseKey(parts, key));
}

function serialiseKey({ publicUrl, now }: ApiParts, key: ClientKey): object {
  return {
    id: key.id,
    active: key.isActive && (key.expiresAtMs ?? Infinity) > now(),
    public_key: key.publicKey,
    sentry_dsn: gitlabDsnOf(publicUrl, key.publicKey, key.projectId),
  };
}
