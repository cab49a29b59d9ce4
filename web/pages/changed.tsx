import { PERIODS, useChanges } from "../data/changes.ts";
import type { Changes } from "../data/changes.ts";
import { withQuery } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";
import { useTitle } from "../primitives/title.ts";
import { ChangeGroup } from "../sections/change-group.tsx";

type Props = { org: string; slug: string; project: Project | undefined; path: string; search: URLSearchParams };

/** The first screen of a project: what is different since the last release, or for some days. A look at it stands still. */
export function Changed({ org, slug, project, path, search }: Props) {
  const changes = useChanges(org, slug, search.get("since") ?? "");
  useTitle(`What changed in ${project?.name ?? slug}`);
  const { reload } = changes;
  const list = `organizations/${org}/projects/${slug}/issues`;
  if (changes.error !== undefined) return <Failed error={changes.error} retry={reload} what="project" />;
  return (
    <div class="page wide changed">
      <header class="page-head">
        <h1>What changed</h1>
        {changes.data === undefined ? <p class="quiet">Reading…</p> : <Since of={changes.data} />}
        <Periods path={path} search={search} of={changes.data} />
      </header>
      <Freshness of={changes.answer} again={reload} />
      {changes.data === undefined ? (
        <Skeleton rows={5} />
      ) : project?.firstEvent === null && project.backend.can.receivesEvents ? (
        <State icon="setup" title="No error has arrived yet">
          <p>Put the DSN of {project.name} into your program. What changes from then on is told here.</p>
          <p class="actions">
            <a class="button primary" href={`organizations/${org}/projects/${slug}/start`}>
              Set up an SDK
            </a>
          </p>
        </State>
      ) : (
        <Groups org={org} list={list} of={changes.data} />
      )}
    </div>
  );
}

function Since({ of }: { of: Changes }) {
  return (
    <p class="quiet">
      {of.period === "release" && of.latestRelease !== null ? (
        <>
          Unresolved issues since <bdi>{of.latestRelease.version}</bdi>, <Ago at={of.since} />
        </>
      ) : (
        `Unresolved issues of the last ${PERIODS.find(({ name }) => name === of.period)?.words ?? of.period}`
      )}
    </p>
  );
}

function Periods({ path, search, of }: { path: string; search: URLSearchParams; of: Changes | undefined }) {
  const chips = [...(of?.latestRelease === null ? [] : [{ name: "release", words: "Last release" }]), ...PERIODS];
  return (
    <nav class="chips" aria-label="Since when">
      {chips.map(({ name, words }) => (
        <a
          key={name}
          href={withQuery(path, search, { since: name })}
          title={name === "release" ? of?.latestRelease?.version : undefined}
          aria-current={name === of?.period ? "true" : undefined}
        >
          {words}
        </a>
      ))}
    </nav>
  );
}

function Groups({ org, list, of }: { org: string; list: string; of: Changes }) {
  const told = of.groups.filter(({ unavailable }) => unavailable === null);
  const untold = of.groups.filter(({ unavailable }) => unavailable !== null);
  const changed = told.filter(({ issues }) => issues.length > 0);
  const rest = told.filter(({ issues }) => issues.length === 0);
  return (
    <>
      {changed.length === 0 ? (
        <State icon="check" title="Nothing changed">
          <p>No issue is new, came back, grew or went quiet, and you have seen all there is. That is good news.</p>
        </State>
      ) : (
        <>
          {changed.map((group) => (
            <ChangeGroup key={group.kind} org={org} list={list} group={group} />
          ))}
          {rest.length > 0 && <p class="quiet nothing">Nothing {wordsOf(rest.map(({ kind }) => NOTHING[kind]))}.</p>}
        </>
      )}
      {untold.map(({ kind, unavailable }) => (
        <p key={kind} class="quiet nothing">
          {unavailable}
        </p>
      ))}
    </>
  );
}

const NOTHING = {
  new: "is new",
  returned: "came back",
  growing: "grew",
  quiet: "went quiet",
  unseen: "is unseen by you",
} as const;

const wordsOf = (words: readonly string[]): string => new Intl.ListFormat("en", { type: "disjunction" }).format(words);
