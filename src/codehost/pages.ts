/** Cursors of lists are numbers of pages; an unreadable one is the first. */
export function pageNumber(cursor: string | undefined): number {
  return cursor !== undefined && /^[1-9]\d{0,3}$/.test(cursor) ? Number(cursor) : 1;
}

/** The cursor of the page that follows one of `count` rows. */
export function nextPage(page: number, count: number, rowsAPage: number): string | undefined {
  return count >= rowsAPage && page < 9_999 ? String(page + 1) : undefined;
}
