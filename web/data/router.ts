import { useEffect } from "preact/hooks";
import { signal, useSignal } from "./signal.ts";

const basePath = (): string => new URL(document.baseURI).pathname;

/** Where the page is, below the base path, with its query. */
export const here = (): string => location.pathname.slice(basePath().length).replace(/\/$/, "") + location.search;

const at = signal(here());
window.addEventListener("popstate", () => at.set(here()));

/** Moves to a path below the base; what leads elsewhere leads to the start. A new page begins at its top. */
export function go(path: string, replace = false): void {
  const asked = new URL(path, document.baseURI);
  const url = asked.href.startsWith(document.baseURI) ? asked : new URL(document.baseURI);
  const isOtherPage = url.pathname !== location.pathname;
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  at.set(here());
  if (isOtherPage) window.scrollTo(0, 0);
}

export function useRoute(): { path: string; search: URLSearchParams } {
  const now = useSignal(at);
  useEffect(() => {
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, []);
  const [path = "", search = ""] = now.split("?");
  return { path, search: new URLSearchParams(search) };
}

/** The path with some of its query changed; `undefined` takes a part out. */
export function withQuery(path: string, search: URLSearchParams, change: Record<string, string | undefined>): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Plain clicks on our own links stay in the page. */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download") || !link.href.startsWith(document.baseURI)) return;
  if (link.pathname.startsWith(`${basePath()}api/`)) return;
  event.preventDefault();
  go(link.href);
}

/** Parts of a path that fits a pattern such as `a/:b`. */
export function match(pattern: string, path: string): string[] | undefined {
  const found = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
  try {
    return found?.slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
