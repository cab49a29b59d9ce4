import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { IssueState } from "../issue.ts";
import type { IssueCondition } from "./condition.ts";
import { searchKey } from "./keys.ts";
import type { Left } from "./narrow.ts";
import { narrow } from "./narrow.ts";
import type { SearchProblem } from "./search-problem.ts";
import { LEVELS, SHADES, STATUSES, wholeOf } from "./shades.ts";
import type { TextTerm } from "./terms.ts";
import { readTerms } from "./terms.ts";

/** What a search text came to. Empty lists and absent fields are no condition. */
export type IssueSearch = {
  readonly filter: {
    readonly statuses: readonly IssueState["status"][];
    readonly levels: readonly string[];
    readonly ids: readonly number[];
    readonly conditions?: readonly IssueCondition[];
    /** Words of the title or culprit. */
    readonly text?: string;
  };
  /** No issue can match, as with `is:resolved is:ignored`. */
  readonly contradicts: boolean;
};

export const MAX_SEARCH_LENGTH = 4_096;
/** Each may cost a walk of its own. */
const MAX_CONDITIONS = 40;

/**
 * Reads a search text of the issue list: filters of the keys of `SEARCH_KEYS` and of any tag, and free text. All terms must
 * hold. What is not understood is a problem with its place, and never passed over. `nowMs` (Unix ms) is what `-24h` counts
 * from. Takes time in proportion to the length. Source: reference sentry-web-api §3.
 */
export function parseIssueSearch(text: string, nowMs: number): Result<IssueSearch, SearchProblem> {
  if (text.length > MAX_SEARCH_LENGTH) {
    const words = `the search is longer than ${MAX_SEARCH_LENGTH} characters; leave something out.`;
    return problem({ kind: "too-long", at: MAX_SEARCH_LENGTH, end: text.length, words });
  }
  const terms = readTerms(text, (key) => searchKey(key) !== undefined);
  if (!terms.ok) return terms;

  const left: Left = {
    shades: new Set(SHADES),
    levels: new Set(LEVELS),
    ids: undefined,
    conditions: [],
    hasNothing: false,
  };
  const words: string[] = [];
  for (const term of terms.value) {
    const wrong = term.kind === "text" ? refusedText(term) : narrow(left, term, nowMs);
    if (wrong !== undefined) return problem(wrong);
    if (term.kind === "text") words.push(term.text);
    if (left.conditions.length <= MAX_CONDITIONS) continue;
    const tooMany = `the search has more than ${MAX_CONDITIONS} conditions; leave some out, or use lists.`;
    return problem({ kind: "too-long", at: term.at, end: text.length, words: tooMany });
  }
  return ok(searchOf(left, words.join(" ").trim()));
}

/** Words that would mean something else in a richer language: to search for them as text would be a silent surprise. */
function refusedText({ text, at, isQuoted }: TextTerm): SearchProblem | undefined {
  if (isQuoted) return undefined;
  const end = at + text.length;
  if (text === "AND" || text === "OR") {
    const words = `${text} is not available; all terms must hold, and key:[a, b] is any of them. Quote it to search for the word.`;
    return { kind: "operator", at, end, words };
  }
  if (!text.startsWith("(")) return undefined;
  return { kind: "group", at, end, words: "groups in parentheses are not available. Quote the text to search for it." };
}

/** All of a kind are no condition. */
function searchOf(left: Left, text: string): IssueSearch {
  const statuses = STATUSES.filter((status) => wholeOf(status).some((shade) => left.shades.has(shade)));
  const levels = LEVELS.filter((level) => left.levels.has(level));
  const isShaded = statuses.some((status) => wholeOf(status).some((shade) => !left.shades.has(shade)));
  const shaded: readonly IssueCondition[] = isShaded
    ? [{ on: "substatus", anyOf: [...left.shades].filter((shade) => shade !== "resolved") }]
    : [];
  const conditions = [...shaded, ...left.conditions];
  return {
    filter: {
      statuses: statuses.length === STATUSES.length ? [] : statuses,
      levels: levels.length === LEVELS.length ? [] : levels,
      ids: [...(left.ids ?? [])],
      ...(conditions.length > 0 && { conditions }),
      ...(text === "" ? {} : { text }),
    },
    contradicts: left.hasNothing || statuses.length === 0 || levels.length === 0 || left.ids?.size === 0,
  };
}
