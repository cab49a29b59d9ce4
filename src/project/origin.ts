/**
 * Whether a browser's page may send with this key. `Origin` is looked at, else `Referer`; when neither is an http(s) address
 * the sender is no browser, and no check is made. Source: reference §1.5.
 */
export function isOriginAllowed(
  { origin, referer }: { readonly origin: string | undefined; readonly referer: string | undefined },
  allowed: readonly string[],
): boolean {
  if (allowed.includes("*")) return true;
  const page = pageOf(origin) ?? pageOf(referer);
  return page === undefined || allowed.some((pattern) => matches(page, pattern));
}

/** `*`, `example.com`, `*.example.com`, each with or without scheme and port; a path may follow and is passed over. */
const PATTERN = /^(?:(\*|https?):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\*|\d{1,5}))?(?:\/.*)?$/i;

/** Whether somebody may write this into a list of allowed origins. */
export function isOriginPattern(text: string): boolean {
  return text.length <= 255 && PATTERN.test(text);
}

function pageOf(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url : undefined;
}

function matches(page: URL, pattern: string): boolean {
  const [, scheme = "*", host = "", port] = PATTERN.exec(pattern.toLowerCase()) ?? [];
  if (scheme !== "*" && page.protocol !== `${scheme}:`) return false;
  if (!isHost(page.hostname, host)) return false;
  if (port === undefined) return true;
  return port === "*" || port === portOf(page);
}

function isHost(hostname: string, pattern: string): boolean {
  if (pattern === "*") return true;
  if (!pattern.startsWith("*.")) return hostname === pattern;
  const bare = pattern.slice(2);
  return hostname === bare || hostname.endsWith(`.${bare}`);
}

function portOf(page: URL): string {
  if (page.port !== "") return page.port;
  return page.protocol === "https:" ? "443" : "80";
}
