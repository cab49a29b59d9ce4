import type { ComponentChildren } from "preact";

/** The way to the pages before and after; nothing where there is one page alone. */
export function PageLinks(props: {
  words?: ComponentChildren;
  previous: string | undefined;
  next: string | undefined;
  /** What the two ways are called. */
  ways?: readonly [string, string];
}) {
  const { words, previous, next, ways = ["Previous", "Next"] } = props;
  if (previous === undefined && next === undefined) return null;
  return (
    <nav class="pages" aria-label="Pages">
      <span class="quiet">{words}</span>
      <PageLink to={previous} words={ways[0]} />
      <PageLink to={next} words={ways[1]} />
    </nav>
  );
}

function PageLink({ to, words }: { to: string | undefined; words: string }) {
  return to === undefined ? (
    <span class="button" role="link" aria-disabled="true">
      {words}
    </span>
  ) : (
    <a class="button" href={to}>
      {words}
    </a>
  );
}
