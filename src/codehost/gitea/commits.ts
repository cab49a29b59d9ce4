import { ok, problem } from "../../protocol/result.ts";
import type { CodeHost } from "../codehost.ts";
import type { CommitRow } from "../commit-files.ts";
import { withFiles } from "../commit-files.ts";
import { encodedPath, isFullHash } from "../git-names.ts";
import { commitShape, fileShape, rowOfCommitShape } from "../github/shapes.ts";
import type { HostCall, HostCalls } from "../host-calls.ts";
import { notFound } from "../refusal.ts";
import { SCOPES } from "./problems.ts";

/** The most that a server gives, unless its administrator changed that. */
const ROWS_A_PAGE = 50;
const MAX_PAGES = 20;
/** A page of commits with the names of their files. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** Source: the API's own description at `/swagger.v1.json`: `not` leaves out what another commit has; files come with the list. */
export function listGiteaCommits(calls: HostCalls, host: string, origin: string): CodeHost["listCommits"] {
  return async (repository, { head, base, limit }) => {
    if (!isFullHash(head) || (base !== undefined && !isFullHash(base))) return problem(notFound(host));
    const shape = commitShape(origin, repository.path).and(rowOfCommitShape);
    const rows: CommitRow[] = [];
    for (let page = 1; rows.length < limit && page <= MAX_PAGES; page++) {
      const found = await calls.rows(
        {
          method: "GET",
          path: `/repos/${encodedPath(repository.path)}/commits`,
          query: {
            sha: head,
            ...(base !== undefined && { not: base }),
            stat: "false",
            verification: "false",
            files: "true",
            limit: ROWS_A_PAGE,
            page,
          },
          scope: SCOPES.repositories,
          maxBytes: MAX_PAGE_BYTES,
        } satisfies HostCall,
        shape,
      );
      if (!found.ok) return found;
      for (const { parents, files, ...commit } of found.value.rows) {
        rows.push({ ...commit, isMerge: parents.length > 1, files: filesIn(files ?? []) });
      }
      if (found.value.count < ROWS_A_PAGE) break;
    }
    return await withFiles(rows.slice(0, limit), async () => await Promise.resolve(ok([])));
  };
}

function filesIn(files: readonly unknown[]): NonNullable<CommitRow["files"]> {
  return files.flatMap((file) => {
    const read = fileShape.safeParse(file);
    return read.success ? read.data : [];
  });
}
