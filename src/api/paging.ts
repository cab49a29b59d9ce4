import { z } from "zod";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { one, readQuery } from "./parse.ts";
import type { Ask } from "./route.ts";

const MAX_PAGE = 100;

/** `before` and `after` are cursor texts; absent where there is no page. */
type Neighbours = { readonly before: string | undefined; readonly after: string | undefined; readonly nothingAfter: string };

/** The page after the last one in a keyset list: empty, also for a client that follows it in spite of `results="false"`. */
const NOTHING_AFTER = "0:1:0";
const NOTHING_BEFORE = "0:0:1";

export const pageQuery = z.object({ cursor: one, limit: one, per_page: one });
export type Page = { readonly limit: number; readonly cursor?: string };

/**
 * Reads `limit` or `per_page` (clamped to 1…100; real clients send 10000) and `cursor`, which the backend that made it
 * understands. Empty and `0:0:…` mean the first page.
 */
export function readPage(ask: Ask): Result<Page, Refusal> {
  const query = readQuery(ask, pageQuery);
  if (!query.ok) return query;
  const sizeText = query.value.limit ?? query.value.per_page ?? String(MAX_PAGE);
  if (!/^-?\d{1,15}$/.test(sizeText)) return problem({ kind: "invalid", detail: "limit must be a number from 1 to 100." });
  const limit = Math.min(MAX_PAGE, Math.max(1, Number(sizeText)));

  const cursor = query.value.cursor ?? "";
  return ok(/^(0:0:[01])?$/.test(cursor) ? { limit } : { limit, cursor });
}

/** Links to the pages of a keyset list. */
export function keysetLinks(
  parts: ApiParts,
  ask: Ask,
  page: { readonly next: string | undefined; readonly previous: string | undefined },
): string {
  const [before, after] = [page.previous, page.next].map((cursor) => (cursor === undefined ? undefined : plainCursor(cursor)));
  return linkHeader(parts, ask, { before, after, nothingAfter: NOTHING_AFTER });
}

/** One page of a short list that is held whole: its cursor counts rows. */
export function answerSlice(parts: ApiParts, ask: Ask, rows: readonly unknown[]): Answer {
  const slice = sliceOf(parts, ask, rows);
  return slice.ok ? found(slice.value.rows, { Link: slice.value.link }) : refuse(slice.problem);
}

/** The rows of such a page, and the links to those beside it. */
export function sliceOf<Row>(
  parts: ApiParts,
  ask: Ask,
  rows: readonly Row[],
): Result<{ readonly rows: readonly Row[]; readonly link: string }, Refusal> {
  const page = readPage(ask);
  if (!page.ok) return page;
  const { limit, cursor } = page.value;
  const start = cursor === undefined ? 0 : Number(/^0:(\d{1,15}):[01]$/.exec(cursor)?.[1] ?? -1);
  if (start < 0) return problem({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  const before = start === 0 ? undefined : `0:${Math.max(0, start - limit)}:1`;
  const after = start + limit < rows.length ? `0:${start + limit}:0` : undefined;
  const nothingAfter = `0:${Math.max(1, rows.length)}:0`;
  return ok({ rows: rows.slice(start, start + limit), link: linkHeader(parts, ask, { before, after, nothingAfter }) });
}

/** A cursor is any text of its backend; clients take it from the header and put it into a query as it stands. */
function plainCursor(cursor: string): string {
  return cursor.toWellFormed().replace(/[^\w.:~-]/gu, encodeURIComponent);
}

/**
 * The `Link` header exactly as Sentry's clients match it: `rel`, `results`, `cursor` in this order with one space between, both
 * relations always, absolute addresses, no comma within. Source: reference sentry-web-api §1.4.
 */
function linkHeader(parts: ApiParts, ask: Ask, neighbours: Neighbours): string {
  const [path = "", query = ""] = ask.path.split("?", 2);
  const kept = query
    .split("&")
    .filter((pair) => pair !== "" && !/^cursor(=|$)/.test(pair))
    .map(plainAscii);
  const base = `${parts.publicUrl}${plainAscii(path)}?${kept.join("&")}`;
  const relation = (rel: string, cursor: string | undefined, fallback: string): string =>
    `<${base}&cursor=${cursor ?? fallback}>; rel="${rel}"; results="${cursor !== undefined}"; cursor="${cursor ?? fallback}"`;
  const previous = relation("previous", neighbours.before, NOTHING_BEFORE);
  return `${previous}, ${relation("next", neighbours.after, neighbours.nothingAfter)}`;
}

/** The address is the client's own text: whatever would end the header's syntax is percent-encoded. */
function plainAscii(text: string): string {
  return text.replace(/[^\x21-\x7e]|[<>,;"]/gu, (character) =>
    /[\ud800-\udfff]/.test(character) && character.length === 1 ? "" : encodeURIComponent(character),
  );
}
