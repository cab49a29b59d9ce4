import type { AuditCommands } from "../account/audit.ts";
import type { Answer } from "./answer.ts";
import type { Ask } from "./route.ts";

/** Requests that change nothing although they are no GET: they ask, or try. */
const ONLY_ASK: ReadonlySet<string> = new Set([
  "POST /projects/:organization/:project/filters/try",
  "POST /projects/:organization/:project/backend/sentry-projects",
  "POST /projects/:organization/:project/code-host/repositories",
  "POST /projects/:organization/:project/create-sample",
  "POST /invitations/look",
  // Looking is no change.
  "PUT /organizations/:organization/issues/:issue/seen",
  "PUT /issues/:issue/seen",
  "PUT /groups/:issue/seen",
  "POST /projects/:organization/:project/grouping-rules/check",
  "POST /projects/:organization/:project/grouping-rules/preview",
]);
const VERBS: { readonly [method: string]: string } = { POST: "create", PUT: "edit", PATCH: "edit", DELETE: "remove" };
type RouteName = { readonly method: string; readonly path: string };
const MAX_TARGET = 200;
const MAX_FIELDS = 20;

/**
 * Appends to the log of changes, for every request that changed something and every route there is: nothing has to be told of a new
 * one. Of what was sent the names of fields are kept and no values, so that no secret gets into the log.
 */
export async function noteChange(
  commands: AuditCommands,
  route: RouteName,
  ask: Pick<Ask, "caller" | "clientIp" | "path" | "body">,
  answer: Answer,
): Promise<void> {
  const { organizationId, user = ask.caller?.user, note, action } = answer.audit ?? {};
  const isChange = route.method !== "GET" && !ONLY_ASK.has(`${route.method} ${route.path}`);
  if (answer.status >= 400 || !(isChange || action !== undefined)) return;
  // Nobody's and nowhere: a code host telling of its own issues, say.
  if (organizationId === undefined && user === undefined) return;
  await commands.noteChange({
    organizationId,
    userId: user?.id,
    actor: user?.email ?? `token ${ask.caller?.token?.name ?? ""}`.trim(),
    ip: ask.clientIp,
    action: action ?? actionOf(route),
    target: targetOf(ask.path),
    note: note ?? fieldsOf(ask.body),
  });
}

/** `PUT /organizations/:organization/members/:member` → `members.edit`. */
export function actionOf({ method, path }: RouteName): string {
  const words = path.split("/").filter((segment) => segment !== "" && !segment.startsWith(":"));
  if (words.length > 1 && words[0] === "organizations") words.shift();
  if (words[0] === "groups") words[0] = "issues";
  return [...words, VERBS[method] ?? method.toLowerCase()].join(".");
}

/** No path holds a secret: links carry theirs in a body. */
function targetOf(path: string): string {
  const [plain = ""] = path.split("?", 1);
  return plain
    .replace(/^\/(api\/0\/)?/, "")
    .replace(/\/$/, "")
    .slice(0, MAX_TARGET);
}

function fieldsOf(body: unknown): string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "";
  const names = Object.keys(body).filter((name) => /^[\w.:-]{1,64}$/.test(name));
  return names.slice(0, MAX_FIELDS).join(", ");
}
