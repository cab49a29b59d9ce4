import { createHash } from "node:crypto";
import type { Artifact } from "./artifacts.ts";
import type { Bundle } from "./bundle.ts";
import { plainDebugId } from "./debug-id.ts";
import { MapProblem } from "./map-problem.ts";
import { packSourceMap } from "./pack-source-map.ts";
import { scriptComments } from "./script-comments.ts";

/** A file as it was uploaded. `type`: as manifests name it, "" when nobody said. */
export type SentFile = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly url: string;
  readonly debugId: string | undefined;
  readonly mapUrl: string | undefined;
};

/** Keeps a file durably under its SHA-256 in lower-case hex. */
export type KeepBlob = (digest: string, parts: readonly Buffer[]) => void;

/** Larger files are refused one by one. A map is held in memory while it is packed, and about its size again of what it is packed to. */
export const MAX_FILE_BYTES = 128 * 1_024 * 1_024;

/** Reads and packs the files of a bundle one after the other. What is wrong with one costs that one and is kept in words. */
export function packBundle(bundle: Bundle, keep: KeepBlob): readonly Artifact[] {
  const artifacts: Artifact[] = [];
  for (const file of bundle.files) {
    const kind = kindOf(file.type, file.url);
    if (kind === undefined) continue;
    const { url, debugId, mapUrl } = file;
    const bytes = bundle.read(file, MAX_FILE_BYTES);
    if (bytes.ok)
      artifacts.push(packFile({ bytes: bytes.value, type: file.type, url, debugId, mapUrl }, keep) ?? lost(kind, file, ""));
    else artifacts.push(lost(kind, file, `The file could not be read from the upload: ${bytes.problem.detail}.`));
  }
  return artifacts;
}

function lost(kind: Artifact["kind"], { url, debugId, mapUrl }: Omit<SentFile, "bytes" | "type">, problem: string): Artifact {
  return { kind, url, debugId, mapUrl, digest: undefined, problem, sizeBytes: 0 };
}

/** Undefined for files that no frame is mapped by. */
export function packFile(file: SentFile, keep: KeepBlob): Artifact | undefined {
  const kind = kindOf(file.type, file.url);
  if (kind === "map") return packMapFile(file, keep);
  if (kind === "script") return packScript(file, keep);
  return undefined;
}

function kindOf(type: string, url: string): Artifact["kind"] | undefined {
  switch (type) {
    case "minified_source":
      return "script";
    case "source_map":
      return "map";
    case "":
      if (/\.(?:map|json)$/i.test(url.replace(/[?#].*$/s, ""))) return "map";
      return /\.(?:[cm]?js|bundle|html?)$/i.test(url.replace(/[?#].*$/s, "")) ? "script" : undefined;
    default:
      return undefined;
  }
}

function packMapFile({ url, debugId, mapUrl, bytes }: SentFile, keep: KeepBlob): Artifact {
  const packed = packedMap(bytes, keep);
  return { kind: "map", url, mapUrl, ...packed, debugId: debugId ?? packed.debugId };
}

function packScript({ url, debugId, mapUrl, bytes }: SentFile, keep: KeepBlob): Artifact {
  const comments = scriptComments(bytes);
  const own = { kind: "script", url, debugId: debugId ?? comments.debugId, mapUrl: mapUrl ?? comments.mapUrl } as const;
  if (comments.inlineMap === undefined) return { ...own, digest: undefined, problem: undefined, sizeBytes: 0 };
  const { digest, problem, sizeBytes } = packedMap(comments.inlineMap, keep);
  return { ...own, digest, problem, sizeBytes };
}

type Packed = Pick<Artifact, "debugId" | "digest" | "problem" | "sizeBytes">;

function packedMap(bytes: Buffer, keep: KeepBlob): Packed {
  try {
    const { parts, debugId = "" } = packSourceMap(bytes);
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    const digest = hash.digest("hex");
    keep(digest, parts);
    const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
    return { debugId: plainDebugId(debugId), digest, problem: undefined, sizeBytes };
  } catch (error) {
    if (!(error instanceof MapProblem)) throw error;
    return { debugId: undefined, digest: undefined, problem: `The source map cannot be used: ${error.message}.`, sizeBytes: 0 };
  }
}
