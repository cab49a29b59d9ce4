import type { ArtifactFinder } from "../artifacts.ts";

/** The mapping that an event names, or that it is not uploaded to this project. */
export type FoundMapping = { readonly digest: string; readonly uploadedAtMs: number } | "not-uploaded";

/** By its id alone, newest upload first. Source: reference sentry-web-api §6.6. */
export function findProguard(finder: ArtifactFinder, projectId: number, debugId: string): FoundMapping {
  const file = finder.findByDebugId(projectId, debugId).find(({ kind, digest }) => kind === "proguard" && digest !== undefined);
  return file?.digest === undefined ? "not-uploaded" : { digest: file.digest, uploadedAtMs: file.uploadedAtMs };
}
