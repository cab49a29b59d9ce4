import { problem } from "../protocol/result.ts";
import type { CodeHostProblem, Found, Repository } from "./codehost.ts";

/** Why a repository takes no issues, if it takes none. */
export function issuesProblem(host: string, { path, archived, hasIssues }: Repository): CodeHostProblem | undefined {
  if (archived) return archivedProblem(`${path} is archived at ${host}`);
  return hasIssues ? undefined : disabledProblem(`${path} has its issues switched off at ${host}`);
}

export function archivedProblem(what: string): CodeHostProblem {
  return {
    kind: "archived",
    message: `${what}, so nothing can be changed in it. Restore it there, or choose another repository.`,
  };
}

export function disabledProblem(what: string): CodeHostProblem {
  return { kind: "issues-disabled", message: `${what}. Switch them on there, or choose another repository.` };
}

/** A refused call for an issue, with the reason if it lies with the repository: hosts answer 403 or 404 and say no more. */
export async function whyNoIssues<T>(
  host: string,
  found: Found<T>,
  repository: () => Promise<Found<Repository>>,
): Promise<Found<T>> {
  if (found.ok || (found.problem.kind !== "not-allowed" && found.problem.kind !== "not-found")) return found;
  const place = await repository();
  const reason = place.ok ? issuesProblem(host, place.value) : undefined;
  return reason === undefined ? found : problem(reason);
}
