/** Up to as many rows as wanted, in the direction of the walk. */
export type Walked<Row> = {
  readonly rows: readonly Row[];
  /** The walk was broken off after this row, which need not be one of `rows`; absent: there are no more rows. */
  readonly brokenOffAt?: Row;
};

/** Rows beyond `from` (not included), or from the first or last one on. */
export type Walk<Row> = (from: Row | undefined, isBackwards: boolean, wanted: number) => Walked<Row>;

/** Rows in the list's order. `next` and `previous`: the row to go on from, where there is a page. */
export type KeysetPage<Row> = {
  readonly rows: readonly Row[];
  readonly next: Row | undefined;
  readonly previous: Row | undefined;
};

/**
 * One page of a list whose rows move: it begins beyond a row, wherever that row would stand now. A row before or after the
 * page is looked for, so that no link leads to an empty page.
 */
export function keysetPage<Row>(
  walk: Walk<Row>,
  { from, isBackwards, limit }: { readonly from: Row | undefined; readonly isBackwards: boolean; readonly limit: number },
): KeysetPage<Row> {
  const { rows: found, brokenOffAt } = walk(from, isBackwards, limit + 1);
  const rows = found.slice(0, limit);
  const onwards = found.length > limit ? rows.at(-1) : brokenOffAt;
  const back = from === undefined ? undefined : rowToGoBack(walk, rows[0] ?? from, isBackwards);
  return isBackwards ? { rows: rows.toReversed(), next: back, previous: onwards } : { rows, next: onwards, previous: back };
}

function rowToGoBack<Row>(walk: Walk<Row>, first: Row, isBackwards: boolean): Row | undefined {
  const { rows, brokenOffAt } = walk(first, !isBackwards, 1);
  return rows.length > 0 || brokenOffAt !== undefined ? first : undefined;
}
