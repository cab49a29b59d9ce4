import { createHash } from "node:crypto";
import type { Artifact, ArtifactCommands } from "./artifacts.ts";
import { dashedDebugId, debugIdOfName } from "./debug-id.ts";
import { MapProblem } from "./map-problem.ts";
import type { KeepBlob } from "./pack-files.ts";
import { MAX_FILE_BYTES } from "./pack-files.ts";
import type { BlobFile } from "./packed-map.ts";
import { packProguard } from "./proguard/pack-proguard.ts";
import type { KeptDebugFile, Received, ReceivedDebugFiles } from "./uploads.ts";
import { readZipDirectory, readZipEntry } from "./zip.ts";

export type DebugFileDeps = { readonly keep: KeepBlob; readonly commands: Pick<ArtifactCommands, "saveArtifacts"> };

type SentDebugFile = {
  readonly projectId: number;
  readonly name: string;
  readonly debugId: string;
  /** SHA-1 of the bytes. */
  readonly checksum: string;
  readonly bytes: Buffer;
};

const MAX_FILES = 200;

/** Packs and keeps a mapping. One that cannot be used is refused: whoever uploads it reads why. */
export async function keepDebugFile({ keep, commands }: DebugFileDeps, sent: SentDebugFile): Promise<Received> {
  const { projectId, name, debugId, checksum, bytes } = sent;
  try {
    const parts = packProguard(bytes);
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    const digest = hash.digest("hex");
    keep(digest, parts);
    const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
    const none = { mapUrl: undefined, problem: undefined };
    const file: Artifact = { kind: "proguard", url: name, debugId, digest, sizeBytes, ...none };
    const bundleId = dashedDebugId(debugId);
    await commands.saveArtifacts({ projectIds: [projectId], checksum, release: "", dist: debugId, bundleId, files: [file] });
    return { kind: "ok" };
  } catch (error) {
    if (!(error instanceof MapProblem)) throw error;
    return {
      kind: "refused",
      detail: `${name} is no mapping of ProGuard or R8: ${error.message}. Other debug files are not taken.`,
    };
  }
}

/** Keeps the mappings in an archive; other files in it are passed over, and one that cannot be used refuses the rest. */
export async function keepDebugFiles(deps: DebugFileDeps, projectId: number, archive: Uint8Array): Promise<ReceivedDebugFiles> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const file: BlobFile = {
    sizeBytes: bytes.length,
    read: (at, length) => bytes.subarray(Math.max(0, at), Math.max(0, at) + length),
    close: () => {},
  };
  const directory = readZipDirectory(file, MAX_FILES);
  if (!directory.ok) return { kind: "refused", detail: `The archive cannot be used: ${directory.problem.detail}.` };
  const files: KeptDebugFile[] = [];
  for (const entry of directory.value.entries) {
    const debugId = debugIdOfName(entry.name);
    if (debugId === undefined) continue;
    const content = readZipEntry(directory.value, entry, MAX_FILE_BYTES);
    if (!content.ok) return { kind: "refused", detail: `${entry.name} cannot be read: ${content.problem.detail}.` };
    const checksum = createHash("sha1").update(content.value).digest("hex");
    const kept = await keepDebugFile(deps, { projectId, name: entry.name, debugId, checksum, bytes: content.value });
    if (kept.kind !== "ok") return kept;
    files.push({ name: entry.name, debugId, checksum });
  }
  return { kind: "ok", files };
}
