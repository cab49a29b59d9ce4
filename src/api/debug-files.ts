import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { DebugFile } from "../artifact/artifacts.ts";
import { dashedDebugId, debugIdOfName, plainDebugId } from "../artifact/debug-id.ts";
import { UPLOAD_LIMITS } from "../artifact/uploads.ts";
import type { Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { many, one, readBody, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";
import { MAX_PROJECT_BYTES, sha1, state, UPLOAD_SCOPES, uploadRefused, WAIT_MS } from "./uploads.ts";

/** Mappings of ProGuard and R8: uploaded by chunks or as a ZIP, listed, deleted. Source: reference sentry-web-api §2.9, §6.3. */
export function debugFileRoutes(parts: ApiParts): readonly Route[] {
  const scopes = UPLOAD_SCOPES;
  const path = "/files/dsyms";
  return [
    projectRoute(parts, { method: "POST", path: "/files/difs/assemble", scopes }, (ask, { project }) =>
      assembleAll(parts, ask, project),
    ),
    projectRoute(parts, { method: "GET", path, scopes: ["project:read", ...scopes] }, async (ask, { project }) =>
      listFiles(parts, ask, project),
    ),
    projectRoute(parts, { method: "POST", path, scopes }, (ask, { project }) => receiveArchive(parts, ask, project)),
    projectRoute(parts, { method: "DELETE", path, scopes: ["project:write", "project:releases"] }, (ask, { project }) =>
      deleteFile(parts, ask, project),
    ),
    projectRoute(parts, { method: "GET", path: `${path}/unknown`, scopes }, async (ask, { project }) => {
      const query = readQuery(ask, checksumsQuery);
      if (!query.ok) return refuse(query.problem);
      const known = new Set(parts.artifacts.listDebugFiles(project.id).map(({ checksum }) => checksum));
      return found({ missing: query.value.checksums.filter((checksum) => !known.has(checksum)) });
    }),
    // Old clients say which release a mapping is of. Events name the mapping itself, so that nothing hangs on it.
    projectRoute(parts, { method: "POST", path: "/files/proguard-artifact-releases", scopes }, async (ask) => {
      const body = readBody(ask, releaseBody);
      return body.ok ? created({}) : refuse(body.problem);
    }),
  ];
}

export const checksumsQuery = z.object({ checksums: many });
export const releaseBody = z.object({ release_name: z.string("must be a text"), proguard_uuid: z.string("must be a text") });
const MAX_AT_ONCE = 100;
const chunkList = z.array(sha1, "must be a list").max(UPLOAD_LIMITS.fileBytes / UPLOAD_LIMITS.chunkBytes + 1, "are too many");
export const assembleBody = z.record(
  sha1,
  z.object({ name: z.string("must be a text").max(2_048), debug_id: z.string().max(64).nullish(), chunks: chunkList }),
  "must be an object",
);
type Asked = z.output<typeof assembleBody>[string];

async function assembleAll(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, assembleBody);
  if (!body.ok) return refuse(body.problem);
  const asked = Object.entries(body.value);
  if (asked.length > MAX_AT_ONCE) return refuse({ kind: "invalid", detail: `Ask for at most ${MAX_AT_ONCE} files at once.` });
  const answers: [string, unknown][] = [];
  for (const [checksum, file] of asked) answers.push([checksum, (await assembleOne(parts, project, checksum, file)).body]);
  return found(Object.fromEntries(answers));
}

/** Never says that nothing is missing while something is: a client would go away without having uploaded it. */
async function assembleOne(parts: ApiParts, project: Project, checksum: string, asked: Asked): Promise<Answer> {
  const { name, chunks } = asked;
  const debugId = debugIdOfName(name) ?? plainDebugId(asked.debug_id ?? "");
  if (debugId === undefined) {
    const detail = `${name} names no id, as proguard/<uuid>.txt does. Mappings of ProGuard and R8 are taken, other debug files are not.`;
    return state("error", [], detail);
  }
  const isKept = parts.artifacts.holdsUpload({ projectIds: [project.id], checksum, release: "", dist: debugId });
  if (isKept) return keptState({ name, debugId, checksum });
  if (parts.artifacts.bytesOf(project.id) > MAX_PROJECT_BYTES)
    return state(
      "error",
      [],
      `The files of ${project.slug} take more than 10 GB. Delete old uploads in the project's settings.`,
    );
  if (chunks.length === 0) return state("not_found");
  const missing = await parts.uploads.listMissing({ organizationId: project.organizationId, chunks });
  if (missing.length > 0) return state("not_found", missing);

  const ids = { organizationId: project.organizationId, projectId: project.id };
  const work = parts.uploads.assembleDebugFile({ ...ids, checksum, chunks, name, debugId });
  const result = await Promise.race([work, sleep(WAIT_MS, undefined, { ref: false })]);
  // Whoever asks again is told how it ended.
  work.catch(() => {});
  if (result === undefined) return state("assembling");
  return result.kind === "ok" ? keptState({ name, debugId, checksum }) : state("error", [], result.detail);
}

type Shown = Pick<DebugFile, "name" | "debugId" | "checksum"> & Partial<DebugFile>;

function keptState(file: Shown): Answer {
  return found({ state: "ok", missingChunks: [], detail: null, dif: serialise(file) });
}

function serialise({ id, name, debugId, checksum, sizeBytes, uploadedAtMs }: Shown): object {
  const dashed = dashedDebugId(debugId);
  return {
    id: String(id ?? checksum.slice(0, 12)),
    uuid: dashed,
    debugId: dashed,
    codeId: null,
    cpuName: "any",
    objectName: name,
    symbolType: "proguard",
    headers: { "Content-Type": "text/x-proguard+plain" },
    size: sizeBytes ?? 0,
    sha1: checksum,
    dateCreated: uploadedAtMs === undefined ? null : dateOf(uploadedAtMs),
    data: { features: ["mapping"] },
  };
}

export const listQuery = z.object({ query: one, debug_id: one, code_id: one, id: one });

function listFiles(parts: ApiParts, ask: CallerAsk, project: Project): Answer {
  const asked = readQuery(ask, listQuery);
  if (!asked.ok) return refuse(asked.problem);
  const { query = "", debug_id: debugId, code_id: codeId, id } = asked.value;
  // What was uploaded is packed, and not kept otherwise.
  if (id !== undefined) return refuse({ kind: "invalid", detail: "Debug files are kept packed and cannot be downloaded." });
  const wanted = plainDebugId(debugId ?? query);
  const files = parts.artifacts.listDebugFiles(project.id).filter((file) => {
    if (codeId !== undefined && codeId !== "") return false;
    return wanted === undefined ? file.name.includes(query) : file.debugId === wanted;
  });
  return answerSlice(parts, ask, files.map(serialise));
}

async function receiveArchive(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const { bodyFile: file } = ask;
  if (file === undefined)
    return refuse({ kind: "invalid", detail: "Send a ZIP of debug files as the field file of multipart/form-data." });
  const contentType = ask.headers["content-type"] ?? "";
  const received = await parts.uploads.receiveDebugFiles({ projectId: project.id, file, contentType });
  return received.kind === "ok" ? created(received.files.map(serialise)) : uploadRefused(received);
}

async function deleteFile(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const asked = readQuery(ask, listQuery);
  if (!asked.ok) return refuse(asked.problem);
  const file = parts.artifacts.listDebugFiles(project.id).find(({ id }) => String(id) === asked.value.id);
  if (file === undefined) return refuse({ kind: "not-found" });
  await parts.commands.deleteUpload({ projectId: project.id, bundleId: dashedDebugId(file.debugId) });
  return NO_CONTENT;
}
