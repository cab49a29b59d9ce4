import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

/**
 * Where an SDK sends and the key it shows: `https://<publicKey>@<host>/<path…>/<projectId>`. Only the key and the project
 * matter to a receiver; host, scheme, path and secret differ freely behind proxies and tunnels.
 */
export type Dsn = { readonly publicKey: string; readonly projectId: number; readonly host: string };
export type DsnProblem = { readonly kind: "not-a-url" | "no-public-key" | "bad-project-id" };

const MAX_DSN_LENGTH = 2_048;

/** Reads a DSN as SDKs send it; the secret of old ones (`key:secret@`) is ignored, and so is a slash at the end. */
export function parseDsn(text: string): Result<Dsn, DsnProblem> {
  const url = text.length > MAX_DSN_LENGTH ? null : URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return problem({ kind: "not-a-url" });
  if (url.username === "") return problem({ kind: "no-public-key" });

  const lastSegment = url.pathname.replace(/\/$/, "").split("/").at(-1) ?? "";
  const projectId = parseProjectId(lastSegment);
  if (projectId === undefined) return problem({ kind: "bad-project-id" });
  return ok({ publicKey: url.username, projectId, host: url.host });
}

/** A project id as it stands in paths and DSNs: a positive decimal integer. */
export function parseProjectId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Whether a text has the form of a client key of ours. */
export function isPublicKey(text: string): boolean {
  return /^[A-Za-z0-9_]{16,64}$/.test(text);
}
