import type { Pair, Request } from "../../protocol/event.ts";
import { flatText } from "../../protocol/flat-text.ts";
import type { Json } from "../../protocol/json.ts";
import { bag, bounded } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_PAIRS_CHARS } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteInvalid } from "./notes.ts";
import { boundedPairs, entriesOf } from "./pairs.ts";
import { cut, fields, naturalNumber, nonEmptyText, objectOrEmptyList, readFields } from "./read.ts";
import { readBody } from "./request-body.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const REQUEST = fields<Request>({
  url: readUrl,
  method: readMethod,
  query_string: readQuery,
  fragment: nonEmptyText(MAX_CHARS.fragment),
  cookies: readCookies,
  headers: readHeaders,
  env: bag(BAG.requestEnv),
  protocol: nonEmptyText(MAX_CHARS.platform),
  body_size: naturalNumber,
  api_target: nonEmptyText(MAX_CHARS.platform),
});

/**
 * The HTTP request an event happened in: the address taken apart, names of headers in one spelling, cookies out of the headers, the
 * body as structure where it is JSON or a form.
 */
export function readRequest(value: Json, notes: Notes): Request | undefined {
  const raw = objectOrEmptyList(value);
  if (raw === undefined) return noteInvalid(notes, value, "expected a request");
  const request: Mutable<Request> = readFields(raw, REQUEST, notes);
  if (request.url !== undefined) splitUrl(request, request.url, notes);

  const cookieHeader = request.headers?.find(([name]) => name === "Cookie");
  if (cookieHeader !== undefined) {
    request.headers = request.headers?.filter(([name]) => name !== "Cookie");
    request.cookies ??= at(notes, "cookies", () => readCookies(cookieHeader[1], notes));
  }
  const { data } = raw;
  if (data !== undefined && data !== null && data !== "") {
    const contentType = request.headers?.find(([name]) => name === "Content-Type")?.[1];
    const body = readBody(data, contentType);
    request.data = at(notes, "data", () => bounded(body.data, BAG.requestData, notes));
    if (body.type !== undefined) request.inferred_content_type = body.type;
  }
  return request;
}

// Address -------------------------------------------------------------------------------------------------------------

function readUrl(value: Json, notes: Notes): string | undefined {
  if (value === "") return undefined;
  if (typeof value !== "string") return noteInvalid(notes, value, "expected an address");
  const address = value.endsWith("…") ? `${value.slice(0, -1)}...` : value;
  // Only a host with letters beyond ASCII needs the work of a parser: it is written in punycode.
  if (/[\u0080-\u{10ffff}]/u.test(address)) return URL.parse(address)?.href ?? address;
  return address;
}

/** Moves query and fragment of the address to their own fields, unless those were sent. */
function splitUrl(request: Mutable<Request>, address: string, notes: Notes): void {
  const hash = address.indexOf("#");
  const beforeHash = cutOff(address, hash);
  if (hash >= 0 && hash + 1 < address.length) {
    request.fragment ??= at(notes, "fragment", () => cut(address.slice(hash + 1), MAX_CHARS.fragment, notes));
  }
  const mark = beforeHash.indexOf("?");
  if (mark >= 0 && mark + 1 < beforeHash.length) {
    request.query_string ??= at(notes, "query_string", () => readQuery(beforeHash.slice(mark + 1), notes));
  }
  const url = cutOff(beforeHash, mark);
  request.url = at(notes, "url", () => cut(url, MAX_CHARS.url, notes));
}

function cutOff(address: string, end: number): string {
  return end < 0 ? address : flatText(address.slice(0, end));
}

function readMethod(value: Json, notes: Notes): string | undefined {
  const method = typeof value === "string" ? value.toUpperCase() : "";
  if (method === "" && value === "") return undefined;
  return /^[A-Z_-]{3,32}$/.test(method) ? method : noteInvalid(notes, value, "expected a request method");
}

function readQuery(value: Json, notes: Notes): readonly Pair[] | undefined {
  if (typeof value === "string") {
    const query = value.startsWith("?") ? value.slice(1) : value;
    if (query === "") return undefined;
    return boundedPairs([...new URLSearchParams(query.slice(0, MAX_PAIRS_CHARS.query * 4))], MAX_PAIRS_CHARS.query, notes);
  }
  return readPairs(value, MAX_PAIRS_CHARS.query, notes);
}

// Cookies and headers -------------------------------------------------------------------------------------------------

function readCookies(value: Json, notes: Notes): readonly Pair[] | undefined {
  if (typeof value !== "string") return readPairs(value, MAX_PAIRS_CHARS.cookies, notes);
  const cookies = value
    .slice(0, MAX_PAIRS_CHARS.cookies * 4)
    .split(";")
    .map((cookie): Pair => {
      const equals = cookie.indexOf("=");
      return equals < 0 ? [cookie.trim(), ""] : [cookie.slice(0, equals).trim(), cookie.slice(equals + 1).trim()];
    })
    .filter(([name]) => name !== "");
  return cookies.length === 0 ? undefined : boundedPairs(cookies, MAX_PAIRS_CHARS.cookies, notes);
}

function readHeaders(value: Json, notes: Notes): readonly Pair[] | undefined {
  const pairs = pairsOf(value, (name) => titleCase(name), notes);
  if (pairs === undefined) return noteInvalid(notes, value, "expected headers");
  // An object has no order worth keeping; a list may have meant its own.
  const ordered = Array.isArray(value) ? pairs : [...pairs].sort(byName);
  return boundedPairs(ordered, MAX_PAIRS_CHARS.headers, notes);
}

/** `x-forwarded-for` → `X-Forwarded-For`; nothing is made smaller. */
function titleCase(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function byName([a]: Pair, [b]: Pair): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readPairs(value: Json, maxChars: number, notes: Notes): readonly Pair[] | undefined {
  const pairs = pairsOf(value, (name) => name, notes);
  if (pairs === undefined) return noteInvalid(notes, value, "expected names with values");
  return pairs.length === 0 ? undefined : boundedPairs(pairs, maxChars, notes);
}

function pairsOf(value: Json, spell: (name: string) => string, notes: Notes): readonly Pair[] | undefined {
  return entriesOf(value, notes)?.map(([name, member]): Pair => [spell(asText(name)), asText(member)]);
}

function asText(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((member) => typeof member === "string")) return value.join(",");
  return value === null ? "" : JSON.stringify(value);
}
