import { z } from "zod";
import type { NotSameProblem, SimilarIssue } from "../issue/regroup.ts";
import { findActors } from "./actors.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { readBody } from "./parse.ts";
import { regroupingOf } from "./regroup.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { findSeen } from "./seen.ts";
import { serialiseIssue } from "./serialise-issue.ts";
import { reasonOf } from "./similar-reason.ts";

/** Issues that may be the same bug as one, with the reason; and somebody's word that they are not. Merging is never done here. */
export function similarRoutes(parts: ApiParts): readonly Route[] {
  return [
    ...issueRoutes(parts, { method: "GET", path: "/similar", scopes: ["event:read"] }, (ask, place) =>
      answerSimilar(parts, ask, place, (issue, { likeness, rarestFrames }) => ({
        issue,
        score: rounded(likeness.score),
        reason: reasonOf(likeness, rarestFrames),
        sharedFrames: likeness.sharedFrames.length,
        frames: likeness.frameCount,
        rarestFrames: rarestFrames.map(({ frame, signatureCount }) => ({ frame, signatures: signatureCount })),
        type: likeness.type,
        text: likeness.text,
        line: likeness.line,
      })),
    ),
    // As Sentry answers it: pairs. Source: reference sentry-web-api, and its clients, which show `exception` as a percentage.
    ...issueRoutes(parts, { method: "GET", path: "/similar-issues", scopes: ["event:read"] }, (ask, place) =>
      answerSimilar(parts, ask, place, (issue, { likeness }) => [
        issue,
        { exception: rounded(likeness.score), shouldBeGrouped: "Yes" },
      ]),
    ),
    ...issueRoutes(parts, { method: "POST", path: "/similar", scopes: ["event:write"] }, (ask, place) =>
      judge(parts, ask, place),
    ),
  ];
}

async function answerSimilar(
  parts: ApiParts,
  { caller }: CallerAsk,
  { issue, project }: InIssue,
  serialise: (issue: object, similar: SimilarIssue) => unknown,
): Promise<Answer> {
  const place = regroupingOf(parts, [project]);
  if (!place.ok) return refuse(place.problem);
  const similar = await place.value.regrouping.listSimilar(issue);
  const issues = similar.map((one) => one.issue);
  const actors = await findActors(parts.accounts, issues);
  const seen = await findSeen(parts, caller, issues);
  const links = await parts.codeHosts.reader.listIssueLinks(issues.map(({ id }) => id));
  return found(
    similar.map((one) => {
      const beside = { actors, charts: {}, link: links.get(one.issue.id), seen };
      return serialise(serialiseIssue(parts.publicUrl, one.issue, project, beside), one);
    }),
  );
}

function rounded(score: number): number {
  return Math.round(score * 100) / 100;
}

const ID = z
  .union([z.string(), z.number()], "must be the id of an issue")
  .transform(String)
  .pipe(z.string().regex(/^\d{1,15}$/, "must be the id of an issue"));
export const judgeBody = z.object({
  issue: ID,
  same: z.literal([false, null], "must be false, or null to take that back. Issues that are the same are merged."),
});

async function judge(parts: ApiParts, ask: CallerAsk, { issue, project }: InIssue): Promise<Answer> {
  const body = readBody(ask, judgeBody);
  if (!body.ok) return refuse(body.problem);
  const place = regroupingOf(parts, [project]);
  if (!place.ok) return refuse(place.problem);
  const { regrouping, projectIds } = place.value;
  const byUserId = ask.caller.user?.id;
  const notSame = body.value.same === false;
  const pair = { issueId: issue.id, otherId: Number(body.value.issue) };
  const { problem } = await regrouping.judgeSimilar({ ...pair, projectIds, notSame, byUserId });
  return problem === undefined ? NO_CONTENT : refuse(refusalOf(problem));
}

function refusalOf({ kind }: NotSameProblem): Refusal {
  switch (kind) {
    case "not-found":
      return { kind: "not-found" };
    case "one-issue":
      return { kind: "invalid", detail: "issue must be another issue than the one in the path." };
    case "several-projects":
      return { kind: "invalid", detail: "Issues of several projects are never suggested to be merged." };
  }
}
