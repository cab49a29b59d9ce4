import type { ListedRelease } from "../data/releases.ts";
import {
  barsOf,
  ENDINGS,
  healthOf,
  issuesPath,
  releasePath,
  useDeploys,
  useEnvironments,
  useRelease,
  useSessions,
} from "../data/releases.ts";
import { go, withQuery } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { count, exact } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Outside } from "../primitives/outside.tsx";
import { StackData, StackedBars } from "../primitives/stacked-bars.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";
import { useTitle } from "../primitives/title.ts";
import { EnvironmentPick } from "../sections/environment-pick.tsx";
import { ReleaseCommits } from "../sections/release-commits.tsx";
import { percent, rateClass } from "../sections/release-table.tsx";

type Props = {
  org: string;
  project: Project | undefined;
  slug: string;
  version: string;
  path: string;
  search: URLSearchParams;
};

/** One release: how it does, what came with it, where it runs. */
export function ReleasePage({ org, project, slug, version, path, search }: Props) {
  const environment = search.get("environment") ?? "";
  const release = useRelease(org, slug, version, environment);
  const environments = useEnvironments(project);
  useTitle(`${version} ${project?.name ?? ""}`);
  if (release.error !== undefined) return <Failed error={release.error} retry={release.reload} what="release" />;
  if (release.data === undefined) return <Skeleton rows={4} shape="block" />;
  return (
    <div class="page wide release-page">
      <Head org={org} slug={slug} release={release.data} />
      <Figures org={org} slug={slug} release={release.data} />
      <section class="part" aria-labelledby="health-title">
        <div class="row">
          <h2 id="health-title">Sessions</h2>
          <EnvironmentPick
            names={environments}
            chosen={environment}
            onChoose={(name) => go(withQuery(path, search, { environment: name || undefined }))}
          />
        </div>
        <SessionsChart project={project} version={version} environment={environment} />
      </section>
      <ReleaseCommits org={org} slug={slug} release={release.data} onAsked={release.reload} />
      <Deploys org={org} slug={slug} version={version} />
    </div>
  );
}

function Head({ org, slug, release }: { org: string; slug: string; release: ListedRelease }) {
  const { version, shortVersion, status, dateReleased, dateCreated, url, ref, currentProjectMeta: near } = release;
  const step = (to: string | null | undefined, words: string) => (to ? <a href={releasePath(org, slug, to)}>{words}</a> : null);
  return (
    <header class="page-head">
      <p class="row release-way">
        <a class="back" href={`organizations/${org}/projects/${slug}/releases`}>
          <Icon name="left" /> Releases
        </a>
        <span class="row">
          {step(near?.prevReleaseVersion, "Older")}
          {step(near?.nextReleaseVersion, "Newer")}
        </span>
      </p>
      <h1>
        <bdi>{shortVersion}</bdi> {status === "archived" && <span class="mark">Archived</span>}
      </h1>
      <p class="quiet release-facts">
        <span>
          <bdi>{version}</bdi> <Copy text={version} what="version" />
        </span>
        <span>
          {dateReleased === null ? "First seen " : "Released "}
          <Ago at={dateReleased ?? dateCreated} />
        </span>
        {ref !== null && (
          <span>
            From <bdi>{ref}</bdi>
          </span>
        )}
        {url !== null && <Outside href={url}>Where it was made</Outside>}
      </p>
    </header>
  );
}

function Figures({ org, slug, release }: { org: string; slug: string; release: ListedRelease }) {
  const health = healthOf(release);
  const rate = (of: number | null | undefined) =>
    of === null || of === undefined ? "–" : <span class={rateClass(of)}>{percent(of)}</span>;
  return (
    <dl class="cards release-cards">
      <div>
        <dt>Crash-free sessions</dt>
        <dd>
          {rate(health?.crashFreeSessions)}
          <small>{health === undefined ? "no sessions" : `of ${exact(health.sessions)} in 30 days`}</small>
        </dd>
      </div>
      <div>
        <dt>Crash-free users</dt>
        <dd>
          {rate(health?.crashFreeUsers)}
          <small>
            {health === undefined || health.users === 0 ? "no users told apart" : `of ${exact(health.users)} in 30 days`}
          </small>
        </dd>
      </div>
      <div>
        <dt>Adoption</dt>
        <dd>
          {percent(health?.adoption)}
          <small>of sessions in 24 hours</small>
        </dd>
      </div>
      <div>
        <dt>New issues</dt>
        <dd>
          <a href={issuesPath(org, slug, "firstRelease", release.version)}>{count(release.newGroups)}</a>
          <small>
            <a href={issuesPath(org, slug, "release", release.version)}>All issues seen in it</a>
          </small>
        </dd>
      </div>
    </dl>
  );
}

function SessionsChart(props: { project: Project | undefined; version: string; environment: string }) {
  const { data, error, reload } = useSessions(props.project, props.version, props.environment);
  if (error !== undefined) return <Failed error={error} retry={reload} what="chart" />;
  if (data === undefined) return <Skeleton rows={1} shape="block" />;
  const bars = barsOf(data);
  if (bars.every(({ total }) => total === 0)) {
    return (
      <State icon="stats" title="No sessions in the last 30 days">
        <p>Health is counted from the sessions that an SDK sends. Turn session tracking on in it to see how a release does.</p>
      </State>
    );
  }
  return (
    <>
      <ul class="endings">
        {ENDINGS.map(({ name, words }, index) => {
          const total = bars.reduce((sum, { parts }) => sum + (parts[index] ?? 0), 0);
          return (
            <li key={name}>
              <span class={`swatch part-${name}`} aria-hidden="true" /> {words} <strong>{count(total)}</strong>
            </li>
          );
        })}
      </ul>
      <StackedBars stacks={bars} parts={ENDINGS} unit="day" label="Sessions a day" />
      <StackData stacks={bars} parts={ENDINGS} unit="day" />
    </>
  );
}

function Deploys({ org, slug, version }: { org: string; slug: string; version: string }) {
  const { data } = useDeploys(org, slug, version);
  return (
    <section class="part" aria-labelledby="deploys-title">
      <h2 id="deploys-title">Deploys</h2>
      {data === undefined ? (
        <Skeleton rows={1} shape="line" />
      ) : data.length === 0 ? (
        <p class="quiet">
          None are known. Tell of one: <code>sentry-cli deploys new -r VERSION -e production</code>
        </p>
      ) : (
        <ul class="commits">
          {data.map(({ id, environment, name, url, dateFinished }) => (
            <li key={id}>
              <span class="commit-title">
                <bdi>{environment}</bdi>
              </span>
              <span class="quiet commit-facts">
                {name !== null && <bdi>{name}</bdi>}
                <Ago at={dateFinished} />
                {url !== null && <Outside href={url}>Open</Outside>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
