import { randomUUID } from "node:crypto";
import type { FakeAnswer, FakeRequest, FakeServer } from "./fake-host.ts";
import { deliver, pageOfRows, serveFake, textIn } from "./fake-host.ts";
import type { FakeChange, FakeCommit, FakeHook, FakeIssue, FakeRepository, FakeRight, FakeWorld } from "./world.ts";
import { addIssue, commitAt, commitsBetween, DEFAULT_BRANCH } from "./world.ts";

export type FakeGitlab = FakeServer & {
  /** Somebody at GitLab closes or reopens an issue. */
  readonly setState: (repository: FakeRepository, issue: FakeIssue, state: FakeIssue["state"]) => Promise<void>;
};

/**
 * GitLab's REST API v4, as far as it is used. Source: docs.gitlab.com, "Projects API", "Issues API", "Notes API", "Commits API",
 * "Repository files API", "Project webhooks API", "Webhook events". `basePath` is its relative URL root.
 */
export async function fakeGitlab(world: FakeWorld, basePath: string): Promise<FakeGitlab> {
  const server = await serveFake(basePath, "/api/v4", async (request, origin) => await answer(world, request, origin));
  return {
    ...server,
    setState: async (repository, issue, state) => await setState(repository, issue, state, server.origin),
  };
}

async function answer(world: FakeWorld, request: FakeRequest, origin: string): Promise<FakeAnswer> {
  const rights = world.tokens.get(String(request.headers["private-token"] ?? ""));
  if (rights === undefined) return { status: 401, json: { message: "401 Unauthorized" } };
  const [top, id, ...rest] = request.parts;
  if (top !== "projects") return { status: 404, json: { error: "404 Not Found" } };
  if (id === undefined) return listProjects(world, request, origin);

  const repository = world.repositories.find((one) => String(one.id) === id || one.path === id);
  if (repository === undefined) return { status: 404, json: { message: "404 Project Not Found" } };
  const needed = neededRight(request.method, rest[0]);
  if (!rights.has(needed)) {
    const description = "The request requires higher privileges than provided by the access token.";
    return { status: 403, json: { error: "insufficient_scope", error_description: description, scope: "api" } };
  }
  if (rest[0] === undefined) return { status: 200, json: { ...simpleProject(repository, origin), ...projectRest(repository) } };
  if (rest[0] === "hooks") return hooks(repository, request, rest[1]);
  if (rest[0] === "repository") return code(repository, request, rest.slice(1), origin);
  return await issues(repository, request, rest, origin);
}

function neededRight(method: string, resource: string | undefined): FakeRight {
  if (resource === "hooks") return "manage-hooks";
  return method === "GET" ? "see" : "write-issues";
}

function listProjects(world: FakeWorld, { query }: FakeRequest, origin: string): FakeAnswer {
  const search = (query.get("search") ?? "").toLowerCase();
  const found = world.repositories.filter(
    (one) => (query.get("archived") !== "false" || !one.archived) && one.path.toLowerCase().includes(search),
  );
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  return { status: 200, json: page.map((one) => simpleProject(one, origin)) };
}

function simpleProject(repository: FakeRepository, origin: string): object {
  const name = repository.path.split("/").at(-1);
  return {
    id: repository.id,
    description: null,
    name,
    path: name,
    path_with_namespace: repository.path,
    default_branch: DEFAULT_BRANCH,
    web_url: `${origin}/${repository.path}`,
  };
}

function projectRest({ archived, hasIssues }: FakeRepository): object {
  return {
    archived,
    issues_enabled: hasIssues,
    issues_access_level: hasIssues ? "enabled" : "disabled",
    visibility: "private",
  };
}

async function issues(
  repository: FakeRepository,
  request: FakeRequest,
  [resource, iid, notes]: readonly string[],
  origin: string,
): Promise<FakeAnswer> {
  if (resource !== "issues") return { status: 404, json: { error: "404 Not Found" } };
  if (!repository.hasIssues || (repository.archived && request.method !== "GET")) {
    return { status: 403, json: { message: "403 Forbidden" } };
  }
  if (iid === undefined && request.method === "GET") return listIssues(repository, request, origin);
  if (iid === undefined) {
    const title = textIn(request.body, "title");
    if (title === "" || title.length > 255) return { status: 400, json: { message: { title: ["is too long or blank"] } } };
    return {
      status: 201,
      json: issueJson(repository, addIssue(repository, title, textIn(request.body, "description")), origin),
    };
  }
  const issue = repository.issues.find(({ number }) => String(number) === iid);
  if (issue === undefined) return { status: 404, json: { message: "404 Issue Not Found" } };
  if (notes === "notes") {
    issue.notes.push(textIn(request.body, "body"));
    issue.updatedAtMs = Date.now();
    return { status: 201, json: { id: issue.notes.length, body: issue.notes.at(-1) } };
  }
  if (request.method === "PUT") {
    const wanted = { close: "closed", reopen: "open" } as const;
    const event = textIn(request.body, "state_event");
    if (event === "close" || event === "reopen") await setState(repository, issue, wanted[event], origin);
  }
  return { status: 200, json: issueJson(repository, issue, origin) };
}

function listIssues(repository: FakeRepository, { query }: FakeRequest, origin: string): FakeAnswer {
  const afterMs = Date.parse(query.get("updated_after") ?? "1970-01-01T00:00:00Z");
  const found = repository.issues
    .filter(({ updatedAtMs }) => updatedAtMs >= afterMs)
    .toSorted((a, b) => a.updatedAtMs - b.updatedAtMs || a.number - b.number);
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  return { status: 200, json: page.map((issue) => issueJson(repository, issue, origin)) };
}

function issueJson(repository: FakeRepository, issue: FakeIssue, origin: string): object {
  return {
    id: repository.id * 1_000 + issue.number,
    iid: issue.number,
    project_id: repository.id,
    title: issue.title,
    description: issue.body,
    state: issue.state === "open" ? "opened" : "closed",
    updated_at: new Date(issue.updatedAtMs).toISOString(),
    web_url: `${origin}/${repository.path}/-/issues/${issue.number}`,
    confidential: false,
  };
}

function code(repository: FakeRepository, { query }: FakeRequest, parts: readonly string[], origin: string): FakeAnswer {
  const [what, name = "", raw] = parts;
  if (what === "commits" && name === "") return listCommits(repository, query, origin);
  if (what === "commits") {
    const commit = commitAt(repository, name);
    if (commit === undefined) return { status: 404, json: { message: "404 Commit Not Found" } };
    return { status: 200, json: raw === "diff" ? commit.files.map(diffJson) : commitJson(repository, commit, origin) };
  }
  const file = commitAt(repository, query.get("ref") ?? "") === undefined ? undefined : repository.files.get(name);
  if (what !== "files" || raw !== "raw" || file === undefined) return { status: 404, json: { message: "404 File Not Found" } };
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, bytes: file };
}

/** `ref_name` is a commit or a range. */
function listCommits(repository: FakeRepository, query: URLSearchParams, origin: string): FakeAnswer {
  const [first = "", last] = (query.get("ref_name") ?? DEFAULT_BRANCH).split("..");
  const found = last === undefined ? commitsBetween(repository, first) : commitsBetween(repository, last, first);
  if (found === undefined) return { status: 404, json: { message: "404 Commit Not Found" } };
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  return { status: 200, json: page.map((commit) => commitJson(repository, commit, origin)) };
}

function commitJson(repository: FakeRepository, commit: FakeCommit, origin: string): object {
  return {
    id: commit.id,
    short_id: commit.id.slice(0, 8),
    title: commit.message.split("\n")[0],
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.authoredAt,
    parent_ids: commit.parents,
    web_url: `${origin}/${repository.path}/-/commit/${commit.id}`,
  };
}

function diffJson({ path, was = path, status }: FakeChange): object {
  return {
    old_path: was,
    new_path: path,
    new_file: status === "added",
    deleted_file: status === "removed",
    renamed_file: status === "renamed",
    diff: "@@ -1 +1 @@\n-a\n+b\n",
  };
}

function hooks(repository: FakeRepository, request: FakeRequest, id: string | undefined): FakeAnswer {
  const json = ({ id: hookId, url }: FakeHook): object => ({ id: hookId, url, issues_events: true });
  if (request.method === "GET") {
    return {
      status: 200,
      json: pageOfRows(repository.hooks, request.query.get("page"), request.query.get("per_page")).map(json),
    };
  }
  const url = textIn(request.body, "url");
  if (!/^https?:/.test(url)) return { status: 422, json: { error: "Invalid url given" } };
  const known = repository.hooks.find((hook) => String(hook.id) === id);
  const hook = known ?? { id: repository.hooks.length + 1, url, secret: "", events: ["issues"] };
  hook.secret = textIn(request.body, "token");
  if (known === undefined) repository.hooks.push(hook);
  return { status: known === undefined ? 201 : 200, json: json(hook) };
}

async function setState(
  repository: FakeRepository,
  issue: FakeIssue,
  state: FakeIssue["state"],
  origin: string,
): Promise<void> {
  issue.state = state;
  issue.updatedAtMs = Date.now();
  for (const hook of repository.hooks) {
    const headers = {
      "x-gitlab-event": "Issue Hook",
      "x-gitlab-instance": origin,
      "x-gitlab-webhook-uuid": randomUUID(),
      "x-gitlab-event-uuid": randomUUID(),
      "idempotency-key": randomUUID(),
      "x-gitlab-token": hook.secret,
    };
    await deliver(hook.url, headers, Buffer.from(JSON.stringify(hookPayload(repository, issue, origin))));
  }
}

/** Shortened to what tells anything: the real one also has the user, labels, assignees and changes. */
function hookPayload(repository: FakeRepository, issue: FakeIssue, origin: string): object {
  return {
    object_kind: "issue",
    event_type: "issue",
    user: { id: 1, name: "Somebody" },
    project: { id: repository.id, path_with_namespace: repository.path, web_url: `${origin}/${repository.path}` },
    object_attributes: {
      id: repository.id * 1_000 + issue.number,
      iid: issue.number,
      title: issue.title,
      state: issue.state === "open" ? "opened" : "closed",
      action: issue.state === "open" ? "reopen" : "close",
      confidential: false,
      type: "Issue",
      url: `${origin}/${repository.path}/-/issues/${issue.number}`,
    },
  };
}
