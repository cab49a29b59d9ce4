const MAX_SLUG_LENGTH = 50;

/**
 * Whether a text may be a slug: `[a-z0-9_-]`, at most 50 characters, not purely numeric, for paths take ids as well. Source:
 * reference sentry-web-api §1.
 */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG_LENGTH && /^[a-z0-9][a-z0-9_-]*$/.test(text) && !/^\d+$/.test(text);
}

/**
 * The slug of a name, not yet unique: "Shop (Web)" → `shop-web`. A name in letters that a slug cannot hold gets `fallback`.
 * `undefined` when the name holds neither letter nor digit.
 */
export function slugOfName(name: string, fallback: string): string | undefined {
  if (!/[\p{Letter}\p{Number}]/u.test(name)) return undefined;
  const slug = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-|-$/g, "");
  if (slug === "") return fallback;
  return /^\d+$/.test(slug) ? `${fallback}-${slug}`.slice(0, MAX_SLUG_LENGTH) : slug;
}

/** The slug, or else the first of `slug-2`, `slug-3` … that is not taken. */
export function freeSlug(slug: string, isTaken: (slug: string) => boolean): string {
  let free = slug;
  for (let number = 2; isTaken(free); number += 1) {
    const suffix = `-${number}`;
    free = slug.slice(0, MAX_SLUG_LENGTH - suffix.length) + suffix;
  }
  return free;
}
