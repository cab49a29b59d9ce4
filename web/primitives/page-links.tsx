import type { ComponentChildren } from "preact";

/** The way to the pages before and after; nothing where there is one page alone. */
export function PageLinks(props: { words?: ComponentChildren; previous: string | undefined; next: string | undefined }) {
  const { words, previous, next } = props;
  if (previous === undefined && next === undefined) return null;
  return (
    <nav class="pages" aria-label="Pages">
      <span class="quiet">{words}</span>
      <PageLink to={previous} words="Previous" />
      <PageLink to={next} words="Next" />
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
