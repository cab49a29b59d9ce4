import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { IssueState } from "../issue.ts";
import type { SearchProblem } from "./search-problem.ts";
import type { FilterTerm, TermValue, TextTerm } from "./terms.ts";
import { readTerms } from "./terms.ts";

/** What a search text came to. Empty lists and an absent text are no condition. */
export type IssueSearch = {
  readonly filter: {
    readonly statuses: readonly IssueState["status"][];
    readonly levels: readonly string[];
    readonly ids: readonly number[];
    readonly firstReleases?: readonly string[];
    readonly releases?: readonly string[];
    /** `me`, `none`, or e-mail addresses of members. */
    readonly assignees?: readonly string[];
    /** Words of the title or culprit. */
    readonly text?: string;
  };
  /** No issue can match, as with `is:resolved is:ignored`. */
  readonly contradicts: boolean;
};

export const MAX_SEARCH_LENGTH = 4_096;

const STATUSES = ["unresolved", "resolved", "ignored"] as const;
type Status = (typeof STATUSES)[number];
const STATUS_NAMES: ReadonlyMap<string, Status> = new Map<string, Status>([
  ...STATUSES.map((status) => [status, status] as const),
  ["muted", "ignored"],
  ["archived", "ignored"],
]);
const LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;

/** What the terms read so far leave. */
type Left = { readonly statuses: Set<string>; readonly levels: Set<string>; ids: ReadonlySet<number> | undefined } & {
  firstReleases: ReadonlySet<string> | undefined;
  releases: ReadonlySet<string> | undefined;
  assignees: ReadonlySet<string> | undefined;
};

/** Narrows what is left by one filter, or says what is wrong with it. A further key joins here. */
type Narrow = (left: Left, term: FilterTerm) => SearchProblem | undefined;
const KEYS: ReadonlyMap<string, Narrow> = new Map([
  ["is", narrowStatuses],
  ["status", narrowStatuses],
  ["level", narrowLevels],
  ["issue.id", narrowIds],
  ["assigned", narrowAssignees],
  ["release", (left, term) => narrowReleases(left, term, "releases")],
  ["firstrelease", (left, term) => narrowReleases(left, term, "firstReleases")],
  ["first-release", (left, term) => narrowReleases(left, term, "firstReleases")],
  ["first_release", (left, term) => narrowReleases(left, term, "firstReleases")],
]);

/**
 * Reads a search text of the issue list: `is:` and `status:` (unresolved, resolved, ignored = archived = muted), `level:`,
 * `issue.id:`, `assigned:` (me, none, an e-mail address), `release:`, `firstRelease:`, and free text. All terms must hold. What is not understood is a problem and never passed over. Takes time in
 * proportion to the length. Source: reference sentry-web-api §3.
 */
export function parseIssueSearch(text: string): Result<IssueSearch, SearchProblem> {
  if (text.length > MAX_SEARCH_LENGTH) {
    const words = `the search is longer than ${MAX_SEARCH_LENGTH} characters.`;
    return problem({ kind: "too-long", at: MAX_SEARCH_LENGTH, words });
  }
  const terms = readTerms(text, (key) => KEYS.has(key));
  if (!terms.ok) return terms;

  const left: Left = {
    statuses: new Set(STATUSES),
    levels: new Set(LEVELS),
    ids: undefined,
    firstReleases: undefined,
    releases: undefined,
    assignees: undefined,
  };
  const words: string[] = [];
  for (const term of terms.value) {
    const wrong = term.kind === "text" ? refusedText(term) : (KEYS.get(term.key) ?? refuseKey)(left, term);
    if (wrong !== undefined) return problem(wrong);
    if (term.kind === "text") words.push(term.text);
  }
  return ok(searchOf(left, words.join(" ").trim()));
}

/** Words that would mean something else in a richer language: to search for them as text would be a silent surprise. */
function refusedText({ text, at, isQuoted }: TextTerm): SearchProblem | undefined {
  if (isQuoted) return undefined;
  if (text === "AND" || text === "OR") {
    const words = `${text} is not available; all terms must hold. Quote it to search for the word.`;
    return { kind: "operator", at, words };
  }
  if (!text.startsWith("(")) return undefined;
  return { kind: "group", at, words: "groups in parentheses are not available. Quote the text to search for it." };
}

function refuseKey(_left: Left, { key, at }: FilterTerm): SearchProblem {
  const words = `searching by "${key}" is not supported yet; use ${[...KEYS.keys()].join(", ")} or plain text. Quote it to search for the text.`;
  return { kind: "unknown-key", at, words };
}

function narrowStatuses(left: Left, { key, values, isNegated }: FilterTerm): SearchProblem | undefined {
  const statuses = new Set(values.map(({ text }) => STATUS_NAMES.get(text.toLowerCase())));
  const unknown = values.find(({ text }) => !STATUS_NAMES.has(text.toLowerCase()));
  if (unknown !== undefined) {
    const words = `"${key}:${unknown.text}" is not supported yet; use unresolved, resolved or ignored.`;
    return { kind: "bad-value", at: unknown.at, words };
  }
  narrow(left.statuses, statuses, isNegated);
  return undefined;
}

function narrowLevels(left: Left, { values, isNegated }: FilterTerm): SearchProblem | undefined {
  const levels = new Set(values.map(({ text }) => text.toLowerCase()));
  const unknown = values.find(({ text }) => !LEVELS.some((level) => level === text.toLowerCase()));
  if (unknown !== undefined) {
    const words = `"${unknown.text}" is not a level; use ${LEVELS.join(", ")}.`;
    return { kind: "bad-value", at: unknown.at, words };
  }
  narrow(left.levels, levels, isNegated);
  return undefined;
}

function narrowIds(left: Left, { values, isNegated, at }: FilterTerm): SearchProblem | undefined {
  if (isNegated) return { kind: "not-negatable", at, words: 'leaving out issues by "issue.id" is not supported yet.' };
  const isNumber = ({ text }: TermValue): boolean => /^\d{1,15}$/.test(text);
  const wrong = values.find((value) => !isNumber(value));
  if (wrong !== undefined) return { kind: "bad-value", at: wrong.at, words: '"issue.id" takes numbers.' };
  const ids = new Set(values.map(({ text }) => Number(text)));
  left.ids = left.ids === undefined ? ids : ids.intersection(left.ids);
  return undefined;
}

/** Whole versions, or `latest`. An issue has one first release; two that it was seen in are looked for as a list. */
function narrowReleases(
  left: Left,
  { key, values, isNegated, at }: FilterTerm,
  of: "releases" | "firstReleases",
): SearchProblem | undefined {
  if (isNegated) return { kind: "not-negatable", at, words: `leaving out issues by "${key}" is not supported yet.` };
  const before = left[of];
  const versions = new Set(values.map(({ text }) => text));
  if (before !== undefined && of === "releases") {
    return { kind: "bad-value", at, words: '"release" can stand once; use a list: release:[1.0, 1.1].' };
  }
  left[of] = before === undefined ? versions : versions.intersection(before);
  return undefined;
}

function narrowAssignees(left: Left, { values, isNegated, at }: FilterTerm): SearchProblem | undefined {
  if (isNegated) return { kind: "not-negatable", at, words: 'leaving out issues by "assigned" is not supported yet.' };
  const names = new Set(values.map(({ text }) => text.toLowerCase()));
  left.assignees = left.assignees === undefined ? names : names.intersection(left.assignees);
  return undefined;
}

function narrow(left: Set<string>, values: ReadonlySet<string | undefined>, isNegated: boolean): void {
  for (const value of left) if (values.has(value) === isNegated) left.delete(value);
}

/** All of a kind are no condition. */
function searchOf(left: Left, text: string): IssueSearch {
  const statuses = STATUSES.filter((status) => left.statuses.has(status));
  const levels = LEVELS.filter((level) => left.levels.has(level));
  return {
    filter: {
      statuses: statuses.length === STATUSES.length ? [] : statuses,
      levels: levels.length === LEVELS.length ? [] : levels,
      ids: [...(left.ids ?? [])],
      ...(left.firstReleases !== undefined && { firstReleases: [...left.firstReleases] }),
      ...(left.releases !== undefined && { releases: [...left.releases] }),
      ...(left.assignees !== undefined && { assignees: [...left.assignees] }),
      ...(text === "" ? {} : { text }),
    },
    contradicts:
      statuses.length === 0 ||
      levels.length === 0 ||
      left.ids?.size === 0 ||
      left.firstReleases?.size === 0 ||
      left.assignees?.size === 0,
  };
}
