import type { Freshness, Issue } from "./issue.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * What has changed in a project. `new`: first seen in the stretch; `returned`: reopened by an event in it; `growing`: known before, and at
 * least twice as frequent now; `quiet`: frequent before, and at most a tenth of it now; `unseen`: had events in it, and the
 * asker has not looked at it. All are of unresolved issues.
 */
export const CHANGE_KINDS = ["new", "returned", "growing", "quiet", "unseen"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The stretch looked at, `[fromHour, toHour]`, and the one it is compared with, `[beforeHour, fromHour)`. Whole hours since the epoch. */
export type ChangeWindow = { readonly fromHour: number; readonly toHour: number; readonly beforeHour: number };

/** What is asked of a backend: `userId` is who asks, undefined for a program. */
export type ChangesQuery = {
  readonly window: ChangeWindow;
  readonly userId: number | undefined;
  readonly kinds: readonly ChangeKind[];
  /** Issues a group. */
  readonly limit: number;
};

export type ChangeGroup = {
  readonly kind: ChangeKind;
  readonly issues: readonly ChangedIssue[];
  /** How many there are, counted up to 1,000; absent: not known. */
  readonly count: number | undefined;
  /** False: there may be more, looking was broken off. */
  readonly isComplete: boolean;
  /** Why this cannot be told here, in a sentence. */
  readonly unavailable?: string;
};
export type ChangedIssue = { readonly issue: Issue; readonly events: EventsOf | undefined };
/** Events within the window, and within the one before. */
export type EventsOf = { readonly now: number; readonly before: number };

/** One group of each kind asked for, in that order. */
export type Changes = { readonly groups: readonly ChangeGroup[]; readonly freshness?: Freshness };

/** Fewer are chance. */
const MIN_EVENTS = 10;
const GROWTH = 2;
const QUIET = 10;

/** From a moment on. The stretch before is as long, but at least a day: a quarter of an hour is compared with nothing sensible. */
export function changeWindow(fromMs: number, nowMs: number): ChangeWindow {
  const fromHour = Math.floor(fromMs / HOUR_MS);
  const toHour = Math.floor(nowMs / HOUR_MS);
  return { fromHour, toHour, beforeHour: fromHour - Math.max(24, toHour - fromHour + 1) };
}

/** Days, with their fraction, that the window and the one before it have. */
export function daysOf({ fromHour, toHour, beforeHour }: ChangeWindow): { readonly now: number; readonly before: number } {
  return { now: (toHour - fromHour + 1) / 24, before: (fromHour - beforeHour) / 24 };
}

/** By how many events a day an issue has become more frequent: below zero for one that went quiet, 0 when nothing much changed. */
export function trendOf({ now, before }: EventsOf, window: ChangeWindow): number {
  const days = daysOf(window);
  const [nowADay, beforeADay] = [now / days.now, before / days.before];
  if (now >= MIN_EVENTS && nowADay >= GROWTH * beforeADay) return nowADay - beforeADay;
  const expected = beforeADay * days.now;
  return expected >= MIN_EVENTS && now * QUIET <= expected ? nowADay - beforeADay : 0;
}

/** What begins the stretch `days` before now. */
export function daysAgo(nowMs: number, days: number): number {
  return nowMs - days * DAY_MS + HOUR_MS;
}
