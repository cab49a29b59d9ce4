import { useMemo } from "preact/hooks";
import { useStats } from "../data/issues.ts";
import { releasePath, useReleaseMarks } from "../data/releases.ts";
import type { Wish } from "../data/decisions.ts";
import { withQuery, go } from "../data/router.ts";
import type { Issue, Project, Release, Status } from "../data/types.ts";
import { count, exact, plural, untilWords } from "../data/words.ts";
import { Chart, ChartData } from "../primitives/bars.tsx";
import { Copy } from "../primitives/copy.tsx";
import { Icon, Level } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";
import { Ago } from "../primitives/time.tsx";
import { Outside } from "../primitives/outside.tsx";
import { AssignMenu } from "./assign-menu.tsx";
import { Decide } from "./decide.tsx";
import { IssueLink } from "./issue-link.tsx";

type HeadProps = {
  org: string;
  issue: Issue;
  project: Project | undefined;
  status: Status;
  back: string;
  mayDecide: boolean;
  onDecide: (wish: Wish) => void;
  /** Asks whether to delete it, where that may be done. */
  onDelete: (() => void) | undefined;
};

/** What it is, where, and what can be done about it. Stays in sight while the page scrolls. */
export function IssueHead({ org, issue, project, status, back, mayDecide, onDecide, onDelete }: HeadProps) {
  return (
    <div class="issue-bar">
      <a class="back" href={back}>
        <Icon name="left" /> Issues
      </a>
      <span class="short-id">
        {issue.shortId} <Copy text={issue.shortId} what="short id" />
      </span>
      <span class={`status ${status}`} role="status">
        {status === "resolved" && <Icon name="check" />}
        {status === "ignored" && <Icon name="mute" />}
        {statusWords(issue, status)}
      </span>
      <span class="buttons">
        {mayDecide && project?.backend.can.assign === true && <AssignMenu org={org} issue={issue} />}
        <IssueLink org={org} issue={issue} project={project} mayDecide={mayDecide} />
        {mayDecide && (
          <Decide
            status={status}
            canWait={project?.backend.can.ignoreUntil ?? true}
            hasReleases={issue.lastRelease !== null && issue.lastRelease !== undefined}
            onDecide={onDecide}
          />
        )}
        {onDelete !== undefined && (
          <Menu name="More about this issue" class="square" label={<Icon name="more" />}>
            <button type="button" class="danger" onClick={onDelete}>
              Delete issue…
            </button>
          </Menu>
        )}
      </span>
    </div>
  );
}

function statusWords(issue: Issue, status: Status): string {
  if (status === "ignored") return `Ignored ${untilWords(issue.statusDetails)}`.trim();
  if (status !== "resolved") return "Unresolved";
  const { inRelease, inNextRelease } = issue.statusDetails;
  if (inNextRelease === true) return "Resolved in the next release";
  return inRelease ? `Resolved in ${inRelease}` : "Resolved";
}

export function IssueTitle({ issue, status }: { issue: Issue; status: Status }) {
  const { type, value } = issue.metadata;
  return (
    <header class="issue-title">
      <h1>
        <Level level={issue.level} />
        <bdi>{type ?? issue.title}</bdi>
      </h1>
      {type !== undefined && value !== undefined && value !== "" && (
        <p class="value">
          <bdi>{value}</bdi>
        </p>
      )}
      <p class="marks">
        {issue.culprit !== "" && <bdi class="culprit">{issue.culprit}</bdi>}
        {issue.logger !== null && issue.logger !== "" && (
          <span class="mark" title="Logger">
            <bdi>{issue.logger}</bdi>
          </span>
        )}
        {issue.thinnedAt !== undefined && (
          <span class="mark" title="The project keeps no more: of each day the first and the newest event are left">
            Some events left out
          </span>
        )}
        {issue.isUnhandled === true && <span class="mark bad">Unhandled</span>}
        {issue.remote !== null && (
          <Outside href={issue.remote.url} class="out">
            Open in Sentry <Icon name="link" />
          </Outside>
        )}
        {issue.substatus === "regressed" && status === "unresolved" && (
          <span class="mark regressed">
            <Icon name="reopen" /> Regressed <Ago at={issue.statusChangedAt} />
          </span>
        )}
      </p>
    </header>
  );
}

const SPANS = [
  { name: "24h", words: "24 hours", label: "24 h", hours: 24 },
  { name: "7d", words: "7 days", label: "7 d", hours: 7 * 24 },
  { name: "30d", words: "30 days", label: "30 d", hours: 30 * 24 },
  { name: "90d", words: "90 days", label: "90 d", hours: 90 * 24 },
] as const;
const MONTH_HOURS = 30 * 24;
type SummaryProps = { org: string; issue: Issue; project: Project | undefined; path: string; search: URLSearchParams };

/** How many, whom, since when, and whether it is getting worse. */
export function IssueSummary({ org, issue, project, path, search }: SummaryProps) {
  const reach = project?.backend.can.chartHours ?? MONTH_HOURS;
  const spans = SPANS.filter(({ hours }) => hours <= reach);
  const span = spans.find(({ name }) => name === search.get("chart")) ?? SPANS[0];
  const unit = span.hours === 24 ? "hour" : "day";
  const isKnown = span.name === "24h" || span.name === "30d";
  const asked = useStats(org, issue.id, isKnown ? undefined : span.hours / 24);
  const series = (span.name === "24h" || span.name === "30d" ? issue.stats[span.name] : asked.data) ?? [];
  const marks = useReleaseMarks(org, issue.remote === null ? issue.project.slug : undefined, series, unit);
  const total = useMemo(() => series.reduce((sum, [, n]) => sum + n, 0), [series]);
  const show = (next: string) => go(withQuery(path, search, { chart: next === "24h" ? undefined : next }), true);
  return (
    <section class="summary" aria-label="Summary">
      <dl class="cards">
        <div>
          <dt>Events</dt>
          <dd title={exact(Number(issue.count))}>{count(Number(issue.count))}</dd>
        </div>
        <div>
          <dt>Users</dt>
          <dd title={exact(issue.userCount)}>{count(issue.userCount)}</dd>
        </div>
        <div>
          <dt>First seen</dt>
          <dd>
            <Ago at={issue.firstSeen} />
            <ReleaseName org={org} issue={issue} of={issue.firstRelease} />
          </dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>
            <Ago at={issue.lastSeen} />
            <ReleaseName org={org} issue={issue} of={issue.lastRelease} />
          </dd>
        </div>
      </dl>
      <div class="over-time">
        <div class="row">
          <h2>
            {plural(total, "event")} <span class="quiet">in the last {span.words}</span>
          </h2>
          {spans.length > 1 && (
            <div class="segments" role="group" aria-label="Stretch of time">
              {spans.map(({ name, label }) => (
                <button key={name} type="button" aria-pressed={span.name === name} onClick={() => show(name)}>
                  {label}
                </button>
              ))}
            </div>
          )}
        </div>
        <Chart
          key={span.name}
          series={series}
          unit={unit}
          label={unit === "hour" ? "Events an hour" : "Events a day"}
          marks={marks}
        />
        {marks.size > 0 && (
          <p class="quiet mark-key">
            <span class="mark-line" aria-hidden="true" /> {plural(marks.size, "bar")} with a release
          </p>
        )}
        <ChartData series={series} unit={unit} marks={marks} />
      </div>
    </section>
  );
}

/** A release by its name or, where it names a commit of the repository, by that commit. */
function ReleaseName({ org, issue, of }: { org: string; issue: Issue; of: Release | null | undefined }) {
  if (of === null || of === undefined) return null;
  const { lastCommit: commit } = of;
  if (commit === null || commit === undefined) {
    return (
      <small title={of.version}>
        {issue.remote === null ? (
          <a href={releasePath(org, issue.project.slug, of.version)}>
            <bdi>{of.shortVersion}</bdi>
          </a>
        ) : (
          <bdi>{of.shortVersion}</bdi>
        )}
      </small>
    );
  }
  const id = commit.id.slice(0, 10);
  const author = commit.author?.name ?? commit.author?.email;
  return (
    <small class="commit" title={commit.message ?? of.version}>
      {commit.url === null ? id : <Outside href={commit.url}>{id}</Outside>}
      {typeof author === "string" && (
        <>
          {" by "}
          <bdi>{author}</bdi>
        </>
      )}
    </small>
  );
}
