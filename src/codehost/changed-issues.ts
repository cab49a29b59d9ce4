import { ok } from "../protocol/result.ts";
import type { ChangedIssues, Found, HostIssue } from "./codehost.ts";

/** One page of issues by the time of their change, the oldest first. */
export type IssuePage = {
  readonly issues: readonly HostIssue[];
  /** The latest change on the page, whatever became of its row. */
  readonly newestMs: number | undefined;
  /** Whether there may be another page. */
  readonly full: boolean;
};

const MAX_PAGES = 10;
const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;

/**
 * Reads what changed, page by page. The next page begins at the time where the last one ended and not behind its rows: an issue
 * that changes meanwhile moves to the end, and counted pages would then leave one out.
 */
export async function changedSince(
  sinceMs: number,
  nowMs: number,
  readPage: (sinceMs: number, page: number) => Promise<Found<IssuePage>>,
): Promise<Found<ChangedIssues>> {
  const found = new Map<number, HostIssue>();
  let fromMs = toSecond(sinceMs);
  let page = 1;
  for (let calls = 0; calls < MAX_PAGES; calls++) {
    const answer = await readPage(fromMs, page);
    if (!answer.ok) return answer;
    for (const issue of answer.value.issues) found.set(issue.number, issue);

    // A time far ahead, by a broken clock or with intent, would end the polling for good.
    const newestMs = Math.min(toSecond(answer.value.newestMs ?? fromMs), nowMs + DAY);
    const isLater = newestMs > fromMs;
    if (!answer.value.full) {
      return ok({ issues: [...found.values()], untilMs: isLater ? newestMs : fromMs, complete: true });
    }
    page = isLater ? 1 : page + 1;
    fromMs = isLater ? newestMs : fromMs;
  }
  // So many in one second: what is left of it is given up, else nothing later would ever be read.
  return ok({ issues: [...found.values()], untilMs: page === 1 ? fromMs : fromMs + SECOND, complete: false });
}

function toSecond(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
