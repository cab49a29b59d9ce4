import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { ClientKey } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { labelText, one, readBody, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";
import { serialiseKey } from "./serialise-key.ts";

const READ: readonly Scope[] = ["project:read"];
const WRITE: readonly Scope[] = ["project:write"];

/** Client keys of a project: what its DSNs are made of. */
export function keyRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "GET", path: "/keys", scopes: READ }, (ask, place) => answerKeys(parts, ask, place)),
    projectRoute(parts, { method: "POST", path: "/keys", scopes: WRITE }, (ask, place) => createKey(parts, ask, place)),
    projectRoute(parts, { method: "GET", path: "/keys/:key", scopes: READ }, async (ask, place) => {
      const key = await findKey(parts, ask, place);
      return key === undefined ? refuse({ kind: "not-found" }) : found(serialiseKey(parts.publicUrl, key));
    }),
    projectRoute(parts, { method: "PUT", path: "/keys/:key", scopes: WRITE }, (ask, place) => updateKey(parts, ask, place)),
  ];
}

const listQuery = z.object({ status: one });

async function answerKeys(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const { status } = query.value;
  if (status !== undefined && !["", "active", "inactive"].includes(status)) {
    return refuse({ kind: "invalid", detail: "status must be active or inactive." });
  }
  const keys = await parts.projects.listClientKeys(project.id);
  const shown = keys.filter(({ isActive }) => status === undefined || status === "" || isActive === (status === "active"));
  return answerSlice(
    parts,
    ask,
    shown.map((key) => serialiseKey(parts.publicUrl, key)),
  );
}

const label = labelText(64).nullish();
const noLimit = z.null("limits per key are not supported yet").optional();
const newKeyBody = z.object({ name: label, rateLimit: noLimit });

async function createKey(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, newKeyBody);
  if (!body.ok) return refuse(body.problem);
  const name = body.value.name ?? "";
  const key = await parts.commands.createClientKey({ projectId: project.id, label: name === "" ? "Default" : name });
  return "problem" in key ? refuse({ kind: "not-found" }) : created(serialiseKey(parts.publicUrl, key));
}

const keyChangeBody = z.object({ isActive: z.boolean("must be true or false").optional(), name: label, rateLimit: noLimit });

async function updateKey(parts: ApiParts, ask: CallerAsk, place: InProject): Promise<Answer> {
  const body = readBody(ask, keyChangeBody);
  if (!body.ok) return refuse(body.problem);
  const key = await findKey(parts, ask, place);
  if (key === undefined) return refuse({ kind: "not-found" });
  const { name, isActive } = body.value;
  if (name !== undefined && name !== null && name !== key.label) {
    return refuse({ kind: "invalid-fields", fields: { name: ["renaming a key is not supported yet"] } });
  }
  if (isActive === undefined) return found(serialiseKey(parts.publicUrl, key));
  await parts.commands.setClientKeyActive({ keyId: key.id, isActive });
  return found(serialiseKey(parts.publicUrl, { ...key, isActive }));
}

async function findKey(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<ClientKey | undefined> {
  const keys = await parts.projects.listClientKeys(project.id);
  return keys.find(({ publicKey }) => publicKey === ask.params["key"]);
}
