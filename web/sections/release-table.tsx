import type { ListedRelease } from "../data/releases.ts";
import { healthOf, issuesPath, releasePath } from "../data/releases.ts";
import { count, exact } from "../data/words.ts";
import { Spark } from "../primitives/bars.tsx";
import { Ago } from "../primitives/time.tsx";

type Props = { org: string; project: string; releases: readonly ListedRelease[]; query: string };

/** A project's releases with their health, one row each. */
export function ReleaseTable({ org, project, releases, query }: Props) {
  return (
    <table class="figures releases">
      <thead>
        <tr>
          <th scope="col">Release</th>
          <th scope="col" class="num">
            Crash-free sessions
          </th>
          <th scope="col" class="num">
            Crash-free users
          </th>
          <th scope="col" class="num">
            Adoption
          </th>
          <th scope="col" class="trend">
            Sessions, 24 h
          </th>
          <th scope="col" class="num">
            New issues
          </th>
        </tr>
      </thead>
      <tbody>
        {releases.map((release) => (
          <Row key={release.version} org={org} project={project} release={release} query={query} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ org, project, release, query }: { org: string; project: string; release: ListedRelease; query: string }) {
  const { version, shortVersion, dateReleased, dateCreated, lastDeploy, newGroups } = release;
  const health = healthOf(release);
  return (
    <tr>
      <th scope="row">
        <a href={releasePath(org, project, version) + query} title={version}>
          <bdi>{shortVersion}</bdi>
        </a>
        <small class="quiet">
          {dateReleased === null ? "First seen " : "Released "}
          <Ago at={dateReleased ?? dateCreated} />
          {lastDeploy !== null && (
            <>
              {" · deployed to "}
              <bdi>{lastDeploy.environment}</bdi>
            </>
          )}
        </small>
      </th>
      <Rate words="Crash-free sessions" of={health?.crashFreeSessions} />
      <Rate words="Crash-free users" of={health?.crashFreeUsers} />
      <td class="num" data-words="Adoption">
        {percent(health?.adoption)}
      </td>
      <td class="trend">
        {health === undefined || health.lastDay.length === 0 ? (
          <span class="quiet">No sessions</span>
        ) : (
          <Spark series={health.lastDay} what="session" />
        )}
      </td>
      <td class="num" data-words="New issues">
        {newGroups === 0 ? (
          <span class="quiet">0</span>
        ) : (
          <a href={issuesPath(org, project, "firstRelease", version)} title={exact(newGroups)}>
            {count(newGroups)}
          </a>
        )}
      </td>
    </tr>
  );
}

/** Below 99 per cent something is wrong; below 95 very much so. */
export const rateClass = (rate: number): string => (rate < 95 ? "rate bad" : rate < 99 ? "rate poor" : "rate");

function Rate({ words, of }: { words: string; of: number | null | undefined }) {
  return (
    <td class="num" data-words={words}>
      {of === null || of === undefined ? percent(of) : <span class={rateClass(of)}>{percent(of)}</span>}
    </td>
  );
}

/** Never rounded up to all: one crash in a million is not none. */
export function percent(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return "–";
  if (rate > 99.99 && rate < 100) return "99.99 %";
  if (rate > 0 && rate < 0.1) return "<0.1 %";
  return `${Math.floor(rate * 100) / 100} %`;
}
