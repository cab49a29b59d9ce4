import type { ArtifactFinder, StoredArtifact } from "./artifacts.ts";
import { resolveMapUrl, urlCandidates } from "./url-candidates.ts";

/** A script that ran, as an event tells of it. */
export type RanScript = {
  readonly projectId: number;
  /** Its address. */
  readonly address: string;
  /** 32 lower-case hex digits. */
  readonly debugId: string | undefined;
  readonly release: string | undefined;
  readonly dist: string | undefined;
};

/** Why no map was found: each has words and a remedy in `doctor.ts`. */
export type NoMapReason =
  | "no-debug-id-and-no-release"
  | "debug-id-not-uploaded"
  | "script-not-uploaded"
  | "map-not-referenced"
  | "map-not-uploaded"
  | "map-broken";

export type FoundMap =
  | { readonly kind: "map"; readonly digest: string; readonly name: string; readonly uploadedAtMs: number }
  | {
      readonly kind: "none";
      readonly reason: NoMapReason;
      readonly script?: StoredArtifact;
      readonly problem?: string;
      readonly mapUrl?: string;
    };

/**
 * The map of a script: by its debug id, whatever its release and address; else by release, dist and address, each exactly. Source:
 * reference sentry-web-api §6.6.
 */
export function findMap(finder: ArtifactFinder, script: RanScript): FoundMap {
  const { debugId, release } = script;
  const byId = debugId === undefined ? undefined : findByDebugId(finder, script.projectId, debugId);
  if (byId?.kind === "map" || (byId !== undefined && byId.reason !== "debug-id-not-uploaded")) return byId;
  if (release === undefined || release === "") return byId ?? { kind: "none", reason: "no-debug-id-and-no-release" };
  const byUrl = findByAddress(finder, script, release);
  // What the event names most exactly is what should have been there.
  return byUrl.kind === "none" && byUrl.reason === "script-not-uploaded" && byId !== undefined ? byId : byUrl;
}

function findByDebugId(finder: ArtifactFinder, projectId: number, debugId: string): FoundMap {
  const artifacts = finder.findByDebugId(projectId, debugId);
  const usable = artifacts.find(({ digest }) => digest !== undefined);
  if (usable?.digest !== undefined) return mapOf(usable, usable.digest);
  const broken = artifacts.find(({ problem }) => problem !== undefined);
  if (broken?.problem !== undefined) return { kind: "none", reason: "map-broken", script: broken, problem: broken.problem };
  const [script] = artifacts;
  if (script === undefined) return { kind: "none", reason: "debug-id-not-uploaded" };
  return { kind: "none", reason: "map-not-uploaded", script };
}

function findByAddress(finder: ArtifactFinder, { projectId, address, dist = "" }: RanScript, release: string): FoundMap {
  const at = (url: string): readonly StoredArtifact[] =>
    urlCandidates(url).flatMap((candidate) => finder.findByUrl(projectId, release, dist, candidate));
  const script = at(address).find(({ kind }) => kind === "script");
  const named = script?.mapUrl;
  if (script?.digest !== undefined) return mapOf(script, script.digest);
  // Some upload the map alone, under the usual name.
  const mapUrl =
    script === undefined || named === undefined ? `${address.replace(/[?#].*$/s, "")}.map` : resolveMapUrl(script.url, named);
  const map = mapUrl === undefined ? undefined : at(mapUrl).find(({ kind }) => kind === "map");
  if (map?.digest !== undefined) return mapOf(map, map.digest);
  const problem = map?.problem ?? script?.problem;
  if (problem !== undefined) return { kind: "none", reason: "map-broken", ...(script !== undefined && { script }), problem };
  if (script === undefined) return { kind: "none", reason: "script-not-uploaded" };
  if (named === undefined) return { kind: "none", reason: "map-not-referenced", script };
  return { kind: "none", reason: "map-not-uploaded", script, mapUrl: mapUrl ?? named };
}

function mapOf(artifact: StoredArtifact, digest: string): FoundMap {
  const { url, uploadedAtMs } = artifact;
  return { kind: "map", digest, name: url, uploadedAtMs };
}
