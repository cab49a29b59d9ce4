import type { ContentCoding } from "../protocol/logged-request.ts";

/** A coding as HTTP names it and we take it. Brotli is decoded on a thread of its own and never logged. */
export type HttpCoding = Exclude<ContentCoding, "identity" | "deflate-raw"> | "br";

export const SUPPORTED_CODINGS = "gzip, deflate, br, zstd";

const NAMES: ReadonlyMap<string, HttpCoding> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
  ["zstd", "zstd"],
]);
/** Ruby 5 sends an empty header whenever it does not compress; an early Android client sends `UTF-8`. */
const NOT_CODINGS: ReadonlySet<string> = new Set(["", "identity", "utf-8"]);

/** The codings in the order they were applied, at most two; undefined when one is unknown or there are more (415). */
export function contentCodings(header: string | undefined): readonly HttpCoding[] | undefined {
  if (header === undefined) return [];
  const codings: HttpCoding[] = [];
  for (const part of header.split(",")) {
    const name = part.trim().toLowerCase();
    if (NOT_CODINGS.has(name)) continue;
    const coding = NAMES.get(name);
    if (coding === undefined || codings.length === 2) return undefined;
    codings.push(coding);
  }
  return codings;
}
