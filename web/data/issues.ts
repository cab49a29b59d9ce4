import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "./api.ts";
import { ask } from "./api.ts";
import { forgetSettled } from "./decisions.ts";
import type { Event, Issue, Project, Series, Status, Tag } from "./types.ts";
import { keep, reload, useAsk } from "./use-ask.ts";

export type ListWish = {
  query: string;
  sort: string;
  cursor: string | undefined;
  /** "" is all of them, and any time. */
  environment?: string;
  statsPeriod?: string;
};
const PAGE = 25;

/** How the API is asked for one page of a project's list. */
export function listPath(project: Project, wish: ListWish): string {
  const { query, sort, cursor, environment = "", statsPeriod = "" } = wish;
  const asked = new URLSearchParams({ query, sort, limit: String(PAGE), groupStatsPeriod: "24h", project: project.id });
  asked.set("shortIdLookup", "1");
  if (cursor !== undefined) asked.set("cursor", cursor);
  if (environment !== "") asked.set("environment", environment);
  if (statsPeriod !== "") asked.set("statsPeriod", statsPeriod);
  return `organizations/${project.organization.slug}/issues/?${asked}`;
}

/** The same over several projects of an organisation, by their slugs; none means all. */
export function listPathOver(org: string, slugs: readonly string[], { query, sort, cursor }: ListWish): string {
  const asked = new URLSearchParams({ query, sort, limit: String(PAGE), groupStatsPeriod: "24h", shortIdLookup: "1" });
  for (const slug of slugs) asked.append("project", slug);
  if (cursor !== undefined) asked.set("cursor", cursor);
  return `organizations/${org}/issues/?${asked}`;
}

const countPath = (project: Project, status: Status): string =>
  `organizations/${project.organization.slug}/issues/?${new URLSearchParams({ query: `is:${status}`, limit: "1", collapse: "stats", project: project.id })}`;

/** How many issues have a status; the API counts to a thousand. */
export function useStatusCount(project: Project | undefined, status: Status): number | undefined {
  return useAsk<Issue[]>(project === undefined ? null : countPath(project, status)).answer?.hits;
}

export function reloadCounts(project: Project): void {
  for (const status of ["unresolved", "ignored", "resolved"] as const) void reload(countPath(project, status));
}

/**
 * One page of the list. `check` asks for it again without moving anything: rows that are shown get their new figures in place,
 * and rows that came wait in `waiting` until `show` puts them in. `mayMove` says that nobody is reading.
 */
export function useIssueList(path: string | null, mayMove: () => boolean) {
  const { data, answer, error, reload: again } = useAsk<Issue[]>(path);
  const [waiting, setWaiting] = useState<Answer<Issue[]>>();
  const state = useRef({ isBusy: false, isStale: false });
  const shown = useRef(data);
  shown.current = data;
  useEffect(() => setWaiting(undefined), [path]);
  useEffect(() => void (answer !== undefined && forgetSettled(answer.askedAt)), [answer]);

  const check = useCallback(async (): Promise<void> => {
    if (path === null) return;
    // One question at a time; what changes meanwhile is asked for after it.
    if (state.current.isBusy) return void (state.current.isStale = true);
    state.current.isBusy = true;
    const latest = await ask<Issue[]>(path).catch(() => undefined);
    state.current.isBusy = false;
    if (latest !== undefined) {
      const rows = shown.current ?? [];
      if (rows.length === 0 || mayMove() || hasNoNew(rows, latest.data)) keep(path, latest);
      else {
        const known = new Map(latest.data.map((issue) => [issue.id, issue]));
        keep(path, { ...latest, askedAt: 0, data: rows.map((issue) => known.get(issue.id) ?? issue) });
        setWaiting(latest);
      }
    }
    if (state.current.isStale) {
      state.current.isStale = false;
      await check();
    }
  }, [path, mayMove]);

  const show = useCallback(() => {
    if (path !== null && waiting !== undefined) keep(path, waiting);
    setWaiting(undefined);
    void again();
  }, [path, waiting, again]);

  const ids = new Set(data?.map(({ id }) => id));
  return {
    rows: data,
    answer,
    link: answer?.link ?? null,
    hits: answer?.hits,
    error,
    waitingCount: waiting?.data.filter(({ id }) => !ids.has(id)).length ?? 0,
    check,
    show,
    reload: again,
  };
}

/** The same rows in the same order. */
function hasNoNew(rows: readonly Issue[], latest: readonly Issue[]): boolean {
  return rows.length === latest.length && rows.every(({ id }, index) => latest[index]?.id === id);
}

export const issuePath = (org: string, id: string): string => `organizations/${org}/issues/${id}/`;
export const useIssue = (of: { org: string; id: string } | undefined) =>
  useAsk<Issue>(of === undefined ? null : issuePath(of.org, of.id));
export const useEvent = (org: string, id: string, event: string) => useAsk<Event>(`${issuePath(org, id)}events/${event}/`);
export const useTags = (org: string, id: string) => useAsk<Tag[]>(`${issuePath(org, id)}tags/`);

const HOUR_SECONDS = 3_600;
/** Events a day over the last days; undefined asks nothing. The hour stands for now, so that looking again asks the same. */
export function useStats(org: string, id: string, days: number | undefined) {
  const until = Math.floor(Date.now() / 1_000 / HOUR_SECONDS) * HOUR_SECONDS;
  const since = until - ((days ?? 1) - 1) * 24 * HOUR_SECONDS;
  const asked = new URLSearchParams({ since: String(since), until: String(until), resolution: "1d" });
  return useAsk<Series>(days === undefined ? null : `${issuePath(org, id)}stats/?${asked}`);
}
