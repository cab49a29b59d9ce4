/** Which ingest endpoint a path names. */
export type IngestRoute = {
  readonly endpoint: "envelope" | "store";
  /** The project as it stands in the path, not yet looked at; absent on `/api/store/`, where the key alone decides. */
  readonly projectText?: string;
  /** On GitLab's paths an unknown key or project is 404, as GitLab answers it. */
  readonly isGitLab: boolean;
};

const SENTRY = /^\/api\/([^/]+)\/(envelope|store)$/;
/**
 * GitLab's DSNs end in `/api/v4/error_tracking/collector/<id>` (inside GitLab) or `/errortracking/api/v1/projects/<id>` (its
 * separate service). SDKs put `api` before the last segment: `…/collector/api/<id>/envelope/`. Hand-made URLs leave it out.
 */
const GITLAB =
  /^\/(?:api\/v4\/error_tracking\/collector|errortracking\/api\/v1\/projects)(?:\/api)?\/([^/]+)\/(envelope|store)$/;

/** The route of a URL below the public address's path, or undefined when it is not ingest's. The query does not matter. */
export function routeOf(url: string): IngestRoute | undefined {
  const path = normalPath(url);
  if (path === "/api/store") return { endpoint: "store", isGitLab: false };
  const sentry = SENTRY.exec(path);
  const match = sentry ?? GITLAB.exec(path);
  if (match === null) return undefined;
  const [, projectText = "", endpoint] = match;
  return { endpoint: endpoint === "store" ? "store" : "envelope", projectText, isGitLab: sentry === null };
}

/** Without query, without doubled slashes, without a slash at the end: senders differ in all three. */
function normalPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replaceAll(/\/{2,}/g, "/").replace(/\/$/, "");
}
