import type { Json } from "../../protocol/json.ts";
import { ok, problem } from "../../protocol/result.ts";
import { isRepositoryId, isRepositoryPath, parseIssuePage } from "../address.ts";
import { changedSince } from "../changed-issues.ts";
import { changeState } from "../change-state.ts";
import type { CodeHost, CodeHostDeps, Found, HostIssue, IssueState, RepositoryPlace } from "../codehost.ts";
import { ensureHook } from "../ensure-hook.ts";
import { encodedPath, isFilePath, isRef } from "../git-names.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { hostCalls } from "../host-calls.ts";
import { notFound } from "../refusal.ts";
import { MAX_FILE_BYTES, sourceText } from "../source-text.ts";
import { whyNoIssues } from "../why-no-issues.ts";
import { listGithubCommits } from "./commits.ts";
import { issueOnly } from "./issue-only.ts";
import { githubProblem, SCOPES } from "./problems.ts";
import { listGithubRepositories } from "./repositories.ts";
import { commitShape, hookShape, issueShape, repositoryShape } from "./shapes.ts";

const HOST = "GitHub";
const ISSUES_A_PAGE = 100;
const MAX_TITLE = 256;
/** The limit is 65,536. */
const MAX_BODY = 65_000;
/** A commit is answered with its first changed file, whose diff may be long. */
const MAX_COMMIT_BYTES = 4 * 1024 * 1024;
const ISSUE_PAGE = /^([^/]+\/[^/]+)\/issues\/(\d{1,15})\/?$/;

/** GitHub's REST API, for github.com, Enterprise Cloud and Enterprise Server. Source: docs.github.com, "GitHub REST API". */
export function github(deps: CodeHostDeps): CodeHost {
  const { origin } = deps;
  const calls = hostCalls(deps, {
    host: HOST,
    apiUrl: githubApiUrl(origin),
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${deps.token}`,
      "x-github-api-version": "2022-11-28",
    },
    problemOf: githubProblem,
  });
  const findRepository: CodeHost["findRepository"] = async (idOrPath) => {
    const isId = isRepositoryId(idOrPath);
    if (!isId && (!isRepositoryPath(idOrPath) || idOrPath.split("/").length !== 2)) return problem(notFound(HOST));
    const path = isId ? `/repositories/${idOrPath}` : `/repos/${encodedPath(idOrPath)}`;
    return await calls.one({ method: "GET", path, scope: SCOPES.repositories }, repositoryShape(origin));
  };

  return {
    ...issueCalls(deps, calls, findRepository),
    findRepository,
    listRepositories: async (query, cursor) => await listGithubRepositories(calls, origin, query, cursor),
    async findCommit(repository, ref) {
      if (!isRef(ref)) return problem(notFound(HOST));
      const path = `${repositoryPath(repository)}/commits/${encodeURIComponent(ref)}`;
      const call = { method: "GET", path, query: { per_page: 1 }, scope: SCOPES.code, maxBytes: MAX_COMMIT_BYTES } as const;
      return await calls.one(call, commitShape(origin, repository.path));
    },
    listCommits: listGithubCommits(calls, HOST, origin),
    async readFile(repository, path, ref) {
      if (!isRef(ref) || !isFilePath(path)) return problem(notFound(HOST));
      const answer = await calls.raw({
        method: "GET",
        path: `${repositoryPath(repository)}/contents/${encodedPath(path)}`,
        query: { ref },
        headers: { accept: "application/vnd.github.raw+json" },
        scope: SCOPES.code,
        maxBytes: MAX_FILE_BYTES,
      });
      if (!answer.ok) return answer;
      // Folders and submodules have no raw form and come as JSON.
      const isFile = !(answer.value.headers["content-type"] ?? "").startsWith("application/json");
      return isFile ? sourceText(answer.value, HOST) : problem(notFound(HOST));
    },
    async ensureWebhook(repository, url, secret) {
      const path = `${repositoryPath(repository)}/hooks`;
      const body = { active: true, events: ["issues"], config: { url, content_type: "json", secret, insecure_ssl: "0" } };
      const scope = SCOPES.webhooks;
      return await ensureHook(url, {
        list: async (page) => await calls.rows({ method: "GET", path, query: { per_page: 100, page }, scope }, hookShape),
        create: async () => await calls.one({ method: "POST", path, body: { name: "web", ...body }, scope }, hookShape),
        update: async (id) => await calls.one({ method: "PATCH", path: `${path}/${id}`, body, scope }, hookShape),
      });
    },
    parseIssueUrl: (text) => parseIssuePage(origin, text, ISSUE_PAGE),
    fileUrl(repository, path, ref, line) {
      if (!isRef(ref) || !isFilePath(path)) return undefined;
      const anchor = line === undefined ? "" : `#L${line}`;
      return `${origin}/${repository.path}/blob/${encodedPath(ref)}/${encodedPath(path)}${anchor}`;
    },
  };
}

/** github.com and Enterprise Cloud (ghe.com) have their API at a host beside them, Enterprise Server below a path. */
export function githubApiUrl(origin: string): string {
  const url = new URL(origin);
  const isCloud = url.hostname === "github.com" || url.hostname.endsWith(".ghe.com");
  return isCloud ? `${url.protocol}//api.${url.host}` : `${origin}/api/v3`;
}

type IssueCalls = Pick<CodeHost, "createIssue" | "findIssue" | "closeIssue" | "reopenIssue" | "listChangedIssues">;

function issueCalls(deps: CodeHostDeps, calls: HostCalls, findRepository: CodeHost["findRepository"]): IssueCalls {
  const scope = SCOPES.issues;
  const issue = async (repository: RepositoryPlace, call: HostCall): Promise<Found<HostIssue>> => {
    const found = await calls.one(call, issueShape(deps.origin, repository.path));
    return issueOnly(HOST, await whyNoIssues(HOST, found, () => findRepository(repository.path)));
  };
  const findIssue: CodeHost["findIssue"] = async (repository, number) =>
    await issue(repository, { method: "GET", path: issuePath(repository, number), scope });

  const change = (want: IssueState): CodeHost["closeIssue"] => {
    return async (repository, number, note) => {
      const path = issuePath(repository, number);
      const body: Json = want === "closed" ? { state: "closed", state_reason: "completed" } : { state: "open" };
      return await changeState(want, {
        host: HOST,
        find: async () => await findIssue(repository, number),
        set: async () => await issue(repository, { method: "PATCH", path, body, scope }),
        note: async () => await calls.raw({ method: "POST", path: `${path}/comments`, body: { body: note }, scope }),
      });
    };
  };

  return {
    findIssue,
    closeIssue: change("closed"),
    reopenIssue: change("open"),
    async createIssue(repository, { title, body }) {
      return await issue(repository, {
        method: "POST",
        path: `${repositoryPath(repository)}/issues`,
        body: { title: title.slice(0, MAX_TITLE).toWellFormed(), body: body.slice(0, MAX_BODY).toWellFormed() },
        scope,
      });
    },
    async listChangedIssues(repository, sinceMs) {
      return await changedSince(sinceMs, (deps.now ?? Date.now)(), async (fromMs, page) => {
        const order = { state: "all", sort: "updated", direction: "asc", per_page: ISSUES_A_PAGE };
        const query = { ...order, since: new Date(fromMs).toISOString(), page };
        const path = `${repositoryPath(repository)}/issues`;
        const shape = issueShape(deps.origin, repository.path);
        const answer = await calls.rows({ method: "GET", path, query, scope, maxBytes: MAX_COMMIT_BYTES }, shape);
        if (!answer.ok) return answer;
        const { rows, count } = answer.value;
        const issues = rows.filter(({ isPull }) => !isPull).map((row) => row.issue);
        return ok({ issues, newestMs: rows.at(-1)?.issue.updatedAtMs, full: count >= ISSUES_A_PAGE });
      });
    },
  };
}

function repositoryPath(repository: RepositoryPlace): string {
  return `/repos/${encodedPath(repository.path)}`;
}

function issuePath(repository: RepositoryPlace, number: number): string {
  return `${repositoryPath(repository)}/issues/${number}`;
}
