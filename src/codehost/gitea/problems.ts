import type { CodeHostProblem } from "../codehost.ts";
import type { Refusal } from "../refusal.ts";
import { missingScope, notFound } from "../refusal.ts";
import { archivedProblem } from "../why-no-issues.ts";

/** Scopes of Gitea's and Forgejo's access tokens. */
export const SCOPES = {
  repositories: "read:repository",
  readIssues: "read:issue",
  issues: "write:issue",
  webhooks: "write:repository",
} as const;

/** Source: docs.gitea.com, "API usage", token scopes; the API's own description at `/swagger.v1.json`. */
export function giteaProblem(refusal: Refusal): CodeHostProblem | undefined {
  const { status, said, host } = refusal;
  if (status === 403 && /required scope/i.test(said)) return missingScope(refusal);
  if (status === 423) return archivedProblem(`This repository is archived at ${host}`);
  // A text that cannot be a commit of this repository.
  if (status === 422 && refusal.scope === SCOPES.repositories) return notFound(host);
  return undefined;
}
