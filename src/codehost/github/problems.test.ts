import assert from "node:assert/strict";
import { test } from "node:test";
import type { Refusal } from "../refusal.ts";
import { githubProblem } from "./problems.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");
const REFUSAL: Refusal = {
  host: "GitHub",
  status: 403,
  headers: {},
  isJson: true,
  said: "",
  scope: "issues:write",
  nowMs: NOW,
};

const cases: readonly {
  readonly name: string;
  readonly refusal: Partial<Refusal>;
  readonly want: readonly [kind: string, retryAfterMs?: number] | undefined;
}[] = [
  {
    name: "the hourly limit is used up",
    refusal: { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1_000 + 120) } },
    want: ["rate-limited", 120_000],
  },
  {
    name: "a secondary limit without a time",
    refusal: { said: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
    want: ["rate-limited", 60_000],
  },
  { name: "a secondary limit with a time", refusal: { headers: { "retry-after": "45" } }, want: ["rate-limited", 45_000] },
  {
    name: "a fine-grained token",
    refusal: { said: "Resource not accessible by personal access token" },
    want: ["missing-scope"],
  },
  { name: "an app's token", refusal: { said: "Resource not accessible by integration" }, want: ["missing-scope"] },
  {
    name: "a classic token without the scope, of which GitHub says that nothing is there",
    refusal: { status: 404, headers: { "x-oauth-scopes": "gist, read:user", "x-accepted-oauth-scopes": "repo" } },
    want: ["missing-scope"],
  },
  {
    name: "a classic token without any scope",
    refusal: { status: 404, headers: { "x-oauth-scopes": "", "x-accepted-oauth-scopes": "public_repo, repo" } },
    want: ["missing-scope"],
  },
  {
    name: "a classic token with the scope, for what is not there",
    refusal: { status: 404, headers: { "x-oauth-scopes": "repo", "x-accepted-oauth-scopes": "public_repo, repo" } },
    want: undefined,
  },
  {
    name: "single sign-on",
    refusal: { headers: { "x-github-sso": "required; url=https://github.com/x" } },
    want: ["not-allowed"],
  },
  { name: "no such commit", refusal: { status: 422, said: "No commit found for SHA: x" }, want: ["not-found"] },
  { name: "an empty repository", refusal: { status: 409, said: "Git Repository is empty." }, want: ["not-found"] },
  { name: "anything else", refusal: { said: "Must have admin rights to Repository." }, want: undefined },
];
for (const { name, refusal, want } of cases) {
  test(`GitHub: ${name}`, () => {
    const found = githubProblem({ ...REFUSAL, ...refusal });
    const read = found?.retryAfterMs === undefined ? [found?.kind] : [found.kind, found.retryAfterMs];
    assert.deepEqual(found === undefined ? undefined : read, want);
    if (found?.kind === "missing-scope") assert.match(found.message, /issues:write/);
  });
}
