/** What is wrong in a search text, and where: UTF-16 indexes, `end` not included. */
export type SearchMark = { start: number; end: number; message: string };

/** An answer that is not a success, with words fit for people. Status 0: there was no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: Record<string, string[]>;
  /** What went wrong elsewhere, as a word: "wrong-token". */
  readonly kind: string | undefined;
  /** What is not understood in a search text. */
  readonly mark: SearchMark | undefined;
  constructor(status: number, message: string, fields: Record<string, string[]> = {}, kind?: string, mark?: SearchMark) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.kind = kind;
    this.mark = mark;
  }
}

/** What was read, the `Link` header of its page, and how many there are in all where the API says so. */
export type Answer<T> = {
  data: T;
  link: string | null;
  hits: number | undefined;
  askedAt: number;
  /** When a remote backend said this, and why it is no newer. */
  asOf: string | null;
  problem: string | null;
  /** Where a search was not carried through in time: until when, going back, events were looked at. */
  searchedBackTo: string | null;
};

export const apiUrl = (path: string): string => new URL(`api/0/${path}`, document.baseURI).href;

/** Told whether the last request reached the server. */
let onReach: (isReached: boolean) => void = () => undefined;
export const watchReach = (watch: (isReached: boolean) => void): void => void (onReach = watch);

/** Asks the API; throws `ApiError`. */
export async function ask<T>(path: string, method = "GET", body?: unknown): Promise<Answer<T>> {
  const askedAt = Date.now();
  // What is sent as the page is left must outlive it.
  const init: RequestInit = { method, credentials: "same-origin", keepalive: method === "DELETE" };
  if (body !== undefined) Object.assign(init, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const response = await fetch(apiUrl(path), init).catch(() => {
    onReach(false);
    throw new ApiError(0, "The server cannot be reached. Nothing was changed.");
  });
  onReach(true);
  const text = await response.text();
  let data: unknown = null;
  try {
    data = text === "" ? null : JSON.parse(text);
  } catch {
    throw new ApiError(response.status, `The server gave an answer that is not understood (${response.status}).`);
  }
  if (!response.ok) throw errorOf(response.status, data);
  const hits = response.headers.get("X-Hits");
  const problem = response.headers.get("X-Culprit-Problem");
  return {
    data: data as T,
    link: response.headers.get("Link"),
    hits: hits === null ? undefined : Number(hits),
    askedAt,
    asOf: response.headers.get("X-Culprit-As-Of"),
    searchedBackTo: response.headers.get("X-Searched-Back-To"),
    problem: problem === null ? null : decodeURIComponent(problem),
  };
}

function errorOf(status: number, data: unknown): ApiError {
  if (typeof data !== "object" || data === null) return new ApiError(status, `The server answered ${status}.`);
  if ("detail" in data && typeof data.detail === "string") {
    const kind = "kind" in data && typeof data.kind === "string" ? data.kind : undefined;
    return new ApiError(status, data.detail, {}, kind, "search" in data ? (data.search as SearchMark) : undefined);
  }
  const fields = Object.fromEntries(Object.entries(data).filter((e): e is [string, string[]] => Array.isArray(e[1])));
  const words = Object.entries(fields).map(([name, texts]) => `${name} ${texts.join(", ")}`);
  return new ApiError(status, words.join(". "), fields);
}

export const toApiError = (error: unknown): ApiError => (error instanceof ApiError ? error : new ApiError(0, String(error)));

/** The cursor of a relation in a Link header, when that page has results. */
export function cursorOf(link: string | null, rel: "previous" | "next"): string | undefined {
  const part = link?.split(/,\s*(?=<)/).find((p) => p.includes(`rel="${rel}"`) && p.includes('results="true"'));
  return part === undefined ? undefined : /cursor="([^"]+)"/.exec(part)?.[1];
}
