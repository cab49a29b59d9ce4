import { setTimeout as sleep } from "node:timers/promises";
import type { Freshness, Issue, IssueCommands } from "../../issue/issue.ts";
import type { Event } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { EventInIssue, EventPage, IssuePage, TagSpread } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import type { StoredErrors } from "../integrated/stored-errors.ts";
import type { ConnectionCommands } from "./connection.ts";
import { isCursor } from "./link-header.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteCharts } from "./remote-charts.ts";
import { createRemoteCharts } from "./remote-charts.ts";
import type { RemoteIssue } from "./remote-issue.ts";
import type { RemoteLine, RemoteLineDeps } from "./remote-line.ts";
import { openRemoteLines } from "./remote-line.ts";
import type { CacheLimits, Found, ShortCache } from "./short-cache.ts";
import { createShortCache } from "./short-cache.ts";

export type SentryBackendDeps = RemoteLineDeps & {
  /** The rows in which a Sentry's issues are remembered. */
  readonly local: StoredErrors;
  readonly commands: ConnectionCommands & IssueCommands;
  /** Brings a payload in the form of the SDKs, of whatever content, into the canonical and bounded one. */
  readonly normalise: (sent: {
    readonly payload: JsonObject;
    readonly eventId: string;
    readonly receivedAtMs: number;
  }) => Event;
  readonly cache?: Partial<CacheLimits>;
};

/** What the parts of this backend share: one for each thread. */
export type Reading = SentryBackendDeps & {
  readonly lineOf: (projectId: number) => Promise<RemoteLine>;
  readonly pages: ShortCache<KeptPage, SentryProblem>;
  /** Local ids of issues that were looked at. */
  readonly looks: ShortCache<number, SentryProblem>;
  readonly eventPages: ShortCache<EventPage, SentryProblem>;
  readonly events: ShortCache<EventInIssue, SentryProblem>;
  readonly tags: ShortCache<readonly TagSpread[], SentryProblem>;
  readonly charts: RemoteCharts;
};

/** A page of ids; the rows are read when it is shown, for they may be newer. */
export type KeptPage = Pick<IssuePage, "next" | "previous" | "hits"> & { readonly ids: readonly number[] };

/** Of each kind of answer: 20 MiB a thread at most, all kinds together. */
const LIMITS: CacheLimits = { freshMs: 15_000, staleMs: 10 * 60_000, maxEntries: 1_000, maxBytes: 4 * 1024 * 1024 };
/** A page waits no longer for what it can show from memory. */
export const SHOW_WHAT_IS_KNOWN_AFTER_MS = 2_500;
/** With a person waiting, no attempt is worth more. */
export const PATIENCE = { connectMs: 5_000, totalMs: 15_000, retries: 1 };

export function openReading(deps: SentryBackendDeps): Reading {
  const { lineOf } = openRemoteLines(deps);
  const limits = { ...LIMITS, ...deps.cache };
  return {
    ...deps,
    lineOf,
    pages: createShortCache(limits, deps.now),
    looks: createShortCache(limits, deps.now),
    eventPages: createShortCache(limits, deps.now),
    events: createShortCache(limits, deps.now),
    tags: createShortCache(limits, deps.now),
    charts: createRemoteCharts(),
  };
}

/**
 * Keeps what a Sentry that was asked at `askedAtMs` tells of issues, in their rows and in the charts. Answers their local ids in
 * the order given.
 */
export async function remember(
  reading: Reading,
  { connectionId }: RemoteLine,
  issues: readonly RemoteIssue[],
  askedAtMs: number,
): Promise<Result<readonly number[], SentryProblem>> {
  if (issues.length === 0) return ok([]);
  const rows = issues.map(({ url: _url, hourly: _hourly, daily: _daily, assignee: _assignee, ...row }) => row);
  try {
    const { issueIds } = await reading.commands.rememberRemoteIssues({ connectionId, issues: rows, askedAtMs });
    for (const [index, issueId] of issueIds.entries()) {
      const told = issues[index];
      if (told !== undefined) reading.charts.note(issueId, told);
    }
    return ok(issueIds);
  } catch {
    // Refreshing goes on behind a page, where nobody would catch it; the writer says in its own log what is wrong.
    const message = "What the Sentry tells cannot be kept at the moment. Look into the log of Culprit.";
    return problem({ kind: "remote-error", message });
  }
}

export function freshnessOf({ asOfMs, problem: found }: Found<unknown, SentryProblem>): Freshness {
  return { asOfMs, problem: found?.message };
}

/** Lists and looks of a connection are expired together, under this name. */
export function groupOf({ connectionId }: RemoteLine): string {
  return String(connectionId);
}

/** After a change nothing that was told before counts as current. */
export function expire(reading: Reading, line: RemoteLine): void {
  reading.pages.expire(groupOf(line));
  reading.looks.expire(groupOf(line));
}

/** The line of an issue, and the issue's id at the Sentry. Rejects with `BackendProblem`. */
export async function lineOfIssue(
  reading: Reading,
  { projectId, remote }: Issue,
): Promise<{ readonly line: RemoteLine; readonly remoteId: string }> {
  const line = await reading.lineOf(projectId);
  if (remote === undefined) throw new BackendProblem("not-found", "This issue is not one of the Sentry.");
  return { line, remoteId: remote.id };
}

/** What could not come from a Sentry is not sent to it. */
export function checkCursor(cursor: string | undefined): void {
  if (cursor === undefined || isCursor(cursor)) return;
  throw new BackendProblem("bad-cursor", "Invalid cursor parameter. Start again from the first page.");
}

/** The API's link after the last page, which no client need follow. With a limit of 1 it could be a Sentry's own. */
export function isPastTheEnd(cursor: string | undefined, limit: number): boolean {
  return cursor === "0:1:0" && limit > 1;
}

/** `undefined` when it takes longer; what was begun goes on. */
export async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
    // Whoever did not wait for it cannot be told of its end.
    work.catch(() => undefined);
  }
}

/** Like `map`, a few at a time. */
export async function mapFew<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
  atOnce = 4,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) values[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return values;
}
