import type { EventInIssue } from "../backend/backend.ts";
import { commitUrlOf } from "../codehost/commit-url.ts";
import type { CodeHostConnection } from "../codehost/connection.ts";
import type { Suspect } from "../release/suspects.ts";
import { suspectCommits } from "../release/suspects.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked, findPlaceOfEvent } from "./asked-event.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes, projectRoute } from "./scoped.ts";
import { serialiseAuthor, serialiseCommit } from "./serialise-release.ts";

/** Releases with commits that are looked through, from the one the issue came with back. */
const RELEASES = 5;

/** The commits that most likely brought an error: in Sentry's shape by author, and in ours with the reason. */
export function committerRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  const access = { method: "GET", path: "/events/:event/committers", scopes } as const;
  return [
    ...issueRoutes(parts, access, (ask, place) => answerCommitters(parts, ask, place)),
    projectRoute(parts, access, async (ask, { project }) => {
      const place = await findPlaceOfEvent(parts, ask, project);
      return place === undefined ? refuse({ kind: "not-found" }) : answerCommitters(parts, ask, place);
    }),
    ...issueRoutes(parts, { method: "GET", path: "/suspect-commits", scopes }, async (_, place) => {
      const event = await parts.backendOf(place.project).findEvent(place.issue, "latest");
      const suspects = event === undefined ? [] : await findSuspects(parts, place, event);
      const connection = await parts.codeHosts.reader.findCodeHost(place.project.id);
      return found({ suspects: suspects.map((suspect) => serialiseSuspect(suspect, connection)) });
    }),
  ];
}

async function answerCommitters(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const event = await findEventAsked(parts, ask, place);
  if (event === undefined) return refuse({ kind: "not-found" });
  const suspects = await findSuspects(parts, place, event);
  const authorOf = ({ commit: { name, email } }: Suspect): string => `${email.toLowerCase()} ${name}`;
  const committers = [...Map.groupBy(suspects, authorOf).values()].map((own) => ({
    author: own[0] === undefined ? null : serialiseAuthor(own[0].commit),
    commits: own.map(({ commit, score }) => ({
      ...serialiseCommit(commit),
      score,
      suspectCommitType: "via commit in release",
    })),
  }));
  return found({ committers });
}

/** An issue that came back is looked for in what was released last; any other in what was released when it first came. */
async function findSuspects(
  parts: ApiParts,
  { issue, project }: InIssue,
  { stored }: EventInIssue,
): Promise<readonly Suspect[]> {
  const isBack = issue.state.status === "unresolved" && issue.state.substatus === "regressed";
  const version = (isBack ? issue.lastRelease : issue.firstRelease) ?? stored.event.release;
  if (version === undefined) return [];
  const place = { organizationId: project.organizationId, projectIds: [project.id], version };
  if ((await parts.releases.findRelease(place)) === undefined) return [];
  return suspectCommits(stored.event, await parts.releases.listCommitsUpTo(place, RELEASES));
}

function serialiseSuspect(suspect: Suspect, connection: CodeHostConnection | undefined): object {
  const { commit, version, path, frame, depth, score, reason } = suspect;
  return {
    commit: { ...serialiseCommit(commit), url: commitUrlOf(connection, commit) ?? null },
    release: version,
    path,
    frame: { filename: frame.filename ?? null, function: frame.function ?? null, lineNo: frame.lineno ?? null, depth },
    score,
    reason,
  };
}
