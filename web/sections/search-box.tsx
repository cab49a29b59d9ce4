import { useEffect, useRef } from "preact/hooks";
import type { RecentSearches } from "../data/recent-searches.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";

type Props = {
  query: string;
  placeholder: string;
  /** Where the list is without what was searched for; undefined when nothing was. */
  clearTo: string | undefined;
  recent: RecentSearches;
  onSearch: (query: string) => void;
};

/** The search text of a list, and the last few of them. */
export function SearchBox({ query, placeholder, clearTo, recent, onSearch }: Props) {
  const box = useRef<HTMLInputElement>(null);
  // Another search by a tab or the browser's back: the box says it, unless somebody is writing.
  useEffect(() => {
    if (box.current !== null && document.activeElement !== box.current) box.current.value = query;
  }, [query]);
  return (
    <>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const text = box.current?.value.trim() ?? "";
          recent.add(text);
          onSearch(text);
        }}
      >
        <Icon name="search" />
        <input
          ref={box}
          id="search"
          name="q"
          type="search"
          aria-label="Search issues"
          placeholder={placeholder}
          defaultValue={query}
          autocomplete="off"
          spellcheck={false}
        />
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
    </>
  );
}
