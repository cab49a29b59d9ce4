import { z } from "zod";
import type { Result } from "../../protocol/result.ts";
import { ok } from "../../protocol/result.ts";
import type { IssueNews, ReadWebhook, WebhookProblem } from "../codehost.ts";
import { idShape, issueNumberShape } from "../shapes.ts";
import { deliveryIdOf, hmacSha256, readJsonBody, sameSecret, webhookProblem } from "../webhook-signature.ts";

const Payload = z.object({
  issue: z.object({ number: issueNumberShape, state: z.enum(["open", "closed"]), pull_request: z.unknown().optional() }),
  repository: z.object({ id: idShape }),
});

/** Reads an issue webhook. Source: docs.github.com, "Webhook events and payloads", "Validating webhook deliveries". */
export const readGithubWebhook: ReadWebhook = ({ headers, body, secret }) => {
  const given = headers["x-hub-signature-256"] ?? "";
  if (given === "") return webhookProblem("unsigned", "GitHub");
  if (secret === "" || !sameSecret(given, `sha256=${hmacSha256(secret, [body]).toString("hex")}`)) {
    return webhookProblem("wrong-signature", "GitHub");
  }
  return issueNews("GitHub", headers["x-github-event"], headers["x-github-delivery"], body);
};

/** What a webhook with a good signature says. Gitea and Forgejo send the same shape. */
export function issueNews(
  host: string,
  event: string | undefined,
  delivery: string | undefined,
  body: Uint8Array,
): Result<IssueNews | "not-about-issues", WebhookProblem> {
  const json = readJsonBody(body);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return webhookProblem("broken", host);
  if (event !== "issues") return ok("not-about-issues");
  const payload = Payload.safeParse(json);
  if (!payload.success) return webhookProblem("broken", host);
  const { issue, repository } = payload.data;
  if ((issue.pull_request ?? undefined) !== undefined) return ok("not-about-issues");
  return ok({
    deliveryId: deliveryIdOf(delivery, body),
    repositoryId: repository.id,
    issueNumber: issue.number,
    state: issue.state,
  });
}
