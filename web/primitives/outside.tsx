import type { ComponentChildren } from "preact";

type Props = { href: string; class?: string; title?: string; name?: string; children: ComponentChildren };

/** A link to another server's page, in a tab of its own. What that server calls an address is one only when it is of the web. */
export function Outside({ href, class: look, title, name, children }: Props) {
  const isWeb = /^https?:\/\//i.test(href);
  return (
    <a href={isWeb ? href : undefined} class={look} title={title} aria-label={name} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
