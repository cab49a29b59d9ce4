/** Why a line cannot be read, in words that name the remedy. `column` counts from 1. */
export type Mistake = { readonly column: number; readonly message: string };
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistake: Mistake };

export function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function mistake(column: number, message: string): { readonly ok: false; readonly mistake: Mistake } {
  return { ok: false, mistake: { column, message } };
}

/** A place in a line; moves on as it is read. */
export type Cursor = { readonly line: string; at: number };

export function columnOf({ at }: Cursor): number {
  return at + 1;
}

export function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(cursor.line[cursor.at] ?? "x")) cursor.at += 1;
}

export function isAtEnd({ line, at }: Cursor): boolean {
  return at >= line.length;
}

/** Goes past `text` when it stands here. */
export function take(cursor: Cursor, text: string): boolean {
  if (!cursor.line.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

/** What a sticky pattern (flag `y`) finds here, gone past; `undefined` when it finds nothing. */
export function takePattern(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.line);
  if (found === null) return undefined;
  cursor.at += found[0].length;
  return found;
}

/** A text in double quotes, whose opening one stands here. Before a quote or a backslash, a backslash is left out; `\n` and `\t` are what they are. */
export function takeQuoted(cursor: Cursor): Read<string> {
  const column = columnOf(cursor);
  cursor.at += 1;
  let text = "";
  while (!isAtEnd(cursor)) {
    const char = cursor.line[cursor.at] ?? "";
    cursor.at += 1;
    if (char === '"') return read(text);
    if (char !== "\\") {
      text += char;
      continue;
    }
    const escaped = cursor.line[cursor.at] ?? "";
    cursor.at += 1;
    text += ESCAPES[escaped] ?? `\\${escaped}`;
  }
  return mistake(column, "this quotation mark is never closed; write another one behind the text");
}

const ESCAPES: { readonly [char: string]: string | undefined } = { '"': '"', "\\": "\\", n: "\n", t: "\t" };
