import { useEffect, useState } from "preact/hooks";

const MOVED = "culprit:moved";
const basePath = (): string => new URL(document.baseURI).pathname;

/** Where the page is, below the base path. */
const here = (): string => location.pathname.slice(basePath().length).replace(/\/$/, "") + location.search;

/** Moves to a path below the base. */
export function go(path: string, replace = false): void {
  const url = new URL(path, document.baseURI);
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  window.dispatchEvent(new Event(MOVED));
}

export function useRoute(): { path: string; search: URLSearchParams } {
  const [at, setAt] = useState(here);
  useEffect(() => {
    const moved = () => setAt(here());
    window.addEventListener(MOVED, moved);
    window.addEventListener("popstate", moved);
    document.addEventListener("click", onClick);
    return () => {
      window.removeEventListener(MOVED, moved);
      window.removeEventListener("popstate", moved);
      document.removeEventListener("click", onClick);
    };
  }, []);
  const [path = "", search = ""] = at.split("?");
  return { path, search: new URLSearchParams(search) };
}

/** Plain clicks on our own links stay in the page. */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download") || !link.href.startsWith(document.baseURI)) return;
  if (link.pathname.includes("/api/")) return;
  event.preventDefault();
  go(link.href);
  window.scrollTo(0, 0);
}

/** Parts of a path that fits a pattern such as `a/:b`. */
export function match(pattern: string, path: string): string[] | undefined {
  const found = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
  return found?.slice(1).map(decodeURIComponent);
}
