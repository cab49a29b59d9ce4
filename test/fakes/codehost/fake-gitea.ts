import { createHmac, randomUUID } from "node:crypto";
import type { FakedServer } from "./faked-host.ts";
import type { FakeAnswer, FakeRequest } from "./fake-host.ts";
import { deliver, pageOfRows, serveFake } from "./fake-host.ts";
import {
  githubAnswer,
  githubCommitJson,
  githubHooks,
  githubIssueJson,
  githubRepositoryJson,
  toSecond,
} from "./github-shaped.ts";
import type { FakeChange, FakeIssue, FakeRepository, FakeRight, FakeWorld } from "./world.ts";
import { commitAt, commitsBetween, DEFAULT_BRANCH } from "./world.ts";

const MAX_ROWS = 50;

/**
 * Gitea's REST API v1 as far as it is used, where it departs from GitHub's. Source: the API's description (swagger.v1.json),
 * docs.gitea.com, "API usage", "Webhooks"; and what a real one does. `basePath` is the path of its ROOT_URL.
 */
export async function fakeGitea(world: FakeWorld, basePath: string): Promise<FakedServer> {
  const server = await serveFake(basePath, "/api/v1", async (request, origin) => await answer(world, request, origin));
  return { ...server, setState: async (repository, issue, state) => await setState(repository, issue, state, server.origin) };
}

async function answer(world: FakeWorld, request: FakeRequest, origin: string): Promise<FakeAnswer> {
  const token = (request.headers.authorization ?? "").replace(/^token /, "");
  const rights = world.tokens.get(token);
  if (rights === undefined)
    return { status: 401, json: { message: "user does not exist [uid: 0, name: ]", url: `${origin}/api/swagger` } };

  const [top, owner, name, resource, ...rest] = request.parts;
  if (top === "repos" && owner === "search") return search(world, request, origin);
  const repository = world.repositories.find(({ path }) => top === "repos" && path === `${owner}/${name}`);
  if (repository !== undefined && resource === "commits") return listCommits(repository, request.query, origin);
  if (repository !== undefined && resource === "git") return commit(repository, rest, origin);
  if (repository !== undefined && resource === "raw") return raw(repository, rest.join("/"), request.query.get("ref") ?? "");
  if (repository !== undefined && resource === "hooks") return hooks(repository, request, rest[0], rights);
  if (repository !== undefined && resource === "issues" && rest.length === 0 && request.method === "GET") {
    return listIssues(repository, request, origin);
  }
  return await githubAnswer({
    world,
    request,
    origin,
    rights,
    refused: () => refused("write:issue"),
    archived: { status: 423, json: { message: "repo is archived" } },
    disabled: undefined,
    setState,
  });
}

function refused(scope: string): FakeAnswer {
  const message = `token does not have at least one of required scope(s), required=[${scope}], token scope=read:issue,read:repository`;
  return { status: 403, json: { message, url: "/api/swagger" } };
}

function search(world: FakeWorld, { query }: FakeRequest, origin: string): FakeAnswer {
  const wanted = (query.get("q") ?? "").toLowerCase();
  const found = world.repositories.filter(
    ({ path, archived }) =>
      (query.get("archived") !== "false" || !archived) && path.split("/")[1]?.toLowerCase().includes(wanted),
  );
  const page = pageOfRows(found, query.get("page"), query.get("limit"));
  return {
    status: 200,
    headers: { "x-total-count": String(found.length) },
    json: { ok: true, data: page.map((repository) => githubRepositoryJson(repository, origin)) },
  };
}

/** The newest issue first, whenever it changed. */
function listIssues(repository: FakeRepository, { query }: FakeRequest, origin: string): FakeAnswer {
  if (!repository.hasIssues) return { status: 404, json: { message: "Not Found" } };
  const sinceMs = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const beforeMs = Date.parse(query.get("before") ?? "9999-01-01T00:00:00Z");
  const found = repository.issues
    .filter(({ updatedAtMs, isPull }) => {
      const ms = toSecond(updatedAtMs);
      return ms >= sinceMs && ms <= beforeMs && !(isPull && query.get("type") === "issues");
    })
    .toReversed();
  const size = Math.min(Number(query.get("limit") ?? 30), MAX_ROWS);
  const page = pageOfRows(found, query.get("page"), String(size));
  return {
    status: 200,
    headers: { "x-total-count": String(found.length) },
    json: page.map((issue) => githubIssueJson(repository, issue, origin)),
  };
}

/** Files come with the commits; of a file that was moved, both names do. */
function listCommits(repository: FakeRepository, query: URLSearchParams, origin: string): FakeAnswer {
  const found = commitsBetween(repository, query.get("sha") ?? DEFAULT_BRANCH, query.get("not") ?? undefined);
  if (found === undefined) return { status: 404, json: { message: "object does not exist" } };
  const page = pageOfRows(found, query.get("page"), query.get("limit"));
  const filesOf = ({ path, was, status }: FakeChange): readonly object[] =>
    status === "renamed"
      ? [
          { filename: path, status: "added" },
          { filename: was, status: "removed" },
        ]
      : [{ filename: path, status }];
  const json = page.map((one) => ({ ...githubCommitJson(repository, one, origin), files: one.files.flatMap(filesOf) }));
  return { status: 200, headers: { "x-total-count": String(found.length) }, json };
}

function commit(repository: FakeRepository, [what, ref = ""]: readonly string[], origin: string): FakeAnswer {
  const found = what === "commits" ? commitAt(repository, ref) : undefined;
  if (found !== undefined) return { status: 200, json: githubCommitJson(repository, found, origin) };
  if (/[^\w./-]/.test(ref)) return { status: 422, json: { message: `no valid ref or sha: ${ref}` } };
  return { status: 404, json: { message: `object does not exist [id: ${ref}, rel_path: ]` } };
}

/** A ref that is not there and is no hash stands for the default branch: seen at a real Gitea 1.26. */
function raw(repository: FakeRepository, path: string, ref: string): FakeAnswer {
  const isNowhere = /^[0-9a-f]{7,64}$/.test(ref) && commitAt(repository, ref) === undefined;
  const file = isNowhere ? undefined : repository.files.get(path);
  if (file === undefined) return { status: 404, json: { message: "object does not exist", errors: ["object does not exist"] } };
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, bytes: file };
}

/** A hook's secret is set when it is made, and changed by nothing. */
function hooks(
  repository: FakeRepository,
  request: FakeRequest,
  id: string | undefined,
  rights: ReadonlySet<FakeRight>,
): FakeAnswer {
  if (!rights.has("manage-hooks")) return refused(request.method === "GET" ? "read:repository" : "write:repository");
  if (request.method === "DELETE") {
    const at = repository.hooks.findIndex((hook) => String(hook.id) === id);
    if (at < 0) return { status: 404, json: { message: "Not Found" } };
    repository.hooks.splice(at, 1);
    return { status: 204 };
  }
  return request.method === "PATCH" ? { status: 500, json: { message: "" } } : githubHooks(repository, request, id);
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
    number: issue.number,
    issue: { ...githubIssueJson(repository, issue, origin), pull_request: null },
    repository: githubRepositoryJson(repository, origin),
    sender: { login: "somebody", id: 1 },
    commit_id: "",
  };
  const body = Buffer.from(JSON.stringify(payload));
  for (const hook of repository.hooks) {
    const mac = createHmac("sha256", hook.secret).update(body).digest("hex");
    const uuid = randomUUID();
    const headers = {
      "x-gitea-delivery": uuid,
      "x-gitea-event": "issues",
      "x-gitea-event-type": "issues",
      "x-gitea-signature": mac,
      "x-gogs-event": "issues",
      "x-gogs-signature": mac,
      "x-hub-signature-256": `sha256=${mac}`,
      "x-github-delivery": uuid,
      "x-github-event": "issues",
    };
    await deliver(hook.url, headers, body);
  }
}
