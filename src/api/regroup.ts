import type { Regrouping } from "../backend/backend.ts";
import type { MergeProblem } from "../issue/regroup.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import { readNamedIssues } from "./named-issues.ts";
import type { CallerAsk, Route } from "./route.ts";
import { issueRoutes, organizationRoute, projectRoute } from "./scoped.ts";
import { visibleProjects } from "./visible-projects.ts";

/** Issues that one request can merge or delete: each is some work for the one writer. */
const MAX_AT_ONCE = 100;

/** Deleting issues, one or those named. */
export function issueDeleteRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:admin"] as const;
  const deleteNamed = async (ask: CallerAsk, visible: readonly Project[]): Promise<Answer> => {
    const ids = readNeeded(ask);
    return ids.ok ? deleteIssues(parts, ask, visible, ids.value, false) : refuse(ids.problem);
  };
  return [
    organizationRoute(parts, { method: "DELETE", path: "/issues", scopes }, async (ask, organization) =>
      deleteNamed(ask, await visibleProjects(parts, ask.caller, [organization.id])),
    ),
    projectRoute(parts, { method: "DELETE", path: "/issues", scopes }, (ask, { project }) => deleteNamed(ask, [project])),
    ...issueRoutes(parts, { method: "DELETE", path: "", scopes }, async (ask, { issue, project }) => {
      const answer = await deleteIssues(parts, ask, [project], [issue.id], false);
      return answer.status === 204 ? { status: 202, body: {} } : answer;
    }),
  ];
}

/** `merge: true` in a change of the issues named. `visible` are the projects that the request is about. */
export async function mergeNamed(parts: ApiParts, ask: CallerAsk, visible: readonly Project[]): Promise<Answer> {
  const ids = readNeeded(ask);
  if (!ids.ok) return refuse(ids.problem);
  const place = regroupingOf(parts, visible);
  if (!place.ok) return refuse(place.problem);
  const { regrouping, projectIds } = place.value;
  const merged = await regrouping.mergeIssues({ issueIds: ids.value, projectIds, byUserId: ask.caller.user?.id });
  if ("problem" in merged) return refuse({ kind: "invalid", detail: MERGE_PROBLEMS[merged.problem.kind] });
  const children = merged.children.map(({ id }) => String(id));
  // What each brought, beside Sentry's answer: who undoes the merge detaches it again.
  const hashes = Object.fromEntries(merged.children.map((child) => [String(child.id), child.hashes]));
  return found({ merge: { parent: String(merged.parentId), children, hashes } });
}

const MERGE_PROBLEMS: { readonly [kind in MergeProblem["kind"]]: string } = {
  "several-projects": "Issues of several projects cannot be merged. Choose those of one project.",
  "fewer-than-two": "Merging needs at least two issues that are kept here. Choose others; some of these may be gone.",
};

/** `discard: true` in a change of the issues named. */
export async function discardNamed(parts: ApiParts, ask: CallerAsk, visible: readonly Project[]): Promise<Answer> {
  const ids = readNeeded(ask);
  return ids.ok ? discardIssues(parts, ask, visible, ids.value) : refuse(ids.problem);
}

/** Deletes issues and drops their further events. Asks for more than deciding does. */
export async function discardIssues(
  parts: ApiParts,
  ask: CallerAsk,
  visible: readonly Project[],
  issueIds: readonly number[],
): Promise<Answer> {
  const mayDelete = visible.every(({ organizationId }) => mayIn(ask.caller, organizationId, ["event:admin"]));
  return mayDelete ? deleteIssues(parts, ask, visible, issueIds, true) : refuse({ kind: "no-permission" });
}

async function deleteIssues(
  parts: ApiParts,
  ask: CallerAsk,
  visible: readonly Project[],
  issueIds: readonly number[],
  discard: boolean,
): Promise<Answer> {
  const place = regroupingOf(parts, visible);
  if (!place.ok) return refuse(place.problem);
  const { regrouping, projectIds } = place.value;
  await regrouping.deleteIssues({ issueIds, projectIds, discard, byUserId: ask.caller.user?.id });
  return NO_CONTENT;
}

/** What can be regrouped among these projects; a problem when a Sentry keeps them all. */
export function regroupingOf(
  parts: ApiParts,
  projects: readonly Project[],
): Result<{ readonly regrouping: Regrouping; readonly projectIds: readonly number[] }, Refusal> {
  for (const [backend, ofBackend] of Map.groupBy(projects, parts.backendOf)) {
    const { regrouping } = backend;
    if (regrouping !== undefined) return ok({ regrouping, projectIds: ofBackend.map(({ id }) => id) });
  }
  const detail = "A Sentry keeps and groups these errors. Merge, split or delete its issues there.";
  return problem({ kind: "invalid", detail });
}

function readNeeded(ask: CallerAsk): Result<readonly number[], Refusal> {
  const ids = readNamedIssues(ask, MAX_AT_ONCE);
  if (!ids.ok || ids.value.length > 0) return ids;
  return problem({ kind: "invalid", detail: "Name the issues by id." });
}
