/** Generated line and column, source, its line and column, name: from 0, of increasing lines. */
export type TestSegment = readonly [
  line: number,
  column: number,
  source?: number,
  sourceLine?: number,
  sourceColumn?: number,
  name?: number,
];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Writes `mappings` as a bundler does. Source: ECMA-426, "Mappings structure". */
export function mappingsText(segments: readonly TestSegment[]): string {
  const last = [0, 0, 0, 0];
  const lines: string[][] = [];
  let column = 0;
  for (const [line, at, ...rest] of segments) {
    while (lines.length <= line) {
      lines.push([]);
      column = 0;
    }
    let text = vlq(at - column);
    column = at;
    for (const [field, value = 0] of rest.entries()) {
      text += vlq(value - (last[field] ?? 0));
      last[field] = value;
    }
    lines.at(-1)?.push(text);
  }
  return lines.map((line) => line.join(",")).join(";");
}

function vlq(value: number): string {
  let left = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const digit = left & 31;
    left >>>= 5;
    text += DIGITS[left > 0 ? digit | 32 : digit];
  } while (left > 0);
  return text;
}
