import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Part } from "../protocol/multipart.ts";
import { boundaryOf, parseMultipart } from "../protocol/multipart.ts";
import type { Artifact, ArtifactCommands } from "./artifacts.ts";
import { openBundle } from "./bundle.ts";
import type { ChunkStore } from "./chunk-store.ts";
import { dashedDebugId, plainDebugId } from "./debug-id.ts";
import { keepDebugFile, keepDebugFiles } from "./debug-files.ts";
import type { KeepBlob } from "./pack-files.ts";
import { MAX_FILE_BYTES, packBundle, packFile } from "./pack-files.ts";
import type { BlobFile } from "./packed-map.ts";
import type { Assembly, DebugAssembly, FormFile, Received, UploadDesk } from "./uploads.ts";
import { UPLOAD_LIMITS } from "./uploads.ts";

export type DeskDeps = {
  /** For files under way; removed by the desk. */
  readonly workDirectory: string;
  readonly chunks: ChunkStore;
  readonly openFile: (place: string) => BlobFile;
  readonly keep: KeepBlob;
  readonly commands: ArtifactCommands;
};

const MAX_REMEMBERED = 200;

/** The work on uploads. It may take seconds at a time and lets nothing pass meanwhile: it belongs into a thread of its own. */
export function createUploadDesk(deps: DeskDeps): UploadDesk {
  /** How assemblies ended: a client that asks again need not wait for the same work. */
  const ended = new Map<string, Received>();
  return {
    receiveChunks: async ({ organizationId, ...form }) => receiveChunks(deps, organizationId, form),
    listMissing: async ({ organizationId, chunks }) => chunks.filter((chunk) => !deps.chunks.has(organizationId, chunk)),
    async assemble(assembly) {
      const key = JSON.stringify([assembly.checksum, assembly.projectIds, assembly.release, assembly.dist]);
      const known = ended.get(key);
      if (known?.kind === "ok") return known;
      const result = await assemble(deps, assembly);
      const [oldest] = ended.keys();
      if (ended.size >= MAX_REMEMBERED && oldest !== undefined) ended.delete(oldest);
      ended.set(key, result);
      return result;
    },
    receiveFile: ({ projectIds, release, ...form }) => receiveFile(deps, projectIds, release, form),
    assembleDebugFile: (assembly) => assembleDebugFile(deps, assembly),
    receiveDebugFiles: async ({ projectId, ...form }) => {
      const [sent] = (partsOf(form) ?? []).filter(({ name }) => name === "file");
      return sent === undefined
        ? { kind: "refused", detail: "Send a ZIP of debug files as the field file of multipart/form-data." }
        : await keepDebugFiles(deps, projectId, sent.bytes);
    },
  };
}

function partsOf({ file, contentType }: FormFile): readonly Part[] | undefined {
  const boundary = boundaryOf(contentType);
  return boundary === undefined ? undefined : parseMultipart(readFileSync(file), boundary);
}

function receiveChunks({ chunks }: DeskDeps, organizationId: number, form: FormFile): Received {
  const parts = partsOf(form);
  if (parts === undefined) return refused("Send the chunks as multipart/form-data.");
  if (parts.length > UPLOAD_LIMITS.chunksPerRequest)
    return refused(`Send at most ${UPLOAD_LIMITS.chunksPerRequest} chunks at once.`);
  for (const { name, fileName = "", bytes } of parts) {
    if (name !== "file" && name !== "file_gzip") continue;
    if (!/^[0-9a-f]{40}$/.test(fileName)) return refused("A chunk is named by its SHA-1, in 40 lower-case hex digits.");
    const plain = name === "file" ? bytes : unzipped(bytes);
    if (plain === undefined || plain.length > UPLOAD_LIMITS.chunkBytes) {
      return refused(`The chunk ${fileName} does not unpack to at most ${UPLOAD_LIMITS.chunkBytes} bytes.`);
    }
    if (createHash("sha1").update(plain).digest("hex") !== fileName)
      return refused(`The checksum of chunk ${fileName} does not match.`);
    if (!chunks.put(organizationId, fileName, plain)) {
      return refused(
        "Too many uploads of this organisation were begun and not finished. Try again in two days, when they are swept.",
      );
    }
  }
  return { kind: "ok" };
}

function unzipped(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: UPLOAD_LIMITS.chunkBytes });
  } catch {
    return undefined;
  }
}

async function assemble(deps: DeskDeps, assembly: Assembly): Promise<Received> {
  return await withJoined(deps, assembly, (file) => keepBundle(deps, assembly, file));
}

async function assembleDebugFile(deps: DeskDeps, assembly: DebugAssembly): Promise<Received> {
  return await withJoined(deps, assembly, async (file) => {
    try {
      if (file.sizeBytes > MAX_FILE_BYTES) return refused(`${assembly.name} is larger than 128 MB.`);
      return await keepDebugFile(deps, { ...assembly, bytes: file.read(0, file.sizeBytes) });
    } finally {
      file.close();
    }
  });
}

type Joined = { readonly organizationId: number; readonly checksum: string; readonly chunks: readonly string[] };

async function withJoined(deps: DeskDeps, assembly: Joined, use: (file: BlobFile) => Promise<Received>): Promise<Received> {
  mkdirSync(deps.workDirectory, { recursive: true, mode: 0o700 });
  const place = path.join(deps.workDirectory, `${randomUUID()}.assembled`);
  try {
    const checksum = deps.chunks.join(assembly.organizationId, assembly.chunks, place);
    if (checksum === undefined) return refused("A chunk is missing. Upload again.");
    if (checksum !== assembly.checksum)
      return refused("The chunks put together do not have the checksum announced. Upload again.");
    return await use(deps.openFile(place));
  } finally {
    rmSync(place, { force: true });
  }
}

async function keepBundle({ keep, commands }: DeskDeps, assembly: Assembly, file: BlobFile): Promise<Received> {
  try {
    const bundle = openBundle(file);
    if (!bundle.ok) return refused(`The bundle cannot be used: ${bundle.problem.detail}.`);
    const files = packBundle(bundle.value, keep);
    const { projectIds, checksum, release, dist } = assembly;
    const bundleId = dashedDebugId(bundle.value.debugId ?? checksum.slice(0, 32));
    await commands.saveArtifacts({ projectIds, checksum, release, dist, bundleId, files });
    return { kind: "ok" };
  } finally {
    file.close();
  }
}

async function receiveFile(
  { keep, commands }: DeskDeps,
  projectIds: readonly number[],
  release: string,
  form: FormFile,
): Promise<Received> {
  const parts = partsOf(form);
  const textOf = (name: string): string => {
    const part = parts?.find((each) => each.name === name && each.fileName === undefined);
    return part === undefined ? "" : Buffer.from(part.bytes).toString("utf8").slice(0, 2_048);
  };
  const sent = parts?.find(({ name }) => name === "file");
  const url = textOf("name") === "" ? (sent?.fileName ?? "") : textOf("name");
  if (parts === undefined || sent === undefined || url === "")
    return refused("Send the fields file and name as multipart/form-data.");
  const headers = new Map(
    parts
      .filter(({ name }) => name === "header")
      .map(({ bytes }) => /^([\w-]+):(.*)$/s.exec(Buffer.from(bytes).toString("utf8")) ?? [])
      .map(([, name = "", value = ""]) => [name.toLowerCase(), value.trim()] as const),
  );
  const bytes = Buffer.from(sent.bytes.buffer, sent.bytes.byteOffset, sent.bytes.byteLength);
  const mapUrl = headers.get("sourcemap") ?? headers.get("x-sourcemap");
  const artifact = packFile({ bytes, type: "", url, debugId: plainDebugId(headers.get("debug-id") ?? ""), mapUrl }, keep);
  const checksum = createHash("sha1").update(url).update("\n").update(bytes).digest("hex");
  const files: readonly Artifact[] = artifact === undefined ? [] : [artifact];
  const bundleId = dashedDebugId(checksum.slice(0, 32));
  await commands.saveArtifacts({ projectIds, checksum, release, dist: textOf("dist"), bundleId, files });
  return { kind: "ok", name: url, checksum: createHash("sha1").update(bytes).digest("hex") };
}

function refused(detail: string): Received {
  return { kind: "refused", detail };
}
