import { ok, problem } from "../../protocol/result.ts";
import { isRepositoryId, isRepositoryPath, parseIssuePage } from "../address.ts";
import { changeState } from "../change-state.ts";
import type { CodeHost, CodeHostDeps, Found, HostIssue, IssueState, RepositoryPlace } from "../codehost.ts";
import { ensureHook } from "../ensure-hook.ts";
import { encodedPath, isFilePath, isFullHash, isRef } from "../git-names.ts";
import { issueOnly } from "../github/issue-only.ts";
import { commitShape, hookShape, issueShape, repositoryShape } from "../github/shapes.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { hostCalls } from "../host-calls.ts";
import { nextPage, pageNumber } from "../pages.ts";
import { notFound } from "../refusal.ts";
import { MAX_FILE_BYTES, sourceText } from "../source-text.ts";
import { issuesProblem, whyNoIssues } from "../why-no-issues.ts";
import { changedInWindow } from "./changed-issues.ts";
import { listGiteaCommits } from "./commits.ts";
import { giteaProblem, SCOPES } from "./problems.ts";

const HOST = "Gitea";
/** The most that a server gives, unless its administrator changed that. */
const ROWS_A_PAGE = 50;
const MAX_TITLE = 255;
const MAX_BODY = 500_000;
const ISSUE_PAGE = /^([^/]+\/[^/]+)\/issues\/(\d{1,15})\/?$/;

/** The REST API of Gitea and of Forgejo, which kept it. Source: the API's own description at `/swagger.v1.json`. */
export function gitea(deps: CodeHostDeps): CodeHost {
  const { origin } = deps;
  const calls = hostCalls(deps, {
    host: HOST,
    apiUrl: `${origin}/api/v1`,
    headers: { authorization: `token ${deps.token}` },
    problemOf: giteaProblem,
  });
  const findRepository: CodeHost["findRepository"] = async (idOrPath) => {
    const isId = isRepositoryId(idOrPath);
    if (!isId && (!isRepositoryPath(idOrPath) || idOrPath.split("/").length !== 2)) return problem(notFound(HOST));
    const path = isId ? `/repositories/${idOrPath}` : `/repos/${encodedPath(idOrPath)}`;
    return await calls.one(get(path, SCOPES.repositories), repositoryShape(origin));
  };

  return {
    ...issueCalls(deps, calls, findRepository),
    ...codeCalls(origin, calls),
    findRepository,
    async listRepositories(query, cursor) {
      const page = pageNumber(cursor);
      const wanted = { q: query.trim().slice(0, 200), archived: "false", sort: "updated", order: "desc" };
      const call = get("/repos/search", SCOPES.repositories, { ...wanted, limit: ROWS_A_PAGE, page });
      const answer = await calls.rows({ ...call, rowsIn: "data" }, repositoryShape(origin));
      if (!answer.ok) return answer;
      const { rows, count, total } = answer.value;
      const next = total === undefined ? nextPage(page, count, ROWS_A_PAGE) : nextPage(page, total - page * ROWS_A_PAGE, 1);
      return ok({ repositories: rows, next });
    },
    async ensureWebhook(repository, url, secret) {
      const path = `${repositoryPath(repository)}/hooks`;
      const scope = SCOPES.webhooks;
      const body = { type: "gitea", active: true, events: ["issues"], config: { url, content_type: "json", secret } };
      const create = async () => await calls.one({ method: "POST", path, body, scope }, hookShape);
      return await ensureHook(url, {
        list: async (page) => await calls.rows(get(path, scope, { limit: ROWS_A_PAGE, page }), hookShape),
        create,
        // The secret of a webhook cannot be changed.
        update: async (id) => {
          const removed = await calls.raw({ method: "DELETE", path: `${path}/${id}`, scope });
          return removed.ok ? await create() : removed;
        },
      });
    },
    parseIssueUrl: (text) => parseIssuePage(origin, text, ISSUE_PAGE),
  };
}

type CodeCalls = Pick<CodeHost, "findCommit" | "listCommits" | "readFile" | "fileUrl">;

function codeCalls(origin: string, calls: HostCalls): CodeCalls {
  const findCommit: CodeHost["findCommit"] = async (repository, ref) => {
    if (!isRef(ref)) return problem(notFound(HOST));
    const path = `${repositoryPath(repository)}/git/commits/${encodeURIComponent(ref)}`;
    const light = { stat: "false", verification: "false", files: "false" };
    return await calls.one(get(path, SCOPES.repositories, light), commitShape(origin, repository.path));
  };
  return {
    findCommit,
    listCommits: listGiteaCommits(calls, HOST, origin),
    async readFile(repository, path, ref) {
      if (!isRef(ref) || !isFilePath(path)) return problem(notFound(HOST));
      // Of a branch or tag that is not there, Gitea gives the file as it is on the default branch: the wrong lines.
      const commit = isFullHash(ref) ? ok({ id: ref }) : await findCommit(repository, ref);
      if (!commit.ok) return commit;
      const query = { ref: commit.value.id };
      const call = get(`${repositoryPath(repository)}/raw/${encodedPath(path)}`, SCOPES.repositories, query);
      const answer = await calls.raw({ ...call, maxBytes: MAX_FILE_BYTES });
      return answer.ok ? sourceText(answer.value, HOST) : answer;
    },
    fileUrl(repository, path, ref, line) {
      if (!isRef(ref) || !isFilePath(path)) return undefined;
      const anchor = line === undefined ? "" : `#L${line}`;
      // Pages of branches and tags have words of their own; without one, Gitea finds out which it is.
      const place = isFullHash(ref) ? `commit/${ref}` : encodedPath(ref);
      return `${origin}/${repository.path}/src/${place}/${encodedPath(path)}${anchor}`;
    },
  };
}

type IssueCalls = Pick<CodeHost, "createIssue" | "findIssue" | "closeIssue" | "reopenIssue" | "listChangedIssues">;

function issueCalls(deps: CodeHostDeps, calls: HostCalls, findRepository: CodeHost["findRepository"]): IssueCalls {
  const scope = SCOPES.issues;
  const issue = async (repository: RepositoryPlace, call: HostCall): Promise<Found<HostIssue>> => {
    const found = await calls.one(call, issueShape(deps.origin, repository.path));
    return issueOnly(HOST, await whyNoIssues(HOST, found, () => findRepository(repository.path)));
  };
  const findIssue: CodeHost["findIssue"] = async (repository, number) =>
    await issue(repository, get(issuePath(repository, number), SCOPES.readIssues));

  const change = (want: IssueState): CodeHost["closeIssue"] => {
    return async (repository, number, note) => {
      const path = issuePath(repository, number);
      return await changeState(want, {
        host: HOST,
        find: async () => await findIssue(repository, number),
        set: async () => await issue(repository, { method: "PATCH", path, body: { state: want }, scope }),
        note: async () => await calls.raw({ method: "POST", path: `${path}/comments`, body: { body: note }, scope }),
      });
    };
  };

  return {
    findIssue,
    closeIssue: change("closed"),
    reopenIssue: change("open"),
    async createIssue(repository, { title, body }) {
      // Whoever administers a repository can make issues where they are switched off, and nobody would see them.
      const place = await findRepository(repository.path);
      const reason = place.ok ? issuesProblem(HOST, place.value) : place.problem;
      if (reason !== undefined) return problem(reason);
      return await issue(repository, {
        method: "POST",
        path: `${repositoryPath(repository)}/issues`,
        body: { title: title.slice(0, MAX_TITLE).toWellFormed(), body: body.slice(0, MAX_BODY).toWellFormed() },
        scope,
      });
    },
    async listChangedIssues(repository, sinceMs) {
      return await changedInWindow(sinceMs, (deps.now ?? Date.now)(), async (window, page) => {
        const query = {
          state: "all",
          type: "issues",
          since: new Date(window.sinceMs).toISOString(),
          ...(window.beforeMs !== undefined && { before: new Date(window.beforeMs).toISOString() }),
          limit: ROWS_A_PAGE,
          page,
        };
        const call = get(`${repositoryPath(repository)}/issues`, SCOPES.readIssues, query);
        const answer = await calls.rows(call, issueShape(deps.origin, repository.path));
        if (!answer.ok) return answer;
        const { rows, count, total } = answer.value;
        return ok({ issues: rows.filter(({ isPull }) => !isPull).map((row) => row.issue), count, total });
      });
    },
  };
}

function get(path: string, scope: string, query: HostCall["query"] = {}): HostCall {
  return { method: "GET", path, query, scope };
}

function repositoryPath(repository: RepositoryPlace): string {
  return `/repos/${encodedPath(repository.path)}`;
}

function issuePath(repository: RepositoryPlace, number: number): string {
  return `${repositoryPath(repository)}/issues/${number}`;
}
