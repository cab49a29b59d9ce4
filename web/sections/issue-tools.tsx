import { useRef } from "preact/hooks";
import type { SearchMark } from "../data/api.ts";
import type { Counts, NarrowingChosen } from "../data/issues.ts";
import { countWords, useCounts } from "../data/issues.ts";
import { useRecentSearches } from "../data/recent-searches.ts";
import type { Can, Project, Status } from "../data/types.ts";
import { ListFilters } from "./list-filters.tsx";
import { SearchBox } from "./search-box.tsx";

export const TABS: readonly (readonly [status: Status, words: string])[] = [
  ["unresolved", "Unresolved"],
  ["ignored", "Ignored"],
  ["resolved", "Resolved"],
];
/** What the address says, what people read, and what a backend calls it. */
const SORTS = [
  ["date", "Last seen", "last-seen"],
  ["new", "First seen", "first-seen"],
  ["freq", "Events", "events"],
  ["user", "Users", "users"],
  ["trend", "Trend", "trend"],
] as const;
export const sortsOf = (can: Can | undefined) => SORTS.filter(([, , name]) => can?.sorts.includes(name) ?? true);

/** The status that a search text asks for, when it asks for one alone. */
export const statusIn = (query: string): Status | undefined =>
  TABS.find(([status]) => query.split(/\s+/).includes(`is:${status}`))?.[0];

/** The search text without its status. */
export const restOf = (query: string): string => query.replace(/(^|\s)is:\w+(?=\s|$)/g, " ").trim();

type Props = {
  /** `org/project`: what recent searches are kept under. */
  list: string;
  project: Project | undefined;
  query: string;
  sort: string;
  narrowing: NarrowingChosen;
  mark: SearchMark | undefined;
  hrefOf: (change: Record<string, string | undefined>) => string;
  onChange: (change: Record<string, string | undefined>) => void;
};

export function IssueTools({ list, project, query, sort, narrowing, mark, hrefOf, onChange }: Props) {
  const recent = useRecentSearches(list);
  const rest = restOf(query);
  const isOurs = project?.backend.can.search === "text";
  const isCounted = project !== undefined && (isOurs || rest === "");
  const asked = useCounts(
    // A Sentry would be asked three more times for each search.
    isCounted ? { org: project.organization.slug, projects: [project.slug], query: rest, ...narrowing } : undefined,
  );
  // Those before stay until the next are known: the tabs keep their width.
  const before = useRef<Counts>(undefined);
  if (asked !== undefined) before.current = asked;
  const counts = isCounted ? before.current : undefined;
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
        placeholder={
          project?.backend.can.search === "sentry"
            ? "Search as in Sentry: text, environment:, release:, user:"
            : "Search words, or keys such as level:error"
        }
        clearTo={rest === "" ? undefined : hrefOf({ query: `is:${statusIn(query) ?? "unresolved"}`, cursor: undefined })}
        recent={recent}
        onSearch={(text) => onChange({ query: text })}
        project={isOurs ? project : undefined}
        sort={sort}
        mark={mark}
        onSaved={(saved) => onChange({ query: saved.query, sort: saved.sort })}
      />
      <select
        class="sort"
        aria-label="Sort by"
        value={sort}
        onChange={(event) => onChange({ sort: event.currentTarget.value })}
      >
        {sortsOf(project?.backend.can).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      {project?.backend.can.search !== "sentry" && (
        <ListFilters project={project} query={query} narrowing={narrowing} onChange={onChange} />
      )}
    </div>
  );
}

type TabProps = { status: Status; words: string; counts: Counts | undefined; isOpen: boolean; href: string };
export function Tab({ status, words, counts, isOpen, href }: TabProps) {
  return (
    <a href={href} aria-current={isOpen ? "page" : undefined}>
      {words} <span class="n">{counts && countWords(counts, status)}</span>
    </a>
  );
}

/** What the list is called: by its status, when it shows one alone. */
export const headingOf = (query: string): string => {
  const words = TABS.find(([status]) => status === statusIn(query))?.[1];
  return words === undefined ? "Issues" : `${words} issues`;
};
