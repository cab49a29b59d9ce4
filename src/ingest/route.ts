/** Which ingest endpoint a path names. */
export type IngestRoute = {
  readonly endpoint: Endpoint;
  /** The project as it stands in the path, not yet looked at; absent where the key alone decides. */
  readonly projectText?: string;
  /** On GitLab's paths an unknown key or project is 404, as GitLab answers it. */
  readonly isGitLab: boolean;
  /** A key that stands in the path. */
  readonly keyText?: string;
  /** Further parts of the path: an event's id, a monitor's name, what kind of signal. */
  readonly part?: string;
};

export type Endpoint =
  | "envelope"
  | "store"
  | "security"
  | "cron"
  | "otlp"
  | "loader"
  | "error-page"
  | "minidump"
  | "unreal"
  | "attachments";

/** What may follow the project. The groups are `part` and `keyText`. */
const ENDPOINTS: readonly (readonly [RegExp, Endpoint])[] = [
  [/^envelope$/, "envelope"],
  [/^store$/, "store"],
  // Reports of failed requests are sent in the same form.
  [/^(?:security|csp-report|nel)$/, "security"],
  [/^minidump$/, "minidump"],
  [/^unreal\/(?<key>[^/]+)$/, "unreal"],
  [/^events\/(?<part>[^/]+)\/attachments$/, "attachments"],
  [/^cron\/(?<part>[^/]+)(?:\/(?<key>[^/]+))?$/, "cron"],
  [/^(?:integration\/)?otlp\/v1\/(?<part>traces|logs|metrics)$/, "otlp"],
];

const SENTRY = /^\/api\/([^/]+)\/(.+)$/;
/**
 * GitLab's DSNs end in `/api/v4/error_tracking/collector/<id>` (inside GitLab) or `/errortracking/api/v1/projects/<id>` (its
 * separate service). SDKs put `api` before the last segment: `…/collector/api/<id>/envelope/`. Hand-made URLs leave it out.
 */
const GITLAB = /^\/(?:api\/v4\/error_tracking\/collector|errortracking\/api\/v1\/projects)(?:\/api)?\/([^/]+)\/(.+)$/;
/** Names below `/api/` that are no projects, and whose paths are others'. */
const NO_PROJECTS: ReadonlySet<string> = new Set(["0", "v4", "graphql", "tunnel", "embed"]);
const TUNNEL = /^\/api\/tunnel(?:\/|$)/;
const LOADER = /^\/(?:js-sdk-loader\/(?<key>\w{1,64})(?:\.min)?\.js|(?<key>[0-9a-f]{32})\.min\.js)$/;
/** What nobody else answers: a wrong address of a DSN is to be told so, and not shown a page. */
const OURS = /^\/(?:api\/[1-9]\d*|api\/v4\/error_tracking\/collector|errortracking)(?:\/|$)/;

/** Whether a URL below the public address's path is ingest's to answer, be it with 404. */
export function isIngestUrl(url: string): boolean {
  return routeOf(url) !== undefined || OURS.test(normalPath(url));
}

/** The route of a URL below the public address's path, or undefined when it is not ingest's. The query does not matter. */
export function routeOf(url: string): IngestRoute | undefined {
  if (url.length > MAX_REMEMBERED_LENGTH) return readRoute(normalPath(url));
  if (remembered.has(url)) return remembered.get(url);
  const route = readRoute(normalPath(url));
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(url, route);
  return route;
}

/** An SDK sends to one address all its life, and each request's is asked about twice. */
const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_LENGTH = 300;
const remembered = new Map<string, IngestRoute | undefined>();

function readRoute(path: string): IngestRoute | undefined {
  if (path === "/api/store") return { endpoint: "store", isGitLab: false };
  // A page's own server passes on what its browsers send: the envelope says itself whose it is.
  if (TUNNEL.test(path)) return { endpoint: "envelope", isGitLab: false };
  if (path === "/api/embed/error-page") return { endpoint: "error-page", isGitLab: false };
  const loader = LOADER.exec(path)?.groups;
  if (loader !== undefined) return { endpoint: "loader", isGitLab: false, ...partsOf(loader) };
  const gitLab = GITLAB.exec(path);
  const [, projectText = "", rest = ""] = gitLab ?? SENTRY.exec(path) ?? [];
  if (projectText === "" || (gitLab === null && NO_PROJECTS.has(projectText))) return undefined;
  for (const [pattern, endpoint] of ENDPOINTS) {
    const groups = pattern.exec(rest)?.groups;
    if (groups === undefined && !pattern.test(rest)) continue;
    return { endpoint, projectText, isGitLab: gitLab !== null, ...partsOf(groups) };
  }
  return undefined;
}

function partsOf(groups: { readonly [name: string]: string | undefined } = {}): Pick<IngestRoute, "keyText" | "part"> {
  const { key, part } = groups;
  return { ...(key !== undefined && { keyText: key }), ...(part !== undefined && { part: decoded(part) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Without query, without doubled slashes, without a slash at the end: senders differ in all three. */
function normalPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replaceAll(/\/{2,}/g, "/").replace(/\/$/, "");
}
