import { z } from "zod";
import { newestActivity } from "./activities.ts";
import { findActors } from "./actors.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { freshnessHeaders } from "./backend-answer.ts";
import { many, one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { findSeen } from "./seen.ts";
import type { Charts } from "./serialise-issue.ts";
import { serialiseIssueDetail } from "./serialise-issue.ts";
import type { Reach } from "./series.ts";
import { findReleaseCommits } from "./source-links.ts";
import { LAST_DAY, LAST_MONTH, listSeries } from "./series.ts";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const MAX_CHART_POINTS = 24 * 90;

export function issueDetailRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: "", scopes }, async (ask, place) => {
      const query = readQuery(ask, detailQuery);
      return query.ok ? answerIssue(parts, ask, place, new Set(query.value.collapse)) : refuse(query.problem);
    }),
    ...issueRoutes(parts, { method: "GET", path: "/stats", scopes }, async (ask, place) => {
      const query = readQuery(ask, statsQuery);
      return query.ok ? answerStats(parts, place, query.value) : refuse(query.problem);
    }),
  ];
}

export const detailQuery = z.object({ collapse: many });
const epoch = one.transform((text) => (text === undefined || text === "" ? undefined : Number(text)));
export const statsQuery = z.object({ since: epoch, until: epoch, resolution: one });

/** The issue with its charts and tag keys. `collapse` leaves out `stats` and `tags`. */
export async function answerIssue(
  parts: ApiParts,
  ask: CallerAsk,
  { issue, project }: InIssue,
  collapse: ReadonlySet<string> = new Set(),
): Promise<Answer & { readonly body: object }> {
  const backend = parts.backendOf(project);
  const nowMs = parts.now();
  const chart = async (reach: Reach) => (await listSeries(backend, [issue], reach, nowMs)).get(issue.id) ?? [];
  const charts: Charts = collapse.has("stats") ? {} : { "24h": await chart(LAST_DAY), "30d": await chart(LAST_MONTH) };
  const tags = collapse.has("tags") ? [] : await backend.listTags(issue, 1);
  const link = (await parts.codeHosts.reader.listIssueLinks([issue.id])).get(issue.id);
  const releases = [issue.firstRelease, issue.lastRelease];
  const [firstCommit, lastCommit] = await findReleaseCommits(parts, project, releases);
  const actors = await findActors(parts.accounts, [issue]);
  const seen = await findSeen(parts, ask.caller, [issue]);
  const activity = await newestActivity(parts, issue);
  const details = { tags, firstCommit, lastCommit, activity };
  const body = serialiseIssueDetail(parts.publicUrl, issue, project, { actors, charts, link, seen }, details);
  return { status: 200, headers: freshnessHeaders(issue.freshness), body };
}

/** One chart, `[[epochSeconds, count], …]`: hourly over the last day unless asked otherwise, whole hours or days. */
async function answerStats(parts: ApiParts, place: InIssue, query: z.output<typeof statsQuery>): Promise<Answer> {
  const unitSeconds = query.resolution === "1d" ? DAY_SECONDS : HOUR_SECONDS;
  if (query.resolution !== undefined && !["", "1h", "1d"].includes(query.resolution)) {
    return refuse({ kind: "invalid", detail: "resolution must be 1h or 1d." });
  }
  const until = query.until ?? parts.now() / 1_000;
  const since = query.since ?? until - DAY_SECONDS + HOUR_SECONDS;
  const count = Math.floor(until / unitSeconds) - Math.floor(since / unitSeconds) + 1;
  if (!(count >= 1 && count <= MAX_CHART_POINTS && since >= 0 && until < 1e10)) {
    return refuse({
      kind: "invalid",
      detail: "since and until must be epoch seconds, in order, at most 90 days of hours apart.",
    });
  }
  const reach: Reach = { unit: unitSeconds === DAY_SECONDS ? "day" : "hour", count };
  const series = await listSeries(parts.backendOf(place.project), [place.issue], reach, until * 1_000);
  return found(series.get(place.issue.id) ?? []);
}
