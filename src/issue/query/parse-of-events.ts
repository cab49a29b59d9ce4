import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { IssueCondition } from "./condition.ts";
import { parseIssueSearch } from "./parse.ts";
import type { SearchProblem } from "./search-problem.ts";

/** What one event can be asked: all but what is told of a whole issue. */
export type ConditionOfEvent = Extract<IssueCondition, { on: "event" | "text" }>;

/** What a search text within events came to; all of it holds of the same event. No levels: any. */
export type SearchOfEvents = {
  readonly conditions: readonly ConditionOfEvent[];
  readonly levels: readonly string[];
  /** Words that the event has anywhere. */
  readonly text?: string;
};

const ABOUT_ISSUES =
  "states, assignees, counts and dates (is, assigned, timesSeen, users, firstSeen, lastSeen, firstRelease, issue, project) are told of a whole " +
  "issue; search its events by what each of them says, as level, release, environment, user or any tag.";

/** Reads a search text of a list of events: the language of the issue list, as far as one event can answer it. */
export function parseSearchOfEvents(
  text: string,
  nowMs: number,
): Result<{ readonly filter: SearchOfEvents; readonly contradicts: boolean }, SearchProblem> {
  const search = parseIssueSearch(text, nowMs);
  if (!search.ok) return search;
  const { statuses, ids, levels, conditions = [], text: words } = search.value.filter;
  const ofEvents = conditions.filter(isOfEvent);
  if (statuses.length > 0 || ids.length > 0 || ofEvents.length < conditions.length) {
    return problem({ kind: "unknown-key", at: 0, end: text.length, words: ABOUT_ISSUES });
  }
  const filter = { conditions: ofEvents, levels, ...(words !== undefined && { text: words }) };
  return ok({ filter, contradicts: search.value.contradicts });
}

function isOfEvent(condition: IssueCondition): condition is ConditionOfEvent {
  return condition.on === "event" || (condition.on === "text" && condition.field !== "first-release");
}
