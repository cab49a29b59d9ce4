import type { CodeHostProblem } from "../codehost.ts";
import type { Refusal } from "../refusal.ts";
import { missingScope, rateLimited, retryAfter, waitUntil } from "../refusal.ts";

/** The one scope under which issues may be written: GitLab has none for issues alone. */
export const API_SCOPE = "api";

/** Source: docs.gitlab.com, "REST API", status codes; "Rate limits", headers. */
export function gitlabProblem(refusal: Refusal): CodeHostProblem | undefined {
  const { status, headers, said, nowMs } = refusal;
  // `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided …"}`
  if (status === 403 && /insufficient_scope|higher privileges/i.test(said)) return missingScope(refusal);
  if (status === 429) {
    return rateLimited(refusal, retryAfter(headers, nowMs) ?? waitUntil(headers["ratelimit-reset"], nowMs));
  }
  // An address that GitLab may not call: its own network, unless its administrator opens it.
  if (status === 422 && /url/i.test(said)) {
    const message =
      "GitLab does not take the address of this Culprit for a webhook. Let its administrator allow webhooks into the local network (Admin, Settings, Network, Outbound requests), or switch polling on.";
    return { kind: "rejected", message };
  }
  return undefined;
}
