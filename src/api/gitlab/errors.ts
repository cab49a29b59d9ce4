import type { IssueSort } from "../../backend/backend.ts";
import type { Freshness, Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import type { Stacktrace } from "../../protocol/event.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Refusal } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { parseIssueQuery, splitRemoteQuery } from "../issue-query.ts";
import type { Series } from "../series.ts";
import { LAST_DAY, listSeries } from "../series.ts";

/** What GitLab calls an error is an issue here. Both of its readers, the web endpoints and GraphQL, ask these functions. */
export type ListedError = { readonly issue: Issue; readonly frequency: Series };
export type ErrorPage = {
  readonly errors: readonly ListedError[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
  readonly freshness: Freshness | undefined;
};

export type AskedErrors = {
  readonly searchTerm: string;
  readonly sort: string;
  readonly status: ErrorStatus;
  readonly cursor: string | undefined;
  readonly limit: number;
};

const STATUSES = ["unresolved", "resolved", "ignored"] as const;
export type ErrorStatus = (typeof STATUSES)[number];

export function isErrorStatus(text: string): text is ErrorStatus {
  return STATUSES.some((status) => status === text);
}

const SORTS: ReadonlyMap<string, IssueSort> = new Map([
  ["last_seen", "last-seen"],
  ["first_seen", "first-seen"],
  ["frequency", "events"],
]);

/** One page of a project's errors, those with most of what is sorted by first. */
export async function listErrors(parts: ApiParts, project: Project, asked: AskedErrors): Promise<Result<ErrorPage, Refusal>> {
  const { searchTerm, status, cursor, limit } = asked;
  const sort = SORTS.get(asked.sort);
  if (sort === undefined) return problem({ kind: "invalid", detail: `sort must be one of ${[...SORTS.keys()].join(", ")}.` });
  const backend = parts.backendOf(project);
  const text = `is:${status} ${searchTerm}`.trim();
  const search = backend.can.search === "sentry" ? ok(splitRemoteQuery(text, parts.now())) : parseIssueQuery(text, parts.now());
  if (!search.ok) return search;
  if (search.value.contradicts) return ok({ errors: [], next: undefined, previous: undefined, freshness: undefined });

  const { filter } = search.value;
  const page = await backend.listIssues({ projects: [project], filter, sort, limit, ...(cursor !== undefined && { cursor }) });
  const charts = await listSeries(backend, page.issues, LAST_DAY, parts.now());
  const errors = page.issues.map((issue) => ({ issue, frequency: charts.get(issue.id) ?? [] }));
  return ok({ errors, next: page.next, previous: page.previous, freshness: page.freshness });
}

/** `id`: decimal, as lists give it. */
export async function findError(parts: ApiParts, project: Project, id: string): Promise<Issue | undefined> {
  if (!/^\d{1,15}$/.test(id)) return undefined;
  return await parts.backendOf(project).findIssue([project], { kind: "id", id: Number(id) });
}

export async function withFrequency(parts: ApiParts, project: Project, issue: Issue): Promise<ListedError> {
  const charts = await listSeries(parts.backendOf(project), [issue], LAST_DAY, parts.now());
  return { issue, frequency: charts.get(issue.id) ?? [] };
}

export type ErrorTrace = {
  readonly receivedAtMs: number;
  readonly stacktrace: Stacktrace | undefined;
  readonly freshness: Freshness | undefined;
};

/** The stack trace of the latest event: that of the first exception that has one. */
export async function findTrace(parts: ApiParts, project: Project, issue: Issue): Promise<ErrorTrace | undefined> {
  const found = await parts.backendOf(project).findEvent(issue, "latest");
  if (found === undefined) return undefined;
  const { event, receivedAtMs } = found.stored;
  const exceptions = event.exception?.values ?? [];
  const { stacktrace } = exceptions.find((exception) => exception.stacktrace !== undefined) ?? {};
  return { receivedAtMs, stacktrace, freshness: found.freshness };
}
