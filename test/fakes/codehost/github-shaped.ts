import { z } from "zod";
import type { FakeAnswer, FakeRequest } from "./fake-host.ts";
import { pageOfRows, textIn } from "./fake-host.ts";
import type { FakeHook, FakeIssue, FakeRepository, FakeRight, FakeWorld } from "./world.ts";
import { addIssue, commitAt, commitsBetween, DEFAULT_BRANCH } from "./world.ts";

/** A request to a host of GitHub's shapes, and what is answered otherwise at GitHub than at Gitea. */
export type GithubShaped = {
  readonly world: FakeWorld;
  readonly request: FakeRequest;
  readonly origin: string;
  readonly rights: ReadonlySet<FakeRight>;
  readonly refused: (permission: string) => FakeAnswer;
  readonly archived: FakeAnswer;
  /** Nothing: who administers a repository makes issues all the same, as at Gitea. */
  readonly disabled: FakeAnswer | undefined;
  readonly setState: (repository: FakeRepository, issue: FakeIssue, state: FakeIssue["state"], origin: string) => Promise<void>;
};

const NOT_FOUND: FakeAnswer = { status: 404, json: { message: "Not Found" } };

export async function githubAnswer(call: GithubShaped): Promise<FakeAnswer> {
  const { world, request, origin, rights } = call;
  const [top, first, second, resource, ...rest] = request.parts;
  if (top === "user" && first === "repos") {
    const rows = pageOfRows(world.repositories, request.query.get("page"), request.query.get("per_page"));
    return { status: 200, json: rows.map((repository) => githubRepositoryJson(repository, origin)) };
  }
  const repository =
    top === "repositories"
      ? world.repositories.find(({ id }) => String(id) === first)
      : world.repositories.find(({ path }) => top === "repos" && path === `${first}/${second}`);
  if (repository === undefined) return NOT_FOUND;
  if (resource === undefined) return { status: 200, json: githubRepositoryJson(repository, origin) };
  if (resource === "hooks") {
    return rights.has("manage-hooks") ? githubHooks(repository, request, rest[0]) : call.refused("repository_hooks=write");
  }
  if (resource === "commits" && rest.length === 0) return listCommits(repository, request.query, origin);
  if (resource === "compare") return compare(repository, rest.join("/"), request.query, origin);
  if (resource === "commits") return githubCommit(repository, rest.join("/"), origin);
  if (resource === "contents") return githubContents(repository, rest.join("/"), request.query.get("ref") ?? DEFAULT_BRANCH);
  if (resource !== "issues") return NOT_FOUND;

  if (request.method !== "GET" && !rights.has("write-issues")) return call.refused("issues=write");
  if (request.method !== "GET" && repository.archived) return call.archived;
  if (!repository.hasIssues && call.disabled !== undefined) return call.disabled;
  return await issues(call, repository, rest);
}

async function issues(
  call: GithubShaped,
  repository: FakeRepository,
  [number, comments]: readonly string[],
): Promise<FakeAnswer> {
  const { request, origin, setState } = call;
  if (number === undefined && request.method === "GET") return listIssues(repository, request, origin);
  if (number === undefined) {
    const title = textIn(request.body, "title");
    if (title === "" || title.length > 256) return { status: 422, json: { message: "Validation Failed" } };
    return {
      status: 201,
      json: githubIssueJson(repository, addIssue(repository, title, textIn(request.body, "body")), origin),
    };
  }
  const issue = repository.issues.find((one) => String(one.number) === number);
  if (issue === undefined) return NOT_FOUND;
  if (comments === "comments") {
    issue.notes.push(textIn(request.body, "body"));
    issue.updatedAtMs = Date.now();
    return { status: 201, json: { id: issue.notes.length, body: issue.notes.at(-1) } };
  }
  const state = textIn(request.body, "state");
  if (request.method === "PATCH" && (state === "open" || state === "closed")) await setState(repository, issue, state, origin);
  return { status: 200, json: githubIssueJson(repository, issue, origin) };
}

/** In GitHub's order by the time of change; pull requests among them. */
function listIssues(repository: FakeRepository, { query }: FakeRequest, origin: string): FakeAnswer {
  const sinceMs = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const found = repository.issues
    .filter(({ updatedAtMs }) => toSecond(updatedAtMs) >= sinceMs)
    .toSorted((a, b) => a.updatedAtMs - b.updatedAtMs || a.number - b.number);
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  return { status: 200, json: page.map((issue) => githubIssueJson(repository, issue, origin)) };
}

export function githubIssueJson(repository: FakeRepository, issue: FakeIssue, origin: string): object {
  const page = `${origin}/${repository.path}/${issue.isPull ? "pull" : "issues"}/${issue.number}`;
  return {
    id: repository.id * 1_000 + issue.number,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    html_url: page,
    updated_at: new Date(toSecond(issue.updatedAtMs)).toISOString().replace(".000", ""),
    ...(issue.isPull && { pull_request: { html_url: page, merged_at: null } }),
  };
}

export function githubRepositoryJson(repository: FakeRepository, origin: string): object {
  const [owner, name] = repository.path.split("/");
  return {
    id: repository.id,
    name,
    full_name: repository.path,
    owner: { login: owner },
    html_url: `${origin}/${repository.path}`,
    default_branch: DEFAULT_BRANCH,
    archived: repository.archived,
    has_issues: repository.hasIssues,
    private: true,
  };
}

function githubCommit(repository: FakeRepository, ref: string, origin: string): FakeAnswer {
  const commit = commitAt(repository, ref);
  if (commit === undefined) return { status: 422, json: { message: `No commit found for SHA: ${ref}` } };
  const files = commit.files.map(({ path, was, status }) => ({ filename: path, previous_filename: was, status, patch: "@@" }));
  return { status: 200, json: { ...githubCommitJson(repository, commit, origin), files } };
}

function listCommits(repository: FakeRepository, query: URLSearchParams, origin: string): FakeAnswer {
  const found = commitsBetween(repository, query.get("sha") ?? DEFAULT_BRANCH);
  if (found === undefined) return NOT_FOUND;
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  return { status: 200, json: page.map((commit) => githubCommitJson(repository, commit, origin)) };
}

/** The oldest first. */
function compare(repository: FakeRepository, range: string, query: URLSearchParams, origin: string): FakeAnswer {
  const [base = "", head = ""] = range.split("...");
  const found = commitsBetween(repository, head, base)?.toReversed();
  if (found === undefined) return NOT_FOUND;
  const page = pageOfRows(found, query.get("page"), query.get("per_page"));
  const commits = page.map((commit) => githubCommitJson(repository, commit, origin));
  return { status: 200, json: { status: "ahead", total_commits: found.length, commits } };
}

export function githubCommitJson(
  repository: FakeRepository,
  commit: FakeRepository["commits"][number],
  origin: string,
): object {
  const author = { name: commit.authorName, email: commit.authorEmail, date: commit.authoredAt };
  return {
    sha: commit.id,
    html_url: `${origin}/${repository.path}/commit/${commit.id}`,
    commit: { message: commit.message, author, committer: author },
    author: null,
    parents: commit.parents.map((sha) => ({ sha })),
  };
}

function githubContents(repository: FakeRepository, path: string, ref: string): FakeAnswer {
  if (commitAt(repository, ref) === undefined) return { status: 404, json: { message: `No commit found for the ref ${ref}` } };
  const file = repository.files.get(path);
  if (file !== undefined) {
    return { status: 200, headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" }, bytes: file };
  }
  const inside = [...repository.files.keys()].filter((name) => name.startsWith(`${path}/`));
  return inside.length === 0 ? NOT_FOUND : { status: 200, json: inside.map((name) => ({ type: "file", path: name })) };
}

const HookBody = z.object({ config: z.object({ url: z.string(), secret: z.string().optional() }) });

export function githubHooks(repository: FakeRepository, request: FakeRequest, id: string | undefined): FakeAnswer {
  const json = ({ id: hookId, url }: FakeHook): object => ({
    id: hookId,
    config: { url, content_type: "json" },
    events: ["issues"],
  });
  if (request.method === "GET") return { status: 200, json: repository.hooks.map(json) };
  const known = repository.hooks.find((hook) => String(hook.id) === id);
  const { url, secret } = HookBody.parse(request.body).config;
  const hook = known ?? { id: repository.hooks.length + 1, url, secret: "", events: ["issues"] };
  hook.secret = secret ?? hook.secret;
  if (known === undefined) repository.hooks.push(hook);
  return { status: known === undefined ? 201 : 200, json: json(hook) };
}

/** These hosts count in seconds. */
export function toSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
