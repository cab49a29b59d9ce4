import type { IssueFilter } from "../backend/backend.ts";
import type { IssueSearch } from "../issue/query/parse.ts";
import { parseIssueSearch } from "../issue/query/parse.ts";
import type { Result } from "../protocol/result.ts";
import { problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";

/** Reads the search text of an issue list; what is wrong with it comes in the words that Sentry's clients know. */
export function parseIssueQuery(text: string, nowMs: number): Result<IssueSearch, Refusal> {
  const search = parseIssueSearch(text, nowMs);
  if (search.ok) return search;
  const { at: start, end, words: message } = search.problem;
  return problem({ kind: "invalid", detail: `Error parsing search query: ${message}`, search: { start, end, message } });
}

const LEADING_STATUS = /^\s*(?:is|status):(unresolved|resolved|ignored|muted|archived)(?=\s|$)/i;
const STATUSES = ["unresolved", "resolved", "ignored"] as const;

/**
 * Splits a search that a Sentry is to read: the statuses at its beginning are ours, the rest goes there as typed. As far as the rest
 * is of our own language too, it also filters what is remembered here, for the time that the Sentry does not answer.
 */
export function splitRemoteQuery(text: string, nowMs: number): { readonly filter: IssueFilter; readonly contradicts: boolean } {
  let rest = text.trim();
  let statuses: IssueFilter["statuses"] = STATUSES;
  for (let match = LEADING_STATUS.exec(rest); match !== null; match = LEADING_STATUS.exec(rest)) {
    const name = match[1]?.toLowerCase() ?? "";
    const wanted = name === "muted" || name === "archived" ? "ignored" : name;
    statuses = statuses.filter((status) => status === wanted);
    rest = rest.slice(match[0].length).trim();
  }
  const parsed = parseIssueSearch(rest, nowMs);
  const ours = parsed.ok ? parsed.value.filter : { levels: [], ids: [], text: rest };
  return {
    filter: { ...ours, statuses: statuses.length === STATUSES.length ? [] : statuses, queryText: rest },
    contradicts: statuses.length === 0,
  };
}
