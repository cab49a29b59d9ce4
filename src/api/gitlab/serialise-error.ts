import type { Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import type { Frame } from "../../protocol/event.ts";
import { dateOf } from "../dates.ts";
import { sourceLines } from "../serialise-stacktrace.ts";
import type { ErrorDetails, ErrorHome, ErrorRelease } from "./error-facts.ts";
import { errorUrlOf, messageOf } from "./error-facts.ts";
import type { ErrorTrace, ListedError } from "./errors.ts";

/** An entry of the list. Source of the fields: reference gitlab-error-tracking §6.1. */
export function serialiseError(
  publicUrl: string,
  project: Project,
  { issue, frequency }: ListedError,
  home: ErrorHome,
): object {
  return {
    id: String(issue.id),
    title: issue.title,
    type: issue.type,
    user_count: issue.userCount,
    count: issue.eventCount,
    first_seen: dateOf(issue.firstSeenMs),
    last_seen: dateOf(issue.lastSeenMs),
    message: messageOf(issue),
    culprit: issue.culprit,
    external_url: errorUrlOf(publicUrl, project, issue),
    project_id: home.projectId,
    project_name: home.projectName,
    project_slug: home.projectSlug,
    short_id: issue.shortId,
    status: issue.state.status,
    frequency,
  };
}

export function serialiseDetailedError(
  publicUrl: string,
  project: Project,
  error: ListedError,
  home: ErrorHome,
  { linkedIssueUrl, commit, first, last }: ErrorDetails,
): object {
  return {
    ...serialiseError(publicUrl, project, error, home),
    external_base_url: home.externalBaseUrl,
    gitlab_issue: linkedIssueUrl,
    gitlab_commit: commit?.id ?? null,
    gitlab_commit_path: commit?.url ?? null,
    ...releaseFields("first", first),
    ...releaseFields("last", last),
    tags: { level: error.issue.level, logger: error.issue.logger ?? null },
    integrated: home.integrated,
  };
}

function releaseFields(which: "first" | "last", { version, shortVersion, lastCommit }: ErrorRelease): object {
  return {
    [`${which}_release_version`]: version,
    [`${which}_release_short_version`]: shortVersion,
    [`${which}_release_last_commit`]: lastCommit,
  };
}

export function serialiseTrace(issue: Issue, { receivedAtMs, stacktrace }: ErrorTrace): object {
  return {
    issue_id: String(issue.id),
    date_received: dateOf(receivedAtMs),
    stack_trace_entries: (stacktrace?.frames ?? []).map(serialiseFrame),
  };
}

/** Zero stands for an unknown line or column: GitLab's page hides it. */
function serialiseFrame(frame: Frame): object {
  return {
    filename: frame.filename ?? null,
    abs_path: frame.abs_path ?? null,
    function: frame.function ?? null,
    lineNo: frame.lineno ?? 0,
    colNo: frame.colno ?? 0,
    // Clients put the lines into their page as HTML, and whoever can make a program fail can write them.
    context: sourceLines(frame).map(([line, text]) => [line, escapeHtml(text)]),
  };
}

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
