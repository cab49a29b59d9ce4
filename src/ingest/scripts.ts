import type { IncomingMessage } from "node:http";
import { dsnOf } from "../project/dsn.ts";
import { isOriginAllowed } from "../project/origin.ts";
import type { ClientKey } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { admit, claimOf, queryOf } from "./admit.ts";
import { dialogScript } from "./dialog-script.ts";
import { loaderScript, NO_LOADER } from "./loader-script.ts";
import type { IngestProblem } from "./problem.ts";
import type { IngestRoute } from "./route.ts";

/** What pages load from the server of their errors. */
export type Script = { readonly text: string; readonly cacheControl: string };

export type ScriptDeps = {
  readonly keys: (publicKey: string) => ClientKey | undefined;
  /** The public address, without a slash at the end. */
  readonly publicUrl: string;
  readonly allowedOriginsOf?: (key: ClientKey) => readonly string[];
  /** Unix ms. */
  readonly nowMs: number;
};

/** Undefined when the request is not for a script. */
export function scriptFor(
  request: IncomingMessage,
  route: IngestRoute | undefined,
  deps: ScriptDeps,
): Result<Script, IngestProblem> | undefined {
  if (route === undefined || (request.method !== "GET" && request.method !== "HEAD")) return undefined;
  if (route.endpoint === "loader") return ok(loaderFor(route, deps));
  return route.endpoint === "error-page" ? dialogFor(request, route, deps) : undefined;
}

/** Stale is better than nothing: a page loads it before all else. */
const LOADER_CACHE = "public, max-age=3600, s-maxage=60, stale-while-revalidate=315360000, stale-if-error=315360000";

function loaderFor({ keyText = "" }: IngestRoute, { keys, publicUrl, nowMs }: ScriptDeps): Script {
  const admitted = admit(keys(keyText), undefined, false, nowMs);
  if (!admitted.ok) return { text: NO_LOADER, cacheControl: "public, max-age=60" };
  const { publicKey, projectId } = admitted.value;
  return { text: loaderScript(dsnOf(publicUrl, publicKey, projectId)), cacheControl: LOADER_CACHE };
}

function dialogFor(
  request: IncomingMessage,
  route: IngestRoute,
  { keys, publicUrl, allowedOriginsOf, nowMs }: ScriptDeps,
): Result<Script, IngestProblem> {
  const claim = claimOf(request, route);
  if (!claim.ok) return claim;
  const { auth, projectId } = claim.value;
  const admitted = admit(keys(auth?.publicKey ?? ""), projectId, false, nowMs);
  if (!admitted.ok) return problem({ kind: "bad-dialog-dsn" });
  const { origin, referer } = request.headers;
  if (!isOriginAllowed({ origin, referer }, allowedOriginsOf?.(admitted.value) ?? ["*"])) {
    return problem({ kind: "origin-not-allowed" });
  }
  const query = queryOf(request) ?? new URLSearchParams();
  const asked = new URLSearchParams({ dsn: query.get("dsn") ?? "", eventId: query.get("eventId") ?? "" });
  const action = `${publicUrl}/api/embed/error-page/?${asked.toString()}`;
  return ok({ text: dialogScript(action, query), cacheControl: "no-store" });
}
