import { ok, problem } from "../../protocol/result.ts";
import type { CodeHost } from "../codehost.ts";
import { withFiles } from "../commit-files.ts";
import { isFullHash } from "../git-names.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { notFound } from "../refusal.ts";
import { API_SCOPE } from "./problems.ts";
import { commitShape, fileShape, rowOfCommitShape } from "./shapes.ts";

const ROWS_A_PAGE = 100;
/** A diff of a hundred files. */
const MAX_DIFF_BYTES = 4 * 1024 * 1024;

/** Source: docs.gitlab.com, "Commits API": `ref_name` may be a range; the files of a commit are in its diff. */
export function listGitlabCommits(calls: HostCalls, host: string, origin: string): CodeHost["listCommits"] {
  return async (repository, { head, base, limit }) => {
    if (!isFullHash(head) || (base !== undefined && !isFullHash(base))) return problem(notFound(host));
    const path = `/projects/${encodeURIComponent(repository.id)}/repository/commits`;
    const get = (below: string, query: HostCall["query"]): HostCall => ({
      method: "GET",
      path: `${path}${below}`,
      query: { ...query, per_page: Math.min(limit, ROWS_A_PAGE) },
      scope: API_SCOPE,
    });
    const range = base === undefined ? head : `${base}..${head}`;
    const shape = commitShape(origin, repository.path).and(rowOfCommitShape);
    const found = await calls.rows(get("", { ref_name: range }), shape);
    if (!found.ok) return found;
    const rows = found.value.rows.map(({ parent_ids: parents, ...commit }) => ({ ...commit, isMerge: parents.length > 1 }));
    return await withFiles(rows, async (id) => {
      const call = { ...get(`/${id}/diff`, {}), query: { per_page: ROWS_A_PAGE }, maxBytes: MAX_DIFF_BYTES };
      const files = await calls.rows(call, fileShape);
      return files.ok ? ok(files.value.rows.flat()) : files;
    });
  };
}
