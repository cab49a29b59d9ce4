import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { id } from "./fields.ts";
import { readLinkHeader } from "./link-header.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import { brokenAnswer, notASentry } from "./problem.ts";
import { readEventOwner } from "./remote-event.ts";
import type { RemoteIssue, RemoteIssuePage, RemoteIssueQuery } from "./remote-issue.ts";
import { readIssue } from "./remote-issue.ts";

/** One page of a project's issues. A row that cannot be used costs itself; a list of nothing else is no list of issues. */
export async function listIssues(
  errand: Errand,
  place: SentryPlace,
  { query: search, sort, cursor, limit }: RemoteIssueQuery,
): Promise<Result<RemoteIssuePage, SentryProblem>> {
  if (search.length > MAX_SEARCH_CHARS) return problem(tooLong(errand));
  const { organizationSlug, projectSlug } = place;
  const query = {
    // Sent even when empty: a list without the key is one of unresolved issues.
    query: search,
    limit: String(limit),
    ...(sort !== "date" && { sort }),
    ...(cursor !== undefined && { cursor }),
  };
  const about = `the project ${organizationSlug}/${projectSlug}`;
  const path = ["projects", organizationSlug, projectSlug, "issues"];
  const reply = await ask(errand, { method: "GET", path, query, scope: "event:read", about });
  if (!reply.ok) return reply;

  const { json, headers } = reply.value;
  const { host, origin } = errand.line;
  if (!Array.isArray(json)) return problem(notASentry(host, "with something other than a list of issues"));
  const issues = new Map<string, RemoteIssue>();
  for (const row of json) {
    const issue = readIssue(row, place, origin);
    if (typeof issue !== "string" && issues.size < limit) issues.set(issue.id, issue);
  }
  if (issues.size === 0 && json.length > 0) {
    return problem(brokenAnswer(host, `a list in which nothing is an issue of ${organizationSlug}/${projectSlug}`));
  }
  const { next, previous } = readLinkHeader(headers["link"]);
  return ok({
    issues: [...issues.values()],
    dropped: json.length - issues.size,
    next,
    previous,
    hits: hitsOf(headers["x-hits"]),
  });
}

/** Of an address, servers and proxies read 8 KiB at most; a letter can take nine bytes of it. */
const MAX_SEARCH_CHARS = 800;

function tooLong({ line }: Errand): SentryProblem {
  const message = `The search text is too long for ${line.host}. Write at most ${MAX_SEARCH_CHARS} characters.`;
  return { kind: "bad-request", message };
}

function hitsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^[0-9]{1,9}$/.test(header) ? Number(header) : undefined;
}

/** One issue, held against the place. */
export async function findIssue(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
): Promise<Result<RemoteIssue, SentryProblem>> {
  if (!id.safeParse(issueId).success) return problem(noIssue(errand, issueId));
  const about = `the issue ${issueId}`;
  const reply = await ask(errand, { method: "GET", path: ["issues", issueId], scope: "event:read", about });
  if (!reply.ok) return reply;
  return issueOf(errand, place, issueId, reply.value.json);
}

export function issueOf(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
  json: unknown,
): Result<RemoteIssue, SentryProblem> {
  const issue = readIssue(json, place, errand.line.origin);
  if (issue === "broken") {
    return problem(brokenAnswer(errand.line.host, `no issue when asked for the issue ${issueId}`));
  }
  return issue === "foreign" ? problem(noIssue(errand, issueId)) : ok(issue);
}

export function noIssue({ line }: Errand, issueId: string): SentryProblem {
  // Whether another project has it is not told: the asker may not see that one.
  const shown = /^[0-9]{1,19}$/.test(issueId) ? `issue ${issueId}` : "such issue";
  return { kind: "not-found", message: `${line.host} has no ${shown} in this project.` };
}

/** The issue that an event of the place belongs to. Asked by project: two projects may have an event of the same id. */
export async function findIssueOfEvent(
  errand: Errand,
  place: SentryPlace,
  eventId: string,
): Promise<Result<RemoteIssue, SentryProblem>> {
  const noEvent = problem<SentryProblem>({
    kind: "not-found",
    message: `${errand.line.host} has no such event in this project.`,
  });
  if (!/^[0-9a-f]{32}$/.test(eventId)) return noEvent;
  const path = ["projects", place.organizationSlug, place.projectSlug, "events", eventId];
  const reply = await ask(errand, { method: "GET", path, scope: "event:read", about: `the event ${eventId}` });
  if (!reply.ok) return reply;
  const owner = readEventOwner(reply.value.json);
  if (owner === undefined || owner.projectId !== place.projectId || owner.eventId !== eventId) return noEvent;
  return await findIssue(errand, place, owner.issueId);
}
