import type { ReadWebhook } from "../codehost.ts";
import { issueNews } from "../github/webhook.ts";
import { hmacSha256, sameSecret, webhookProblem } from "../webhook-signature.ts";

/** Reads an issue webhook of Gitea or Forgejo; both also send GitHub's header. Source: docs.gitea.com, forgejo.org, "Webhooks". */
export const readGiteaWebhook: ReadWebhook = ({ headers, body, secret }) => {
  const own = headers["x-gitea-signature"] ?? headers["x-forgejo-signature"] ?? "";
  const given = own === "" ? (headers["x-hub-signature-256"] ?? "").replace(/^sha256=/, "") : own;
  // Without a secret the headers are there and empty.
  if (given === "") return webhookProblem("unsigned", "Gitea");
  if (secret === "" || !sameSecret(given, hmacSha256(secret, [body]).toString("hex"))) {
    return webhookProblem("wrong-signature", "Gitea");
  }
  const event = headers["x-gitea-event"] ?? headers["x-forgejo-event"] ?? headers["x-github-event"];
  const delivery = headers["x-gitea-delivery"] ?? headers["x-forgejo-delivery"] ?? headers["x-github-delivery"];
  return issueNews("Gitea", event, delivery, body);
};
