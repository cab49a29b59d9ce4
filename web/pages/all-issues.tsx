import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { cursorOf } from "../data/api.ts";
import { decide, decided, statusOf } from "../data/decisions.ts";
import { listPathOver, reloadCounts, useCounts, useIssueList } from "../data/issues.ts";
import { EVERY_PROJECT, noteList } from "../data/list-before.ts";
import { useLive, usePolling } from "../data/live.ts";
import { useRecentSearches } from "../data/recent-searches.ts";
import { go, withQuery } from "../data/router.ts";
import { useShortcuts } from "../data/shortcuts.ts";
import { useSignal } from "../data/signal.ts";
import type { Issue, Project } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PageLinks } from "../primitives/page-links.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { IssueHeader } from "../sections/issue-header.tsx";
import { IssueRow } from "../sections/issue-row.tsx";
import { headingOf, restOf, sortsOf, statusIn, Tab, TABS } from "../sections/issue-tools.tsx";
import { ProjectFilter } from "../sections/project-filter.tsx";
import { SearchBox } from "../sections/search-box.tsx";

type Props = { org: string; projects: readonly Project[]; path: string; search: URLSearchParams };

/** The issues of several projects of an organisation as one list. What is chosen and merged is done on a project's own. */
export function AllIssues({ org, projects, path, search }: Props) {
  const query = search.get("query") ?? "is:unresolved";
  const sort = search.get("sort") ?? "date";
  const cursor = search.get("cursor") ?? undefined;
  const mine = projects.filter((project) => project.organization.slug === org);
  const slugs = search.getAll("project");
  const listed = statusIn(query);
  const list = useRef<HTMLUListElement>(null);
  const mayMove = useCallback(() => window.scrollY < 8 && list.current?.matches(":hover, :focus-within") !== true, []);
  const issues = useIssueList(listPathOver(org, slugs, { query, sort, cursor }), mayMove);
  const decisions = useSignal(decided);
  useTitle(`Issues of ${mine[0]?.organization.name ?? org}`);
  const { check } = issues;
  useLive(
    org,
    useCallback(() => void check(), [check]),
  );
  usePolling(
    mine.some(({ backend }) => !backend.can.live),
    check,
  );
  useEffect(() => noteList(org, EVERY_PROJECT, withQuery(path, search, {})), [org, path, search.toString()]);
  useShortcuts({ "/": () => document.getElementById("search")?.focus() });

  const hrefOf = (change: Record<string, string | undefined>) => withQuery(path, search, { query, ...change });
  const isLeaving = (issue: Issue): boolean => listed !== undefined && statusOf(issue, decisions) !== listed;
  const projectOf = (issue: Issue) => mine.find(({ slug }) => slug === issue.project.slug);
  const staying = issues.rows?.filter((issue) => !isLeaving(issue));
  return (
    <div class="issues-page over-projects">
      <h1 class="sr">
        {headingOf(query)} of {mine[0]?.organization.name ?? org}
      </h1>
      <Tools org={org} slugs={slugs} query={query} sort={sort} hrefOf={hrefOf}>
        <ProjectFilter projects={mine} chosen={slugs} onChoose={(chosen) => go(withProjects(path, search, chosen))} />
      </Tools>
      <IssueHeader
        sort={sort}
        onSort={(name) => go(hrefOf({ sort: name, cursor: undefined }))}
        total={0}
        chosen={0}
        mayDecide={false}
        hasProjects
        canWait={false}
        sorts={sortsOf(undefined).map(([name]) => name)}
        status={undefined}
        onChooseAll={() => undefined}
        onDecide={() => undefined}
        onMerge={undefined}
      />
      <Freshness of={issues.answer} again={issues.reload} />
      <div role="status" class="arrivals">
        {issues.waitingCount > 0 && (
          <button type="button" onClick={issues.show}>
            <Icon name="reopen" /> {issues.waitingCount} new, show
          </button>
        )}
      </div>
      {issues.error !== undefined ? (
        <Failed
          error={issues.error}
          retry={issues.reload}
          what={issues.error.status === 404 ? "organisation or project" : "list"}
        />
      ) : issues.rows === undefined ? (
        <Skeleton rows={10} />
      ) : (
        <ul ref={list} class="issues fixed" aria-label="Issues">
          {issues.rows.map((issue) => (
            <IssueRow
              key={issue.id}
              org={org}
              issue={issue}
              projectName={issue.project.name}
              status={statusOf(issue, decisions)}
              listed={listed}
              isLeaving={isLeaving(issue)}
              isChosen={false}
              mayChoose={false}
              mayDecide={projectOf(issue)?.access.includes("event:write") ?? false}
              onChoose={() => undefined}
              onDecide={(wish) => decide(org, [issue], wish, () => reloadCounts(org))}
            />
          ))}
        </ul>
      )}
      {staying?.length === 0 && <Nothing query={query} isAll={slugs.length === 0} hrefOf={hrefOf} />}
      <PageLinks
        words={issues.hits !== undefined && (issues.hits >= 1_000 ? "1,000 or more issues" : plural(issues.hits, "issue"))}
        previous={hrefAt(cursorOf(issues.link, "previous"), hrefOf)}
        next={hrefAt(cursorOf(issues.link, "next"), hrefOf)}
      />
    </div>
  );
}

type HrefOf = (change: Record<string, string | undefined>) => string;

const hrefAt = (cursor: string | undefined, hrefOf: HrefOf): string | undefined => cursor && hrefOf({ cursor });

function withProjects(path: string, search: URLSearchParams, slugs: readonly string[]): string {
  const next = new URLSearchParams(search);
  next.delete("cursor");
  next.delete("project");
  for (const slug of slugs) next.append("project", slug);
  return withQuery(path, next, {});
}

type ToolsProps = {
  org: string;
  slugs: readonly string[];
  query: string;
  sort: string;
  hrefOf: HrefOf;
  children: ComponentChildren;
};

function Tools({ org, slugs, query, sort, hrefOf, children }: ToolsProps) {
  const recent = useRecentSearches(`${org}/${EVERY_PROJECT}`);
  const rest = restOf(query);
  const counts = useCounts({ org, projects: slugs, query: rest });
  return (
    <div class="tools">
      <nav class="tabs" aria-label="Status">
        {TABS.map(([status, words]) => (
          <Tab
            key={status}
            status={status}
            words={words}
            counts={counts}
            isOpen={statusIn(query) === status}
            href={hrefOf({ query: `is:${status} ${rest}`.trim(), cursor: undefined })}
          />
        ))}
      </nav>
      <SearchBox
        query={query}
        placeholder="Search titles and culprits, level:error, release:latest"
        clearTo={rest === "" ? undefined : hrefOf({ query: `is:${statusIn(query) ?? "unresolved"}`, cursor: undefined })}
        recent={recent}
        onSearch={(text) => go(hrefOf({ query: text, cursor: undefined }))}
      />
      {children}
      <select
        class="sort"
        aria-label="Sort by"
        value={sort}
        onChange={(event) => go(hrefOf({ sort: event.currentTarget.value, cursor: undefined }))}
      >
        {sortsOf(undefined).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function Nothing({ query, isAll, hrefOf }: { query: string; isAll: boolean; hrefOf: HrefOf }) {
  return (
    <State icon="search" title={restOf(query) === "" ? `${headingOf(query)}: none` : "No issue matches this search"}>
      <p>{isAll ? "This holds for every project that you may see." : "Other projects may have some."}</p>
      <p class="actions">
        {restOf(query) !== "" && (
          <a class="button" href={hrefOf({ query: `is:${statusIn(query) ?? "unresolved"}`, cursor: undefined })}>
            Clear the search
          </a>
        )}
        {!isAll && (
          <a class="button" href={hrefOf({ project: undefined, cursor: undefined })}>
            Show every project
          </a>
        )}
      </p>
    </State>
  );
}
