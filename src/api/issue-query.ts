import type { IssueSearch } from "../issue/query/parse.ts";
import { parseIssueSearch } from "../issue/query/parse.ts";
import type { Result } from "../protocol/result.ts";
import { problem } from "../protocol/result.ts";

/** Reads the search text of an issue list; what is wrong with it comes in the words that Sentry's clients know. */
export function parseIssueQuery(text: string): Result<IssueSearch, string> {
  const search = parseIssueSearch(text);
  return search.ok ? search : problem(`Error parsing search query: ${search.problem.words}`);
}
