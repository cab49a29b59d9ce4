import { cursorOf } from "../data/api.ts";
import { SORTS, STATUSES, useEnvironments, useReleases } from "../data/releases.ts";
import { go, withQuery } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { PageLinks } from "../primitives/page-links.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { ReleaseTable } from "../sections/release-table.tsx";
import { EnvironmentPick } from "../sections/environment-pick.tsx";

type Props = { org: string; project: Project | undefined; slug: string; path: string; search: URLSearchParams };

/** The releases of a project: how well they do, and what came with them. */
export function Releases({ org, project, slug, path, search }: Props) {
  const environment = search.get("environment") ?? "";
  const query = search.get("query") ?? "";
  const sort = search.get("sort") ?? "date";
  const status = search.get("status") ?? "open";
  const cursor = search.get("cursor") ?? undefined;
  const { data, answer, error, reload } = useReleases(org, slug, { query, environment, sort, status, cursor });
  const environments = useEnvironments(project);
  useTitle(`Releases ${project?.name ?? ""}`);
  const change = (name: string, value: string) => withQuery(path, search, { cursor: undefined, [name]: value || undefined });
  const link = answer?.link ?? null;
  const pageAt = (to: string | undefined): string | undefined => to && withQuery(path, search, { cursor: to });
  const isFiltered = query !== "" || environment !== "" || status !== "open";
  return (
    <div class="page wide">
      <header class="page-head">
        <h1>Releases</h1>
        <p class="quiet">Health over the last 14 days, adoption over the last day.</p>
      </header>
      <div class="row release-tools">
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            const asked = new FormData(event.currentTarget).get("query");
            go(change("query", typeof asked === "string" ? asked.trim() : ""));
          }}
        >
          <input type="search" name="query" aria-label="Search versions" placeholder="Search versions" defaultValue={query} />
        </form>
        <EnvironmentPick names={environments} chosen={environment} onChoose={(name) => go(change("environment", name))} />
        <label class="pick">
          <span class="sr">Order</span>
          <select value={sort} onChange={({ currentTarget: { value } }) => go(change("sort", value === "date" ? "" : value))}>
            {SORTS.map(({ name, words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <nav class="chips" aria-label="Status">
          {STATUSES.map(({ name, words }) => (
            <a
              key={name}
              href={change("status", name === "open" ? "" : name)}
              aria-current={name === status ? "true" : undefined}
            >
              {words}
            </a>
          ))}
        </nav>
      </div>
      {error !== undefined ? (
        <Failed error={error} retry={reload} what="list of releases" />
      ) : data === undefined ? (
        <Skeleton rows={6} />
      ) : data.length === 0 ? (
        <Nothing isFiltered={isFiltered} path={path} />
      ) : (
        <>
          <ReleaseTable
            org={org}
            project={slug}
            releases={data}
            query={environment === "" ? "" : `?${new URLSearchParams({ environment })}`}
          />
          <PageLinks
            previous={pageAt(cursorOf(link, "previous"))}
            next={pageAt(cursorOf(link, "next"))}
            ways={["Newer", "Older"]}
          />
        </>
      )}
    </div>
  );
}

function Nothing({ isFiltered, path }: { isFiltered: boolean; path: string }) {
  if (isFiltered) {
    return (
      <State icon="search" title="No release fits">
        <p class="actions">
          <a class="button" href={path}>
            Show all releases
          </a>
        </p>
      </State>
    );
  }
  return (
    <State icon="releases" title="No releases yet">
      <p>
        Give the SDK a release, such as <code>shop@1.4.0</code>, or make one when you build:
      </p>
      <p>
        <code>sentry-cli releases new shop@1.4.0</code>
      </p>
    </State>
  );
}
