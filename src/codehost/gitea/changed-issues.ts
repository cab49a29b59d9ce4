import { ok } from "../../protocol/result.ts";
import type { ChangedIssues, Found, HostIssue } from "../codehost.ts";

/** A stretch of time; `beforeMs` is given only while catching up. */
export type Window = { readonly sinceMs: number; readonly beforeMs: number | undefined };

/** A page of the issues changed within a stretch. Gitea sorts them by when they were made, not by their change. */
export type WindowPage = {
  readonly issues: readonly HostIssue[];
  readonly count: number;
  /** On all pages together. */
  readonly total: number | undefined;
};

type ReadPage = (window: Window, page: number) => Promise<Found<WindowPage>>;

const MAX_ISSUES = 500;
const MAX_PAGES = 25;
const MAX_HALVINGS = 40;
const SECOND = 1_000;

/**
 * Reads what changed. Since the newest change may stand on the last page, all pages are read; where there are too many, the
 * stretch is halved until it fits, and the rest is left for the next call.
 */
export async function changedInWindow(sinceMs: number, nowMs: number, readPage: ReadPage): Promise<Found<ChangedIssues>> {
  let window: Window = { sinceMs: toSecond(sinceMs), beforeMs: undefined };
  for (let halvings = 0; ; halvings++) {
    const first = await readPage(window, 1);
    if (!first.ok) return first;
    const { total } = first.value;
    // Nothing in the older half: what changed is in the newer one.
    if (total === 0 && window.beforeMs !== undefined) {
      window = { sinceMs: window.beforeMs, beforeMs: undefined };
      continue;
    }
    const middleMs = toSecond(window.sinceMs + ((window.beforeMs ?? nowMs) - window.sinceMs) / 2);
    if (total === undefined || total <= MAX_ISSUES || middleMs <= window.sinceMs || halvings >= MAX_HALVINGS) {
      return await readWindow(window, first.value, readPage, nowMs);
    }
    window = { sinceMs: window.sinceMs, beforeMs: middleMs };
  }
}

/**
 * Reads the other pages. What changes meanwhile comes into an open stretch, and pages are read forwards; it leaves a closed one,
 * and they are read backwards. Either way rows only move onto pages that are still to be read.
 */
async function readWindow(window: Window, first: WindowPage, readPage: ReadPage, nowMs: number): Promise<Found<ChangedIssues>> {
  const size = Math.max(first.count, 1);
  const pages = first.total === undefined ? MAX_PAGES : Math.min(Math.ceil(first.total / size), MAX_PAGES);
  const others = Array.from({ length: Math.max(pages - 1, 0) }, (_, index) => index + 2);
  const order = window.beforeMs === undefined ? others : [...others.toReversed(), 1];

  const found = new Map(first.issues.map((issue) => [issue.number, issue]));
  for (const page of order) {
    const answer = await readPage(window, page);
    if (!answer.ok) return answer;
    for (const issue of answer.value.issues) found.set(issue.number, issue);
    if (first.total === undefined && answer.value.count === 0) break;
  }
  const newestMs = Math.max(window.sinceMs, ...Array.from(found.values(), ({ updatedAtMs }) => updatedAtMs));
  // A time far ahead, by a broken clock or with intent, would end the polling for good.
  const untilMs = window.beforeMs ?? Math.min(toSecond(newestMs), nowMs + 24 * 3_600 * SECOND);
  return ok({ issues: [...found.values()], untilMs, complete: window.beforeMs === undefined });
}

function toSecond(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
