import { listConnectable } from "../../backend/sentry/connect.ts";
import type { Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import type { Answer } from "../answer.ts";
import { found } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { freshnessHeaders } from "../backend-answer.ts";
import type { Caller } from "../caller.ts";
import { changeIssue } from "../issue-update.ts";
import { findErrorDetails, findErrorHome } from "./error-facts.ts";
import { findError, findTrace, isErrorStatus, listErrors, withFrequency } from "./errors.ts";
import { textField } from "./fields.ts";
import { webRoute } from "./place.ts";
import { refuseIn, wordsOf } from "./refusal.ts";
import type { GitlabAsk, GitlabRoute } from "./route.ts";
import { serialiseDetailedError, serialiseError, serialiseTrace } from "./serialise-error.ts";

const PAGE = 20;

/** What GitLab's own error pages load and send. Source: reference gitlab-error-tracking §6.1. */
export function webErrorRoutes(parts: ApiParts): readonly GitlabRoute[] {
  const read = { method: "GET", scope: "event:read" } as const;
  return [
    webRoute(parts, { ...read, path: ".json" }, (ask, project) => answerList(parts, ask, project)),
    webRoute(parts, { method: "GET", path: "/projects.json", scope: "project:write" }, (ask, project) =>
      answerProjects(parts, ask, project),
    ),
    errorRoute(parts, { ...read, path: "/:error/details.json" }, async (_, project, issue) => {
      const error = await withFrequency(parts, project, issue);
      const home = await findErrorHome(parts, project);
      const details = await findErrorDetails(parts, project, issue);
      const body = { error: serialiseDetailedError(parts.publicUrl, project, error, home, details) };
      return found(body, freshnessHeaders(issue.freshness));
    }),
    errorRoute(parts, { ...read, path: "/:error/stack_trace.json" }, async (_, project, issue) => {
      const trace = await findTrace(parts, project, issue);
      if (trace === undefined) return missing("Its events are gone.");
      return found({ error: serialiseTrace(issue, trace) }, freshnessHeaders(trace.freshness));
    }),
    errorRoute(parts, { method: "PUT", scope: "event:write", path: "/:error.json" }, (ask, project, issue, caller) =>
      changeStatus(parts, ask, project, issue, caller),
    ),
  ];
}

/** A route about one error of a project that is switched on. What is not there is 400, as in GitLab. */
function errorRoute(
  parts: ApiParts,
  access: Parameters<typeof webRoute>[1],
  answer: (ask: GitlabAsk, project: Project, issue: Issue, caller: Caller) => Promise<Answer>,
): GitlabRoute {
  return webRoute(parts, access, async (ask, project, caller) => {
    if (!project.isEnabled) return missing(NOT_ENABLED);
    const issue = await findError(parts, project, ask.params["error"] ?? "");
    return issue === undefined ? missing("There is no such error in this project.") : await answer(ask, project, issue, caller);
  });
}

const NOT_ENABLED = "Error tracking is not enabled for this project.";

function missing(message: string): Answer {
  return { status: 400, body: { message } };
}

async function answerList(parts: ApiParts, { fields }: GitlabAsk, project: Project): Promise<Answer> {
  if (!project.isEnabled) return missing(NOT_ENABLED);
  const status = textField(fields, "issue_status") ?? "unresolved";
  if (!isErrorStatus(status)) return missing("issue_status must be unresolved, resolved or ignored.");
  const page = await listErrors(parts, project, {
    searchTerm: textField(fields, "search_term") ?? "",
    sort: textField(fields, "sort") ?? "last_seen",
    status,
    cursor: textField(fields, "cursor"),
    limit: PAGE,
  });
  if (!page.ok) return refuseIn("web", page.problem);
  const home = await findErrorHome(parts, project);
  const { errors, next, previous, freshness } = page.value;
  const pagination = {
    ...(next !== undefined && { next: { cursor: next } }),
    ...(previous !== undefined && { previous: { cursor: previous } }),
  };
  const rows = errors.map((error) => serialiseError(parts.publicUrl, project, error, home));
  return found({ errors: rows, pagination, external_url: home.externalUrl }, freshnessHeaders(freshness));
}

/** `updated`: the error has the status now. */
async function changeStatus(
  parts: ApiParts,
  { fields }: GitlabAsk,
  project: Project,
  issue: Issue,
  caller: Caller,
): Promise<Answer> {
  const status = textField(fields, "status") ?? "";
  if (!isErrorStatus(status)) return missing("status must be unresolved, resolved or ignored.");
  const changed = await changeIssue(parts, caller.user?.id, { issue, project }, { status });
  if (!changed.ok) return missing(wordsOf(changed.problem));
  const { closedNumber } = changed.value;
  return found({ result: { updated: true, closed_issue_iid: closedNumber ?? null, status: "success" } });
}

/** Projects of the Sentry at `api_host`. A token of asterisks stands for the one that is kept, for the same address alone. */
async function answerProjects(parts: ApiParts, { fields }: GitlabAsk, project: Project): Promise<Answer> {
  const token = textField(fields, "token");
  const wanted = {
    address: textField(fields, "api_host") ?? "",
    token: token === undefined || /^\*+$/.test(token) ? undefined : token,
  };
  const listed = await listConnectable(parts.sentry, project, wanted);
  if (!listed.ok) return missing(listed.problem.message);
  return found({
    projects: listed.value.projects.map(({ id, name, slug, status, organization }) => ({
      id,
      name,
      slug,
      status,
      organization_name: organization.name,
      organization_id: organization.id ?? null,
      organization_slug: organization.slug,
    })),
  });
}
