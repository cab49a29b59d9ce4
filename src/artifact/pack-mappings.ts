import { MapProblem } from "./map-problem.ts";
import type { TakeSegment } from "./mappings.ts";

/** Segments of a block: so many are decoded one after the other by a look-up; 128 take about 2 µs. */
export const BLOCK_SEGMENTS = 128;
/** Of an index entry: line, column and offset of the block, 32 bits each. */
export const INDEX_ENTRY_BYTES = 12;

export type PackedMappings = { readonly index: Buffer; readonly blocks: Buffer; readonly segments: number };

/** More are no map of a program: 40 MB of map hold 2.5 million. */
const MAX_SEGMENTS = 16_000_000;
/** Maps out of order are sorted in memory, 24 bytes a segment. */
const MAX_UNSORTED = 4_000_000;

/**
 * Packs segments in order of line and column, in blocks of 128 as differences, with an index of where each block begins. So a look-up
 * is a binary search in the index and one small read. `decode` gives the segments; it is called again when they are out of
 * order. Throws `MapProblem`.
 */
export function packMappings(decode: (take: TakeSegment) => void): PackedMappings {
  return packInOrder(decode) ?? packSorted(decode);
}

function packInOrder(decode: (take: TakeSegment) => void): PackedMappings | undefined {
  const writer = createWriter();
  let isSorted = true;
  let lastLine = 0;
  let lastColumn = 0;
  decode((line, column, source, sourceLine, sourceColumn, name) => {
    if (line < lastLine || (line === lastLine && column < lastColumn)) isSorted = false;
    lastLine = line;
    lastColumn = column;
    if (isSorted) writer.add(line, column, source, sourceLine, sourceColumn, name);
  });
  return isSorted ? writer.finish() : undefined;
}

function packSorted(decode: (take: TakeSegment) => void): PackedMappings {
  const all: number[][] = [];
  decode((...segment) => {
    if (all.length === MAX_UNSORTED) throw new MapProblem("the mappings are out of order, and too many to be sorted");
    all.push(segment);
  });
  // A stable sort: of segments at one place the last wins, as it would in order.
  all.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0));
  const writer = createWriter();
  for (const [line = 0, column = 0, source = -1, sourceLine = 0, sourceColumn = 0, name = -1] of all) {
    writer.add(line, column, source, sourceLine, sourceColumn, name);
  }
  return writer.finish();
}

function createWriter(): { readonly add: TakeSegment; readonly finish: () => PackedMappings } {
  let bytes = Buffer.allocUnsafe(64 * 1_024);
  let at = 0;
  let segments = 0;
  const index: number[] = [];
  const last = new Int32Array(6);

  const put = (value: number): void => {
    let left = value;
    while (left > 127) {
      bytes[at++] = (left & 127) | 128;
      left = Math.floor(left / 128);
    }
    bytes[at++] = left;
  };
  const putSigned = (value: number): void => put(value < 0 ? -value * 2 - 1 : value * 2);
  const grow = (): void => {
    const larger = Buffer.allocUnsafe(bytes.length * 2);
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  };

  return {
    add(line, column, source, sourceLine, sourceColumn, name) {
      if (segments === MAX_SEGMENTS) throw new MapProblem("the map has more than 16 million mappings");
      if (at + 64 > bytes.length) grow();
      if (segments % BLOCK_SEGMENTS === 0) {
        index.push(line, column, at);
        last.fill(0);
        last[0] = line;
        last[1] = column;
      }
      const lineStep = line - (last[0] ?? 0);
      put(lineStep);
      put(lineStep === 0 ? column - (last[1] ?? 0) : column);
      // 0: the place came from no source.
      put(source + 1);
      if (source >= 0) {
        putSigned(sourceLine - (last[3] ?? 0));
        putSigned(sourceColumn - (last[4] ?? 0));
        put(name + 1);
        last[3] = sourceLine;
        last[4] = sourceColumn;
      }
      last[0] = line;
      last[1] = column;
      segments += 1;
    },
    finish() {
      const table = Buffer.allocUnsafe(index.length * 4);
      for (const [entry, value] of index.entries()) table.writeUInt32LE(value, entry * 4);
      return { index: table, blocks: bytes.subarray(0, at), segments };
    },
  };
}

/** One segment as `findInBlock` answers it. `source` is -1 where the place came from none. */
export type Segment = {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
  readonly name: number;
};

/** The last segment of a block at or before a place. The block begins at a line and column that are not after it. */
export function findInBlock(
  block: Buffer,
  start: { readonly line: number; readonly column: number },
  line: number,
  column: number,
): Segment {
  let at = 0;
  const get = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = block[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const getSigned = (): number => {
    const value = get();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  let found: Segment = { ...start, source: -1, sourceLine: 0, sourceColumn: 0, name: -1 };
  let atLine = start.line;
  let atColumn = start.column;
  let sourceLine = 0;
  let sourceColumn = 0;
  while (at < block.length) {
    const lineStep = get();
    const columnStep = get();
    atColumn = lineStep === 0 ? atColumn + columnStep : columnStep;
    atLine += lineStep;
    const source = get() - 1;
    let name = -1;
    if (source >= 0) {
      sourceLine += getSigned();
      sourceColumn += getSigned();
      name = get() - 1;
    }
    if (atLine > line || (atLine === line && atColumn > column)) break;
    found = { line: atLine, column: atColumn, source, sourceLine, sourceColumn, name };
  }
  return found;
}
