/** Where a value stands in the bytes of a JSON text: from `start` up to, not including, `end`. */
export type Span = { readonly start: number; readonly end: number };

/** The bytes are no JSON of the form asked for. */
export class NotJson extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = { object: 0x7b, list: 0x5b };
const CLOSE = { object: 0x7d, list: 0x5d };

/**
 * The members of an object, each with the place of its value; the last of a name wins. The values are stepped over and not read: of a
 * source map of 40 MB nothing is copied. Throws `NotJson`.
 */
export function membersOf(bytes: Buffer, span: Span): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>();
  let at = expect(bytes, skipSpace(bytes, span.start), OPEN.object);
  for (at = skipSpace(bytes, at); bytes[at] !== CLOSE.object; at = nextMember(bytes, at, CLOSE.object)) {
    const name = { start: at, end: skipString(bytes, at) };
    const start = skipSpace(bytes, expect(bytes, skipSpace(bytes, name.end), COLON));
    const end = skipValue(bytes, start);
    members.set(textAt(bytes, name) ?? "", { start, end });
    at = skipSpace(bytes, end);
  }
  return members;
}

/** The places of a list's elements, one after the other. Throws `NotJson`, maybe after some. */
export function* elementsOf(bytes: Buffer, span: Span): Generator<Span> {
  let at = expect(bytes, skipSpace(bytes, span.start), OPEN.list);
  for (at = skipSpace(bytes, at); bytes[at] !== CLOSE.list; at = nextMember(bytes, at, CLOSE.list)) {
    const end = skipValue(bytes, at);
    yield { start: at, end };
    at = skipSpace(bytes, end);
  }
}

/** The text that stands there; undefined when it is something else. Throws `NotJson`. */
export function textAt(bytes: Buffer, { start, end }: Span): string | undefined {
  if (bytes[start] !== QUOTE) return undefined;
  try {
    const text: unknown = JSON.parse(bytes.toString("utf8", start, end));
    return typeof text === "string" ? text : undefined;
  } catch {
    throw new NotJson("a text is not well-formed");
  }
}

/** The whole number that stands there; undefined when it is something else. */
export function numberAt(bytes: Buffer, { start, end }: Span): number | undefined {
  const text = bytes.toString("latin1", start, Math.min(end, start + 20));
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function nextMember(bytes: Buffer, at: number, close: number): number {
  if (bytes[at] === close) return at;
  return skipSpace(bytes, expect(bytes, at, COMMA));
}

function expect(bytes: Buffer, at: number, byte: number): number {
  if (bytes[at] !== byte) throw new NotJson(`expected ${String.fromCharCode(byte)} at byte ${at}`);
  return at + 1;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}

function skipString(bytes: Buffer, from: number): number {
  let at = expect(bytes, from, QUOTE);
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0) throw new NotJson("a text has no end");
    let slashes = 0;
    while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1;
    at += 1;
    if (slashes % 2 === 0) return at;
  }
}

function skipValue(bytes: Buffer, from: number): number {
  const first = bytes[from];
  if (first === QUOTE) return skipString(bytes, from);
  if (first !== OPEN.object && first !== OPEN.list) return skipWord(bytes, from);
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) at = skipString(bytes, at);
    else {
      at += 1;
      if (byte === OPEN.object || byte === OPEN.list) depth += 1;
      else if ((byte === CLOSE.object || byte === CLOSE.list) && --depth === 0) return at;
    }
  }
  throw new NotJson("the text ends too early");
}

/** A number, `true`, `false` or `null`. */
function skipWord(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const isWord = (byte >= 0x30 && byte <= 0x39) || (byte | 0x20) >= 0x61 || byte === 0x2d || byte === 0x2b || byte === 0x2e;
    if (!isWord || byte === CLOSE.object || byte === CLOSE.list) break;
  }
  if (at === from) throw new NotJson(`expected a value at byte ${from}`);
  return at;
}
