import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Received } from "../artifact/uploads.ts";
import { UPLOAD_LIMITS } from "../artifact/uploads.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";

/** Any one of them; what CI tokens hold is among them. Source: reference sentry-web-api §1.3. */
export const UPLOAD_SCOPES: readonly Scope[] = ["project:releases", "project:write", "org:ci"];

/** Longer work is told as under way, and asked for again. Proxies give up after 30 seconds at the soonest. */
const WAIT_MS = 15_000;
/** What the packed maps of a project may take. */
const MAX_PROJECT_BYTES = 10 * 1_024 ** 3;

/** Chunked uploads of artifact bundles, and single files of a release. Source: reference sentry-web-api §6. */
export function uploadRoutes(parts: ApiParts): readonly Route[] {
  const scopes = UPLOAD_SCOPES;
  return [
    organizationRoute(parts, { method: "GET", path: "/chunk-upload", scopes }, async (_, organization) =>
      found(optionsOf(parts, organization)),
    ),
    organizationRoute(parts, { method: "POST", path: "/chunk-upload", scopes }, (ask, organization) =>
      receiveChunks(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "POST", path: "/artifactbundle/assemble", scopes }, (ask, organization) =>
      assembleBundle(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "POST", path: "/releases/:version/assemble", scopes }, (ask, organization) =>
      assembleOfRelease(parts, ask, organization),
    ),
    organizationRoute(parts, { method: "POST", path: "/releases/:version/files", scopes }, async (ask, organization) =>
      receiveFile(parts, ask, await parts.projects.listProjects([organization.id])),
    ),
    projectRoute(parts, { method: "POST", path: "/releases/:version/files", scopes }, (ask, { project }) =>
      receiveFile(parts, ask, [project]),
    ),
    projectRoute(
      parts,
      { method: "GET", path: "/releases/:version/files", scopes: [...scopes, "project:read"] },
      async (ask, { project }) =>
        found(
          parts.artifacts
            .listFiles(project.id, ask.params["version"] ?? "")
            .map(({ id, url, dist, sizeBytes, uploadedAtMs }) => ({
              id: String(id),
              name: url,
              dist: dist === "" ? null : dist,
              headers: {},
              size: sizeBytes,
              sha1: "",
              dateCreated: dateOf(uploadedAtMs),
            })),
        ),
    ),
  ];
}

function optionsOf(parts: ApiParts, { slug }: Organization): object {
  return {
    url: `${parts.publicUrl}/api/0/organizations/${slug}/chunk-upload/`,
    chunkSize: UPLOAD_LIMITS.chunkBytes,
    chunksPerRequest: UPLOAD_LIMITS.chunksPerRequest,
    maxFileSize: UPLOAD_LIMITS.fileBytes,
    maxRequestSize: UPLOAD_LIMITS.requestBytes,
    concurrency: UPLOAD_LIMITS.concurrency,
    hashAlgorithm: "sha1",
    compression: ["gzip"],
    accept: ["release_files", "artifact_bundles", "artifact_bundles_v2"],
  };
}

async function receiveChunks(parts: ApiParts, ask: CallerAsk, { id }: Organization): Promise<Answer> {
  const { bodyFile: file } = ask;
  if (file === undefined) return found({});
  const contentType = ask.headers["content-type"] ?? "";
  const received = await parts.uploads.receiveChunks({ organizationId: id, file, contentType });
  return received.kind === "ok" ? found({}) : uploadRefused(received);
}

/** Upload endpoints say what is wrong as `error`, and clients of all others read `detail`. */
function uploadRefused({ detail }: Extract<Received, { kind: "refused" }>): Answer {
  return { status: 400, body: { error: detail, detail } };
}

const sha1 = z.string("must be a text").regex(/^[0-9a-f]{40}$/, "must be 40 lower-case hex digits");
const releaseText = z.string("must be a text").max(250, "is too long").nullish();
export const assembleBody = z.object({
  checksum: sha1,
  chunks: z.array(sha1, "must be a list").max(UPLOAD_LIMITS.fileBytes / UPLOAD_LIMITS.chunkBytes + 1, "are too many"),
  projects: z.array(z.string("must be a text"), "must be a list").min(1, "must name a project").max(100, "are too many"),
  version: releaseText,
  dist: releaseText,
});

async function assembleBundle(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, assembleBody);
  if (!body.ok) return refuse(body.problem);
  const { projects: names, checksum, chunks, version, dist } = body.value;
  const all = await parts.projects.listProjects([organization.id]);
  const projects = all.filter(({ id, slug }) => names.includes(slug) || names.includes(String(id)));
  if (projects.length < new Set(names).size) {
    return refuse({ kind: "invalid", detail: "projects names one that is not in this organisation. Check --project." });
  }
  return assemble(parts, organization, projects, { checksum, chunks, release: version ?? "", dist: dist ?? "" });
}

export const oldBody = assembleBody.omit({ projects: true, version: true });

async function assembleOfRelease(parts: ApiParts, ask: CallerAsk, organization: Organization): Promise<Answer> {
  const body = readBody(ask, oldBody);
  if (!body.ok) return refuse(body.problem);
  const { checksum, chunks, dist } = body.value;
  const projects = await parts.projects.listProjects([organization.id]);
  return assemble(parts, organization, projects, { checksum, chunks, release: ask.params["version"] ?? "", dist: dist ?? "" });
}

type Asked = { readonly checksum: string; readonly chunks: readonly string[]; readonly release: string; readonly dist: string };

/** Never says that nothing is missing while something is: a client would go away without having uploaded it. */
async function assemble(parts: ApiParts, { id }: Organization, projects: readonly Project[], asked: Asked): Promise<Answer> {
  const projectIds = projects.map((project) => project.id);
  const { chunks, ...key } = asked;
  if (parts.artifacts.holdsUpload({ projectIds, ...key })) return state("ok");
  const full = projects.find((project) => parts.artifacts.bytesOf(project.id) > MAX_PROJECT_BYTES);
  if (full !== undefined) {
    return state(
      "error",
      [],
      `The source maps of ${full.slug} take more than 10 GB. Delete old uploads in the project's settings.`,
    );
  }
  if (chunks.length === 0) return state("not_found");
  const missing = await parts.uploads.listMissing({ organizationId: id, chunks });
  if (missing.length > 0) return state("not_found", missing);

  const work = parts.uploads.assemble({ organizationId: id, projectIds, ...asked });
  const result = await Promise.race([work, sleep(WAIT_MS, undefined, { ref: false })]);
  // Whoever asks again is told how it ended.
  work.catch(() => {});
  if (result === undefined) return state("assembling");
  return result.kind === "ok" ? state("ok") : state("error", [], result.detail);
}

function state(
  name: "ok" | "not_found" | "assembling" | "error",
  missingChunks: readonly string[] = [],
  detail?: string,
): Answer {
  return found({ state: name, missingChunks, detail: detail ?? null });
}

/** Old clients send files one by one. */
async function receiveFile(parts: ApiParts, ask: CallerAsk, projects: readonly Project[]): Promise<Answer> {
  const { bodyFile: file } = ask;
  if (file === undefined) return refuse({ kind: "invalid", detail: "Send the fields file and name as multipart/form-data." });
  const release = ask.params["version"] ?? "";
  const contentType = ask.headers["content-type"] ?? "";
  const projectIds = projects.map(({ id }) => id);
  const received = await parts.uploads.receiveFile({ projectIds, release, file, contentType });
  if (received.kind !== "ok") return uploadRefused(received);
  const { name = "", checksum = "" } = received;
  return created({
    id: checksum.slice(0, 12),
    name,
    dist: null,
    headers: {},
    size: 0,
    sha1: checksum,
    dateCreated: dateOf(parts.now()),
  });
}
