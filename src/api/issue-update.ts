import { actionAtHost } from "../issue/issue-at-host.ts";
import type { ChangeProblem, Issue, StatusChange } from "../issue/issue.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Project } from "../project/project.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { AssignWish } from "./assign.ts";
import { assignIssues, readAssignWish, serialiseTaker } from "./assign.ts";
import type { AskedIssues } from "./issue-search.ts";
import { readAskedIssues } from "./issue-search.ts";
import { readIssueChange, refusalOfChange, serialiseChange } from "./issue-change.ts";
import { answerIssue } from "./issue-detail.ts";
import { readNamedIssues } from "./named-issues.ts";
import { discardIssues, discardNamed, mergeNamed } from "./regroup.ts";
import { readRegroupWish } from "./regroup-wish.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { markSeen, readSeenWish } from "./seen.ts";
import { issueRoutes, organizationRoute, projectRoute } from "./scoped.ts";
import { visibleProjects } from "./visible-projects.ts";

/** Issues one request can change without naming them. */
const MAX_CHANGED = 1_000;
const PAGE = 100;

export function issueUpdateRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:write"] as const;
  return [
    organizationRoute(parts, { method: "PUT", path: "/issues", scopes }, async (ask, organization) =>
      changeMany(parts, ask, await visibleProjects(parts, ask.caller, [organization.id])),
    ),
    projectRoute(parts, { method: "PUT", path: "/issues", scopes }, (ask, { project }) => changeMany(parts, ask, [project])),
    ...issueRoutes(parts, { method: "PUT", path: "", scopes }, async (ask, place) => {
      const wish = readRegroupWish(ask);
      if (!wish.ok) return refuse(wish.problem);
      if (wish.value === "merge") return refuse({ kind: "invalid", detail: "Name the issues to merge by id, on the list." });
      if (wish.value === "discard") return discardIssues(parts, ask, [place.project], [place.issue.id]);
      return changeOne(parts, ask, place);
    }),
  ];
}

async function changeOne(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const wish = readWish(parts, ask);
  if (!wish.ok) return refuse(wish.problem);
  const { assign, change, hasSeen } = wish.value;
  if (hasSeen !== undefined) {
    const marked = await markSeen(parts, ask, [place.project], [place.issue.id], hasSeen);
    if (!marked.ok) return refuse(marked.problem);
  }
  if (assign !== undefined) {
    const assigned = await assignIssues(parts, ask, [place.project], [place.issue.id], assign);
    if (!assigned.ok) return refuse(assigned.problem);
  }
  return change === undefined ? answerChanged(parts, ask, place) : decideOne(parts, ask, place, change);
}

async function answerChanged(parts: ApiParts, ask: CallerAsk, { project, issue: { id } }: InIssue): Promise<Answer> {
  const issue = await parts.backendOf(project).findIssue([project], { kind: "id", id });
  return issue === undefined ? refuse({ kind: "not-found" }) : answerIssue(parts, ask, { project, issue });
}

/** The issue as it is now, and the number of the linked issue that is closed with it. */
async function decideOne(parts: ApiParts, ask: CallerAsk, place: InIssue, change: StatusChange): Promise<Answer> {
  const changed = await changeIssue(parts, ask.caller.user?.id, place, change);
  if (!changed.ok) return refuse(changed.problem);
  const { issue, closedNumber } = changed.value;
  const { body, headers, status } = await answerIssue(parts, ask, { ...place, issue });
  if (closedNumber === undefined) return { status, headers: { ...headers }, body: { ...body, closedIssue: null } };
  const closed = { "X-Culprit-Closed-Issue": String(closedNumber) };
  return { status, headers: { ...headers, ...closed }, body: { ...body, closedIssue: closedNumber } };
}

/** Carries out one decision. `closedNumber`: of the linked issue at the code host that is closed with it. */
export async function changeIssue(
  parts: ApiParts,
  byUserId: number | undefined,
  { issue: before, project }: InIssue,
  change: StatusChange,
): Promise<Result<{ readonly issue: Issue; readonly closedNumber: number | undefined }, Refusal>> {
  // Read before: the issue may be closed there before this is answered.
  const link = (await parts.codeHosts.reader.listIssueLinks([before.id])).get(before.id);
  const updated = await update(parts, byUserId, [project], [before.id], change);
  if (!updated.ok) return problem(refusalOfChange(updated.problem));
  const issue = await parts.backendOf(project).findIssue([project], { kind: "id", id: before.id });
  if (updated.value.length === 0 || issue === undefined) return problem({ kind: "not-found" });

  const isClosed = link?.follows === true && link.state === "open" && actionAtHost(before.state, issue.state) === "close";
  return ok({ issue, closedNumber: isClosed ? link.number : undefined });
}

/** The issues named by `id`, or all that the filter matches; 204 when that is none. Ids of other places are passed over. */
async function changeMany(parts: ApiParts, ask: CallerAsk, visible: readonly Project[]): Promise<Answer> {
  const wish = readRegroupWish(ask);
  if (!wish.ok) return refuse(wish.problem);
  const changes = wish.value === undefined ? readWish(parts, ask) : undefined;
  if (changes?.ok === false) return refuse(changes.problem);
  const named = readNamedIssues(ask, MAX_CHANGED);
  if (!named.ok) return refuse(named.problem);
  // A bulk change without a query means everything, where a list without one means what is unresolved.
  const asked = readAskedIssues(parts, ask, visible, "");
  if (!asked.ok) return refuse(asked.problem);

  const { projects } = asked.value;
  if (changes === undefined) {
    return wish.value === "merge" ? mergeNamed(parts, ask, projects) : discardNamed(parts, ask, projects);
  }
  const ids = named.value.length > 0 ? named.value : await listMatching(parts, asked.value);
  return applyWish(parts, ask, projects, ids, changes.value);
}

/** Gives the issues to somebody, decides about them, or both. */
async function applyWish(
  parts: ApiParts,
  ask: CallerAsk,
  projects: readonly Project[],
  ids: readonly number[],
  { assign, change, hasSeen }: Wish,
): Promise<Answer> {
  const seen = hasSeen === undefined ? undefined : await markSeen(parts, ask, projects, ids, hasSeen);
  if (seen?.ok === false) return refuse(seen.problem);
  const assigned = assign === undefined ? undefined : await assignIssues(parts, ask, projects, ids, assign);
  if (assigned?.ok === false) return refuse(assigned.problem);
  const updated = change === undefined ? undefined : await update(parts, ask.caller.user?.id, projects, ids, change);
  if (updated?.ok === false) return refuse(refusalOfChange(updated.problem));
  const changedCount = (seen?.value.length ?? 0) + (assigned?.value.assigned.length ?? 0) + (updated?.value.length ?? 0);
  if (changedCount === 0) return NO_CONTENT;
  return found({
    ...(change !== undefined && serialiseChange(change)),
    ...(hasSeen !== undefined && { hasSeen }),
    ...(assigned !== undefined && { assignedTo: serialiseTaker(assigned.value.to) }),
  });
}

type Wish = {
  readonly assign: AssignWish | undefined;
  readonly change: StatusChange | undefined;
  readonly hasSeen: boolean | undefined;
};

function readWish(parts: ApiParts, ask: CallerAsk): Result<Wish, Refusal> {
  const assign = readAssignWish(ask);
  if (!assign.ok) return assign;
  const seen = readSeenWish(ask);
  if (!seen.ok) return seen;
  const hasSeen = seen.value?.hasSeen;
  if (assign.value?.standsAlone === true) return ok({ assign: assign.value, change: undefined, hasSeen });
  if (seen.value?.standsAlone === true) return ok({ assign: assign.value, change: undefined, hasSeen });
  const change = readIssueChange(ask, parts.now());
  return change.ok ? ok({ assign: assign.value, change: change.value, hasSeen }) : change;
}

async function update(
  parts: ApiParts,
  byUserId: number | undefined,
  projects: readonly Project[],
  ids: readonly number[],
  change: StatusChange,
): Promise<Result<readonly number[], ChangeProblem>> {
  if (ids.length === 0) return ok([]);
  const changed: number[] = [];
  for (const [backend, ofBackend] of Map.groupBy(projects, parts.backendOf)) {
    const { updated, problem: why } = await backend.updateIssues(ofBackend, ids, change, byUserId);
    if (why !== undefined) return problem(why);
    changed.push(...updated);
  }
  return ok(changed);
}

async function listMatching(parts: ApiParts, asked: AskedIssues): Promise<readonly number[]> {
  const ids = new Set<number>();
  if (asked.projects.length === 0 || asked.search.contradicts) return [];
  let cursor: string | undefined;
  do {
    const page = await parts.listIssues({
      projects: asked.projects,
      filter: asked.search.filter,
      sort: "last-seen",
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of page.issues) ids.add(id);
    cursor = page.next;
  } while (cursor !== undefined && ids.size < MAX_CHANGED);
  return [...ids].slice(0, MAX_CHANGED);
}
