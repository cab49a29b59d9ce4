import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { SearchMark } from "../data/api.ts";
import { complete, useSuggestions } from "../data/completion.ts";
import { partAt } from "../data/search-text.ts";
import type { Project } from "../data/types.ts";

type Props = {
  query: string;
  placeholder: string;
  /** Whose keys and values are offered; undefined: none are. */
  project: Project | undefined;
  /** What is wrong in `query`, and where. */
  mark: SearchMark | undefined;
  onSearch: (query: string) => void;
};

/** The field of a search text: offers keys and values for what is being typed, and shows in place what is not understood. */
export function SearchInput({ query, placeholder, project, mark, onSearch }: Props) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState<number>();
  const [at, setAt] = useState(-1);
  const [left, setLeft] = useState(0);
  const shown = useSuggestions(project, text, caret);
  // Another search by a tab or the browser's back: the box says it, unless somebody is writing.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(query);
  }, [query]);
  useEffect(() => setAt(-1), [shown.length, text]);
  const close = () => setCaret(undefined);
  const search = (wanted: string) => {
    close();
    setText(wanted);
    onSearch(wanted);
  };
  const take = (index: number) => {
    const one = shown[index];
    if (one === undefined || caret === undefined || box.current === null) return;
    const next = complete(text, partAt(text, caret), one);
    setText(next.text);
    setCaret(next.caret);
    // The caret stands where one types on, once the box holds the text.
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isOpen = shown.length > 0;
    if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen && at >= 0) take(at);
      else search(text.trim());
    } else if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt(at === -1 && step === -1 ? shown.length - 1 : (at + step + shown.length) % shown.length);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault();
      close();
    }
  };
  const isWrong = mark !== undefined && text === query;
  return (
    <>
      <input
        ref={box}
        id="search"
        name="q"
        type="text"
        enterkeyhint="search"
        role="combobox"
        aria-label="Search issues"
        aria-autocomplete="list"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        placeholder={placeholder}
        value={text}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget: { value, selectionStart } }) => {
          setText(value);
          setCaret(selectionStart ?? value.length);
        }}
        onScroll={(event) => setLeft(event.currentTarget.scrollLeft)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {isWrong && (
        <>
          <span class="marked" aria-hidden="true">
            <span style={{ transform: `translateX(${-left}px)` }}>
              {text.slice(0, mark.start)}
              <mark>{text.slice(mark.start, mark.end)}</mark>
            </span>
          </span>
          <p id={`${id}-wrong`} class="wrong" role="alert">
            {mark.message}
          </p>
        </>
      )}
      <ul id={`${id}-list`} class="suggestions" role="listbox" aria-label="Suggestions" hidden={shown.length === 0}>
        {shown.map((one, index) => (
          // By pointer the box would lose the focus before the click.
          <li
            key={one.text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(index)}
          >
            <code class="cut">
              <bdi>{one.text}</bdi>
            </code>
            <span class="quiet">{one.words}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
