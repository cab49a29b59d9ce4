import type { IssueFilter } from "../backend/backend.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

const MAX_QUERY_LENGTH = 4_096;
const STATUSES = ["unresolved", "resolved", "ignored"] as const;
const LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;
type Status = (typeof STATUSES)[number];

/** What a search text came to. `contradicts`: no issue can match, such as `is:resolved is:ignored`. */
export type IssueSearch = { readonly filter: IssueFilter; readonly contradicts: boolean };

type Term = { readonly negated: boolean; readonly key: string; readonly values: readonly string[] };
type Kept = { statuses: Set<string>; levels: Set<string>; ids: Set<string> | undefined };

/**
 * Reads the part of Sentry's issue search that is answered today: `is:` and `status:` (unresolved, resolved, ignored), `level:`,
 * `issue.id:`, each with `!` and `[a, b]`, and free text. Terms must all hold. Anything else is a problem with words for a
 * person, never passed over. Source: reference sentry-web-api §3.
 */
export function parseIssueQuery(text: string): Result<IssueSearch, string> {
  if (text.length > MAX_QUERY_LENGTH) return problem(`The search is longer than ${MAX_QUERY_LENGTH} characters.`);
  const kept: Kept = { statuses: new Set(STATUSES), levels: new Set(LEVELS), ids: undefined };
  const words: string[] = [];
  for (const token of tokensOf(text)) {
    const term = termOf(token);
    if (term === undefined) {
      const refused = refusedWord(token);
      if (refused !== undefined) return problem(`Error parsing search query: ${refused}`);
      words.push(unquoted(token));
      continue;
    }
    const wrong = applyTerm(kept, term);
    if (wrong !== undefined) return problem(`Error parsing search query: ${wrong}`);
  }
  return ok(searchOf(kept, words.join(" ").trim()));
}

/** Runs of non-blanks; quotes and brackets hold blanks together. One pass, whatever the text. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let token = "";
  let inQuotes = false;
  let inBrackets = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\" && inQuotes) {
      token += character + text.charAt(index + 1);
      index += 1;
      continue;
    }
    if (character === '"') inQuotes = !inQuotes;
    else if (!inQuotes && character === "[" && token.endsWith(":")) inBrackets = true;
    else if (!inQuotes && character === "]") inBrackets = false;
    if (/\s/.test(character) && !inQuotes && !inBrackets) {
      if (token !== "") tokens.push(token);
      token = "";
    } else token += character;
  }
  if (token !== "") tokens.push(token);
  return tokens;
}

/** `TypeError: x` and `http://…` are text that people paste, not filters: a filter has a value, and no slash begins it. */
function termOf(token: string): Term | undefined {
  const match = /^(!?)([A-Za-z][\w.-]*|tags\[[^\]]*\]):(?!\/\/)(.+)$/s.exec(token);
  if (match === null) return undefined;
  const [, not = "", key = "", value = ""] = match;
  const isList = value.startsWith("[") && value.endsWith("]");
  const values = isList
    ? value
        .slice(1, -1)
        .split(",")
        .map((item) => unquoted(item.trim()))
    : [unquoted(value)];
  return { negated: not === "!", key: key.toLowerCase(), values };
}

function refusedWord(token: string): string | undefined {
  if (token === "AND" || token === "OR")
    return `${token} is not available; all terms must hold. Quote it to search for the word.`;
  if (token.startsWith("(")) return "groups in parentheses are not available. Quote the text to search for it.";
  return undefined;
}

/** Narrows what is kept; answers what is wrong with the term, if anything. */
function applyTerm(kept: Kept, { negated, key, values }: Term): string | undefined {
  if (values.includes("")) return `"${key}" has an empty value.`;
  switch (key) {
    case "is":
    case "status": {
      const statuses = values.map(statusOf);
      const unknown = values.find((_, index) => statuses[index] === undefined);
      if (unknown !== undefined) return `"${key}:${unknown}" is not supported yet; use unresolved, resolved or ignored.`;
      narrow(kept.statuses, statuses, negated);
      return undefined;
    }
    case "level": {
      const unknown = values.find((value) => !LEVELS.some((level) => level === value));
      if (unknown !== undefined) return `"${unknown}" is not a level; use ${LEVELS.join(", ")}.`;
      narrow(kept.levels, values, negated);
      return undefined;
    }
    case "issue.id": {
      if (negated) return 'excluding issues by "issue.id" is not supported yet.';
      if (!values.every((value) => /^\d{1,15}$/.test(value))) return '"issue.id" takes numbers.';
      const ids: ReadonlySet<string> = new Set(values);
      kept.ids = kept.ids === undefined ? new Set(ids) : kept.ids.intersection(ids);
      return undefined;
    }
    default:
      return `searching by "${key}" is not supported yet; use is, level, issue.id or plain text. Quote it to search for the text.`;
  }
}

function narrow(kept: Set<string>, values: readonly (string | undefined)[], negated: boolean): void {
  for (const value of kept) if (values.includes(value) === negated) kept.delete(value);
}

function statusOf(value: string): Status | undefined {
  if (value === "muted" || value === "archived") return "ignored";
  return STATUSES.find((status) => status === value);
}

/** All of a kind means no condition. */
function searchOf(kept: Kept, text: string): IssueSearch {
  const statuses = STATUSES.filter((status) => kept.statuses.has(status));
  const levels = LEVELS.filter((level) => kept.levels.has(level));
  return {
    filter: {
      statuses: statuses.length === STATUSES.length ? [] : statuses,
      levels: levels.length === LEVELS.length ? [] : levels,
      ids: [...(kept.ids ?? [])].map(Number),
      ...(text === "" ? {} : { text }),
    },
    contradicts: statuses.length === 0 || levels.length === 0 || kept.ids?.size === 0,
  };
}

function unquoted(text: string): string {
  const inner = text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  return inner.replace(/\\(["\\*])/g, "$1");
}
