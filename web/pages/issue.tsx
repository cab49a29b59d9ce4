import { apiUrl, ask } from "../data/api.ts";
import { useState } from "preact/hooks";
import type { Event, Issue, Status, Tag } from "../data/types.ts";
import { useAsk } from "../data/use-ask.ts";
import { Ago, Bars, count, Failed, Level, Section, Skeleton } from "../primitives/parts.tsx";
import { EventBody } from "../sections/event.tsx";

export function IssuePage({ org, id, event }: { org: string; id: string; event: string }) {
  const base = `organizations/${org}/issues/${id}`;
  const issue = useAsk<Issue>(`${base}/`);
  const shown = useAsk<Event>(`${base}/events/${event}/`);
  const tags = useAsk<Tag[]>(`${base}/tags/`);
  const [days, setDays] = useState(false);
  const [problem, setProblem] = useState("");
  if (issue.error) return <Failed error={issue.error} retry={issue.reload} />;
  if (!issue.data) return <Skeleton />;
  const it = issue.data;
  const put = (status: Status) =>
    void ask(`${base}/`, "PUT", { status }).then(
      () => (setProblem(""), issue.reload()),
      (e: Error) => setProblem(e.message),
    );
  return (
    <>
      <div class="row">
        <a href={`organizations/${org}/projects/${it.project.slug}/issues`}>‹ Issues</a>
        <span>
          {it.shortId} <span class="mark">{it.substatus === "regressed" ? "regressed" : it.status}</span>
        </span>
        <span class="acts">
          {it.status === "unresolved" ? (
            <>
              <button type="button" class="primary" onClick={() => put("resolved")}>
                Resolve
              </button>
              <button type="button" onClick={() => put("ignored")}>
                Ignore
              </button>
            </>
          ) : (
            <button type="button" onClick={() => put("unresolved")}>
              Reopen
            </button>
          )}
        </span>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <h1>
        <Level level={it.level} />
        {it.metadata.type ?? it.title} <span class="plain">{it.metadata.value}</span>
      </h1>
      <p class="muted">
        {it.culprit}
        {it.isUnhandled && " · unhandled"}
      </p>
      <dl class="cards">
        <div>
          <dt>Events</dt>
          <dd>{count(Number(it.count))}</dd>
        </div>
        <div>
          <dt>Users</dt>
          <dd>{count(it.userCount)}</dd>
        </div>
        <div>
          <dt>First seen</dt>
          <dd>
            <Ago at={it.firstSeen} /> {it.firstRelease?.shortVersion}
          </dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>
            <Ago at={it.lastSeen} /> {it.lastRelease?.shortVersion}
          </dd>
        </div>
      </dl>
      <div class="chart">
        <button type="button" onClick={() => setDays(!days)}>
          {days ? "Last 30 days" : "Last 24 hours"}
        </button>
        <Bars series={it.stats[days ? "30d" : "24h"] ?? []} daily={days} label="Events over time" />
      </div>
      <div class="split">
        <div>
          {shown.error ? (
            <Failed error={shown.error} retry={shown.reload} />
          ) : !shown.data ? (
            <Skeleton />
          ) : (
            <>
              <Walk base={base} event={shown.data} />
              <EventBody key={shown.data.eventID} event={shown.data} />
            </>
          )}
        </div>
        <aside aria-label="Tags">
          <h2>Tags</h2>
          {tags.data?.map((tag) => (
            <Spread key={tag.key} tag={tag} />
          ))}
        </aside>
      </div>
    </>
  );
}

function Walk({ base, event }: { base: string; event: Event }) {
  const to = (id: string | null, words: string) =>
    id ? <a href={`${base}/events/${id}`}>{words}</a> : <span class="muted">{words}</span>;
  return (
    <nav class="row" aria-label="Events">
      <span>
        <code>{event.eventID.slice(0, 8)}</code> <Ago at={event.dateCreated} />
      </span>
      <span class="walk">
        {to(event.previousEventID, "Previous")} {to(event.nextEventID, "Next")} <a href={base}>Latest</a>{" "}
        <a href={apiUrl(`${base}/events/${event.eventID}/json/`)} target="_blank" rel="noreferrer">
          JSON
        </a>
      </span>
    </nav>
  );
}

const Spread = ({ tag }: { tag: Tag }) => (
  <Section title={tag.name}>
    {tag.topValues.slice(0, 4).map((v) => (
      <div key={v.value} class="spread">
        <span class="cut" title={v.name}>
          {v.name}
        </span>
        <span>{Math.round((v.count / Math.max(1, tag.totalValues)) * 100)} %</span>
        <progress aria-label={v.name} max={Math.max(1, tag.totalValues)} value={v.count} />
      </div>
    ))}
  </Section>
);
