import { MapProblem } from "./map-problem.ts";

/** Takes one segment: generated line and column, then what it came from; `source` and `name` are -1 where there is none. All from 0. */
export type TakeSegment = (
  line: number,
  column: number,
  source: number,
  sourceLine: number,
  sourceColumn: number,
  name: number,
) => void;

/** Where a part of an indexed map begins, and what its sources and names count from. */
export type Start = { readonly line: number; readonly column: number; readonly sources: number; readonly names: number };

const DIGITS = new Int8Array(128).fill(-1);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (let value = 0; value < ALPHABET.length; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;
const SEMICOLON = 0x3b;
const COMMA = 0x2c;
const MAX = 0x7fff_ffff;

/**
 * Reads the base-64 VLQ text between `from` and `to`, straight from the bytes of the map. Throws `MapProblem` for what is no
 * mapping. Source: ECMA-426 §"Mappings structure".
 */
export function decodeMappings(bytes: Buffer, from: number, to: number, start: Start, take: TakeSegment): void {
  const field = new Int32Array(5);
  let { line } = start;
  let shift = start.column;
  let column = 0;
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let name = 0;
  let at = from;
  while (at < to) {
    const byte = bytes[at];
    if (byte === SEMICOLON) {
      line += 1;
      column = 0;
      shift = 0;
      at += 1;
      continue;
    }
    if (byte === COMMA) {
      at += 1;
      continue;
    }
    const fields = readFields(bytes, at, to, field);
    at = fieldsEnd;
    column += field[0] ?? 0;
    if (fields >= 4) {
      source += field[1] ?? 0;
      sourceLine += field[2] ?? 0;
      sourceColumn += field[3] ?? 0;
    }
    if (fields === 5) name += field[4] ?? 0;
    if (column < 0 || source < 0 || sourceLine < 0 || sourceColumn < 0 || name < 0 || column > MAX || line > MAX) {
      throw new MapProblem("a mapping points before the beginning of a file");
    }
    if (fields === 1) take(line, column + shift, -1, 0, 0, -1);
    else take(line, column + shift, source + start.sources, sourceLine, sourceColumn, fields === 5 ? name + start.names : -1);
  }
}

/** Where the segment that was read last ends: a second answer of `readFields`, without an object for each segment. */
let fieldsEnd = 0;

function readFields(bytes: Buffer, from: number, to: number, into: Int32Array): number {
  let count = 0;
  let at = from;
  while (at < to && bytes[at] !== COMMA && bytes[at] !== SEMICOLON) {
    let value = 0;
    let shift = 0;
    for (;;) {
      const digit = at < to ? (DIGITS[bytes[at] ?? 0] ?? -1) : -1;
      if (digit < 0 || shift > 30) throw new MapProblem("the mappings are not base-64 VLQ");
      at += 1;
      value += (digit & 31) * 2 ** shift;
      shift += 5;
      if ((digit & 32) === 0) break;
    }
    if (count === 5) throw new MapProblem("a mapping has more than five fields");
    const size = Math.floor(value / 2);
    into[count] = value % 2 === 1 ? -size : size;
    count += 1;
  }
  if (count === 2 || count === 3) throw new MapProblem("a mapping has two or three fields");
  fieldsEnd = at;
  return count;
}
