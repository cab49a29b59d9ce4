export type Cursor = { readonly value: number; readonly id: number; readonly isPrevious: boolean };
export type Keyed<T> = { readonly row: T; readonly value: number; readonly id: number };
export type Page<T> = { readonly rows: readonly T[]; readonly link: string };

/** Three whole numbers. An empty text is the first page; "bad" what Sentry answers with 400. */
export function parseCursor(text: string | null): Cursor | undefined | "bad" {
  if (text === null || text === "") return undefined;
  const [, value, id, isPrevious] = /^(-?\d{1,16}):(\d{1,16}):([01])$/.exec(text) ?? [];
  return value === undefined ? "bad" : { value: Number(value), id: Number(id), isPrevious: isPrevious === "1" };
}

/**
 * Cuts a page out of rows and says where its neighbours are. Rows sort by value, then id, the greatest first; a cursor holds both of
 * the row it stands beside, so that it stays true while rows move.
 */
export function pageOf<T>(keyed: readonly Keyed<T>[], cursor: Cursor | undefined, limit: number, url: URL): Page<T> {
  const sorted = keyed.toSorted((one, other) => -compare(one, other));
  const at = cursor ?? { value: Number.POSITIVE_INFINITY, id: 0, isPrevious: false };
  const before = sorted.filter((row) => compare(row, at) > 0);
  const after = sorted.filter((row) => compare(row, at) < 0);
  const page = at.isPrevious ? before.slice(-limit) : after.slice(0, limit);
  const [first, last] = [page[0] ?? at, page.at(-1) ?? at];
  const hasPrevious = sorted.some((row) => compare(row, first) > 0);
  const hasNext = sorted.some((row) => compare(row, last) < 0);
  const link = [
    linkOf(url, "previous", hasPrevious, `${finite(first.value)}:${first.id}:1`),
    linkOf(url, "next", hasNext, `${finite(last.value)}:${last.id}:0`),
  ].join(", ");
  return { rows: page.map(({ row }) => row), link };
}

type Key = { readonly value: number; readonly id: number };

function compare(one: Key, other: Key): number {
  return one.value === other.value ? one.id - other.id : one.value > other.value ? 1 : -1;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Source: reference sentry-web-api §1.4. */
function linkOf(url: URL, relation: string, results: boolean, cursor: string): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete("cursor");
  return `<${url.origin}${url.pathname}?${query.toString()}&cursor=${cursor}>; rel="${relation}"; results="${results}"; cursor="${cursor}"`;
}
