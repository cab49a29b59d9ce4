/** Cursors of the pages around an answer; undefined where there is no such page. */
export type PageLinks = { readonly next: string | undefined; readonly previous: string | undefined };

/** The header is the remote's: more of it is not looked at. */
const MAX_CHARS = 8_192;
/** Sentry's are `0:100:0`, others' are base64; the rest could not be passed on in a header of our own. */
export function isCursor(text: string): boolean {
  return /^[^\s,;"<>\\\p{C}]{1,512}$/u.test(text);
}

/**
 * Reads Sentry's `Link` header. A relation counts when its `results` is "true" (or is not sent) and it names a usable cursor, in
 * `cursor="…"` or, as GitLab's service does it, in the query of its address. Of two equal relations the first counts.
 * Source: reference sentry-web-api §1.4, gitlab-error-tracking §7.4.
 */
export function readLinkHeader(header: string | undefined): PageLinks {
  const found: { next?: string; previous?: string } = {};
  for (const { address, attributes } of partsOf((header ?? "").slice(0, MAX_CHARS))) {
    const relation = RELATIONS.get(attributes.get("rel") ?? "");
    const cursor = attributes.get("cursor") ?? URL.parse(address, "http://any")?.searchParams.get("cursor") ?? "";
    if (relation === undefined || (attributes.get("results") ?? "true") !== "true" || !isCursor(cursor)) continue;
    found[relation] ??= cursor;
  }
  return { next: found.next, previous: found.previous };
}

const RELATIONS: ReadonlyMap<string, "next" | "previous"> = new Map([
  ["next", "next"],
  ["previous", "previous"],
  ["prev", "previous"],
]);

type Part = { readonly address: string; readonly attributes: ReadonlyMap<string, string> };

/**
 * `<address>; name="value"; …` between commas. Commas and semicolons within `<…>` and quotes part nothing, so that an address
 * cannot imitate a relation. What follows a part that cannot be read is not read either.
 */
function partsOf(header: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = header;
  for (;;) {
    const start = /^[\s,]*<([^<>]*)>/.exec(rest);
    if (start === null) return parts;
    rest = rest.slice(start[0].length);
    const attributes = new Map<string, string>();
    for (;;) {
      const attribute = /^\s*;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s",;]+))/.exec(rest);
      if (attribute === null) break;
      const [whole, name = "", quoted, bare = ""] = attribute;
      if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), quoted ?? bare);
      rest = rest.slice(whole.length);
    }
    if (!/^\s*(?:,|$)/.test(rest)) return parts;
    parts.push({ address: start[1] ?? "", attributes });
  }
}
