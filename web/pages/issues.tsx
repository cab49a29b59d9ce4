import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { cursorOf } from "../data/api.ts";
import type { Wish } from "../data/decisions.ts";
import { decide, decided, statusOf } from "../data/decisions.ts";
import { listPath, reloadCounts, useIssueList } from "../data/issues.ts";
import { noteList } from "../data/list-before.ts";
import type { Change, MaybeMissed } from "../data/live.ts";
import { useLive, usePolling } from "../data/live.ts";
import { useProject } from "../data/projects.ts";
import { mergeIssues } from "../data/regroup.ts";
import { go, withQuery } from "../data/router.ts";
import { useShortcuts } from "../data/shortcuts.ts";
import { useSignal } from "../data/signal.ts";
import type { Issue } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PageLinks } from "../primitives/page-links.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { IssueHeader } from "../sections/issue-header.tsx";
import { IssueRow } from "../sections/issue-row.tsx";
import { headingOf, IssueTools, sortsOf, statusIn } from "../sections/issue-tools.tsx";
import { NoIssues } from "../sections/no-issues.tsx";
import { SwitchedOff } from "../sections/project-switch.tsx";

type Props = { org: string; project: string; path: string; search: URLSearchParams };

export function Issues({ org, project, path, search }: Props) {
  const query = search.get("query") ?? "is:unresolved";
  const sort = search.get("sort") ?? "date";
  const cursor = search.get("cursor") ?? undefined;
  const place = useProject(org, project);
  const listed = statusIn(query);
  useTitle(place.data?.name);
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const chosenCount = useRef(0);
  chosenCount.current = chosen.size;
  const mayMove = useCallback(() => isUnread(list.current) && chosenCount.current === 0, []);
  const issues = useIssueList(place.data === undefined ? null : listPath(place.data, { query, sort, cursor }), mayMove);
  const decisions = useSignal(decided);
  const { check } = issues;
  const projectId = place.data?.id;
  const onChange = useCallback(
    (change: Change | MaybeMissed) => {
      if (change === undefined) return void check();
      if (change.projectId !== projectId) return;
      void check();
      if (change.newIssues.length > 0 && place.data !== undefined) reloadCounts(place.data);
    },
    [projectId, check],
  );
  useLive(org, onChange);
  usePolling(place.data?.backend.can.live === false, check);
  useEffect(() => noteList(org, project, withQuery(path, search, {})), [org, project, path, search.toString()]);
  useEffect(() => setChosen(new Set()), [query, sort, cursor]);

  const hrefOf = (change: Record<string, string | undefined>) => withQuery(path, search, { query, ...change });
  const isLeaving = (issue: Issue): boolean => listed !== undefined && statusOf(issue, decisions) !== listed;
  const staying = issues.rows?.filter((issue) => !isLeaving(issue));
  const picked = staying?.filter(({ id }) => chosen.has(id)) ?? [];
  const can = place.data?.backend.can;
  const mayDecide = place.data?.access.includes("event:write") ?? false;
  const onDecide = (of: readonly Issue[], wish: Wish) => {
    if (of.length === 0) return;
    const leaving = new Set(of.map(({ id }) => id));
    setChosen((old) => new Set([...old].filter((id) => !leaving.has(id))));
    focusAfter(list.current, leaving);
    decide(org, of, wish, () => {
      if (place.data !== undefined) reloadCounts(place.data);
      // A page that was emptied by decisions gets what follows it.
      if (list.current?.querySelector(".issue:not(.leaving)") === null) void issues.reload();
    });
  };
  const onMerge = (of: readonly Issue[]) => {
    setChosen(new Set());
    void mergeIssues(org, of, () => {
      if (place.data !== undefined) reloadCounts(place.data);
      void issues.reload();
    });
  };
  useListKeys({ list, rows: staying ?? [], picked, mayDecide, onDecide, setChosen });

  const error = place.error ?? issues.error;
  const [previous, next] = [cursorOf(issues.link, "previous"), cursorOf(issues.link, "next")];
  return (
    <div class="issues-page">
      <h1 class="sr">
        {headingOf(query)} of {place.data?.name ?? project}
      </h1>
      <IssueTools
        list={`${org}/${project}`}
        project={place.data}
        query={query}
        sort={sort}
        hrefOf={hrefOf}
        onSearch={(text) => go(hrefOf({ query: text, cursor: undefined }))}
        onSort={(name) => go(hrefOf({ sort: name, cursor: undefined }))}
      />
      <IssueHeader
        sort={sort}
        onSort={(name) => go(hrefOf({ sort: name, cursor: undefined }))}
        total={staying?.length ?? 0}
        chosen={picked.length}
        mayDecide={mayDecide}
        canWait={can?.ignoreUntil ?? true}
        sorts={sortsOf(can).map(([name]) => name)}
        status={statusOfAll(picked.map((issue) => statusOf(issue, decisions)))}
        onChooseAll={(isOn) => setChosen(new Set(isOn ? staying?.map(({ id }) => id) : []))}
        onDecide={(wish) => onDecide(picked, wish)}
        onMerge={can?.regroup === true ? () => onMerge(picked) : undefined}
      />
      <SwitchedOff org={org} project={place.data} />
      <Freshness of={issues.answer} again={issues.reload} />
      <div role="status" class="arrivals">
        {issues.waitingCount > 0 && (
          <button type="button" onClick={issues.show}>
            <Icon name="reopen" /> {issues.waitingCount} new, show
          </button>
        )}
      </div>
      {error !== undefined ? (
        <Failed error={error} retry={place.error === undefined ? issues.reload : place.reload} what="list" />
      ) : issues.rows === undefined ? (
        <Skeleton rows={10} />
      ) : (
        <>
          <ul ref={list} class={mayDecide ? "issues" : "issues fixed"} aria-label="Issues">
            {issues.rows.map((issue) => (
              <IssueRow
                key={issue.id}
                org={org}
                issue={issue}
                status={statusOf(issue, decisions)}
                listed={listed}
                isLeaving={isLeaving(issue)}
                isChosen={chosen.has(issue.id)}
                mayDecide={mayDecide}
                onChoose={(isOn) => setChosen((old) => withOrWithout(old, issue.id, isOn))}
                onDecide={(wish) => onDecide([issue], wish)}
              />
            ))}
          </ul>
          {staying?.length === 0 && place.data !== undefined && (
            <NoIssues project={place.data} query={query} hrefOf={hrefOf} isFirstPage={cursor === undefined} />
          )}
        </>
      )}
      <PageLinks
        words={issues.hits !== undefined && (issues.hits >= 1_000 ? "1,000 or more issues" : plural(issues.hits, "issue"))}
        previous={previous && hrefOf({ cursor: previous })}
        next={next && hrefOf({ cursor: next })}
      />
    </div>
  );
}

function withOrWithout(old: ReadonlySet<string>, id: string, isOn: boolean): ReadonlySet<string> {
  return isOn ? new Set([...old, id]) : new Set([...old].filter((other) => other !== id));
}

function statusOfAll<T>(all: readonly T[]): T | undefined {
  return all.every((one) => one === all[0]) ? all[0] : undefined;
}

/** At the top, with pointer and focus elsewhere: rows may move then. */
function isUnread(list: HTMLElement | null): boolean {
  return list === null || (window.scrollY < 8 && !list.matches(":hover") && !list.contains(document.activeElement));
}

/** The focus goes on to the next row that stays, so that one can go on with the keyboard. */
function focusAfter(list: HTMLElement | null, leaving: ReadonlySet<string>): void {
  const rows = rowsOf(list);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (at === -1) return;
  const stays = (row: HTMLElement) => !leaving.has(row.dataset["issue"] ?? "");
  const next = rows.slice(at).find(stays) ?? rows.slice(0, at).findLast(stays);
  next?.querySelector<HTMLElement>("a.title")?.focus();
}

const rowsOf = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>(".issue:not(.leaving)") ?? []),
];

type Keys = {
  list: { readonly current: HTMLElement | null };
  rows: readonly Issue[];
  picked: readonly Issue[];
  mayDecide: boolean;
  onDecide: (of: readonly Issue[], wish: Wish) => void;
  setChosen: (change: (old: ReadonlySet<string>) => ReadonlySet<string>) => void;
};

/** The list by keyboard: the row with the focus is the one that is meant, unless some are selected. */
function useListKeys({ list, rows, picked, mayDecide, onDecide, setChosen }: Keys): void {
  const now = () => rowsOf(list.current).findIndex((row) => row.contains(document.activeElement));
  const walk = (step: number) => {
    const all = rowsOf(list.current);
    const row = all[Math.max(0, Math.min(all.length - 1, now() + step))];
    row?.querySelector<HTMLElement>("a.title")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  };
  const meant = (): readonly Issue[] => {
    const id = rowsOf(list.current)[now()]?.dataset["issue"];
    return picked.length > 0 ? picked : rows.filter((issue) => issue.id === id);
  };
  const toggle = (to: "resolved" | "ignored") => () => {
    const of = meant();
    const all = decided.get();
    onDecide(of, { status: of.every((issue) => statusOf(issue, all) === to) ? "unresolved" : to });
  };
  const choose = () => {
    const id = rowsOf(list.current)[now()]?.dataset["issue"];
    if (id !== undefined) setChosen((old) => withOrWithout(old, id, !old.has(id)));
  };
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    o: () => rowsOf(list.current)[now()]?.querySelector<HTMLElement>("a.title")?.click(),
    x: mayDecide ? choose : undefined,
    e: mayDecide ? toggle("resolved") : undefined,
    i: mayDecide ? toggle("ignored") : undefined,
    Escape: picked.length > 0 ? () => setChosen(() => new Set()) : undefined,
    "/": () => document.getElementById("search")?.focus(),
  });
}
