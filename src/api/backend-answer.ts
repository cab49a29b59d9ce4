import type { BackendProblem } from "../backend/backend.ts";
import type { Freshness } from "../issue/issue.ts";
import type { Answer, Refusal } from "./answer.ts";

/** What a client is told when a project's backend does not answer; its words are made for people. */
export function refusalOf({ kind, message }: BackendProblem): Refusal {
  switch (kind) {
    case "bad-cursor":
    case "not-supported":
      return { kind: "invalid", detail: message };
    case "not-found":
      return { kind: "not-found" };
    case "refused":
      return { kind: "refused-elsewhere", detail: message };
    case "unavailable":
      return { kind: "unavailable-elsewhere", detail: message };
  }
}

/** How current an answer is that was copied from a Sentry: `X-Culprit-As-Of`, and percent-encoded `X-Culprit-Problem`. */
export function freshnessHeaders(freshness: Freshness | undefined): NonNullable<Answer["headers"]> {
  if (freshness === undefined) return {};
  const { asOfMs, problem } = freshness;
  return {
    "X-Culprit-As-Of": new Date(asOfMs).toISOString(),
    ...(problem === undefined ? {} : { "X-Culprit-Problem": encodeURIComponent(problem.toWellFormed()) }),
  };
}
