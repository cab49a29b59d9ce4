import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "./api.ts";
import { ask } from "./api.ts";
import { forgetSettled } from "./decisions.ts";
import type { Event, Issue, Project, Series, Status, Tag } from "./types.ts";
import { keep, reloadShownUnder, useAsk } from "./use-ask.ts";

export type ListWish = {
  query: string;
  sort: string;
  cursor: string | undefined;
  /** "" is all of them, and any time. */
  environment?: string;
  statsPeriod?: string;
  /** In place of `statsPeriod`; ISO times. */
  start?: string;
  end?: string;
};
/** What narrows a list beside its search. */
const NARROWING = ["environment", "statsPeriod", "start", "end"] as const;
type Narrowing = (typeof NARROWING)[number];
const PAGE = 25;

export type NarrowingChosen = Record<Narrowing, string>;

/** What an address says of them; "" where it says nothing. */
export const narrowingIn = (search: URLSearchParams): NarrowingChosen => ({
  environment: search.get("environment") ?? "",
  statsPeriod: search.get("statsPeriod") ?? "",
  start: search.get("start") ?? "",
  end: search.get("end") ?? "",
});

function narrow(asked: URLSearchParams, wish: Partial<Pick<ListWish, Narrowing>>): void {
  for (const name of NARROWING) if ((wish[name] ?? "") !== "") asked.set(name, wish[name] ?? "");
}

/** How the API is asked for one page of a project's list. */
export function listPath(project: Project, wish: ListWish): string {
  const { query, sort, cursor } = wish;
  const asked = new URLSearchParams({ query, sort, limit: String(PAGE), groupStatsPeriod: "24h", project: project.id });
  asked.set("shortIdLookup", "1");
  if (cursor !== undefined) asked.set("cursor", cursor);
  narrow(asked, wish);
  return `organizations/${project.organization.slug}/issues/?${asked}`;
}

/** The same over several projects of an organisation, by their slugs; none means all. */
export function listPathOver(org: string, slugs: readonly string[], { query, sort, cursor }: ListWish): string {
  const asked = new URLSearchParams({ query, sort, limit: String(PAGE), groupStatsPeriod: "24h", shortIdLookup: "1" });
  for (const slug of slugs) asked.append("project", slug);
  if (cursor !== undefined) asked.set("cursor", cursor);
  return `organizations/${org}/issues/?${asked}`;
}

/** Each up to a thousand; `capped`: some are more, or were not counted to the end. */
export type Counts = Record<Status, number> & { capped: boolean };
/** What is counted of an organisation: all of these projects (none: all), narrowed like the list but for its status. */
export type CountWish = Partial<Pick<ListWish, Narrowing>> & { org: string; projects: readonly string[]; query?: string };

const countsUnder = (org: string): string => `organizations/${org}/issues-count/`;

/** How many issues there are of each status. `undefined` asks nothing. */
export function useCounts(wish: CountWish | undefined): Counts | undefined {
  return useAsk<Counts>(wish === undefined ? null : countsPath(wish)).data;
}

function countsPath({ org, projects, query = "", ...narrowing }: CountWish): string {
  const asked = new URLSearchParams({ query });
  for (const project of projects) asked.append("project", project);
  narrow(asked, narrowing);
  return `${countsUnder(org)}?${asked}`;
}

/** `12`, `1k+`; `12+` where the search was too much to be counted to its end. */
export function countWords(counts: Counts, status: Status): string {
  const n = counts[status];
  if (n >= 1_000) return "1k+";
  const isBrokenOff = counts.capped && Math.max(counts.unresolved, counts.ignored, counts.resolved) < 1_000;
  return `${n}${isBrokenOff ? "+" : ""}`;
}

export const reloadCounts = (org: string): void => reloadShownUnder(countsUnder(org));

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
