import { ok } from "../../protocol/result.ts";
import type { Found, Repository, RepositoryPage } from "../codehost.ts";
import type { HostCalls } from "../host-calls.ts";
import { nextPage, pageNumber } from "../pages.ts";
import { SCOPES } from "./problems.ts";
import { repositoryShape } from "./shapes.ts";

const A_PAGE = 100;
const MAX_PAGES = 5;
/** A repository takes 5 to 8 kB. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * GitHub can search in all that is public but not in what a token may use, so pages of that are read and looked through here.
 * One answer looks through 500 repositories; the cursor goes on behind them.
 */
export async function listGithubRepositories(
  calls: HostCalls,
  origin: string,
  query: string,
  cursor: string | undefined,
): Promise<Found<RepositoryPage>> {
  const wanted = query.trim().toLowerCase();
  const repositories: Repository[] = [];
  let page = pageNumber(cursor);
  for (const last = page + MAX_PAGES - 1; ; page++) {
    const answer = await calls.rows(
      {
        method: "GET",
        path: "/user/repos",
        query: { sort: "pushed", per_page: A_PAGE, page },
        scope: SCOPES.repositories,
        maxBytes: MAX_BYTES,
      },
      repositoryShape(origin),
    );
    if (!answer.ok) return answer;
    repositories.push(...answer.value.rows.filter((row) => !row.archived && row.path.toLowerCase().includes(wanted)));
    const next = nextPage(page, answer.value.count, A_PAGE);
    if (next === undefined || page === last || wanted === "") return ok({ repositories, next });
  }
}
