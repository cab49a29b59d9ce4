import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { ClientKey, ClientKeySettings } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { parseDate } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { labelText, one, readBody, readQuery } from "./parse.ts";
import { originList, rateLimit } from "./project-admission.ts";
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
    keyRoute(parts, { method: "GET", path: "", scopes: READ }, async (_, key) => found(serialiseKey(parts.publicUrl, key))),
    keyRoute(parts, { method: "PUT", path: "", scopes: WRITE }, (ask, key) => updateKey(parts, ask, key)),
    keyRoute(parts, { method: "POST", path: "/rotate", scopes: WRITE }, (ask, key) => rotateKey(parts, ask, key)),
    keyRoute(parts, { method: "DELETE", path: "", scopes: WRITE }, async (_, key) => {
      await parts.commands.deleteClientKey({ keyId: key.id });
      return NO_CONTENT;
    }),
  ];
}

/** `path` continues `/projects/{o}/{p}/keys/{key}`; a key is named by its public part. */
function keyRoute(
  parts: ApiParts,
  { path, ...access }: Parameters<typeof projectRoute>[1],
  answer: (ask: CallerAsk, key: ClientKey) => Promise<Answer>,
): Route {
  return projectRoute(parts, { ...access, path: `/keys/:key${path}` }, async (ask, place) => {
    const key = await findKey(parts, ask, place);
    return key === undefined ? refuse({ kind: "not-found" }) : answer(ask, key);
  });
}

export const listQuery = z.object({ status: one });

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
/** What a key lets in and what it is for; Sentry's fields, and two of ours. */
const DATE_WORDS = "must be a date such as 2026-03-01T09:15:30Z";
const date = z.string(DATE_WORDS).refine((text) => parseDate(text) !== undefined, DATE_WORDS);
const settingFields = {
  rateLimit: rateLimit.optional(),
  /** Ours: refused from then on; null means never. */
  expiresAt: date.nullish(),
  /** Ours: null means those of the project. */
  allowedOrigins: originList.nullish(),
  browserSdkVersion: z
    .string("must be a text")
    .regex(/^(latest|\d{1,3}\.x)$/, "must be latest, or a version such as 10.x")
    .nullish(),
  dynamicSdkLoaderOptions: z
    .object({
      hasReplay: z.boolean().optional(),
      hasPerformance: z.boolean().optional(),
      hasDebug: z.boolean().optional(),
      hasFeedback: z.boolean().optional(),
      hasLogsAndMetrics: z.boolean().optional(),
    })
    .nullish(),
};
export const newKeyBody = z.object({ name: label, ...settingFields });
export const keyChangeBody = z.object({
  isActive: z.boolean("must be true or false").optional(),
  name: label,
  ...settingFields,
});

async function createKey(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, newKeyBody);
  if (!body.ok) return refuse(body.problem);
  const settings = changed({ label: "Default", isActive: true }, body.value);
  const key = await parts.commands.createClientKey({ projectId: project.id, label: settings.label, settings });
  return "problem" in key ? refuse({ kind: "not-found" }) : created(serialiseKey(parts.publicUrl, key));
}

async function updateKey(parts: ApiParts, ask: CallerAsk, key: ClientKey): Promise<Answer> {
  const body = readBody(ask, keyChangeBody);
  if (!body.ok) return refuse(body.problem);
  const settings = changed(key, body.value);
  await parts.commands.updateClientKey({ keyId: key.id, settings });
  const { id, projectId, publicKey, createdAtMs, lastUsedAtMs } = key;
  const kept = { id, projectId, publicKey, createdAtMs, ...(lastUsedAtMs !== undefined && { lastUsedAtMs }) };
  return found(serialiseKey(parts.publicUrl, { ...kept, ...settings }));
}

/** The settings after a change: what the body does not name stays. */
function changed(before: ClientKeySettings, body: z.output<typeof keyChangeBody>): ClientKeySettings {
  const { name, isActive, expiresAt, allowedOrigins, browserSdkVersion, dynamicSdkLoaderOptions } = body;
  return {
    label: isAbsent(name) || name === "" ? before.label : name,
    isActive: isActive ?? before.isActive,
    rateLimit: "rateLimit" in body ? body.rateLimit : before.rateLimit,
    expiresAtMs: expiresAt === undefined ? before.expiresAtMs : expiresAt === null ? undefined : parseDate(expiresAt),
    allowedOrigins: allowedOrigins === undefined ? before.allowedOrigins : (allowedOrigins ?? undefined),
    loader:
      isAbsent(browserSdkVersion) && isAbsent(dynamicSdkLoaderOptions)
        ? before.loader
        : { ...before.loader, ...dynamicSdkLoaderOptions, ...(!isAbsent(browserSdkVersion) && { browserSdkVersion }) },
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

const DEFAULT_OVERLAP_HOURS = 7 * 24;
const MAX_OVERLAP_HOURS = 365 * 24;
export const rotateBody = z.object({
  /** Of the new key; that of the old one unless given. */
  name: label,
  /** In place of hours: until when the old key goes on. */
  oldExpiresAt: date.optional(),
  overlapHours: z
    .int("must be a whole number of hours")
    .min(0, "must not be less than 0")
    .max(MAX_OVERLAP_HOURS, `must not be more than ${MAX_OVERLAP_HOURS}`)
    .default(DEFAULT_OVERLAP_HOURS),
});

/** A new key with the same settings. The old one goes on for a week, or until when is asked for, and then ends by itself. */
async function rotateKey(parts: ApiParts, ask: CallerAsk, key: ClientKey): Promise<Answer> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, rotateBody);
  if (!body.ok) return refuse(body.problem);
  const { name, oldExpiresAt, overlapHours } = body.value;
  const nowMs = parts.now();
  const oldExpiresAtMs = (oldExpiresAt === undefined ? undefined : parseDate(oldExpiresAt)) ?? nowMs + overlapHours * 3_600_000;
  if (oldExpiresAtMs > nowMs + MAX_OVERLAP_HOURS * 3_600_000) {
    return refuse({ kind: "invalid-fields", fields: { oldExpiresAt: ["must be within a year from now"] } });
  }
  const made = await parts.commands.rotateClientKey({
    keyId: key.id,
    oldExpiresAtMs,
    ...(!isAbsent(name) && name !== "" && { label: name }),
  });
  return "problem" in made ? refuse({ kind: "not-found" }) : created(serialiseKey(parts.publicUrl, made));
}

async function findKey(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<ClientKey | undefined> {
  const keys = await parts.projects.listClientKeys(project.id);
  return keys.find(({ publicKey }) => publicKey === ask.params["key"]);
}
