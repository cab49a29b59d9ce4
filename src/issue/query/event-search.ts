import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { MAX_SEARCH_LENGTH } from "./parse.ts";
import type { SearchProblem } from "./search-problem.ts";
import type { FilterTerm, TextTerm } from "./terms.ts";
import { readTerms } from "./terms.ts";

/** One condition on an event's tags, among which are release, environment, level and user. */
export type TagCondition = {
  readonly key: string;
  /** Any of them, in whole; `*` at an end stands for anything. Absent: the key with whatever value. */
  readonly values?: readonly string[];
  readonly isNegated: boolean;
};

/** What a search text within events came to; all of it holds for the same event. */
export type EventSearch = { readonly conditions: readonly TagCondition[]; readonly text?: string };

/**
 * Reads a search text of a list of events: `key:value`, `key:[a, b]`, `!key:value`, `has:key`, and free text. Every tag is a key, as
 * `browser:` or `tags[browser]:`. Takes time in proportion to the length. Source: reference sentry-web-api §3.
 */
export function parseEventSearch(text: string): Result<EventSearch, SearchProblem> {
  if (text.length > MAX_SEARCH_LENGTH) {
    const words = `the search is longer than ${MAX_SEARCH_LENGTH} characters.`;
    return problem({ kind: "too-long", at: MAX_SEARCH_LENGTH, end: text.length, words });
  }
  const terms = readTerms(text, (key) => key === "has");
  if (!terms.ok) return terms;
  const words: string[] = [];
  const conditions: TagCondition[] = [];
  for (const term of terms.value) {
    if (term.kind === "filter") conditions.push(conditionOf(term));
    else {
      const wrong = refusedWord(term);
      if (wrong !== undefined) return problem(wrong);
      words.push(term.text);
    }
  }
  const said = words.join(" ").trim();
  return ok({ conditions, ...(said !== "" && { text: said }) });
}

function conditionOf({ key, values, isNegated }: FilterTerm): TagCondition {
  const texts = values.map((value) => value.text);
  const [first = ""] = texts;
  if (key === "has") return { key: first, isNegated };
  return { key: /^tags\[(.+)\]$/.exec(key)?.[1] ?? key, values: texts, isNegated };
}

function refusedWord({ text, at, isQuoted }: TextTerm): SearchProblem | undefined {
  if (isQuoted || (text !== "AND" && text !== "OR")) return undefined;
  return {
    kind: "operator",
    at,
    end: at + text.length,
    words: `${text} is not available; all terms must hold. Quote it to search for the word.`,
  };
}

/** Whether tags meet every condition. An absent tag meets those that are negated. */
export function meetsConditions(
  tags: readonly (readonly [key: string, value: string])[],
  conditions: readonly TagCondition[],
): boolean {
  return conditions.every(({ key, values, isNegated }) => {
    const wanted = key.toLowerCase();
    const found = tags.find(([name]) => name.toLowerCase() === wanted)?.[1];
    const holds = found !== undefined && (values === undefined || values.some((value) => isMeant(found, value)));
    return holds !== isNegated;
  });
}

function isMeant(found: string, wanted: string): boolean {
  const [value, pattern] = [found.toLowerCase(), wanted.toLowerCase()];
  const [isOpenBefore, isOpenAfter] = [pattern.startsWith("*"), pattern.length > 1 && pattern.endsWith("*")];
  const core = pattern.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
  if (isOpenBefore && isOpenAfter) return value.includes(core);
  if (isOpenBefore) return value.endsWith(core);
  return isOpenAfter ? value.startsWith(core) : value === core;
}
