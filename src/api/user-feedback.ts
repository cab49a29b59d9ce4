import type { UserReport } from "../issue/user-report.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { keysetLinks, readPage } from "./paging.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { findIssueOfEvent, projectRoute } from "./scoped.ts";

/** What people wrote about a project's errors, newest first; under Sentry's two names. */
export function userFeedbackRoutes(parts: ApiParts): readonly Route[] {
  return ["/user-feedback", "/user-reports"].map((path) =>
    projectRoute(parts, { method: "GET", path, scopes: ["project:read", "event:read"] }, (ask, place) =>
      answerReports(parts, ask, place),
    ),
  );
}

async function answerReports(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const { limit, cursor } = page.value;
  const beforeId = cursor === undefined ? undefined : /^0:(\d{1,15}):0$/.exec(cursor)?.[1];
  if (cursor !== undefined && beforeId === undefined) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }
  const from = beforeId === undefined ? {} : { beforeId: Number(beforeId) };
  const rows = await parts.userReports.listUserReports(project.id, { limit: limit + 1, ...from });
  const reports = rows.slice(0, limit);
  const last = reports.at(-1);
  const next = rows.length > limit && last !== undefined ? `0:${last.id}:0` : undefined;
  const listed: object[] = [];
  for (const report of reports) {
    const { eventId } = report;
    const place = eventId === undefined ? undefined : await findIssueOfEvent(parts, [project], eventId);
    const issue =
      place === undefined ? null : { id: String(place.issue.id), shortId: place.issue.shortId, title: place.issue.title };
    listed.push({ ...serialiseUserReport(report), issue });
  }
  return found(listed, { Link: keysetLinks(parts, ask, { next, previous: undefined }) });
}

/** As it stands in the list, and on its event. Source of the fields: reference sentry-web-api §2.11. */
export function serialiseUserReport({ id, eventId, name, email, comments, url, kind, receivedAtMs }: UserReport): object {
  return {
    id: String(id),
    eventID: eventId ?? null,
    name: name ?? null,
    email: email ?? null,
    comments,
    dateCreated: dateOf(receivedAtMs),
    user: null,
    event: eventId === undefined ? null : { id: eventId, eventID: eventId },
    url: url ?? null,
    kind,
  };
}
