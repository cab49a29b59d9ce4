import { ok, problem } from "../../protocol/result.ts";
import { isRepositoryId, isRepositoryPath, parseIssuePage } from "../address.ts";
import { changedSince } from "../changed-issues.ts";
import { changeState } from "../change-state.ts";
import type { CodeHost, CodeHostDeps, Found, HostIssue, IssueState, RepositoryPlace } from "../codehost.ts";
import { encodedPath, isFilePath, isRef } from "../git-names.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { hostCalls } from "../host-calls.ts";
import { nextPage, pageNumber } from "../pages.ts";
import { notFound } from "../refusal.ts";
import { MAX_FILE_BYTES, sourceText } from "../source-text.ts";
import { ensureHook } from "../ensure-hook.ts";
import { whyNoIssues } from "../why-no-issues.ts";
import { listGitlabCommits } from "./commits.ts";
import { API_SCOPE, gitlabProblem } from "./problems.ts";
import { commitShape, hookShape, issueShape, projectShape } from "./shapes.ts";

const HOST = "GitLab";
const REPOSITORIES_A_PAGE = 50;
const ISSUES_A_PAGE = 100;
const MAX_TITLE = 255;
/** The limit of a description is 1,048,576 characters; an error's text is far shorter. */
const MAX_BODY = 500_000;
/** `/-/issues/7`, `/-/issues/incident/7`, `/-/work_items/7`, and the old `/issues/7`. */
const ISSUE_PAGE = /^(.+?)(?:\/-)?\/(?:issues|issues\/incident|work_items)\/(\d{1,15})(?:\/.*)?$/;

/** GitLab's REST API, version 4, for GitLab.com and self-managed servers. Source: docs.gitlab.com, "REST API". */
export function gitlab(deps: CodeHostDeps): CodeHost {
  const { origin } = deps;
  const calls = hostCalls(deps, {
    host: HOST,
    apiUrl: `${origin}/api/v4`,
    headers: { "private-token": deps.token },
    problemOf: gitlabProblem,
  });
  const findRepository: CodeHost["findRepository"] = async (idOrPath) => {
    if (!isRepositoryId(idOrPath) && !isRepositoryPath(idOrPath)) return problem(notFound(HOST));
    return await calls.one(get(`/projects/${encodeURIComponent(idOrPath)}`), projectShape(origin));
  };
  const issues = issueCalls(deps, calls, findRepository);

  return {
    ...issues,
    findRepository,
    async listRepositories(query, cursor) {
      const page = pageNumber(cursor);
      const search = query.trim().slice(0, 200);
      const answer = await calls.rows(
        get("/projects", {
          membership: "true",
          simple: "true",
          archived: "false",
          order_by: "last_activity_at",
          per_page: REPOSITORIES_A_PAGE,
          page,
          ...(search !== "" && { search, search_namespaces: "true" }),
        }),
        projectShape(origin),
      );
      if (!answer.ok) return answer;
      return ok({ repositories: answer.value.rows, next: nextPage(page, answer.value.count, REPOSITORIES_A_PAGE) });
    },
    async findCommit(repository, ref) {
      if (!isRef(ref)) return problem(notFound(HOST));
      const path = `${projectPath(repository)}/repository/commits/${encodeURIComponent(ref)}`;
      return await calls.one(get(path, { stats: "false" }), commitShape(origin, repository.path));
    },
    listCommits: listGitlabCommits(calls, HOST, origin),
    async readFile(repository, path, ref) {
      if (!isRef(ref) || !isFilePath(path)) return problem(notFound(HOST));
      const call = get(`${projectPath(repository)}/repository/files/${encodeURIComponent(path)}/raw`, { ref });
      const answer = await calls.raw({ ...call, maxBytes: MAX_FILE_BYTES });
      return answer.ok ? sourceText(answer.value, HOST) : answer;
    },
    async ensureWebhook(repository, url, secret) {
      const path = `${projectPath(repository)}/hooks`;
      const body = {
        url,
        token: secret,
        issues_events: true,
        confidential_issues_events: true,
        push_events: false,
        enable_ssl_verification: true,
      };
      return await ensureHook(url, {
        list: async (page) => await calls.rows(get(path, { per_page: 100, page }), hookShape),
        create: async () => await calls.one({ method: "POST", path, body, scope: API_SCOPE }, hookShape),
        update: async (id) => await calls.one({ method: "PUT", path: `${path}/${id}`, body, scope: API_SCOPE }, hookShape),
      });
    },
    parseIssueUrl: (text) => parseIssuePage(origin, text, ISSUE_PAGE),
    fileUrl(repository, path, ref, line) {
      if (!isRef(ref) || !isFilePath(path)) return undefined;
      const anchor = line === undefined ? "" : `#L${line}`;
      return `${origin}/${repository.path}/-/blob/${encodedPath(ref)}/${encodedPath(path)}${anchor}`;
    },
  };
}

type IssueCalls = Pick<CodeHost, "createIssue" | "findIssue" | "closeIssue" | "reopenIssue" | "listChangedIssues">;

function issueCalls(deps: CodeHostDeps, calls: HostCalls, findRepository: CodeHost["findRepository"]): IssueCalls {
  const issue = async (repository: RepositoryPlace, call: HostCall): Promise<Found<HostIssue>> =>
    await whyNoIssues(HOST, await calls.one(call, issueShape(deps.origin, repository.path)), () =>
      findRepository(repository.id),
    );
  const findIssue: CodeHost["findIssue"] = async (repository, number) =>
    await issue(repository, get(issuePath(repository, number)));

  const change = (want: IssueState): CodeHost["closeIssue"] => {
    return async (repository, number, note) => {
      const path = issuePath(repository, number);
      const body = { state_event: want === "closed" ? "close" : "reopen" };
      return await changeState(want, {
        host: HOST,
        find: async () => await findIssue(repository, number),
        set: async () => await issue(repository, { method: "PUT", path, body, scope: API_SCOPE }),
        note: async () =>
          await calls.raw({ method: "POST", path: `${path}/notes`, body: { body: withoutCommands(note) }, scope: API_SCOPE }),
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
        path: `${projectPath(repository)}/issues`,
        body: {
          title: title.slice(0, MAX_TITLE).toWellFormed(),
          description: withoutCommands(body).slice(0, MAX_BODY).toWellFormed(),
        },
        scope: API_SCOPE,
      });
    },
    async listChangedIssues(repository, sinceMs) {
      return await changedSince(sinceMs, (deps.now ?? Date.now)(), async (fromMs, page) => {
        const query = { updated_after: new Date(fromMs).toISOString(), order_by: "updated_at", sort: "asc" };
        const answer = await calls.rows(
          get(`${projectPath(repository)}/issues`, { ...query, scope: "all", per_page: ISSUES_A_PAGE, page }),
          issueShape(deps.origin, repository.path),
        );
        if (!answer.ok) return answer;
        const { rows, count } = answer.value;
        return ok({ issues: rows, newestMs: rows.at(-1)?.updatedAtMs, full: count >= ISSUES_A_PAGE });
      });
    },
  };
}

function get(path: string, query: HostCall["query"] = {}): HostCall {
  return { method: "GET", path, query, scope: API_SCOPE };
}

function projectPath(repository: RepositoryPlace): string {
  return `/projects/${encodeURIComponent(repository.id)}`;
}

function issuePath(repository: RepositoryPlace, number: number): string {
  return `${projectPath(repository)}/issues/${number}`;
}

/**
 * GitLab acts upon lines that begin with a slash ("quick actions": move the issue, make it public, assign somebody), with the
 * rights of the token's owner. Who may make an issue here need not have them. Lines that are set in, as those of code, are none.
 */
function withoutCommands(text: string): string {
  return text.replace(/^\//gm, "\\/");
}
