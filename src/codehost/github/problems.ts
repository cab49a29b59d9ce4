import type { CodeHostProblem } from "../codehost.ts";
import type { Refusal } from "../refusal.ts";
import { missingScope, notFound, rateLimited, retryAfter, waitUntil } from "../refusal.ts";

/** Permissions of fine-grained tokens, and in brackets the scope of classic ones. */
export const SCOPES = {
  repositories: "metadata:read (repo, if it is a classic token)",
  issues: "issues:write (repo, if it is a classic token)",
  code: "contents:read (repo, if it is a classic token)",
  webhooks: "webhooks:write (admin:repo_hook, if it is a classic token)",
} as const;

/** Source: docs.github.com, "Troubleshooting the REST API", "Rate limits for the REST API", "Scopes for OAuth apps". */
export function githubProblem(refusal: Refusal): CodeHostProblem | undefined {
  const { status, headers, said, host } = refusal;
  if (status === 403 || status === 429) {
    const limited = limitProblem(refusal);
    if (limited !== undefined) return limited;
  }
  if (status === 403 && headers["x-github-sso"] !== undefined) {
    const message =
      "The organisation wants single sign-on. Authorise the token for it at GitHub (Settings, Developer settings, the token, Configure SSO).";
    return { kind: "not-allowed", message };
  }
  if (status === 403 && /resource not accessible/i.test(said)) return missingScope(refusal);
  // Of what a classic token may not see, GitHub says that it is not there.
  if ((status === 403 || status === 404) && lacksClassicScope(headers)) return missingScope(refusal);
  if (status === 422 && /no commit found/i.test(said)) return notFound(host);
  if (status === 409 && /empty/i.test(said)) return notFound(host);
  return undefined;
}

function limitProblem(refusal: Refusal): CodeHostProblem | undefined {
  const { headers, said, nowMs, status } = refusal;
  const asked = retryAfter(headers, nowMs);
  if (asked !== undefined) return rateLimited(refusal, asked);
  if (headers["x-ratelimit-remaining"] === "0") {
    return rateLimited(refusal, waitUntil(headers["x-ratelimit-reset"], nowMs));
  }
  const isLimit = status === 429 || /secondary rate limit|abuse detection/i.test(said);
  return isLimit ? rateLimited(refusal, 60_000) : undefined;
}

/** The scopes that the call accepts, and those that the token has; only classic tokens are answered with both. */
function lacksClassicScope(headers: Refusal["headers"]): boolean {
  const accepted = scopesIn(headers["x-accepted-oauth-scopes"]);
  if (headers["x-oauth-scopes"] === undefined || accepted.length === 0) return false;
  const has = new Set(scopesIn(headers["x-oauth-scopes"]));
  return !accepted.some((scope) => has.has(scope));
}

function scopesIn(text: string | undefined): string[] {
  return (text ?? "")
    .slice(0, 1_000)
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "");
}
