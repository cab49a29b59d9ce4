import type { IssueFilter, IssueSort } from "../backend.ts";
import type { RemoteIssueQuery } from "./remote-issue.ts";

export const REMOTE_SORTS: { readonly [sort in IssueSort]: RemoteIssueQuery["sort"] } = {
  "last-seen": "date",
  "first-seen": "new",
  events: "freq",
  users: "user",
  trend: "trends",
};

const ALL_STATUSES = ["unresolved", "resolved", "ignored"] as const;

/**
 * A filter in Sentry's search language, the `is:` first. What a person typed goes as typed; without it, the conditions do. Ids are
 * local and are left out. Source: reference sentry-web-api §3.
 */
export function remoteQueryOf(filter: IssueFilter): string {
  const { levels, text, seenFromMs, seenToMs, queryText } = filter;
  const status = statusTerm(filter.statuses);
  if (queryText !== undefined) return `${status} ${queryText.trim()}`.trim();
  const level = levels.length > 1 ? `level:[${levels.join(", ")}]` : levels.map((one) => `level:${one}`).join("");
  const terms = [
    status,
    level,
    seenFromMs === undefined ? "" : `lastSeen:>=${new Date(seenFromMs).toISOString()}`,
    seenToMs === undefined ? "" : `firstSeen:<=${new Date(seenToMs).toISOString()}`,
    text === undefined || text === "" ? "" : `"${text.replaceAll('"', '\\"')}"`,
  ];
  return terms.filter((term) => term !== "").join(" ");
}

function statusTerm(statuses: IssueFilter["statuses"]): string {
  const left = ALL_STATUSES.filter((status) => !statuses.includes(status));
  if (left.length === 0 || left.length === ALL_STATUSES.length) return "";
  const [missing] = left;
  return left.length === 1 ? `!is:${missing}` : `is:${statuses[0]}`;
}
