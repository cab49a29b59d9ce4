import type { RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { cursorOf } from "../data/api.ts";
import type { Wish } from "../data/decisions.ts";
import { decide, decided, statusOf } from "../data/decisions.ts";
import { listPath, narrowingIn, reloadCounts, useIssueList } from "../data/issues.ts";
import { noteList } from "../data/list-before.ts";
import type { Change, MaybeMissed } from "../data/live.ts";
import { useLive, usePolling } from "../data/live.ts";
import { useProject } from "../data/projects.ts";
import { deleteIssues, deleting, mergeIssues } from "../data/regroup.ts";
import { go, withQuery } from "../data/router.ts";
import { useSignal } from "../data/signal.ts";
import type { Issue, Status } from "../data/types.ts";
import { exactTime, plural } from "../data/words.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PageLinks } from "../primitives/page-links.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { AssignDialog } from "../sections/assign-dialog.tsx";
import type { ChosenRows } from "../sections/chosen-rows.ts";
import { useChosenRows } from "../sections/chosen-rows.ts";
import { IssueHeader } from "../sections/issue-header.tsx";
import { IssueRow } from "../sections/issue-row.tsx";
import { headingOf, IssueTools, sortsOf, statusIn } from "../sections/issue-tools.tsx";
import { focusAfter, isUnread, useListKeys } from "../sections/list-keys.ts";
import { NoIssues } from "../sections/no-issues.tsx";
import { SwitchedOff } from "../sections/project-switch.tsx";

type Props = { org: string; project: string; path: string; search: URLSearchParams };

export function Issues({ org, project, path, search }: Props) {
  const query = search.get("query") ?? "is:unresolved";
  const sort = search.get("sort") ?? "date";
  const cursor = search.get("cursor") ?? undefined;
  const narrowing = narrowingIn(search);
  const place = useProject(org, project);
  useTitle(place.data?.name);
  const list = useRef<HTMLUListElement>(null);
  const chosen = useChosenRows(search.toString());
  const mayMove = useCallback(() => isUnread(list.current) && !chosen.isAny(), [chosen.isAny]);
  const asked = { query, sort, cursor, ...narrowing };
  const issues = useIssueList(place.data === undefined ? null : listPath(place.data, asked), mayMove);
  const { check } = issues;
  const projectId = place.data?.id;
  const onLive = useCallback(
    (change: Change | MaybeMissed) => {
      if (change === undefined) return void check();
      if (change.projectId !== projectId) return;
      void check();
      if (change.newIssues.length > 0) reloadCounts(org);
    },
    [org, projectId, check],
  );
  useLive(org, onLive);
  usePolling(place.data?.backend.can.live === false, check);
  useEffect(() => noteList(org, project, withQuery(path, search, {})), [org, project, path, search.toString()]);

  const hrefOf = (change: Record<string, string | undefined>) => withQuery(path, search, { query, ...change });
  const onChange = (change: Record<string, string | undefined>) => go(hrefOf({ cursor: undefined, ...change }));
  const acts = useActs({ org, place: place.data, query, issues, list, chosen });
  const { picked, staying, mayDecide, decisions } = acts;
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
        narrowing={narrowing}
        mark={issues.error?.mark}
        hrefOf={hrefOf}
        onChange={onChange}
      />
      <IssueHeader
        sort={sort}
        onSort={(name) => onChange({ sort: name })}
        total={staying?.length ?? 0}
        chosen={picked.length}
        mayDecide={mayDecide}
        canWait={place.data?.backend.can.ignoreUntil ?? true}
        sorts={sortsOf(place.data?.backend.can).map(([name]) => name)}
        status={statusOfAll(picked.map((issue) => statusOf(issue, decisions)))}
        onChooseAll={(isOn) => chosen.chooseAll(isOn ? (staying ?? []) : [])}
        onDecide={(wish) => acts.onDecide(picked, wish)}
        onMerge={acts.onMerge && (() => acts.onMerge?.(picked))}
        onAssign={acts.onAssign && (() => acts.onAssign?.(picked))}
        onDelete={acts.onDelete && (() => acts.onDelete?.(picked))}
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
      {error?.mark !== undefined ? (
        <State icon="search" title="This search is not understood">
          <p>{error.mark.message}</p>
        </State>
      ) : error !== undefined ? (
        <Failed error={error} retry={place.error === undefined ? issues.reload : place.reload} what="list" />
      ) : issues.rows === undefined ? (
        <Skeleton rows={10} />
      ) : (
        <>
          <Rows org={org} rows={issues.rows} list={list} listed={statusIn(query)} chosen={chosen} acts={acts} />
          {staying?.length === 0 && place.data !== undefined && (
            <NoIssues
              project={place.data}
              query={query}
              narrowing={narrowing}
              hrefOf={hrefOf}
              isFirstPage={cursor === undefined}
              again={issues.reload}
            />
          )}
        </>
      )}
      {/* Below the rows, so that it moves none of them. */}
      {issues.answer?.searchedBackTo && (
        <p class="freshness" role="status">
          <span>
            Searched back to <time dateTime={issues.answer.searchedBackTo}>{exactTime(issues.answer.searchedBackTo)}</time>:
            what is older may be missing. A shorter time or fewer conditions search all of it.
          </span>
        </p>
      )}
      {acts.toAssign.length > 0 && <AssignDialog org={org} issues={acts.toAssign} onClose={() => acts.onAssign?.([])} />}
      <PageLinks
        words={issues.hits !== undefined && (issues.hits >= 1_000 ? "1,000 or more issues" : plural(issues.hits, "issue"))}
        previous={previous && hrefOf({ cursor: previous })}
        next={next && hrefOf({ cursor: next })}
      />
    </div>
  );
}

type RowsProps = {
  org: string;
  rows: readonly Issue[];
  list: RefObject<HTMLUListElement | null>;
  listed: Status | undefined;
  chosen: ChosenRows;
  acts: Acts;
};

function Rows({ org, rows, list, listed, chosen, acts }: RowsProps) {
  const { mayDecide, decisions, isLeaving, staying } = acts;
  return (
    <ul ref={list} class={mayDecide ? "issues" : "issues fixed"} aria-label="Issues">
      {rows.map((issue) => (
        <IssueRow
          key={issue.id}
          org={org}
          issue={issue}
          status={statusOf(issue, decisions)}
          listed={listed}
          isLeaving={isLeaving(issue)}
          isChosen={chosen.ids.has(issue.id)}
          mayDecide={mayDecide}
          onChoose={(isOn, isRange) => chosen.choose(staying ?? [], issue.id, isOn, isRange)}
          onDecide={(wish) => acts.onDecide([issue], wish)}
        />
      ))}
    </ul>
  );
}

type ActsOn = {
  org: string;
  place: ReturnType<typeof useProject>["data"];
  query: string;
  issues: ReturnType<typeof useIssueList>;
  list: RefObject<HTMLUListElement | null>;
  chosen: ChosenRows;
};
type Acts = ReturnType<typeof useActs>;

/** What can be done with the rows of the list, as far as the asker may and the backend can: undefined where not. */
function useActs({ org, place, query, issues, list, chosen }: ActsOn) {
  const decisions = useSignal(decided);
  const doomed = useSignal(deleting);
  const [toAssign, setToAssign] = useState<readonly Issue[]>([]);
  const listed = statusIn(query);
  const isLeaving = (issue: Issue): boolean =>
    doomed.has(issue.id) || (listed !== undefined && statusOf(issue, decisions) !== listed);
  const staying = issues.rows?.filter((issue) => !isLeaving(issue));
  const picked = staying?.filter(({ id }) => chosen.ids.has(id)) ?? [];
  const mayDecide = place?.access.includes("event:write") ?? false;
  const mayDelete = place?.backend.can.regroup === true && place.access.includes("event:admin");

  const letGo = (of: readonly Issue[]) => {
    const leaving = new Set(of.map(({ id }) => id));
    chosen.drop(leaving);
    focusAfter(list.current, leaving);
  };
  const onChanged = () => {
    reloadCounts(org);
    void issues.reload();
  };
  const onDecide = (of: readonly Issue[], wish: Wish) => {
    if (of.length === 0) return;
    letGo(of);
    decide(org, of, wish, () => {
      reloadCounts(org);
      // A page that was emptied by decisions gets what follows it.
      if (list.current?.querySelector(".issue:not(.leaving)") === null) void issues.reload();
    });
  };
  const acts = {
    decisions,
    isLeaving,
    staying,
    picked,
    mayDecide,
    toAssign,
    onDecide,
    onAssign: mayDecide && place?.backend.can.assign === true ? setToAssign : undefined,
    onMerge:
      mayDecide && place?.backend.can.regroup === true
        ? (of: readonly Issue[]) => {
            chosen.chooseAll([]);
            focusAfter(list.current, new Set());
            void mergeIssues(org, of, onChanged);
          }
        : undefined,
    onDelete: mayDelete
      ? (of: readonly Issue[]) => {
          letGo(of);
          deleteIssues(org, of, onChanged);
        }
      : undefined,
  };
  useListKeys({
    list,
    rows: staying ?? [],
    picked,
    mayDecide,
    onDecide,
    onAssign: acts.onAssign,
    onChoose: (id) => chosen.choose([], id, !chosen.ids.has(id), false),
    onChooseNone: () => chosen.chooseAll([]),
  });
  return acts;
}

function statusOfAll<T>(all: readonly T[]): T | undefined {
  return all.every((one) => one === all[0]) ? all[0] : undefined;
}
