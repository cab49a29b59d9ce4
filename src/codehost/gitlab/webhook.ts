import { z } from "zod";
import { ok } from "../../protocol/result.ts";
import type { ReadWebhook, WebhookRequest } from "../codehost.ts";
import { idShape, issueNumberShape } from "../shapes.ts";
import { deliveryIdOf, hmacSha256, readJsonBody, sameSecret, webhookProblem } from "../webhook-signature.ts";

const Payload = z.looseObject({ object_kind: z.string() });
/** Incidents and tasks come as `work_item`; confidential issues with another header, and the same body. */
const IssuePayload = z.object({
  project: z.object({ id: idShape }),
  object_attributes: z.object({ iid: issueNumberShape, state: z.enum(["opened", "reopened", "closed"]) }),
});

/**
 * Reads an issue webhook. GitLab sends the secret as it is (`X-Gitlab-Token`) or, newer, signs with it (`webhook-signature`).
 * Source: docs.gitlab.com, "Webhooks", "Webhook events".
 */
export const readGitlabWebhook: ReadWebhook = (request) => {
  const { headers, body } = request;
  if ((headers["webhook-signature"] ?? headers["x-gitlab-token"] ?? "") === "") return webhookProblem("unsigned", "GitLab");
  const isSigned = hasGoodSignature(request);
  if (!isSigned && !sameSecret(headers["x-gitlab-token"] ?? "", request.secret))
    return webhookProblem("wrong-signature", "GitLab");

  const json = readJsonBody(body);
  const payload = Payload.safeParse(json);
  if (!payload.success) return webhookProblem("broken", "GitLab");
  if (!["issue", "work_item"].includes(payload.data.object_kind)) return ok("not-about-issues");
  const issue = IssuePayload.safeParse(json);
  // Epics are work items of a group: they have no project.
  if (!issue.success)
    return payload.data.object_kind === "work_item" ? ok("not-about-issues") : webhookProblem("broken", "GitLab");
  return ok({
    deliveryId: deliveryIdOf(isSigned ? headers["webhook-id"] : headers["idempotency-key"], body),
    repositoryId: issue.data.project.id,
    issueNumber: issue.data.object_attributes.iid,
    state: issue.data.object_attributes.state === "closed" ? "closed" : "open",
  });
};

/** `v1,<base64>`, several apart by blanks, over id, time and body. Source: standardwebhooks.com, whose form GitLab uses. */
function hasGoodSignature({ headers, body, secret }: WebhookRequest): boolean {
  const id = headers["webhook-id"] ?? "";
  const time = headers["webhook-timestamp"] ?? "";
  // Secrets of that form are written as base64 behind a prefix.
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : secret;
  const expected = `v1,${hmacSha256(key, [`${id}.${time}.`, body]).toString("base64")}`;
  const given = (headers["webhook-signature"] ?? "").slice(0, 1_000).split(" ");
  return secret !== "" && given.some((signature) => sameSecret(signature, expected));
}
