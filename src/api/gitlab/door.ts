import { BackendProblem } from "../../backend/backend.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Answer, Refusal } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { refusalOf } from "../backend-answer.ts";
import { authenticate, checkOrigin } from "../caller.ts";
import { underChangeLog } from "../change-log.ts";
import { fieldError, graphqlErrors, refuseIn } from "./refusal.ts";
import type { GitlabAsk, GitlabRoute } from "./route.ts";
import { isGitlabWebPath } from "./web-path.ts";

/** A request as it came. */
export type Arrived = {
  readonly method: string;
  readonly path: string;
  readonly params: GitlabAsk["params"];
  readonly query: unknown;
  readonly body: Uint8Array | undefined;
  readonly clientIp: string;
  readonly headers: { readonly [name: string]: string | undefined };
};

/** Answers a route in GitLab's manner: who asks, from where, with what fields; then the route itself. Rejects for bugs alone. */
export async function answerGitlab(parts: ApiParts, route: GitlabRoute, arrived: Arrived): Promise<Answer> {
  const { method, path, params, clientIp } = arrived;
  const headers = withPrivateToken(arrived.headers);
  const caller = await authenticate(parts.accounts, headers, parts.now());
  if (!caller.ok) return refuseIn(route.manner, caller.problem);
  parts.noteUse(caller.value);
  const origin = checkOrigin(parts.publicUrl, method, headers, caller.value);
  if (!origin.ok) return refuseIn(route.manner, origin.problem);
  const fields = readFields(arrived);
  if (!fields.ok) return refuseFields(route, fields.problem);
  try {
    const answer = (): Promise<Answer> => route.answer({ path, params, fields: fields.value, caller: caller.value });
    // Nothing is changed by GraphQL.
    if (route.manner === "graphql") return await answer();
    const ask = { caller: caller.value, clientIp, path, body: Object.fromEntries(fields.value) };
    return await underChangeLog(parts.commands, nameInLog(route), ask, answer);
  } catch (error) {
    if (error instanceof BackendProblem) return refuseIn(route.manner, refusalOf(error));
    throw error;
  }
}

/** `projects.error_tracking.settings.edit`: nobody looks for what was changed by the address of a door. */
function nameInLog({ method, path }: GitlabRoute): { readonly method: string; readonly path: string } {
  return { method, path: path.replace("/api/v4/", "/").replace("/-/", "/") };
}

/** Whatever the framework itself refuses below GitLab's paths, and our own faults, in GitLab's shape. */
export function inGitlabShape(path: string, answer: Answer): Answer {
  const isRest = path.startsWith("/api/v4/");
  const isGraphql = /^\/api\/graphql\b/.test(path);
  if (!isRest && !isGraphql && !isGitlabWebPath(path.split("?", 1)[0] ?? "")) return answer;
  const { body, ...rest } = answer;
  const { detail, ...more } = typeof body === "object" && body !== null && "detail" in body ? body : { detail: body };
  if (isRest && answer.status === 404) return { ...rest, body: { error: "404 Not Found" } };
  if (isRest && answer.status >= 500) return { ...rest, body: { message: "500 Internal Server Error", ...more } };
  return { ...rest, body: isGraphql ? graphqlErrors(String(detail)) : { message: String(detail), ...more } };
}

/** GitLab's own header goes before the standard one. */
function withPrivateToken(headers: Arrived["headers"]): Arrived["headers"] {
  const token = headers["private-token"];
  return token === undefined ? headers : { ...headers, authorization: `Bearer ${token.trim()}` };
}

type FieldsProblem = Extract<Refusal, { kind: "unsupported-type" }> | { readonly kind: "not-readable" };

/** Fields come in the query, as a form or as JSON: GitLab's clients use all three. What the body says goes before the query. */
function readFields({ query, body, headers }: Arrived): Result<ReadonlyMap<string, unknown>, FieldsProblem> {
  const asked = entriesOf(query);
  if (body === undefined || body.length === 0) return ok(new Map(asked));
  const text = Buffer.from(body).toString("utf8");
  const type = headers["content-type"] ?? "";
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return ok(new Map([...asked, ...new URLSearchParams(text)]));
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return problem({ kind: "unsupported-type" });
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? ok(new Map([...asked, ...Object.entries(parsed)])) : problem({ kind: "not-readable" });
  } catch {
    return problem({ kind: "not-readable" });
  }
}

function refuseFields({ manner }: GitlabRoute, what: FieldsProblem): Answer {
  const words = "The body must be one JSON object.";
  if (what.kind === "unsupported-type") return refuseIn(manner, what);
  return manner === "rest" ? fieldError(words) : refuseIn(manner, { kind: "invalid", detail: words });
}

/** A key of the query that is repeated counts once: the last one wins. */
function entriesOf(query: unknown): readonly (readonly [string, unknown])[] {
  const entries: readonly [string, unknown][] = isObject(query) ? Object.entries(query) : [];
  return entries.map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]);
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
