import { useState } from "preact/hooks";
import type { SearchMark } from "../data/api.ts";
import type { RecentSearches } from "../data/recent-searches.ts";
import type { SavedSearch } from "../data/saved-searches.ts";
import { dropSearch, useSavedSearches } from "../data/saved-searches.ts";
import type { Project } from "../data/types.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";
import { SaveSearch } from "./save-search.tsx";
import { SearchInput } from "./search-input.tsx";

type Props = {
  query: string;
  placeholder: string;
  /** Where the list is without what was searched for; undefined when nothing was. */
  clearTo: string | undefined;
  recent: RecentSearches;
  onSearch: (query: string) => void;
  /** Of the list of one project: its keys and values are offered, and searches are saved for it. */
  project?: Project | undefined;
  sort?: string;
  mark?: SearchMark | undefined;
  onSaved?: (search: SavedSearch) => void;
};

/** The search text of a list, the last few of them and those that were saved. */
export function SearchBox({ query, placeholder, clearTo, recent, onSearch, project, sort = "date", mark, onSaved }: Props) {
  const search = (text: string) => {
    recent.add(text);
    onSearch(text);
  };
  return (
    <>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <Icon name="search" />
        <SearchInput query={query} placeholder={placeholder} project={project} mark={mark} onSearch={search} />
        {clearTo === undefined ? (
          <kbd aria-hidden="true">/</kbd>
        ) : (
          <a class="clear" href={clearTo} title="Clear the search" aria-label="Clear the search">
            <Icon name="close" />
          </a>
        )}
      </form>
      <Menu class="square recent" name="Recent searches" label={<Icon name="history" />}>
        {recent.texts.map((text) => (
          <button key={text} type="button" onClick={() => onSearch(text)}>
            <code class="cut">
              <bdi>{text}</bdi>
            </code>
          </button>
        ))}
        {recent.texts.length > 0 ? (
          <section>
            <button type="button" onClick={recent.clear}>
              Clear recent searches
            </button>
          </section>
        ) : (
          <p class="who">
            {recent.canKeep
              ? "What you search for is kept here."
              : "This browser does not let us keep searches: allow site data to have them here."}
          </p>
        )}
      </Menu>
      {project !== undefined && onSaved !== undefined && (
        <Saved project={project} query={query} sort={sort} onSaved={onSaved} />
      )}
    </>
  );
}

type SavedProps = { project: Project; query: string; sort: string; onSaved: (search: SavedSearch) => void };

function Saved({ project, query, sort, onSaved }: SavedProps) {
  const org = project.organization.slug;
  const all = useSavedSearches(org, project.id);
  const [isNaming, setNaming] = useState(false);
  const now = all.find((one) => one.query === query && one.sort === sort);
  return (
    <>
      <Menu class={now === undefined ? "square recent" : "square recent on"} name="Saved searches" label={<Icon name="star" />}>
        {all.map((one) => (
          <button
            key={one.id}
            type="button"
            title={one.query}
            aria-current={one === now ? "true" : undefined}
            onClick={() => onSaved(one)}
          >
            <bdi class="cut">{one.name}</bdi>
            {one.visibility === "organization" && <span class="quiet">shared</span>}
          </button>
        ))}
        {all.length === 0 && <p class="who">Searches that you save have a name, and can be shared.</p>}
        <section>
          {now === undefined ? (
            <button type="button" onClick={() => setNaming(true)}>
              Save this search…
            </button>
          ) : (
            <button type="button" onClick={() => void dropSearch(org, now)}>
              Remove “{now.name}”
            </button>
          )}
        </section>
      </Menu>
      {isNaming && <SaveSearch org={org} projectId={project.id} query={query} sort={sort} onClose={() => setNaming(false)} />}
    </>
  );
}
