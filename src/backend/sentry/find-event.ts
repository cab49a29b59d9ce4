import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { id } from "./fields.ts";
import { noIssue } from "./find-issue.ts";
import { readLinkHeader } from "./link-header.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import { brokenAnswer, notASentry } from "./problem.ts";
import type { RemoteEvent, RemoteEventPage, WhichEvent } from "./remote-event.ts";
import { readEvent } from "./remote-event.ts";

/** `query`: in the Sentry's own search language. */
export type RemoteEventQuery = { readonly cursor?: string; readonly limit: number; readonly query?: string };

/** One page of an issue's events, as lists hold them. */
export async function listEvents(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
  { cursor, limit, query: search }: RemoteEventQuery,
): Promise<Result<RemoteEventPage, SentryProblem>> {
  if (!id.safeParse(issueId).success) return problem(noIssue(errand, issueId));
  // Sentries read `per_page`, those that imitate them `limit`.
  const query = {
    per_page: String(limit),
    limit: String(limit),
    ...(cursor !== undefined && { cursor }),
    ...(search && { query: search }),
  };
  const path = ["issues", issueId, "events"];
  const reply = await ask(errand, { method: "GET", path, query, scope: "event:read", about: `the issue ${issueId}` });
  if (!reply.ok) return reply;

  const { json, headers, bytes } = reply.value;
  const { host } = errand.line;
  if (!Array.isArray(json)) return problem(notASentry(host, "with something other than a list of events"));
  const events = new Map<string, RemoteEvent>();
  for (const row of json) {
    const event = readEvent(row, place, issueId, Math.ceil(bytes / json.length));
    if (typeof event !== "string" && events.size < limit) events.set(event.eventId, event);
  }
  if (events.size === 0 && json.length > 0) {
    return problem(brokenAnswer(host, `a list in which nothing is an event of the issue ${issueId}`));
  }
  return ok({ events: [...events.values()], dropped: json.length - events.size, ...readLinkHeader(headers["link"]) });
}

/** One event with its stack, its neighbours and all that Sentry keeps of it. */
export async function findEvent(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
  which: WhichEvent,
): Promise<Result<RemoteEvent, SentryProblem>> {
  const { host } = errand.line;
  const none = problem<SentryProblem>({ kind: "not-found", message: `${host} has no such event in this issue.` });
  const name = typeof which === "string" ? which : which.eventId;
  if (typeof which !== "string" && !/^[0-9a-f]{32}$/.test(name)) return none;
  if (!id.safeParse(issueId).success) return problem(noIssue(errand, issueId));

  const path = ["issues", issueId, "events", name];
  const about = typeof which === "string" ? `the ${which} event of the issue ${issueId}` : `the event ${name}`;
  const reply = await ask(errand, { method: "GET", path, scope: "event:read", about });
  if (!reply.ok) return reply;
  const event = readEvent(reply.value.json, place, issueId, reply.value.bytes);
  if (event === "broken") {
    return problem(brokenAnswer(host, `no event when asked for ${about}`));
  }
  const isOther = event === "foreign" || (typeof which !== "string" && event.eventId !== name);
  return isOther ? none : ok(event);
}
