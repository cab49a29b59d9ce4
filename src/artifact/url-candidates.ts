/**
 * The addresses that a file of a build may have been uploaded under, the most exact first: as it is, without its query, and both from
 * `~`, which stands for any host. Source: reference sentry-web-api §6.6.
 */
export function urlCandidates(address: string): readonly string[] {
  const withQuery = address.replace(/#.*$/s, "");
  const plain = withQuery.replace(/\?.*$/s, "");
  const candidates = [withQuery, plain, fromRoot(withQuery), fromRoot(plain)];
  return [...new Set(candidates.filter((candidate) => candidate !== undefined))];
}

function fromRoot(address: string): string | undefined {
  if (address.startsWith("~")) return address;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/.*)$/is.exec(address)?.[1] ?? (address.startsWith("/") ? address : undefined);
  return path === undefined ? undefined : `~${path}`;
}

/** The address of a map from the script that names it. Undefined when the name is none. */
export function resolveMapUrl(script: string, named: string): string | undefined {
  const reference = named.replace(/[?#].*$/s, "");
  if (reference === "" || /^[a-z][a-z0-9+.-]*:/i.test(reference) || reference.startsWith("~")) return reference || undefined;
  // `~` is no scheme; a made-up host stands for it.
  const isAnyHost = script.startsWith("~");
  const base = isAnyHost ? `culprit://host${script.slice(1)}` : script.startsWith("/") ? `culprit://host${script}` : script;
  const resolved = URL.parse(reference, base)?.href;
  if (resolved === undefined) return undefined;
  return isAnyHost ? resolved.replace(/^culprit:\/\/host/, "~") : resolved.replace(/^culprit:\/\/host/, "");
}
