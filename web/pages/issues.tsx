import { useCallback, useState } from "preact/hooks";
import { apiUrl, ask, cursorOf } from "../data/api.ts";
import { go } from "../data/router.ts";
import type { Issue, Project, Status } from "../data/types.ts";
import { useAsk, useLive } from "../data/use-ask.ts";
import { Ago, Bars, count, Failed, Level, Skeleton } from "../primitives/parts.tsx";

const TABS: readonly Status[] = ["unresolved", "ignored", "resolved"];
type Props = { org: string; project: string; search: URLSearchParams };
type Undo = { issue: Issue; to: Status; problem?: string };

export function Issues({ org, project, search }: Props) {
  const query = search.get("query") ?? "is:unresolved";
  const sort = search.get("sort") ?? "date";
  const place = useAsk<Project>(`projects/${org}/${project}/`);
  const asked = new URLSearchParams({ query, sort, limit: "25", groupStatsPeriod: "24h", project: place.data?.id ?? "" });
  const cursor = search.get("cursor");
  if (cursor) asked.set("cursor", cursor);
  const list = useAsk<Issue[]>(place.data ? `organizations/${org}/issues/?${asked}` : null);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [undo, setUndo] = useState<Undo>();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const id = place.data?.id;
  useLive(
    apiUrl(`organizations/${org}/live/`),
    useCallback(
      (c) => {
        if (c.projectId === id) setFresh((old) => new Set([...old, ...c.issues]));
      },
      [id],
    ),
  );
  const move = (change: Record<string, string>) =>
    go(`organizations/${org}/projects/${project}/issues?${new URLSearchParams({ query, sort, ...change })}`);
  const hide = (key: string, on: boolean) => setGone((old) => new Set(on ? [...old, key] : [...old].filter((k) => k !== key)));
  const put = (issue: Issue, to: Status) => {
    hide(issue.id, to !== issue.status);
    setUndo(to === issue.status ? undefined : { issue, to });
    ask(`organizations/${org}/issues/${issue.id}/`, "PUT", { status: to }).catch((e: Error) => {
      hide(issue.id, false);
      setUndo({ issue, to, problem: e.message });
    });
  };
  const show = () => (setFresh(new Set()), setGone(new Set()), list.reload());
  const error = place.error ?? list.error;
  const rows = list.data?.filter((issue) => !gone.has(issue.id));
  const [previous, next] = [cursorOf(list.link, "previous"), cursorOf(list.link, "next")];
  return (
    <>
      <div class="row">
        <h1>{place.data?.name ?? project}</h1>
        <a href={`organizations/${org}/projects/${project}/start`}>Set up an SDK</a>
      </div>
      <Bar query={query} sort={sort} move={move} />
      {fresh.size > 0 && (
        <button type="button" class="fresh" onClick={show}>
          {fresh.size} new or changed, show
        </button>
      )}
      {error ? (
        <Failed error={error} retry={list.reload} />
      ) : !rows ? (
        <Skeleton />
      ) : rows.length === 0 ? (
        <p class="state">No issues match this search.</p>
      ) : (
        <ul class="issues">
          {rows.map((issue) => (
            <Row key={issue.id} org={org} issue={issue} put={put} />
          ))}
        </ul>
      )}
      <nav class="row" aria-label="Pages">
        <button type="button" disabled={!previous} onClick={() => previous && move({ cursor: previous })}>
          Previous
        </button>
        <button type="button" disabled={!next} onClick={() => next && move({ cursor: next })}>
          Next
        </button>
      </nav>
      {undo && (
        <div class="toast" role="status">
          {undo.problem ?? `${undo.issue.shortId} ${undo.to}.`}{" "}
          {!undo.problem && (
            <button type="button" onClick={() => put(undo.issue, undo.issue.status)}>
              Undo
            </button>
          )}{" "}
          <button type="button" onClick={() => setUndo(undefined)}>
            Close
          </button>
        </div>
      )}
    </>
  );
}

function Bar({ query, sort, move }: { query: string; sort: string; move: (c: Record<string, string>) => void }) {
  const rest = query.replace(/\bis:\w+\s*/, "");
  return (
    <div class="tools">
      <nav aria-label="Status" class="tabs">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-current={query.includes(`is:${tab}`) ? "page" : undefined}
            onClick={() => move({ query: `is:${tab} ${rest}`.trim() })}
          >
            {tab}
          </button>
        ))}
      </nav>
      <form
        role="search"
        onSubmit={(e) => (
          e.preventDefault(),
          move({ query: String(new FormData(e.currentTarget as HTMLFormElement).get("q") ?? "") })
        )}
      >
        <input key={query} name="q" type="search" aria-label="Search issues" defaultValue={query} />
      </form>
      <select aria-label="Sort by" value={sort} onChange={(e) => move({ sort: e.currentTarget.value })}>
        <option value="date">Last seen</option>
        <option value="new">First seen</option>
        <option value="freq">Events</option>
        <option value="user">Users</option>
      </select>
    </div>
  );
}

function Row({ org, issue, put }: { org: string; issue: Issue; put: (issue: Issue, to: Status) => void }) {
  const { type, value } = issue.metadata;
  return (
    <li>
      <div class="what">
        <a class="cut" href={`organizations/${org}/issues/${issue.id}`} title={issue.title}>
          <Level level={issue.level} />
          <strong>{type ?? issue.title}</strong> {value}
        </a>
        <div class="cut muted">
          {issue.culprit} · {issue.shortId}
          {(issue.substatus === "new" || issue.substatus === "regressed") && (
            <span class={`mark ${issue.substatus}`}>{issue.substatus}</span>
          )}
        </div>
      </div>
      <Bars series={issue.stats["24h"] ?? []} label="Events in the last 24 hours" />
      <span class="num" title="Events">
        {count(Number(issue.count))}
        <small> events</small>
      </span>
      <span class="num" title="Users">
        {count(issue.userCount)}
        <small> users</small>
      </span>
      <span class="num">
        <Ago at={issue.lastSeen} />
      </span>
      <span class="acts">
        {issue.status === "unresolved" ? (
          <>
            <button type="button" onClick={() => put(issue, "resolved")}>
              Resolve
            </button>
            <button type="button" onClick={() => put(issue, "ignored")}>
              Ignore
            </button>
          </>
        ) : (
          <button type="button" onClick={() => put(issue, "unresolved")}>
            Reopen
          </button>
        )}
      </span>
    </li>
  );
}
