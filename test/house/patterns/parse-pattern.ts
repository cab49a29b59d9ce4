/** A regular expression taken apart. Sets of characters stay as they are written: an engine says what is in them. */
export type Part =
  | { readonly kind: "chars"; readonly text: string }
  | { readonly kind: "row"; readonly parts: readonly Part[] }
  | { readonly kind: "choice"; readonly ways: readonly Part[] }
  | { readonly kind: "repeat"; readonly part: Part; readonly min: number; readonly max: number }
  | { readonly kind: "look"; readonly way: "ahead" | "behind"; readonly isNot: boolean; readonly part: Part }
  | { readonly kind: "edge"; readonly text: "^" | "$" | "\\b" | "\\B" }
  | { readonly kind: "back-reference" };

type Cursor = { readonly pattern: string; at: number };

/** Reads a pattern that the engine takes. Throws for what no engine takes. */
export function parsePattern(pattern: string): Part {
  const cursor = { pattern, at: 0 };
  const part = readChoice(cursor);
  if (cursor.at < pattern.length) throw new Error(`cannot read ${pattern} from ${cursor.at} on`);
  return part;
}

function readChoice(cursor: Cursor): Part {
  const ways = [readRow(cursor)];
  while (cursor.pattern[cursor.at] === "|") {
    cursor.at += 1;
    ways.push(readRow(cursor));
  }
  return ways.length === 1 && ways[0] !== undefined ? ways[0] : { kind: "choice", ways };
}

function readRow(cursor: Cursor): Part {
  const parts: Part[] = [];
  for (;;) {
    const char = cursor.pattern[cursor.at];
    if (char === undefined || char === "|" || char === ")") return { kind: "row", parts };
    parts.push(readRepeated(cursor));
  }
}

function readRepeated(cursor: Cursor): Part {
  const part = readOne(cursor);
  const [text, sign = "", least = "", comma, most = ""] =
    /^(?:([*+?])|\{(\d{1,9})(?:(,)(\d{0,9}))?\})\??/.exec(cursor.pattern.slice(cursor.at)) ?? [];
  if (text === undefined) return part;
  cursor.at += text.length;
  if (sign !== "") return { kind: "repeat", part, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
  const min = Number(least);
  const max = comma === undefined ? min : most === "" ? Number.POSITIVE_INFINITY : Number(most);
  return { kind: "repeat", part, min, max };
}

function readOne(cursor: Cursor): Part {
  const { pattern, at } = cursor;
  const char = pattern[at] ?? "";
  if (char === "(") return readGroup(cursor);
  if (char === "[") return { kind: "chars", text: take(cursor, endOfSet(pattern, at)) };
  if (char === "^" || char === "$") {
    cursor.at += 1;
    return { kind: "edge", text: char };
  }
  if (char !== "\\") return { kind: "chars", text: take(cursor, at + ((pattern.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)) };
  const escape = /^\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|c[a-z]|k<[^>]*>|[1-9]\d*|.)/is.exec(
    pattern.slice(at),
  );
  const text = take(cursor, at + (escape?.[0].length ?? 2));
  if (text === "\\b" || text === "\\B") return { kind: "edge", text };
  return /^\\(?:k|[1-9])/.test(text) ? { kind: "back-reference" } : { kind: "chars", text };
}

function readGroup(cursor: Cursor): Part {
  const [head = "("] = /^\((?:\?(?:[:=!]|<[=!]|<[^>]+>|[a-z-]+:))?/.exec(cursor.pattern.slice(cursor.at)) ?? [];
  cursor.at += head.length;
  const part = readChoice(cursor);
  cursor.at += 1;
  const look = /^\(\?(<?)([=!])$/.exec(head);
  if (look === null) return part;
  return { kind: "look", way: look[1] === "<" ? "behind" : "ahead", isNot: look[2] === "!", part };
}

function endOfSet(pattern: string, from: number): number {
  let depth = 0;
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === "\\") at += 1;
    // Sets stand in sets under the flag "v" alone; elsewhere a bracket in a set is a character.
    else if (pattern[at] === "[" && depth === 0) depth = 1;
    else if (pattern[at] === "]") return at + 1;
  }
  return pattern.length;
}

function take(cursor: Cursor, end: number): string {
  const text = cursor.pattern.slice(cursor.at, end);
  cursor.at = end;
  return text;
}
