import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

export type PagePart = {
  /** Its place in the address, after the #. */
  readonly id: string;
  readonly title: string;
  /** A sentence on what it is for. */
  readonly words?: ComponentChildren;
  readonly body: ComponentChildren;
};

/** A long page in parts, with a list of them that stays beside it and says which one is read. */
export function PageParts({ label, parts }: { label: string; parts: readonly PagePart[] }) {
  const ids = parts.map(({ id }) => id).join(" ");
  const read = usePartRead(ids);
  useEffect(() => {
    if (location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <div class="parted">
      <nav class="parts" aria-label={label}>
        {parts.map(({ id, title }) => (
          <a
            key={id}
            href={`${location.pathname}${location.search}#${id}`}
            aria-current={id === read ? "true" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              history.replaceState(null, "", event.currentTarget.href);
              show(id);
            }}
          >
            {title}
          </a>
        ))}
      </nav>
      <div>
        {parts.map(({ id, title, words, body }) => (
          <section key={id} class="part" id={id} tabIndex={-1} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{title}</h2>
            {words !== undefined && <p class="quiet">{words}</p>}
            {body}
          </section>
        ))}
      </div>
    </div>
  );
}

function show(id: string): void {
  const part = document.getElementById(id);
  part?.scrollIntoView();
  // So that the next Tab goes on there.
  part?.focus({ preventScroll: true });
}

/** The part whose beginning was passed last; the last one at the end of the page, where it may be too short to be passed. */
function usePartRead(ids: string): string {
  const [read, setRead] = useState("");
  useEffect(() => {
    const all = ids.split(" ");
    const look = (): void => {
      const isEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const passed = all.filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < 120);
      setRead((isEnd ? all.at(-1) : passed.at(-1)) ?? all[0] ?? "");
    };
    look();
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, [ids]);
  return read;
}
