import { inflateRawSync } from "node:zlib";
import type { FunctionScope } from "./function-scopes.ts";
import { functionAt } from "./function-scopes.ts";
import {
  HEADER,
  HEADER_BYTES,
  MAGIC,
  NAME_BYTES,
  PIECE,
  PIECE_BYTES,
  PIECE_RAW_BYTES,
  SOURCE,
  SOURCE_BYTES,
} from "./map-layout.ts";
import { findInBlock, INDEX_ENTRY_BYTES } from "./pack-mappings.ts";

/** A stored file that is read in slices. Adapter: `store/blob/disk/`. */
export type BlobFile = {
  readonly sizeBytes: number;
  /** As many bytes as there are, at most `length`. */
  readonly read: (position: number, length: number) => Buffer;
  readonly close: () => void;
};
/** Opens a file by its digest. Undefined when it is not there. */
export type OpenBlob = (digest: string) => BlobFile | undefined;

/** Where a place in generated code came from. Lines and columns from 0. */
export type Original = {
  readonly kind: "original";
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** What the code called the thing at this place. */
  readonly name: string | undefined;
  /** The function around it, by the source's own text. */
  readonly functionName: string | undefined;
  /** Lines before, at and after; undefined when the map holds no content of this source. */
  readonly lines: SourceLines | undefined;
};
export type SourceLines = { readonly before: readonly string[]; readonly at: string; readonly after: readonly string[] };

/** `outside`: the map knows nothing of this line; `generated`: the bundler wrote this place itself; `damaged`: the file is. */
export type Lookup = Original | { readonly kind: "outside" | "generated" | "damaged" };

export type PackedMap = {
  readonly lookUp: (line: number, column: number) => Lookup;
  /** About how many bytes it keeps in memory. */
  readonly weight: number;
  readonly close: () => void;
};

const LINES_AROUND = 5;
/** No line is cut within a character, but a line has up to four bytes for each. */
const MAX_PIECE_BYTES = 8 * PIECE_RAW_BYTES;
const MAX_FUNCTIONS_BYTES = 8 * 1_024 * 1_024;
const MAX_KEPT_PIECES = 64;

/** Opens a packed map (map-layout.ts). Undefined when it is not one. A look-up is a binary search and a few small reads. */
export function openPackedMap(file: BlobFile): PackedMap | undefined {
  const header = file.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const number = (name: keyof typeof HEADER): number => header.readUInt32LE(HEADER[name]);
  const index = file.read(number("index"), number("indexCount") * INDEX_ENTRY_BYTES);
  if (index.length !== number("indexCount") * INDEX_ENTRY_BYTES) return undefined;
  const blocks = { start: number("blocks"), end: number("index") };
  const functions = keptLately<readonly FunctionScope[]>(MAX_KEPT_PIECES, (source) => readFunctions(file, recordOf(source)));
  const pieces = keptLately<readonly string[]>(MAX_KEPT_PIECES, (place) => readPiece(file, place));
  const recordOf = (source: number): Buffer => file.read(number("sources") + source * SOURCE_BYTES, SOURCE_BYTES);
  const nameAt = (name: number): string | undefined => {
    if (name < 0 || name >= number("nameCount")) return undefined;
    const place = file.read(number("names") + name * NAME_BYTES, NAME_BYTES);
    return file.read(place.readUInt32LE(0), place.readUInt32LE(4)).toString("utf8");
  };

  const lookUp = (line: number, column: number): Lookup => {
    const entry = entryBefore(index, line, column);
    if (entry === undefined) return { kind: "outside" };
    const block = file.read(blocks.start + entry.offset, (entry.nextOffset ?? blocks.end - blocks.start) - entry.offset);
    const segment = findInBlock(block, entry, line, column);
    if (segment.line !== line) return { kind: "outside" };
    if (segment.source < 0 || segment.source >= number("sourceCount")) return { kind: "generated" };
    const record = recordOf(segment.source);
    const path = file.read(record.readUInt32LE(SOURCE.path), record.readUInt32LE(SOURCE.pathBytes)).toString("utf8");
    return {
      kind: "original",
      source: path,
      line: segment.sourceLine,
      column: segment.sourceColumn,
      name: nameAt(segment.name),
      functionName: functionAt(functions(segment.source), segment.sourceLine, segment.sourceColumn),
      lines: linesAround(file, record, pieces, segment.sourceLine),
    };
  };

  return {
    lookUp(line, column) {
      try {
        return lookUp(line, column);
      } catch {
        // Torn or overwritten on the disk: offsets lead nowhere, pieces do not inflate. It costs this frame, and not the event.
        return { kind: "damaged" };
      }
    },
    weight: index.length + 4_096 + MAX_KEPT_PIECES * 2 * PIECE_RAW_BYTES,
    close: file.close,
  };
}

type Entry = {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly nextOffset: number | undefined;
};

/** The last block that begins at or before a place. */
function entryBefore(index: Buffer, line: number, column: number): Entry | undefined {
  let low = 0;
  let high = index.length / INDEX_ENTRY_BYTES;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * INDEX_ENTRY_BYTES;
    const entryLine = index.readUInt32LE(at);
    if (entryLine < line || (entryLine === line && index.readUInt32LE(at + 4) <= column)) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return undefined;
  const at = (low - 1) * INDEX_ENTRY_BYTES;
  const isLast = at + INDEX_ENTRY_BYTES >= index.length;
  return {
    line: index.readUInt32LE(at),
    column: index.readUInt32LE(at + 4),
    offset: index.readUInt32LE(at + 8),
    nextOffset: isLast ? undefined : index.readUInt32LE(at + INDEX_ENTRY_BYTES + 8),
  };
}

function readFunctions(file: BlobFile, record: Buffer): readonly FunctionScope[] {
  const bytes = record.readUInt32LE(SOURCE.functionsBytes);
  if (bytes === 0) return [];
  const packed = file.read(record.readUInt32LE(SOURCE.functions), bytes);
  // Our own bytes, written by `packSourceMap` from this very type.
  const scopes: readonly FunctionScope[] = JSON.parse(
    inflateRawSync(packed, { maxOutputLength: MAX_FUNCTIONS_BYTES }).toString("utf8"),
  );
  return scopes;
}

type Pieces = { readonly firstLines: readonly number[]; readonly places: readonly number[] };

function linesAround(
  file: BlobFile,
  record: Buffer,
  lineOf: (place: number) => readonly string[],
  line: number,
): SourceLines | undefined {
  const count = record.readUInt32LE(SOURCE.pieceCount);
  if (count === 0) return undefined;
  const { firstLines, places } = readPieces(file, record.readUInt32LE(SOURCE.pieces), count);
  const linesFrom = (from: number, to: number): string[] => {
    const found: string[] = [];
    for (let piece = lastAtOrBefore(firstLines, from); piece < count; piece++) {
      const first = firstLines[piece] ?? 0;
      if (first >= to) break;
      const texts = lineOf(places[piece] ?? 0);
      found.push(...texts.slice(Math.max(0, from - first), to - first));
    }
    return found;
  };
  const from = Math.max(0, line - LINES_AROUND);
  const found = linesFrom(from, line + LINES_AROUND + 1);
  const at = found[line - from];
  if (at === undefined) return undefined;
  return { before: found.slice(0, line - from), at, after: found.slice(line - from + 1) };
}

function readPieces(file: BlobFile, offset: number, count: number): Pieces {
  const table = file.read(offset, count * PIECE_BYTES);
  const firstLines = Array.from({ length: count }, (_, piece) => table.readUInt32LE(piece * PIECE_BYTES + PIECE.firstLine));
  return { firstLines, places: firstLines.map((_, piece) => offset + piece * PIECE_BYTES) };
}

function lastAtOrBefore(firstLines: readonly number[], line: number): number {
  const after = firstLines.findIndex((first) => first > line);
  return after < 0 ? firstLines.length - 1 : Math.max(0, after - 1);
}

/** `place`: where the piece's record is. */
function readPiece(file: BlobFile, place: number): readonly string[] {
  const record = file.read(place, PIECE_BYTES);
  const packed = file.read(record.readUInt32LE(PIECE.offset), record.readUInt32LE(PIECE.bytes));
  return inflateRawSync(packed, { maxOutputLength: MAX_PIECE_BYTES }).toString("utf8").split("\n");
}

/** Remembers the answers that were asked for last. */
function keptLately<T>(max: number, read: (key: number) => T): (key: number) => T {
  const kept = new Map<number, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = read(key);
    const [oldest] = kept.keys();
    if (kept.size >= max && oldest !== undefined) kept.delete(oldest);
    kept.set(key, made);
    return made;
  };
}
