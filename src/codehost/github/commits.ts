import { z } from "zod";
import { ok, problem } from "../../protocol/result.ts";
import type { CodeHost, Found, RepositoryPlace } from "../codehost.ts";
import type { CommitRow } from "../commit-files.ts";
import { withFiles } from "../commit-files.ts";
import { encodedPath, isFullHash } from "../git-names.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { notFound } from "../refusal.ts";
import { SCOPES } from "./problems.ts";
import { commitShape, fileShape, rowOfCommitShape } from "./shapes.ts";

const ROWS_A_PAGE = 100;
/** What a host says of its number of pages is not believed. */
const MAX_PAGES = 20;
/** With the diffs of up to a hundred files; of the whole range on its first page. */
const MAX_BYTES = 8 * 1024 * 1024;
const comparisonShape = z.object({ total_commits: z.int().nonnegative() });

/** Source: docs.github.com, "REST API endpoints for commits": "List commits", "Compare two commits", "Get a commit". */
export function listGithubCommits(calls: HostCalls, host: string, origin: string): CodeHost["listCommits"] {
  return async (repository, { head, base, limit }) => {
    if (!isFullHash(head) || (base !== undefined && !isFullHash(base))) return problem(notFound(host));
    const shape = commitShape(origin, repository.path).and(rowOfCommitShape);
    const pageOf = async (call: HostCall): Promise<Found<readonly CommitRow[]>> => {
      const found = await calls.rows(call, shape);
      if (!found.ok) return found;
      // The files of a list are none; those of the range are not told apart by commit.
      return ok(found.value.rows.map((row) => ({ ...row, isMerge: row.parents.length > 1, files: undefined })));
    };
    const rows =
      base === undefined
        ? await pageOf(get(repository, "/commits", { sha: head, per_page: Math.min(limit, ROWS_A_PAGE) }))
        : await newestBetween(calls, get(repository, `/compare/${base}...${head}`, {}), limit, pageOf);
    if (!rows.ok) return rows;
    return await withFiles(rows.value.slice(0, limit), async (id) => {
      const call = { ...get(repository, `/commits/${id}`, { per_page: ROWS_A_PAGE }), rowsIn: "files" };
      const files = await calls.rows(call, fileShape);
      return files.ok ? ok(files.value.rows.flat()) : files;
    });
  };
}

/** A comparison has the oldest commits first, so its last pages are wanted. */
async function newestBetween(
  calls: HostCalls,
  comparison: HostCall,
  limit: number,
  pageOf: (call: HostCall) => Promise<Found<readonly CommitRow[]>>,
): Promise<Found<readonly CommitRow[]>> {
  // The files of the whole range are on the first page; how many commits there are is on every page.
  const count = await calls.one({ ...comparison, query: { per_page: 1, page: 2 } }, comparisonShape);
  if (!count.ok) return count;
  const rows: CommitRow[] = [];
  const last = Math.ceil(count.value.total_commits / ROWS_A_PAGE);
  for (let page = last; page > Math.max(0, last - MAX_PAGES) && rows.length < limit; page--) {
    const found = await pageOf({ ...comparison, query: { per_page: ROWS_A_PAGE, page }, rowsIn: "commits" });
    if (!found.ok) return found;
    rows.push(...found.value.toReversed());
  }
  return ok(rows);
}

function get(repository: RepositoryPlace, below: string, query: NonNullable<HostCall["query"]>): HostCall {
  const path = `/repos/${encodedPath(repository.path)}${below}`;
  return { method: "GET", path, query, scope: SCOPES.code, maxBytes: MAX_BYTES };
}
