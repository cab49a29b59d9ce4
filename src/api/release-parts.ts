import { z } from "zod";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { readBody } from "./parse.ts";
import { bothRoutes, placeOf, WRITE_RELEASES } from "./release.ts";
import type { ReleaseScope } from "./release.ts";
import { dateField, optionalLine, webAddress } from "./release-body.ts";
import { READ_RELEASES } from "./releases.ts";
import type { CallerAsk, Route } from "./route.ts";
import { serialiseCommit, serialiseCommitFiles, serialiseDeploy, serialiseWholeRelease } from "./serialise-release.ts";

const path = "/releases/:version";

/** The commits of a release, the files they changed, and where it was deployed. */
export function releasePartRoutes(parts: ApiParts): readonly Route[] {
  return [
    ...bothRoutes(parts, { method: "GET", path: `${path}/commits`, scopes: READ_RELEASES }, (ask, scope) =>
      withRelease(parts, ask, scope, async () => {
        const commits = await parts.releases.listCommits(placeOf(ask, scope));
        return answerSlice(parts, ask, commits.map(serialiseCommit));
      }),
    ),
    ...bothRoutes(parts, { method: "GET", path: `${path}/commitfiles`, scopes: READ_RELEASES }, (ask, scope) =>
      withRelease(parts, ask, scope, async () => {
        const commits = await parts.releases.listCommits(placeOf(ask, scope));
        return answerSlice(parts, ask, commits.flatMap(serialiseCommitFiles));
      }),
    ),
    ...bothRoutes(parts, { method: "GET", path: `${path}/previous-with-commits`, scopes: READ_RELEASES }, (ask, scope) =>
      answerPrevious(parts, ask, scope),
    ),
    ...bothRoutes(parts, { method: "GET", path: `${path}/deploys`, scopes: READ_RELEASES }, (ask, scope) =>
      withRelease(parts, ask, scope, async () => {
        const deploys = await parts.releases.listDeploys(placeOf(ask, scope));
        return answerSlice(parts, ask, deploys.toReversed().map(serialiseDeploy));
      }),
    ),
    ...bothRoutes(parts, { method: "POST", path: `${path}/deploys`, scopes: WRITE_RELEASES }, (ask, scope) =>
      addDeploy(parts, ask, scope),
    ),
  ];
}

async function withRelease(
  parts: ApiParts,
  ask: CallerAsk,
  scope: ReleaseScope,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const release = await parts.releases.findRelease(placeOf(ask, scope));
  return release === undefined ? refuse({ kind: "not-found" }) : await answer();
}

/** `{}` when there is none: command lines take a part of a release for a broken answer. */
async function answerPrevious(parts: ApiParts, ask: CallerAsk, scope: ReleaseScope): Promise<Answer> {
  return withRelease(parts, ask, scope, async () => {
    const previous = await parts.releases.findPreviousWithCommits(placeOf(ask, scope));
    return found(previous === undefined ? {} : serialiseWholeRelease(previous, scope.projects, undefined));
  });
}

export const deployBody = z.object({
  environment: z
    .string("must be the name of an environment")
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}/]{1,64}$/u, "must be a name of 1 to 64 characters without slashes"),
  name: optionalLine(64),
  url: webAddress,
  dateStarted: dateField,
  dateFinished: dateField,
});

async function addDeploy(parts: ApiParts, ask: CallerAsk, scope: ReleaseScope): Promise<Answer> {
  const read = readBody(ask, deployBody);
  if (!read.ok) return refuse(read.problem);
  const { environment, name, url, dateStarted, dateFinished } = read.value;
  const { deploy } = await parts.commands.addDeploy({
    ...placeOf(ask, scope),
    deploy: {
      environment,
      name: name ?? undefined,
      url: url ?? undefined,
      startedMs: dateStarted ?? undefined,
      finishedMs: dateFinished ?? parts.now(),
    },
  });
  return deploy === undefined ? refuse({ kind: "not-found" }) : created(serialiseDeploy(deploy));
}
