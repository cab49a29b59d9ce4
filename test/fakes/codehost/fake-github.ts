import { createHmac, randomUUID } from "node:crypto";
import type { FakedServer } from "./faked-host.ts";
import type { FakeAnswer, FakeRequest } from "./fake-host.ts";
import { deliver, serveFake } from "./fake-host.ts";
import { githubAnswer, githubIssueJson, githubRepositoryJson } from "./github-shaped.ts";
import type { FakeIssue, FakeRepository, FakeWorld } from "./world.ts";

/**
 * GitHub's REST API as far as it is used, as of an Enterprise Server and a fine-grained token. Source: docs.github.com, "REST
 * API endpoints" for repositories, issues, comments, contents, commits and webhooks, "Troubleshooting", "Webhook events".
 */
export async function fakeGithub(world: FakeWorld): Promise<FakedServer> {
  const server = await serveFake("", "/api/v3", async (request, origin) => await answer(world, request, origin));
  return { ...server, setState: async (repository, issue, state) => await setState(repository, issue, state, server.origin) };
}

async function answer(world: FakeWorld, request: FakeRequest, origin: string): Promise<FakeAnswer> {
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const rights = world.tokens.get(token);
  if (rights === undefined) return { status: 401, json: { message: "Bad credentials", status: "401" } };
  if (request.headers["x-github-api-version"] !== "2022-11-28")
    return { status: 400, json: { message: "Not a supported version" } };
  return await githubAnswer({
    world,
    request,
    origin,
    rights,
    refused: (permission) => ({
      status: 403,
      headers: { "x-accepted-github-permissions": permission },
      json: { message: "Resource not accessible by personal access token", status: "403" },
    }),
    archived: { status: 403, json: { message: "Repository was archived so is read-only." } },
    disabled: { status: 410, json: { message: "Issues are disabled for this repo" } },
    setState,
  });
}

async function setState(
  repository: FakeRepository,
  issue: FakeIssue,
  state: FakeIssue["state"],
  origin: string,
): Promise<void> {
  issue.state = state;
  issue.updatedAtMs = Date.now();
  const payload = {
    action: state === "open" ? "reopened" : "closed",
    issue: githubIssueJson(repository, issue, origin),
    repository: githubRepositoryJson(repository, origin),
    sender: { login: "somebody", id: 1 },
  };
  const body = Buffer.from(JSON.stringify(payload));
  for (const hook of repository.hooks) {
    await deliver(
      hook.url,
      {
        "user-agent": "GitHub-Hookshot/044aadd",
        "x-github-delivery": randomUUID(),
        "x-github-event": "issues",
        "x-github-hook-id": String(hook.id),
        "x-github-hook-installation-target-type": "repository",
        "x-hub-signature": `sha1=${createHmac("sha1", hook.secret).update(body).digest("hex")}`,
        "x-hub-signature-256": `sha256=${createHmac("sha256", hook.secret).update(body).digest("hex")}`,
      },
      body,
    );
  }
}
