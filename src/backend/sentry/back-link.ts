import { z } from "zod";
import type { Json } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { id, rowsOf, text } from "./fields.ts";
import { findIssue } from "./find-issue.ts";
import type { SentryPlace } from "./place.ts";
import type { SentryProblem } from "./problem.ts";
import { notASentry } from "./problem.ts";

/** An issue at a code host that Sentry can show beside its own. */
export type ExternalIssue = {
  readonly host: "gitlab" | "github";
  /** As the code host names it: GitLab's numeric id; GitHub's is not asked for. */
  readonly repositoryId: string;
  /** `group/project`. */
  readonly repositoryPath: string;
  readonly number: number;
};

/** How the link was made. */
export type LinkWay = "integration" | "plugin";

/**
 * Three calls, and one before them that the issue is the project's: the organisation's repositories, then the integration that
 * has this one; where none has it, the old plugin. Source: gitlab-error-tracking §7.2, calls 6 to 8.
 */
export async function linkExternalIssue(
  errand: Errand,
  place: SentryPlace,
  issueId: string,
  external: ExternalIssue,
): Promise<Result<LinkWay, SentryProblem>> {
  const issue = await findIssue(errand, place, issueId);
  if (!issue.ok) return issue;
  const integration = await findIntegration(errand, place, external);
  if (!integration.ok) return integration;

  const about = `a link from the issue ${issueId} to ${external.host === "gitlab" ? "GitLab" : "GitHub"}`;
  const scope = "event:write";
  if (integration.value !== undefined) {
    const path = ["groups", issue.value.id, "integrations", integration.value];
    const linked = await ask(errand, { method: "PUT", path, body: integrationBody(external), scope, about });
    return linked.ok ? ok("integration") : linked;
  }
  const path = ["issues", issue.value.id, "plugins", external.host, "link"];
  const linked = await ask(errand, { method: "POST", path, body: { issue_id: external.number }, scope, about });
  return linked.ok ? ok("plugin") : linked;
}

/** GitLab's integration goes by the project's id, GitHub's by the repository's path. */
function integrationBody({ host, repositoryId, repositoryPath, number }: ExternalIssue): Json {
  if (host === "github") return { repo: repositoryPath, externalIssue: String(number) };
  return { project: Number(repositoryId), externalIssue: `${repositoryId}#${number}` };
}

const Repository = z.object({
  status: text(50),
  integrationId: id,
  externalSlug: z.union([z.string().max(500), z.number().transform(String)]),
});

/** The id of the integration that knows the repository, if there is one. */
async function findIntegration(
  errand: Errand,
  { organizationSlug }: SentryPlace,
  { host, repositoryId, repositoryPath }: ExternalIssue,
): Promise<Result<string | undefined, SentryProblem>> {
  const path = ["organizations", organizationSlug, "repos"];
  const about = `the organisation ${organizationSlug}`;
  const reply = await ask(errand, { method: "GET", path, scope: "org:read", about });
  // An older token lacks this one scope; the plugin needs it not.
  if (!reply.ok && (reply.problem.kind === "missing-scope" || reply.problem.kind === "not-found")) return ok(undefined);
  if (!reply.ok) return reply;
  if (!Array.isArray(reply.value.json)) {
    return problem(notASentry(errand.line.host, "with something other than a list of repositories"));
  }
  const wanted = host === "gitlab" ? repositoryId : repositoryPath;
  return ok(
    rowsOf(reply.value.json, Repository, 1_000).find(
      ({ status, externalSlug }) => status === "active" && externalSlug === wanted,
    )?.integrationId,
  );
}
